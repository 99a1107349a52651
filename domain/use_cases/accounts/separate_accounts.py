"""Separate two accounts that were joined by mistake ("separar cuentas"): what passed goes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from domain.errors import StepNotAllowed
from domain.exchange.telling import records_were
from domain.model.classes import CauseKind
from domain.model.history.former_names import without_names_of
from domain.model.history.joined import ACTIVE, FIELD, without_what_was_filled
from domain.model.history.reconsideration import changed_for_cases, reconsideration
from domain.protocol.access.permissions import Permission
from domain.use_cases.accounts.join_accounts import records_of
from domain.use_cases.accounts.join_cases import reopen_joined, tell_moved
from domain.use_cases.accounts.merge_accounts import RULE, refuse_while_crm_waits
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.checks import needed_text
from domain.use_cases.once import ACCOUNT, once_on_cases
from domain.use_cases.results import AccountOutcome

_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class SeparateAccounts:
    """
    The account that was absorbed, and why it is another company after all.

    Attributes:
        seen, survivor_seen: Versions of both that the person saw.
    """

    absorbed_id: str
    seen: int
    survivor_seen: int
    reason: str
    client_key: str | None = None


@once_on_cases(ACCOUNT)
async def separate_accounts(casework: Casework, asked: SeparateAccounts) -> AccountOutcome:
    """
    Give an absorbed account back what passed from it, its open cases too; what came since stays with the other.

    Fields that the other took and has still as they were are empty again. A case that ended because both had one goes
    on where it was. Both records tell it, with the reason. One transaction.

    Raises:
        StepNotAllowed: It was joined to none, it is not known what passed, or one of them waits for the CRM.
        AccountMerged: The other one was joined to a third: separate these first.
        VersionConflict, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: AMB-63, AMB-74, CAP-04, POL-07.
    """
    reason = needed_text(asked.reason, "reason", "por qué no son la misma empresa")
    run = casework.run
    other = await run.account(asked.absorbed_id, Permission.MERGE_ACCOUNTS, merged=True)
    absorbed = run.access(other).account(other, Permission.MERGE_ACCOUNTS)
    if absorbed.merged_into is None:
        raise StepNotAllowed("Esta cuenta no está unida a otra.", rule=RULE)
    survivor = await run.actionable(absorbed.merged_into, Permission.MERGE_ACCOUNTS)
    passed = await casework.work.accounts.passed(absorbed.id)
    if not passed:
        why = "Estas cuentas se unieron antes de que se guardara qué pasó de una a la otra: no se pueden separar."
        raise StepNotAllowed(why, rule=RULE, step_to_take="Registre la otra empresa como una cuenta nueva.")
    emptied = without_what_was_filled(survivor, absorbed, passed.get(FIELD, _NONE))
    here, there = await casework.work.accounts.separate(
        replace(survivor, **emptied, former_names=without_names_of(absorbed, survivor)),  # type: ignore[arg-type]  # emptied by field
        asked.survivor_seen,
        replace(absorbed, merged_into=None, active=ACTIVE in passed),
        asked.seen,
    )
    await refuse_while_crm_waits(casework.work, (here.id, there.id))
    told = f"La cuenta se separó de la de «{here.name}»: el caso vuelve a «{there.name}»."
    await tell_moved(casework, passed.get("case", _NONE), there, told)
    await reopen_joined(casework, (here, there))
    actions = await casework.work.actions.of_account(there.id)
    lost = {
        there.id: {**changed_for_cases(here, there), **records_were(await records_of(casework.work, here), ())},
        here.id: records_were((*there.contacts, *actions), ()),
    }
    for account_id, changed in lost.items():
        item = reconsideration(f"account:{account_id}", changed, run.now, casework.run.services.new_id())
        await casework.work.timers.gather(item)
    for account, outcome in (
        (there, f"Separó esta cuenta de la de «{here.name}»: no son la misma empresa."),
        (here, f"Separó de esta cuenta la de «{there.name}»: no son la misma empresa."),
    ):
        await run.decided(
            "separate_accounts",
            outcome,
            rule=RULE,
            account_id=account.id,
            survivor=here.id,
            absorbed=there.id,
            reason=reason,
            emptied=", ".join(sorted(emptied)),
        )
    classes, changes = run.compare((other, ()), (there, actions), (CauseKind.ACCOUNT, None))
    return AccountOutcome(there, classes, changes)
