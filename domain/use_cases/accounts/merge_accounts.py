"""Join two accounts that are the same company ("unir cuentas duplicadas")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.errors import AccountMerged, InvalidValue, StepNotAllowed
from domain.model.account_fields import names
from domain.model.accounts import Account
from domain.model.classes import CauseKind
from domain.ports.store import UnitOfWork
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.accounts.join_accounts import Joining, hold_both, join_accounts
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.checks import needed_text
from domain.use_cases.once import ACCOUNT, once_on_cases
from domain.use_cases.results import AccountOutcome

RULE: Final = "CAP-04"
"""Its open point AMB-63 has the resolution."""

FILLED: Final = names(lambda field: field.filled)
"""Fields that the account that goes on takes from the other where its own are empty."""


@dataclass(frozen=True, slots=True)
class MergeAccounts:
    """
    Two accounts, one company.

    Attributes:
        survivor_id, absorbed_id: The account that goes on, and the one whose records it takes.
        survivor_seen, absorbed_seen: Versions that the person saw.
        reason: Why they are the same.
    """

    survivor_id: str
    survivor_seen: int
    absorbed_id: str
    absorbed_seen: int
    reason: str
    client_key: str | None = None


@once_on_cases(ACCOUNT)
async def merge_accounts(casework: Casework, asked: MergeAccounts) -> AccountOutcome:
    """
    Pass everything of one account to the other; both histories are kept and the classes derived anew.

    What both have stays as the account that goes on has it; where it has nothing, the other's is taken. The absorbed
    one becomes inactive and changes no more. Open cases go along; where a flow has one for an account and both have
    one, one goes on with both timelines (`join_accounts`). One transaction. To repeat it passes what has come late.

    Raises:
        VersionConflict: Somebody changed one of them since.
        StepNotAllowed: The absorbed one has a RUT, they are of different countries or kinds, or one waits for the CRM.
        AccountMerged: One of them was merged into a third account.
        InvalidValue, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: AMB-63, AMB-74, CAP-04, DAT-01.
    """
    reason = needed_text(asked.reason, "reason", "por qué son la misma empresa")
    if asked.survivor_id == asked.absorbed_id:
        raise InvalidValue("Son la misma cuenta.", rule=RULE, field=("absorbedId",))
    run = casework.run
    require(casework.actor, Permission.MERGE_ACCOUNTS)
    await hold_both(casework.work, asked.survivor_id, asked.absorbed_id)
    survivor = await run.actionable(asked.survivor_id, Permission.MERGE_ACCOUNTS)
    other = await casework.work.accounts.get(asked.absorbed_id, merged=True)
    absorbed = run.access(other).account(other, Permission.MERGE_ACCOUNTS)
    if absorbed.merged_into not in {None, survivor.id}:
        raise AccountMerged(str(absorbed.merged_into))
    _require_alike(survivor, absorbed)
    before = (survivor, await casework.work.actions.of_account(survivor.id))
    moved = "La cuenta de «{absorbed}» se unió a la de «{survivor}»: el caso sigue en ella."
    joining = Joining(survivor, asked.survivor_seen, absorbed, asked.absorbed_seen, reason, moved)
    after, filled = await join_accounts(casework, joining, FILLED)
    await refuse_while_crm_waits(casework.work, (survivor.id, absorbed.id))  # asked when both are locked
    actions = await casework.work.actions.of_account(after.id)
    classes, changes = run.compare(before, (after, actions), (CauseKind.ACCOUNT, None))
    await run.decided(
        "merge_accounts",
        f"Unió a esta cuenta la de «{absorbed.name}»: son la misma empresa.",
        rule=RULE,
        account_id=survivor.id,
        survivor=survivor.id,
        absorbed=absorbed.id,
        reason=reason,
        filled=", ".join(sorted(filled)),
    )
    await run.decided(
        "merge_accounts",
        f"Unió esta cuenta a la de «{survivor.name}», que sigue por las dos.",
        rule=RULE,
        account_id=absorbed.id,
        survivor=survivor.id,
        absorbed=absorbed.id,
        reason=reason,
        filled=", ".join(sorted(filled)),
    )
    return AccountOutcome(after, classes, changes)


async def refuse_while_crm_waits(work: UnitOfWork, account_ids: tuple[str, ...]) -> None:
    """Raises StepNotAllowed while a change of one of them is still to be sent, or a conflict waits for a person."""
    if await work.accounts.wait_for_crm(account_ids):
        raise StepNotAllowed(
            "Una de las cuentas tiene cambios que el CRM aún no recibe, o un conflicto sin resolver.",
            rule=RULE,
            step_to_take="Espere la sincronización, resuelva los conflictos e intente de nuevo.",
        )


def _require_alike(survivor: Account, absorbed: Account) -> None:
    if absorbed.rut is not None and absorbed.merged_into is None:
        message = (
            "La cuenta que se absorbe tiene RUT."
            if survivor.rut is None
            else "Cada una tiene su RUT: son dos empresas distintas."
        )
        step = "Deje como cuenta que sigue la que tiene RUT." if survivor.rut is None else "Manténgalas separadas."
        raise StepNotAllowed(message, rule=RULE, step_to_take=step)
    if (survivor.country, survivor.organisation) != (absorbed.country, absorbed.organisation):
        raise StepNotAllowed(
            "Son de distinto país o de distinta naturaleza.",
            rule=RULE,
            step_to_take="Corrija los datos de la que esté equivocada, y vuelva a unirlas.",
        )
