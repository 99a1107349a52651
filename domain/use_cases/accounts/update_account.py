"""Change the data of an account ("modificar una cuenta")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import DuplicateRecord
from domain.model.accounts import Account
from domain.model.classes import CauseKind
from domain.model.history.decisions import DecisionKind
from domain.protocol.access.permissions import Permission
from domain.protocol.routing.by_region import ROUTED, routed
from domain.use_cases.checks import CONTACT_DATA, FieldInput, checked_fields
from domain.use_cases.once import ACCOUNT, once
from domain.use_cases.perform import Run
from domain.use_cases.results import AccountOutcome


@dataclass(frozen=True, slots=True)
class UpdateAccount:
    """
    A change of some fields.

    Attributes:
        seen: Version of the account that the person saw.
        fields: New values by name (`checks.EDITABLE`); a field that is not there stays as it is; None empties.
    """

    account_id: str
    seen: int
    fields: Mapping[str, FieldInput]
    client_key: str | None = None


@once(ACCOUNT)
async def update_account(run: Run, asked: UpdateAccount) -> AccountOutcome:
    """
    Write the given fields and nothing else. Contact data alone may also be written by the company itself.

    A new region moves the account to the office of that region, when it was with the office of the old one, and
    that is recorded (RTE-04); its open cases follow when the worker reconsiders them (AMB-68). A change that changes
    nothing writes nothing.

    Raises:
        VersionConflict: Somebody changed the account since; `current` is the stored account.
        DuplicateRecord: The RUT is another account's (AMB-63).
        InvalidValue, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-03, DEF-07, RTE-04, SYS-01.
    """
    config = run.services.configuration()
    only_contact_data = asked.fields.keys() <= CONTACT_DATA
    permission = Permission.UPDATE_CONTACT_DATA if only_contact_data else Permission.UPDATE_ACCOUNT
    before = await run.actionable(asked.account_id, permission)
    written = replace(before, **checked_fields(asked.fields, config))  # type: ignore[arg-type]  # read by field
    account: Account = (moved := routed(before, written))
    if account.rut is not None and account.rut != before.rut:
        other = await run.work.accounts.by_rut(account.rut)
        if other is not None and other.id != account.id:
            raise DuplicateRecord("una cuenta", str(account.rut), other.id, named="RUT")
    changed = sorted(name for name in (*asked.fields, "office") if getattr(account, name) != getattr(before, name))
    if changed or asked.seen != before.version:
        account = await run.work.accounts.save(moved, asked.seen)
        await _record(run, before, account, changed)
    actions = await run.work.actions.of_account(account.id)
    classes, changes = run.compare((before, actions), (account, actions), (CauseKind.ACCOUNT, None))
    return AccountOutcome(account, classes, changes)


def _office_es(run: Run, account: Account) -> str:
    return "ninguna oficina" if account.office is None else run.access().known.name(account.office)


async def _record(run: Run, before: Account, after: Account, changed: list[str]) -> None:
    await run.decided(
        "update_account",
        "Modificó datos de la cuenta.",
        rule="SYS-01",
        account_id=after.id,
        fields=", ".join(dict.fromkeys(changed)),
    )
    if after.office != before.office:
        await run.decided(
            ROUTED,
            f"Por el cambio de región responde {_office_es(run, after)} en lugar de {_office_es(run, before)}.",
            rule="RTE-04",
            account_id=after.id,
            kind=DecisionKind.TRACE,
            region_before=before.region,
            region_after=after.region,
        )
