"""A representation, and what an unconfirmed person said of the company, as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.model.institution.people import Actor
from domain.model.representations import Draft, RepresentationState
from domain.model.representations import Representation as RepresentationOfDomain
from domain.protocol.access.permissions import sees_account, sees_all
from domain.protocol.access.representation import receipt
from schema.accounts.facts import Contact, Detail, Fact
from schema.answers import Node, answers
from schema.cases.inputs import camel
from schema.enums.describing import worded
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.following import LazyAccount, LazyCase, Link
from schema.links.people import by_person_if_any
from schema.lookahead import Loaded
from schema.scalars import Rut

if TYPE_CHECKING:
    from schema.accounts.types import Account
    from schema.cases.types import Case

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.record.account_id)
CASE: Final[Link[Case]] = Link("case", "Case", lambda node: node.record.case_id)

worded(RepresentationState, "How far a representation has come.")


@strawberry.type(description="What a person said of a company before she was confirmed. It waits: no account has it.")
class DeclaredCompanyShape:
    name: str = strawberry.field(description="Nombre o razón social, as she told it.")
    fields: list[Detail] = strawberry.field(description="The other fields that she told, by their input name.")
    contacts: list[Contact] = strawberry.field(description="The contacts that she told.")
    facts: list[Fact] = strawberry.field(description="What she declared: the ficha, her exports and the like.")


@strawberry.type(
    description="That a person represents a company («representación»). Declared, then confirmed by staff."
)
class RepresentationShape(Node):
    version: int = strawberry.field(description="Counts the writes; a decision may name the version it saw.")
    rut: Rut = strawberry.field(description="RUT of the company, as it was declared.")
    run: Rut = strawberry.field(description="RUN of the person, as Clave Única proved it.")
    person_name: str = strawberry.field(description="Nombre de la persona.")
    username: str = strawberry.field(description="Stable id of the person.")
    state: RepresentationState = strawberry.field(description="How far it has come.")
    receipt: str = strawberry.field(description="What the person reads of it; in Spanish or English.", metadata=SAID)
    declared_at: datetime = strawberry.field(description="Instant at which it was declared.")
    case_global_id: strawberry.ID | None = strawberry.field(name="caseId", description="Case in which it was declared.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="The account; none while what was declared waits in the case."
    )
    declared: DeclaredCompany | None = strawberry.field(description="What waits; none: nothing does.")
    since: date | None = strawberry.field(description="First day on which it holds, inclusive; none: it never did.")
    until: date | None = strawberry.field(description="First day on which it holds no more; none: not known.")
    confirmed_by: str | None = strawberry.field(description="Who confirmed it.")
    confirmed_by_person = by_person_if_any("confirmed_by", "Who confirmed it")
    confirmed_at: datetime | None = strawberry.field(description="Instant at which it was confirmed.")
    updated_at: datetime = strawberry.field(description="Instant of the last thing that happened to it.")
    closed_by: str | None = strawberry.field(description="Who refused or ended it.")
    closed_by_person = by_person_if_any("closed_by", "Who refused or ended it")
    closed_at: datetime | None = strawberry.field(description="Instant at which it was refused or ended.")
    reason: str | None = strawberry.field(
        description="Why it was refused or ended, as its person reads it; for staff also how it was confirmed."
    )

    @strawberry.field(description="The account; none: what was declared waits, or it is not for the viewer.")
    def account(root: strawberry.Parent[Representation]) -> LazyAccount | None:
        return ACCOUNT.read(root)

    @strawberry.field(description="Case in which it was declared; none: none, or it is not for the viewer.")
    def case(root: strawberry.Parent[Representation]) -> LazyCase | None:
        return CASE.read(root)


@answers(DeclaredCompanyShape)
class DeclaredCompany:
    __slots__ = ("contacts", "facts", "fields", "name")

    def __init__(self, draft: Draft, only_by: str | None) -> None:
        account = draft.account
        told = draft.given | draft.written
        self.name = account.name
        self.fields = [Detail(camel(name), _text(getattr(account, name))) for name in sorted(told - {"name"})]
        self.contacts = [Contact(contact) for contact in account.contacts]
        self.facts = [Fact(fact) for fact in account.facts if only_by in {None, fact.by}]


@answers(RepresentationShape, beneath=RepresentationOfDomain)
class Representation:
    """As *viewer* may see it: a person reads of her own words only what she gave."""

    __slots__ = ("_record", "account_global_id", "declared", "global_id", "loaded", "reason")

    def __init__(self, record: RepresentationOfDomain, viewer: Actor) -> None:
        self._record = record
        self.loaded: Loaded = {}
        shown = record.account_id is not None and sees_account(viewer, record.account_id)
        only_by = None if sees_all(viewer) else viewer.id
        self.global_id = global_id("Representation", record.id)
        self.account_global_id = global_id("Account", str(record.account_id)) if shown else None
        decided = record.closed or (record.confirmed if sees_all(viewer) else None)
        self.reason = decided.reason if decided else None
        self.declared = None if record.draft is None else DeclaredCompany(record.draft, only_by)

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)

    @property
    def record(self) -> RepresentationOfDomain:
        """What it shows."""
        return self._record

    @property
    def rut(self) -> str:
        return self._record.rut.compact

    @property
    def run(self) -> str:
        return self._record.run.compact

    @property
    def username(self) -> str:
        return self._record.person

    @property
    def receipt(self) -> str:
        return receipt(self._record)

    @property
    def case_global_id(self) -> str | None:
        return global_id("Case", self._record.case_id) if self._record.case_id else None

    @property
    def confirmed_by(self) -> str | None:
        return self._record.confirmed.by if self._record.confirmed else None

    @property
    def confirmed_at(self) -> datetime | None:
        return self._record.confirmed.at if self._record.confirmed else None

    @property
    def updated_at(self) -> datetime:
        return self.closed_at or self.confirmed_at or self._record.declared_at

    @property
    def closed_by(self) -> str | None:
        return self._record.closed.by if self._record.closed else None

    @property
    def closed_at(self) -> datetime | None:
        return self._record.closed.at if self._record.closed else None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)
