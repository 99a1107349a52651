"""The directory of people and units ("directorio"): who answers for what, and who stands in when somebody is away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from domain.model.institution.people import Role


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
        unit: Name of the unit that they are of (ROL-02); None: that of their office.
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
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ReferralTarget:
    """
    An external body to which people are referred (ROL-03): Sercotec, Corfo, InvestChile, a local counterpart, an
    Investment Attaché.

    Attributes:
        kind: "PUBLIC_BODY", "INVESTCHILE", "INVESTMENT_ATTACHE", "LOCAL_COUNTERPART", "CHAMBER".
        market: ISO 3166-1 alpha-2; None: Chile or any.
        stages: Stages of a company for which it is recommended; empty: all (LOW-03).
        supports: Supports that it gives; empty: all.
    """

    code: str
    kind: str
    name: str
    contact: str
    market: str | None = None
    stages: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telephone:
    """
    A telephone of an office in the register (CHN-04).

    Attributes:
        number: With its country code, as people read it ("+56 41 222 3344").
        enabled: It is a point of contact; one that is not stays in the register with what was reported through it.
    """

    number: str
    office: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Directory:
    """
    Everybody, as loaded from the directory file.

    Attributes:
        barred: Ids of those who take nothing of the company in question: for it, it is as if they were away (AMB-72).
    """

    people: tuple[Person, ...] = ()
    referrals: tuple[ReferralTarget, ...] = ()
    telephones: tuple[Telephone, ...] = ()
    barred: frozenset[str] = frozenset()
    _by_id: dict[str, Person] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id.update({person.id: person for person in self.people})

    def without(self, barred: AbstractSet[str]) -> Directory:
        """The directory for a company of which these people, and nobody else, take nothing. Source: AMB-72."""
        return self if barred == self.barred else replace(self, barred=frozenset(barred))

    def person(self, person_id: str | None) -> Person | None:
        """The person with that id."""
        return self._by_id.get(person_id) if person_id else None

    def telephone(self, number: str) -> Telephone | None:
        """The telephone of that number, however it is spaced; None: it is not in the register. Source: CHN-04."""
        wanted = digits_of(number)
        return next((each for each in self.telephones if digits_of(each.number) == wanted), None)

    def telephones_of(self, office: str) -> tuple[Telephone, ...]:
        """Telephones of an office, in the order of the file. Source: CHN-04."""
        return tuple(each for each in self.telephones if each.office == office)

    def standing_in(self, person_id: str | None, on: date) -> Person | None:
        """
        That person, or who stands in for them on *on* (substitutes of substitutes followed, without going round).

        Nobody who is barred stands in, nor takes what is theirs; whoever stands in for them when they are away does.
        """
        seen: set[str] = set()
        person = self.person(person_id)
        while person is not None and person.id not in seen:
            seen.add(person.id)
            absence = next((a for a in person.absences if a.since <= on <= a.until), None)
            if absence is None:
                return None if person.id in self.barred else person
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
        """Everybody with that role who answers for all that is given, in the order of the file; nobody barred."""
        return [
            person
            for person in self.people
            if person.role is role
            and person.id not in self.barred
            and (office is None or person.office == office)
            and (sector is None or sector in person.sectors)
            and (market is None or market in person.markets)
            and (region is None or region in person.regions)
        ]


WITH_MACROZONE: Final = frozenset({Role.MACROZONE_COORDINATOR})
"""Roles that answer for a macro-zone and its regions (VIS-01)."""
REFERRAL_KINDS: Final = frozenset({"PUBLIC_BODY", "INVESTCHILE", "INVESTMENT_ATTACHE", "LOCAL_COUNTERPART", "CHAMBER"})
"""Kinds of `ReferralTarget` (ROL-03)."""
KINDS_OF_A_MARKET: Final = frozenset({"INVESTMENT_ATTACHE", "LOCAL_COUNTERPART", "CHAMBER"})
"""Those that are of one market (SPC-05, INV-01)."""
_NUMBER: Final = re.compile(r"\+\d+( \d+)*")
_SHORTEST, _LONGEST = 8, 15  # digits, the country code included (E.164)


def is_number(text: str) -> bool:
    """Whether it is a telephone number with its country code, as people read it ("+56 41 222 3344")."""
    return _NUMBER.fullmatch(text) is not None and _SHORTEST <= len(digits_of(text)) <= _LONGEST


def digits_of(number: str) -> str:
    """The digits of a telephone number, country code included: two numbers with the same digits are one."""
    return "".join(char for char in number if char.isdigit())
