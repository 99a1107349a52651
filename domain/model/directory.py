"""The directory of people and units ("directorio"): who answers for what, and who stands in when somebody is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.model.people import Role


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from `since` to `until`, both inclusive; `substitute` stands in, when named."""

    since: date
    until: date
    substitute: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """
    One person of ProChile, or of a counterpart.

    Attributes:
        id: Stable id, as in `Actor.id`.
        office: Office code.
        sectors: Sector codes they answer for; empty: none in particular.
        markets: ISO 3166-1 alpha-2 of the markets they answer for (attachés, geographic professionals).
        macrozone: Name of the macro-zone, for its coordinators; `regions` are its CUT codes.
    """

    id: str
    name: str
    role: Role
    email: str
    office: str
    sectors: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    macrozone: str | None = None
    regions: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralTarget:
    """
    An external body to which people are referred (ROL-03): Sercotec, Corfo, InvestChile, a local counterpart, an
    Investment Attaché.

    Attributes:
        kind: "PUBLIC_BODY", "INVESTCHILE", "INVESTMENT_ATTACHE", "LOCAL_COUNTERPART", "CHAMBER".
        market: ISO 3166-1 alpha-2; None: Chile or any.
    """

    code: str
    kind: str
    name: str
    contact: str
    market: str | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, as loaded from the directory file."""

    people: tuple[Person, ...] = ()
    referrals: tuple[ReferralTarget, ...] = ()
    _by_id: dict[str, Person] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id.update({person.id: person for person in self.people})

    def person(self, person_id: str | None) -> Person | None:
        """The person with that id."""
        return self._by_id.get(person_id) if person_id else None

    def standing_in(self, person_id: str | None, on: date) -> Person | None:
        """That person, or who stands in for them on *on* (substitutes of substitutes followed, without going round)."""
        seen: set[str] = set()
        person = self.person(person_id)
        while person is not None and person.id not in seen:
            seen.add(person.id)
            absence = next((a for a in person.absences if a.since <= on <= a.until), None)
            if absence is None:
                return person
            person = self.person(absence.substitute)
        return None

    def holders(
        self,
        role: Role,
        *,
        office: str | None = None,
        sector: str | None = None,
        market: str | None = None,
        region: str | None = None,
    ) -> Sequence[Person]:
        """Everybody with that role who answers for all that is given, in the order of the file."""
        return [
            person
            for person in self.people
            if person.role is role
            and (office is None or person.office == office)
            and (sector is None or sector in person.sectors)
            and (market is None or market in person.markets)
            and (region is None or region in person.regions)
        ]
