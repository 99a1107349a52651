"""Contacts and dated facts of an account."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from domain.model.accounts import Contact as ContactOfDomain
from domain.model.accounts import Fact as FactOfDomain
from domain.model.accounts import FactKind, Provenance
from domain.model.classes import Category
from domain.model.history.former_names import FormerName as FormerNameOfDomain
from domain.model.institution.people import Role
from schema.answers import Node, answers
from schema.ids import global_id
from schema.links.people import by_person
from schema.scalars import Email


@strawberry.type(description="A person to talk to at an account («contacto»).")
class ContactShape(Node):
    version: int = strawberry.field(description="Counts the writes; a change must name the version it saw.")
    name: str = strawberry.field(description="Nombre de la persona.")
    position: str | None = strawberry.field(description="Cargo.")
    email: Email | None = strawberry.field(description="Correo electrónico.")
    phone: str | None = strawberry.field(description="Teléfono.")
    is_main: bool = strawberry.field(description="Contacto principal de la cuenta.")
    active: bool = strawberry.field(description="Sigue siendo contacto.")


@answers(ContactShape)
class Contact:
    __slots__ = ("active", "email", "global_id", "is_main", "name", "phone", "position", "version")

    def __init__(self, contact: ContactOfDomain) -> None:
        self.global_id = global_id("Contact", contact.id)
        self.version = contact.version
        self.name = contact.name
        self.position = contact.position
        self.email = contact.email
        self.phone = contact.phone
        self.is_main = contact.is_main
        self.active = contact.active


@strawberry.type(description="A named detail, as text.")
class DetailShape:
    name: str = strawberry.field(description="Name of the detail.")
    value: str = strawberry.field(description="Its value, as text.")


@answers(DetailShape)
class Detail:
    __slots__ = ("name", "value")

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value


@strawberry.type(description="Something that is so from a date on: a declaration or a decision. Never rewritten.")
class FactShape(Node):
    kind: FactKind = strawberry.field(description="What kind of fact it is.")
    value: str = strawberry.field(description="One of the closed set of values of its kind.")
    on: date = strawberry.field(description="First day on which it holds, inclusive.")
    until: date | None = strawberry.field(
        description="Last day on which it holds, inclusive; none: until a later fact of its kind."
    )
    by: str = strawberry.field(description="Who said or decided it.")
    by_person = by_person("by", "Who said or decided it")
    role: Role = strawberry.field(description="As what.")
    at: datetime = strawberry.field(description="Instant at which it was recorded.")
    source: str = strawberry.field(description="System it came from.")
    reason: str | None = strawberry.field(description="Why, in the author's words.")
    details: list[Detail] = strawberry.field(description="Score, scoring version and the like.")


@answers(FactShape)
class Fact:
    __slots__ = ("at", "by", "details", "global_id", "kind", "on", "reason", "role", "source", "until", "value")

    def __init__(self, fact: FactOfDomain) -> None:
        self.global_id = global_id("Fact", fact.id)
        self.kind = fact.kind
        self.value = Category(fact.value).name if fact.kind is FactKind.CATEGORY else fact.value
        self.on = fact.on
        self.until = fact.until
        self.by = fact.by
        self.role = fact.role
        self.at = fact.at
        self.source = fact.source
        self.reason = fact.reason
        self.details = [Detail(name, value) for name, value in fact.detail.items()]


@strawberry.type(description="A name or trade name that an account no longer has («nombre anterior»).")
class FormerNameShape:
    name: str = strawberry.field(description="The name, as it was written.")
    until: date = strawberry.field(description="Day on which it was given up.")
    joined_account_global_id: strawberry.ID | None = strawberry.field(
        name="joinedAccountId", description="The account joined to this one that had it; none: it was its own."
    )


@answers(FormerNameShape)
class FormerName:
    __slots__ = ("joined_account_global_id", "name", "until")

    def __init__(self, former: FormerNameOfDomain) -> None:
        self.name = former.name
        self.until = former.until
        self.joined_account_global_id = global_id("Account", former.of) if former.of else None


@strawberry.type(description="Where the present value of a field came from («procedencia»).")
class FieldProvenanceShape:
    field: str = strawberry.field(description="Name of the field.")
    source: str = strawberry.field(description="System.")
    by: str = strawberry.field(description="Person or service.")
    by_person = by_person("by", "Person or service")
    at: datetime = strawberry.field(description="Instant of the change.")


@answers(FieldProvenanceShape)
class FieldProvenance:
    __slots__ = ("at", "by", "field", "source")

    def __init__(self, field: str, provenance: Provenance) -> None:
        self.field = field
        self.source = provenance.source
        self.by = provenance.by
        self.at = provenance.at
