"""Register an account ("registrar una cuenta")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from domain.errors import DuplicateRecord
from domain.model.accounts import Account, Contact
from domain.model.classes import CauseKind, Origin
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission
from domain.protocol.classes.classification import origin_of
from domain.use_cases.accounts.contacts import NewContact, checked_contact
from domain.use_cases.checks import FieldInput, checked_fields, needed_text, require_all
from domain.use_cases.once import ACCOUNT, once
from domain.use_cases.perform import Run
from domain.use_cases.results import AccountOutcome


@dataclass(frozen=True, slots=True)
class CreateAccount:
    """
    A new account.

    Attributes:
        fields: Other editable fields by name (`checks.EDITABLE`). A potential account may have very few (DEF-07).
        contacts: At most one of them main.
    """

    name: str
    fields: Mapping[str, FieldInput] = field(default_factory=dict)
    contacts: tuple[NewContact, ...] = ()
    client_key: str | None = None


@once(ACCOUNT)
async def create_account(run: Run, asked: CreateAccount) -> AccountOutcome:
    """
    Register an account today, by whoever may register one of its kind.

    National companies may be registered by anybody of the first line (DEF-07), institutions by the sector officer
    or the regional executive (INS-01), companies established abroad by a commercial executive (EXT-01). The
    responsible office is that of the region unless another is given (RTE-04), abroad that of the registrar.

    Raises:
        DuplicateRecord: Another account has that RUT (AMB-63).
        InvalidValue, MissingData, NotAuthorised: As their messages say.

    Source: DEF-07, EXT-01, INS-01, RTE-04, AMB-63.
    """
    config = run.services.configuration()
    _require_form(asked, config)
    account = Account(
        id=run.services.new_id(),
        name=needed_text(asked.name, "name", "el nombre o la razón social"),
        registered_on=run.today(),
        registered_by=run.actor.id,
        registered_role=run.actor.role,
    )
    account = replace(account, **checked_fields(asked.fields, config))  # type: ignore[arg-type]  # read by field
    account = run.access().new_account(account, permission_to_create(account))
    account = replace(account, office=account.office or _office(account, run.actor))
    if account.rut is not None:
        other = await run.work.accounts.by_rut(account.rut)
        if other is not None:
            raise DuplicateRecord("una cuenta", str(account.rut), other.id, named="RUT")
    contacts = tuple(_contact(run, account, new) for new in asked.contacts)
    account = await run.work.accounts.add(replace(account, contacts=contacts))
    before = replace(account, registered_on=account.registered_on.max)
    classes, changes = run.compare((before, ()), (account, ()), (CauseKind.ACCOUNT, None))
    await run.decided(
        "create_account",
        f"Registró la cuenta «{account.name}».",
        rule=origin_of(account).reasons[0].rule,
        account_id=account.id,
    )
    return AccountOutcome(account, classes, changes)


def _require_form(asked: CreateAccount, config: ProtocolConfiguration) -> None:
    """Let pass an account and contacts that are right, each in itself; else all that is wrong is told at once."""
    require_all(
        ((), lambda: needed_text(asked.name, "name", "el nombre o la razón social")),
        ((), lambda: checked_fields(asked.fields, config)),
        *(
            (("contacts", str(at)), partial(checked_contact, Contact("", "", new.name), new))
            for at, new in enumerate(asked.contacts)
        ),
    )


def permission_to_create(account: Account) -> Permission:
    """Which permission registering an account of this kind needs. Source: DEF-07, EXT-01, INS-01."""
    origin = origin_of(account).value
    if origin is Origin.INSTITUCION:
        return Permission.CREATE_INSTITUTION
    return Permission.CREATE_ACCOUNT if origin is Origin.NACIONAL else Permission.CREATE_FOREIGN_ACCOUNT


def _office(account: Account, actor: Actor) -> str | None:
    if account.region is not None:
        return f"OFIREG-{account.region}"
    return None if account.country == "CL" else actor.office


def _contact(run: Run, account: Account, new: NewContact) -> Contact:
    return checked_contact(Contact(run.services.new_id(), account.id, new.name), new)
