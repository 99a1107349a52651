"""A person of ProChile whom an object names ("persona"): who it is, as what, where, and who stands in."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from domain.model.institution.directory import Person as PersonOfDomain
from domain.model.institution.people import Role
from schema.answers import answers
from schema.context import Context
from schema.offices.types import Office, office_node
from schema.scalars import Email


@strawberry.type(description="A person of ProChile («persona»), as the directory knows her.")
class PersonShape:
    username: str = strawberry.field(description="Stable id of the person; what inputs take.")
    name: str | None = strawberry.field(description="Nombre; none: the directory does not know her.")
    role: Role | None = strawberry.field(description="Role («rol»).")
    mailbox: Email | None = strawberry.field(description="Correo electrónico.")
    office: Office | None = strawberry.field(description="Her office.")
    substitute: Person | None = strawberry.field(
        description="Who stands in today («subrogante»); none: she is there, or nobody is named."
    )


@answers(PersonShape)
class Person:
    __slots__ = ("mailbox", "name", "office", "role", "substitute", "username")

    def __init__(self, username: str, context: Context, known: PersonOfDomain | None) -> None:
        self.username = username
        self.name = known.name if known else None
        self.role = known.role if known else None
        self.mailbox = known.email if known else None
        self.office = office_node(known.office, context.configuration, context.services.book) if known else None
        self.substitute: Person | None = None


def person_named(username: str | None, context: Context) -> Person | None:
    """The person with that id, with who stands in today; None: nobody is named."""
    return None if username is None else known_person(username, context)


def known_person(username: str, context: Context) -> Person:
    """The person with that id, with who stands in today; without a name when the directory does not know her."""
    directory = context.casework.directory()
    person = Person(username, context, directory.person(username))
    standing_in = directory.standing_in(username, context.today())
    if standing_in is not None and standing_in.id != username:
        person.substitute = Person(standing_in.id, context, standing_in)
    return person


def by_person(attribute: str, description: str) -> Any:
    """A field beside the id of that name: the person whom it means, as the directory knows her; somebody always is."""

    def named(root: strawberry.Parent[Any], info: Info) -> Person:
        return known_person(getattr(root, attribute), info.context)

    return strawberry.field(named, description=f"{description}, as the directory knows them.")


def by_person_if_any(attribute: str, description: str) -> Any:
    """As `by_person`, of an id that may not be there."""

    def named(root: strawberry.Parent[Any], info: Info) -> Person | None:
        return person_named(getattr(root, attribute), info.context)

    return strawberry.field(named, description=f"{description}, as the directory knows them; none: nobody did.")
