"""Change accounts: what they are, who validates them, their contacts, declarations, executive and category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Protocol

import strawberry
from strawberry.types.maybe import Some

from domain.model.accounts import Organisation, PersonType, Purpose, TaxCategory
from domain.model.classes import ClassChange
from domain.model.institution.people import Actor
from domain.model.rut import Rut as DomainRut
from domain.use_cases.accounts.contacts import AddContact, NewContact, UpdateContact, add_contact, update_contact
from domain.use_cases.accounts.create_account import CreateAccount, create_account
from domain.use_cases.accounts.merge_accounts import MergeAccounts, merge_accounts
from domain.use_cases.accounts.separate_accounts import SeparateAccounts, separate_accounts
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.accounts.validate_account import ValidateAccount, ValidationStep, validate_account
from domain.use_cases.checks import FieldInput
from domain.use_cases.results import AccountOutcome, ContactOutcome
from schema.accounts.facts import Contact
from schema.accounts.loading import account_node, similar_accounts
from schema.accounts.types import SIMILAR_COST, Account, SimilarAccount
from schema.context import Info
from schema.errors import UserError, attempt, attempt_with_cases
from schema.ids import key_of
from schema.lookahead import selected
from schema.personal_data import note_contacts
from schema.scalars import CountryCode, Email, Rut

ClientKey = strawberry.field(
    default=None, description="Key of this request, made by the client: repeating it does not repeat the effect."
)


DeclaredCaseId = strawberry.field(
    default=None, description="Instead of the account: the case in which what its person declares waits (AMB-54)."
)


@strawberry.type(description="An account after a change.")
class AccountPayload:
    account: Account | None = strawberry.field(description="The account as it is now; none when nothing was changed.")
    class_changes: list[ClassChange] = strawberry.field(description="Changes of class that this brought (ATN-05).")
    similar_accounts: list[SimilarAccount] = strawberry.field(
        description="After a registration: accounts that may be the same, unless both have a RUT. A proposal (AMB-63).",
        metadata={"cost": SIMILAR_COST},
    )
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.type(description="A contact after a change.")
class ContactPayload:
    contact: Contact | None = strawberry.field(description="The contact as it is now; none when nothing was changed.")
    account: Account | None = strawberry.field(description="Its account.")
    class_changes: list[ClassChange] = strawberry.field(description="Changes of class that this brought.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.input(description="A person to talk to.")
class ContactData:
    name: str = strawberry.field(description="Nombre.")
    position: str | None = strawberry.field(default=None, description="Cargo.")
    email: Email | None = strawberry.field(default=None, description="Correo electrónico.")
    phone: str | None = strawberry.field(default=None, description="Teléfono.")
    is_main: bool = strawberry.field(default=False, description="Contacto principal; toma la marca del anterior.")

    def of_domain(self) -> NewContact:
        return NewContact(self.name, self.position, self.email, self.phone, self.is_main)


@strawberry.input(description="Fields of an account. A field that is not sent stays as it is; null empties it.")
class AccountFields:
    trade_name: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Nombre de fantasía.")
    rut: strawberry.Maybe[Rut | None] = strawberry.field(default=None, description="RUT.")
    organisation: strawberry.Maybe[Organisation] = strawberry.field(default=None, description="Kind of body.")
    person_type: strawberry.Maybe[PersonType] = strawberry.field(default=None, description="Natural or legal person.")
    country: strawberry.Maybe[CountryCode] = strawberry.field(default=None, description="Where it is established.")
    region: strawberry.Maybe[str | None] = strawberry.field(default=None, description="CUT code of the region.")
    commune: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Comuna.")
    address: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Dirección.")
    phone: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Teléfono.")
    email: strawberry.Maybe[Email | None] = strawberry.field(default=None, description="Correo electrónico.")
    website: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Sitio web.")
    sector: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Code of its sector.")
    company_size: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Size, when known.")
    sii_started: strawberry.Maybe[bool | None] = strawberry.field(default=None, description="Start of activities.")
    sii_started_on: strawberry.Maybe[date | None] = strawberry.field(default=None, description="Day of the start.")
    sii_checked_on: strawberry.Maybe[date | None] = strawberry.field(default=None, description="Day of the check.")
    tax_category: strawberry.Maybe[TaxCategory | None] = strawberry.field(default=None, description="Tax category.")
    purposes: strawberry.Maybe[list[Purpose]] = strawberry.field(default=None, description="Why it comes (DEF-01).")
    chilean_capital: strawberry.Maybe[bool | None] = strawberry.field(
        default=None, description="Of Chilean capital (SPC-04)."
    )
    led_by_chileans: strawberry.Maybe[bool | None] = strawberry.field(
        default=None, description="Led by Chileans (SPC-04)."
    )
    sells_national: strawberry.Maybe[bool | None] = strawberry.field(
        default=None, description="Intends to trade national products or services (SPC-04)."
    )
    active: strawberry.Maybe[bool] = strawberry.field(default=None, description="Activa.")
    office: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Code of the office.")

    def given(self) -> Mapping[str, FieldInput]:
        """The fields that were sent, by the domain's names."""
        found: dict[str, FieldInput] = {}
        for name, value in vars(self).items():
            if isinstance(value, Some):
                found[name] = value.value
        if self.rut is not None:
            found["rut"] = DomainRut(self.rut.value) if self.rut.value is not None else None
        if self.purposes is not None:
            found["purposes"] = frozenset(self.purposes.value or ())
        return found


@strawberry.input(description="A new account.")
class CreateAccountInput:
    name: str = strawberry.field(description="Nombre o razón social.")
    fields: AccountFields | None = strawberry.field(default=None, description="Everything else that is known.")
    contacts: list[ContactData] = strawberry.field(default_factory=list, description="Its contacts; one main at most.")
    client_key: str | None = ClientKey

    def asked(self) -> CreateAccount:
        return CreateAccount(
            name=self.name,
            fields=self.fields.given() if self.fields else {},
            contacts=tuple(contact.of_domain() for contact in self.contacts),
            client_key=self.client_key,
        )


@strawberry.input(description="Two accounts that are the same company.")
class MergeAccountsInput:
    survivor_id: strawberry.ID = strawberry.field(description="The account that goes on; the one with RUT, if one has.")
    survivor_version: int = strawberry.field(description="Version of it that was seen.")
    absorbed_id: strawberry.ID = strawberry.field(description="The account whose records it takes.")
    absorbed_version: int = strawberry.field(description="Version of it that was seen.")
    reason: str = strawberry.field(description="Por qué son la misma empresa.")
    client_key: str | None = ClientKey

    def asked(self) -> MergeAccounts:
        return MergeAccounts(
            survivor_id=key_of(self.survivor_id, "Account"),
            survivor_seen=self.survivor_version,
            absorbed_id=key_of(self.absorbed_id, "Account"),
            absorbed_seen=self.absorbed_version,
            reason=self.reason,
            client_key=self.client_key,
        )


@strawberry.input(description="An account that was joined to another by mistake.")
class SeparateAccountsInput:
    absorbed_id: strawberry.ID = strawberry.field(description="The account that was absorbed.")
    absorbed_version: int = strawberry.field(description="Version of it that was seen.")
    survivor_version: int = strawberry.field(description="Version of the account it was joined to that was seen.")
    reason: str = strawberry.field(description="Por qué no son la misma empresa.")
    client_key: str | None = ClientKey

    def asked(self) -> SeparateAccounts:
        key = key_of(self.absorbed_id, "Account")
        return SeparateAccounts(
            key, self.absorbed_version, self.survivor_version, self.reason, client_key=self.client_key
        )


@strawberry.input(description="A change of some fields of an account.")
class UpdateAccountInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    version: int = strawberry.field(description="Version of the account that was seen.")
    name: str | None = strawberry.field(default=None, description="Nombre o razón social; none: stays.")
    fields: AccountFields | None = strawberry.field(default=None, description="Other fields.")
    client_key: str | None = ClientKey

    def asked(self) -> UpdateAccount:
        fields = dict(self.fields.given()) if self.fields else {}
        if self.name is not None:
            fields["name"] = self.name
        return UpdateAccount(
            account_id=key_of(self.account_id, "Account", "account_id"),
            seen=self.version,
            fields=fields,
            client_key=self.client_key,
        )


@strawberry.input(description="The regional executive's decision on the validation.")
class ValidateAccountInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    version: int = strawberry.field(description="Version of the account that was seen.")
    decision: ValidationStep = strawberry.field(
        default=ValidationStep.VALIDATED, description="Validate, reject, or withdraw the validation."
    )
    reason: str | None = strawberry.field(default=None, description="Why; mandatory to reject or withdraw.")
    client_key: str | None = ClientKey

    def asked(self) -> ValidateAccount:
        return ValidateAccount(
            account_id=key_of(self.account_id, "Account", "account_id"),
            seen=self.version,
            step=self.decision,
            reason=self.reason,
            client_key=self.client_key,
        )


@strawberry.input(description="One more contact for an account.")
class AddContactInput:
    contact: ContactData = strawberry.field(description="The contact.")
    account_id: strawberry.ID | None = strawberry.field(default=None, description="Global id of the account.")
    case_id: strawberry.ID | None = DeclaredCaseId
    client_key: str | None = ClientKey

    def asked(self) -> AddContact:
        return AddContact(
            account_id=key_of(self.account_id, "Account", "account_id") if self.account_id else None,
            case_id=key_of(self.case_id, "Case", "case_id") if self.case_id else None,
            contact=self.contact.of_domain(),
            client_key=self.client_key,
        )


@strawberry.input(description="A change of a contact. A field that is not sent stays as it is; null empties it.")
class UpdateContactInput:
    contact_id: strawberry.ID = strawberry.field(description="Global id of the contact.")
    version: int = strawberry.field(description="Version of the contact that was seen.")
    account_id: strawberry.ID | None = strawberry.field(default=None, description="Global id of the account.")
    case_id: strawberry.ID | None = DeclaredCaseId
    name: strawberry.Maybe[str] = strawberry.field(default=None, description="Nombre.")
    position: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Cargo.")
    email: strawberry.Maybe[Email | None] = strawberry.field(default=None, description="Correo electrónico.")
    phone: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Teléfono.")
    is_main: strawberry.Maybe[bool] = strawberry.field(default=None, description="Contacto principal.")
    active: strawberry.Maybe[bool] = strawberry.field(default=None, description="Sigue siendo contacto.")
    client_key: str | None = ClientKey

    def asked(self) -> UpdateContact:
        names = ("name", "position", "email", "phone", "is_main", "active")
        return UpdateContact(
            account_id=key_of(self.account_id, "Account", "account_id") if self.account_id else None,
            case_id=key_of(self.case_id, "Case", "case_id") if self.case_id else None,
            contact_id=key_of(self.contact_id, "Contact", "contact_id"),
            seen=self.version,
            fields={name: value.value for name in names if isinstance(value := getattr(self, name), Some)},
            client_key=self.client_key,
        )


async def account_payload(
    info: Info, outcome: AccountOutcome | None, errors: list[UserError], similar: list[SimilarAccount] | None = None
) -> AccountPayload:
    """The payload of a change of an account, loaded as selected."""
    return AccountPayload(
        similar_accounts=similar or [],
        account=await changed_account(info, "AccountPayload", outcome.account.id if outcome else None),
        class_changes=class_changes_of(outcome),
        user_errors=errors,
    )


async def _similar_to_new(info: Info, outcome: AccountOutcome | None) -> list[SimilarAccount]:
    """Two with RUT are told apart by it; so one that has a RUT is compared with those without (AMB-63)."""
    payload = selected(info, "AccountPayload")
    if outcome is None or "similarAccounts" not in payload.names():
        return []
    below = payload.path(("similarAccounts", "SimilarAccount"), ("account", "Account"))
    new = outcome.account
    return (await similar_accounts(info.context, {new.id: new}, below))[new.id]


async def changed_account(
    info: Info, payload: str, account_id: str | None, viewer: Actor | None = None
) -> Account | None:
    """The account of a payload, read anew and loaded as selected; none: nothing was changed, or not for its eyes."""
    if account_id is None:
        return None
    context = info.context if viewer is None else info.context.seen_by(viewer)
    row = await context.read.account(account_id)
    selections = selected(info, payload).below("account", "Account")
    return await account_node(context, row, selections)


class Changing(Protocol):
    """An outcome that may bring changes of class."""

    @property
    def changes(self) -> tuple[ClassChange, ...]: ...


def class_changes_of(outcome: Changing | None) -> list[ClassChange]:
    """The changes of class of an outcome; of none, none."""
    return list(outcome.changes) if outcome else []


async def _contact_payload(info: Info, outcome: ContactOutcome | None, errors: list[UserError]) -> ContactPayload:
    if outcome:
        for selection in selected(info, "ContactPayload").below("contact", "Contact"):
            note_contacts(info.context, selection, outcome.account.id, [outcome.contact])
    return ContactPayload(
        contact=Contact(outcome.contact) if outcome else None,
        account=await changed_account(info, "ContactPayload", outcome.account.id if outcome else None),
        class_changes=class_changes_of(outcome),
        user_errors=errors,
    )


@strawberry.type
class AccountMutations:
    @strawberry.mutation(description="Register an account (DEF-07, EXT-01, INS-01).")
    async def create_account(
        self, info: Info, input: Annotated[CreateAccountInput, strawberry.argument(description="The account.")]
    ) -> AccountPayload:
        outcome, errors = await attempt(info.context, create_account, input.asked)
        return await account_payload(info, outcome, errors, await _similar_to_new(info, outcome))

    @strawberry.mutation(description="Change some fields of an account.")
    async def update_account(
        self, info: Info, input: Annotated[UpdateAccountInput, strawberry.argument(description="The change.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt(info.context, update_account, input.asked))

    @strawberry.mutation(
        description="Join two accounts of one company: all of one passes to the other; both histories stay (AMB-63)."
    )
    async def merge_accounts(
        self, info: Info, input: Annotated[MergeAccountsInput, strawberry.argument(description="The two accounts.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt_with_cases(info.context, merge_accounts, input.asked))

    @strawberry.mutation(
        description="Separate an account from the one it was joined to: what passed goes back, its cases too (AMB-63)."
    )
    async def separate_accounts(
        self, info: Info, input: Annotated[SeparateAccountsInput, strawberry.argument(description="Which and why.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt_with_cases(info.context, separate_accounts, input.asked))

    @strawberry.mutation(description="Validate an account, reject it or withdraw the validation (CAP-07, INS-01).")
    async def validate_account(
        self, info: Info, input: Annotated[ValidateAccountInput, strawberry.argument(description="The decision.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt(info.context, validate_account, input.asked))

    @strawberry.mutation(description="Add a contact to an account.")
    async def add_contact(
        self, info: Info, input: Annotated[AddContactInput, strawberry.argument(description="The contact.")]
    ) -> ContactPayload:
        return await _contact_payload(info, *await attempt(info.context, add_contact, input.asked))

    @strawberry.mutation(description="Change a contact.")
    async def update_contact(
        self, info: Info, input: Annotated[UpdateContactInput, strawberry.argument(description="The change.")]
    ) -> ContactPayload:
        return await _contact_payload(info, *await attempt(info.context, update_contact, input.asked))
