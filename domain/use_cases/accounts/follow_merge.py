"""
Accounts that somebody merged in the CRM itself are joined here, too ("unión hecha en el CRM").

Belongs here: the join that the CRM has made already. Does not belong here: one that a person asks for here
(`merge_accounts`), which may be refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from domain.model.account_fields import names
from domain.model.accounts import Account
from domain.model.history.decisions import DecisionKind
from domain.model.history.reconsideration import changed_for_cases, reconsideration
from domain.model.timers import Timer
from domain.protocol.access.actionable import account_by_rule
from domain.use_cases.accounts.join_cases import join_cases, tell_moved
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.services import Services

MERGED_IN_CRM: Final = "merged_in_crm"
"""Kind of the timer of an account that was merged in the CRM; its subject is "account:<id>"."""

_INTO: Final = "into"
_RULE: Final = "CAP-04"
_FILLED: Final = names(lambda field: field.filled and not field.synced)
"""What the CRM does not have, so that its Merge did not choose: taken where the one that goes on has nothing."""


def merge_timers(services: Services, joined: Iterable[tuple[str, str]]) -> list[Timer]:
    """
    The timers by which merges made in the CRM reach the accounts here, set in the transaction that learns of them.

    Args:
        joined: Ids of the absorbed account and of the one that goes on.

    Source: AMB-63, AMB-74.
    """
    now = services.clock.now()
    return [
        Timer(services.new_id(), MERGED_IN_CRM, f"account:{absorbed}", now, _RULE, into, {_INTO: into})
        for absorbed, into in joined
    ]


async def follow_merge(casework: Casework, timer: Timer, absorbed_id: str) -> None:
    """
    Pass everything of the absorbed account, its open cases too, to the one that goes on in the CRM.

    What both have stays as the CRM has it there. Nothing happens when they are joined already, whoever did it.

    Raises:
        RecordNotFound: One of them is not here.

    Source: AMB-63, AMB-74, CAP-04.
    """
    work, run = casework.work, casework.run
    absorbed = await work.accounts.get(absorbed_id, merged=True)
    survivor = await work.accounts.get(timer.payload[_INTO], merged=True)
    if survivor.merged_into is not None:
        survivor = await work.accounts.get(survivor.merged_into, merged=True)
    if absorbed.merged_into is not None or survivor.id == absorbed.id:
        return
    filled = {name: getattr(absorbed, name) for name in _FILLED if not _told(survivor, name) and _told(absorbed, name)}
    open_cases = frozenset(case.id for case in await work.cases.of_account(absorbed.id))
    await join_cases(casework, survivor.id, absorbed.id, "Las cuentas se unieron en el CRM.")
    after, _ = await work.accounts.absorb(
        account_by_rule(replace(survivor, **filled), "CAP-04: somebody joined them in the CRM"),
        survivor.version,
        account_by_rule(
            replace(absorbed, merged_into=survivor.id, active=False), "CAP-04: somebody joined them in the CRM"
        ),
        absorbed.version,
    )
    moved = f"En el CRM la cuenta de «{absorbed.name}» se unió a la de «{after.name}»: el caso sigue en ella."
    await tell_moved(casework, open_cases, after, moved)
    told = changed_for_cases(absorbed, after)
    await work.timers.gather(reconsideration(f"account:{after.id}", told, run.now, casework.services.core.new_id()))
    outcomes = {
        survivor.id: f"En el CRM se unió a esta cuenta la de «{absorbed.name}».",
        absorbed.id: f"En el CRM esta cuenta se unió a la de «{survivor.name}», que sigue por las dos.",
    }
    for account_id, outcome in outcomes.items():
        await run.decided(
            MERGED_IN_CRM,
            outcome,
            rule=_RULE,
            account_id=account_id,
            kind=DecisionKind.TRACE,
            survivor=survivor.id,
            absorbed=absorbed.id,
            filled=", ".join(sorted(filled)),
        )


def _told(account: Account, name: str) -> bool:
    return getattr(account, name) not in (None, "", frozenset())
