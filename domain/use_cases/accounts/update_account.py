"""Change the data of an account ("modificar una cuenta")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import DuplicateRecord
from domain.model.accounts import Account
from domain.model.classes import CauseKind
from domain.model.history.decisions import DecisionKind
from domain.model.institution.people import Actor
from domain.protocol.access.actionable import ActionableAccount
from domain.protocol.access.permissions import Permission
from domain.use_cases.cases.follow_account import follow_account
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.checks import CONTACT_DATA, FieldInput, checked_fields
from domain.use_cases.perform import Run, account_again
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


async def update_account(services: CaseServices, actor: Actor, asked: UpdateAccount) -> AccountOutcome:
    """
    Write the given fields and nothing else. Contact data alone may also be written by the company itself.

    A new region moves the account to the office of that region, when it was with the office of the old one, and
    that is recorded (RTE-04); so do its open cases, see `follow_account` (AMB-68). A change
    that changes nothing writes nothing.

    Raises:
        VersionConflict: Somebody changed the account since; `current` is the stored account.
        DuplicateRecord: The RUT is another account's (AMB-63).
        InvalidValue, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-03, DEF-07, RTE-04, SYS-01.
    """
    config = services.core.configuration()
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        run = casework.run
        known = await run.recall(asked.client_key, "update_account", asked)
        if known is not None:
            return await account_again(run, asked.account_id)
        only_contact_data = asked.fields.keys() <= CONTACT_DATA
        permission = Permission.UPDATE_CONTACT_DATA if only_contact_data else Permission.UPDATE_ACCOUNT
        before = await run.actionable(asked.account_id, permission)
        written = replace(before, **checked_fields(asked.fields, config))  # type: ignore[arg-type]  # read by field
        account: Account = (routed := _routed(before, written))
        if account.rut is not None and account.rut != before.rut:
            other = await work.accounts.by_rut(account.rut)
            if other is not None and other.id != account.id:
                raise DuplicateRecord("una cuenta", str(account.rut), other.id)
        changed = sorted(name for name in (*asked.fields, "office") if getattr(account, name) != getattr(before, name))
        if changed or asked.seen != before.version:
            account = await work.accounts.save(routed, asked.seen)
            await _record(run, before, account, changed)
            if account.office != before.office:
                await follow_account(casework, account.id, before.office)
        actions = await work.actions.of_account(account.id)
        classes, changes = run.compare((before, actions), (account, actions), (CauseKind.ACCOUNT, None))
        await run.remember(asked.client_key, "update_account", asked, account=account.id)
        return AccountOutcome(account, classes, changes)


def _routed(before: Account, after: ActionableAccount) -> ActionableAccount:
    """The office follows the region, unless the account is with another office on purpose. Source: RTE-04."""
    if after.region == before.region or after.region is None or after.office != before.office:
        return after
    if before.office is not None and before.office != f"OFIREG-{before.region}":
        return after
    return replace(after, office=f"OFIREG-{after.region}")


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
            "route_account",
            f"Por el cambio de región responde {_office_es(run, after)} en lugar de {_office_es(run, before)}.",
            rule="RTE-04",
            account_id=after.id,
            kind=DecisionKind.TRACE,
            region_before=before.region,
            region_after=after.region,
        )
