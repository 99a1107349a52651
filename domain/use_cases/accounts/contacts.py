"""Add and change the contacts of an account ("contactos"; DAT-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import InvalidValue, MissingData, RecordNotFound, VersionConflict
from domain.model.accounts import Account, Contact
from domain.model.classes import CauseKind
from domain.model.institution.people import Actor
from domain.protocol.access import actionable as access
from domain.protocol.access.permissions import Permission
from domain.use_cases.checks import checked_email, checked_text, needed_text
from domain.use_cases.perform import Run
from domain.use_cases.representations.wait import keep_contact, own_draft
from domain.use_cases.results import ContactOutcome
from domain.use_cases.services import Services

_TEXTS = frozenset({"name", "position", "email", "phone"})
_MARKS = frozenset({"is_main", "active"})


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person to talk to; a new main contact takes the mark from the old one."""

    name: str
    position: str | None = None
    email: str | None = None
    phone: str | None = None
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class AddContact:
    """
    One more contact for an account; or, for a person who is not confirmed yet, for what waits in her case.

    Attributes:
        account_id, case_id: One of them.
    """

    account_id: str | None
    contact: NewContact
    client_key: str | None = None
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateContact:
    """
    A change of a contact.

    Attributes:
        seen: Version of the contact that the person saw.
        fields: New values of name, position, email, phone, is_main, active; a field that is not there stays.
    """

    account_id: str | None
    contact_id: str
    seen: int
    fields: Mapping[str, str | bool | None]
    client_key: str | None = None
    case_id: str | None = None


async def add_contact(services: Services, actor: Actor, asked: AddContact) -> ContactOutcome:
    """
    Add a contact; the classes may change, since the main contact is part of the contact data.

    Raises:
        RecordNotFound, InvalidValue, MissingData, NotAuthorised: As their messages say.

    Source: DEF-03 (a), DEF-07, DAT-07.
    """
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        known = await run.recall(asked.client_key, "add_contact", asked)
        if asked.case_id is not None:
            return await _add_waiting(run, asked, asked.case_id, known)
        if known is not None:
            return await _again(run, await run.again(_needed(asked.account_id)), known["contact"])
        account = await run.actionable(_needed(asked.account_id), Permission.UPDATE_CONTACT_DATA)
        contact = checked_contact(Contact(services.new_id(), account.id, asked.contact.name), asked.contact)
        contact = await work.accounts.add_contact(access.contact_of(account, contact))
        await run.remember(asked.client_key, "add_contact", asked, contact=contact.id)
        return await _told(run, account, contact, "add_contact", "Agregó un contacto.")


async def update_contact(services: Services, actor: Actor, asked: UpdateContact) -> ContactOutcome:
    """
    Change the given fields of a contact.

    Raises:
        VersionConflict: Somebody changed the contact since; `current` is the stored contact.
        RecordNotFound, InvalidValue, MissingData, NotAuthorised: As their messages say.
    """
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        known = await run.recall(asked.client_key, "update_contact", asked)
        if asked.case_id is not None:
            return await _update_waiting(run, asked, asked.case_id, known)
        if known is not None:
            return await _again(run, await run.again(_needed(asked.account_id)), known["contact"])
        account = await run.actionable(_needed(asked.account_id), Permission.UPDATE_CONTACT_DATA)
        contact = contact_of(account, asked.contact_id)
        changed = replace(contact, **_checked(asked.fields))  # type: ignore[arg-type]  # names and kinds are checked
        contact = await work.accounts.save_contact(access.contact_of(account, changed), asked.seen)
        await run.remember(asked.client_key, "update_contact", asked, contact=contact.id)
        return await _told(run, account, contact, "update_contact", "Modificó un contacto.")


async def _add_waiting(run: Run, asked: AddContact, case_id: str, known: Mapping[str, str] | None) -> ContactOutcome:
    record, draft = await own_draft(run.work, case_id)
    if known is not None:
        return await _again(run, draft.account, known["contact"])
    new = checked_contact(Contact(run.services.new_id(), record.id, asked.contact.name), asked.contact)
    contact = await keep_contact(run.work, record, draft, new)
    await run.remember(asked.client_key, "add_contact", asked, contact=contact.id)
    return ContactOutcome(contact, draft.account, await run.classes(draft.account))


async def _update_waiting(
    run: Run, asked: UpdateContact, case_id: str, known: Mapping[str, str] | None
) -> ContactOutcome:
    record, draft = await own_draft(run.work, case_id)
    if known is not None:
        return await _again(run, draft.account, known["contact"])
    before = contact_of(draft.account, asked.contact_id)
    if before.version != asked.seen:
        raise VersionConflict("un contacto", before.id, asked.seen, before, before.version)
    changed = replace(before, version=before.version + 1, **_checked(asked.fields))  # type: ignore[arg-type]  # names and kinds are checked
    contact = await keep_contact(run.work, record, draft, changed)
    await run.remember(asked.client_key, "update_contact", asked, contact=contact.id)
    return ContactOutcome(contact, draft.account, await run.classes(draft.account))


def _needed(account_id: str | None) -> str:
    if account_id is None:
        raise MissingData("Indique la cuenta, o el caso en que espera lo declarado.", missing=("accountId",))
    return account_id


def contact_of(account: Account, contact_id: str) -> Contact:
    """The contact of that account. Raises RecordNotFound."""
    for contact in account.contacts:
        if contact.id == contact_id:
            return contact
    raise RecordNotFound("un contacto", contact_id)


def checked_contact(contact: Contact, new: NewContact) -> Contact:
    """*contact* with what *new* says, checked."""
    return replace(
        contact,
        name=needed_text(new.name, "name", "el nombre del contacto"),
        position=checked_text(new.position or "", "position") or None,
        email=checked_email(new.email) if new.email else None,
        phone=checked_text(new.phone or "", "phone") or None,
        is_main=new.is_main,
    )


def _checked(fields: Mapping[str, str | bool | None]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in fields.items():
        if name in _MARKS and isinstance(value, bool):
            found[name] = value
        elif name in _TEXTS and (value is None or isinstance(value, str)):
            found[name] = _checked_text(name, value)
        else:
            raise InvalidValue(f"El dato «{name}» del contacto no se modifica así.", field=(name,))
    return found


def _checked_text(name: str, value: str | None) -> str | None:
    if name == "name":
        return needed_text(value, "name", "el nombre del contacto")
    if value is None or not value.strip():
        return None
    return checked_email(value) if name == "email" else checked_text(value, name)


async def _told(run: Run, before: Account, contact: Contact, what: str, outcome: str) -> ContactOutcome:
    after = await run.work.accounts.get(before.id)
    actions = await run.work.actions.of_account(before.id)
    classes, changes = run.compare((before, actions), (after, actions), (CauseKind.ACCOUNT, None))
    await run.decided(what, outcome, rule="DEF-03", account_id=before.id, contact=contact.id)
    return ContactOutcome(contact, after, classes, changes)


async def _again(run: Run, account: Account, contact_id: str) -> ContactOutcome:
    return ContactOutcome(contact_of(account, contact_id), account, await run.classes(account), repeated=True)
