"""The directory as it is kept: what each person answers for, who is away; and who is who for the issuers."""

from __future__ import annotations

from datetime import date

import strawberry

from domain.model.institution.amendments import IdentityLink
from domain.model.institution.directory import Absence as AbsenceOfDomain
from domain.model.institution.directory import Person as PersonOfDomain
from schema.answers import answers
from schema.context import Context
from schema.links.people import Person, known_person, person_named
from schema.scalars import CountryCode


@strawberry.type(description="Days on which somebody is away («ausencia»), and who stands in («subrogante»).")
class AbsenceShape:
    since: date = strawberry.field(description="First day.")
    until: date = strawberry.field(description="Last day.")
    substitute: Person | None = strawberry.field(description="Who stands in; none: nobody is named.")


@answers(AbsenceShape)
class Absence:
    __slots__ = ("since", "substitute", "until")

    def __init__(self, absence: AbsenceOfDomain, context: Context) -> None:
        self.since = absence.since
        self.until = absence.until
        self.substitute = person_named(absence.substitute, context)


@strawberry.type(description="A person of the directory («directorio») with what she answers for.")
class DirectoryEntryShape:
    person: Person = strawberry.field(description="Who.")
    unit: str | None = strawberry.field(description="Her unit; none: that of her office.")
    sectors: list[str] = strawberry.field(description="Codes of the sectors that she answers for.")
    markets: list[CountryCode] = strawberry.field(description="Markets that she answers for.")
    macrozone: str | None = strawberry.field(description="The macro-zone that she coordinates.")
    regions: list[str] = strawberry.field(description="CUT codes of its regions.")
    absences: list[Absence] = strawberry.field(description="When she is away, by first day.")


@answers(DirectoryEntryShape)
class DirectoryEntry:
    __slots__ = ("absences", "macrozone", "markets", "person", "regions", "sectors", "unit")

    def __init__(self, known: PersonOfDomain, context: Context) -> None:
        self.person = known_person(known.id, context)
        self.unit = known.unit
        self.sectors = list(known.sectors)
        self.markets = list(known.markets)
        self.macrozone = known.macrozone
        self.regions = list(known.regions)
        self.absences = [Absence(each, context) for each in known.absences]


@strawberry.type(description="Who is who («identidad»): a log-in of an issuer, and its person.")
class IdentityShape:
    issuer: str = strawberry.field(description="Short name of the issuer, as in the identity file.")
    object_id: str = strawberry.field(description="As that issuer knows the person.")
    person: Person = strawberry.field(description="Who it is.")
    disabled: bool = strawberry.field(name="isDisabled", description="She is refused, whoever she is.")


@answers(IdentityShape)
class Identity:
    __slots__ = ("disabled", "issuer", "object_id", "person")

    def __init__(self, link: IdentityLink, context: Context) -> None:
        self.issuer = link.issuer
        self.object_id = link.object_id
        self.person = known_person(link.person, context)
        self.disabled = link.disabled
