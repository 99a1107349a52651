"""
The head is asked to name another to attend a company ("nombrar a otra persona"; AMB-72), once, when it becomes so.

Belongs here: the entry in the record and the letter, and which accounts wait for it. Does not belong here: the step,
which is worked out from the account (`domain.protocol.routing.another_executive`), and naming
(`use_cases.accounts.assign`).
"""

from __future__ import annotations

from datetime import date

from domain.model.account_fields import PEOPLE
from domain.model.accounts import Account
from domain.model.history.decisions import DecisionKind
from domain.ports.reading import ReadModel
from domain.protocol.access.conflict_of_interest import RULE
from domain.protocol.engine.following import who_chooses
from domain.protocol.messages.compose import CHARGE_NOTICE, compose_charge_notice
from domain.protocol.routing.another_executive import asked_es, charges_in_conflict
from domain.use_cases.cases.letters import queue_message
from domain.use_cases.cases.load_situation import Casework


async def ask_for_another(casework: Casework, before: Account, account: Account) -> None:
    """
    Ask for another in place of each who attends *account*, has a conflict of interest with it, and did not *before*.

    Source: AMB-72, POL-07, RTE-05.
    """
    today = casework.run.today(account)
    known = charges_in_conflict(before, today)
    new = [each for each in charges_in_conflict(account, today) if each not in known]
    if not new or account.merged_into is not None:
        return
    situation = await casework.situation_of(account.id)
    head = who_chooses(situation)
    for charge in new:
        asked = asked_es(situation, charge)
        composed = compose_charge_notice(situation, asked, head)
        cause = f"account:{account.id}:{account.version}:{charge.field.name}:{charge.conflict}:{CHARGE_NOTICE}"
        unsent = await queue_message(casework, CHARGE_NOTICE, composed, situation, cause, RULE)
        await casework.run.decided(
            "ask_for_another_executive",
            asked if unsent is None else f"{asked} {unsent}",
            rule=RULE,
            account_id=account.id,
            kind=DecisionKind.TRACE,
            field=charge.field.name,
            person=charge.person,
            head=None if head is None else head.id,
        )


async def another_to_be_named(reads: ReadModel, on: date) -> frozenset[str]:
    """
    Ids of the accounts attended by somebody who has a conflict of interest with them that stands on the day; of those
    who declared one, few at any time, two statements.

    Source: AMB-72, RTE-05.
    """
    standing = [each for each in await reads.conflicts_of_interest(None) if each.stands(on)]
    rows = await reads.accounts_by_id(sorted({each.account_id for each in standing}))
    return frozenset(
        each.account_id
        for each in standing
        if (row := rows.get(each.account_id)) is not None
        and row.merged_into is None
        and each.person in {getattr(row, field.name) for field in PEOPLE}
    )
