"""
Where people act ("alcance"): whose a case or an account is, and whether it is theirs.

A regional office acts on what it answers for, a commercial office in its market, a sector officer for the sectors, a
geographic professional for the area, a macro-zone's coordinator for its regions; the other units for all Chile. What
nobody is known to answer for is everybody's. Whoever was put in charge of a case acts on it wherever they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.errors import NotAuthorised
from domain.model.accounts import Account
from domain.model.cases import Case, Value
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Office, OfficeKind, Role
from domain.protocol.access.conflict_of_interest import directory_for
from domain.protocol.access.permissions import office_of
from domain.protocol.access.roles import ROLES, Reach

HOME: Final = "CL"


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is known of people and offices.

    Attributes:
        offices: Of the configuration, by code.
        on: Local day; whoever is away on it is stood in for (AMB-14).
    """

    offices: Mapping[str, Office]
    directory: Directory
    on: date

    def kind(self, code: str | None) -> OfficeKind | None:
        """Kind of an office; by its code when the configuration lacks it."""
        if code is None:
            return None
        office = self.offices.get(code)
        if office is not None:
            return office.kind
        return next((kind for kind in OfficeKind if code.startswith(kind.value)), None)

    def name(self, code: str) -> str:
        """The office as people call it."""
        office = self.offices.get(code)
        return code if office is None else office.name


@dataclass(frozen=True, slots=True)
class Whose:
    """
    Whose something is, as far as it is told.

    Attributes:
        what_es: As it follows "por".
        offices: Codes of the offices that answer, the first one first.
        markets: ISO 3166-1 alpha-2; those of a case before that of its company.
        regions: CUT codes of the regions that it names; those of a company when it names none.
        macrozones: Names of the macro-zones that it names; none: those of its regions.
        opened_by: Who opened it.
        assignee: The person in charge.
        begins: It begins now: an office whose kind nobody else there is of may begin it.
        account: Its company; whoever has a conflict of interest with it answers for nothing of it (AMB-72).
    """

    what_es: str
    offices: tuple[str, ...] = ()
    markets: frozenset[str] = frozenset()
    sector: str | None = None
    regions: frozenset[str] = frozenset()
    macrozones: frozenset[str] = frozenset()
    assignee: str | None = None
    opened_by: str | None = None
    begins: bool = False
    account: Account | None = None


def whose_account(account: Account) -> Whose:
    """An account is its office's, its sector's, its country's when that is abroad, and its region's."""
    office = office_of(account)
    return Whose(
        what_es=f"«{account.name}»",
        offices=() if office is None else (office,),
        markets=frozenset() if account.country == HOME else frozenset({account.country}),
        sector=account.sector,
        regions=frozenset({account.region} if account.region else ()),
        account=account,
    )


def whose_case(
    case: Case,
    account: Account | None,
    directory: Directory,
    *,
    origin: Case | None = None,
    given: Mapping[str, Value] | None = None,
) -> Whose:
    """
    A case is of the office that has it, then of its company's, then of whoever opened it; its market and its regions
    are those that its data name, else those of the case that opened it, else its company's.

    Args:
        origin: The case that opened it.
        given: Data that come now; they tell what the case does not yet.
    """
    own = whose_account(account) if account is not None else Whose("este caso")
    opener = directory.person(case.opened_by)
    data: Mapping[str, Value] = {**(given or {}), **({} if origin is None else origin.data), **case.data}
    candidates = (case.office, *own.offices, opener.office if opener is not None else None)
    return Whose(
        what_es="este caso",
        offices=tuple(dict.fromkeys(code for code in candidates if code is not None)),
        markets=_texts(data, "market") or own.markets,
        sector=own.sector,
        regions=_texts(data, *_REGIONS) or own.regions,
        macrozones=_texts(data, "macrozones"),
        assignee=case.assignee,
        opened_by=case.opened_by,
        account=account,
    )


def whose_beginning(account: Account | None, given: Mapping[str, Value]) -> Whose:
    """What is about to begin is of its company's office and of the market that is told."""
    own = whose_account(account) if account is not None else Whose("esta empresa")
    return replace(own, markets=_texts(given, "market") or own.markets, begins=True)


def refusal_of_reach(actor: Actor, whose: Whose, known: Known) -> str | None:
    """
    Why it is not this person's to act on: whose it is, in Spanish; None: it is theirs.

    Nobody answers for a company with which they have a conflict of interest, nor does anybody stand in for others there
    who has one (AMB-72).
    """
    known = replace(known, directory=directory_for(known.directory, whose.account, known.on))
    if whose.assignee is not None and whose.assignee in _answering(known, actor):
        return None
    row = ROLES[actor.role]
    theirs = _REACHES.get(row.reach)
    return None if theirs is None else theirs(actor, whose, known)


def require_reach(actor: Actor, whose: Whose, known: Known, rule: str = "RTE-04") -> None:
    """
    Let pass only whoever acts there.

    Raises:
        NotAuthorised: With whose it is, as people call them.
    """
    refusal = refusal_of_reach(actor, whose, known)
    if refusal is not None:
        raise NotAuthorised(refusal, rule=rule)


def _of_office(actor: Actor, whose: Whose, known: Known) -> str | None:
    """
    The regional office that answers; where none does, those of the regions that are named.

    Source: RTE-04, VIS-03.
    """
    return _of_the_office(actor, whose, known, OfficeKind.OFIREG)


def _of_market(actor: Actor, whose: Whose, known: Known) -> str | None:
    """
    The commercial office that answers; where none does, those of the market; where no market is told, nobody abroad
    when an office in Chile has it.

    Source: EXT-01, AGD-01, AGD-09.
    """
    return _of_the_office(actor, whose, known, OfficeKind.OFICOM)


def _of_the_office(actor: Actor, whose: Whose, known: Known, kind: OfficeKind) -> str | None:
    own = actor.office
    answers = next((code for code in whose.offices if known.kind(code) is kind), None)
    if answers is not None:
        return None if own == answers else _office_es(whose, known, answers)
    if whose.begins:
        return None
    if whose.opened_by == actor.id:
        return None
    places = whose.regions if kind is OfficeKind.OFIREG else whose.markets
    if places:
        here = _place(known, own, kind)
        return None if here in places else _places_es(whose, known, places, kind)
    if not whose.offices:
        return _nobodys(actor, whose)
    return _office_es(whose, known, whose.offices[0])


def _place(known: Known, code: str | None, kind: OfficeKind) -> str | None:
    office = known.offices.get(code or "")
    if office is None or office.kind is not kind:
        return None
    return office.region if kind is OfficeKind.OFIREG else office.country


def _of_sector(actor: Actor, whose: Whose, known: Known) -> str | None:
    """
    In a region its office first; then whoever answers for the sector, there or at the central level.

    Source: RTE-05, VIS-01, AMB-44.
    """
    regional = known.kind(actor.office) is OfficeKind.OFIREG
    refusal = _of_office(actor, whose, known) if regional else None
    if refusal is not None or whose.sector is None:
        return refusal
    every = known.directory.holders(Role.SECTOR_OFFICER, sector=whose.sector)
    here = [person for person in every if _sits_with(person, actor, known, regional=regional)]
    return _of_people(actor, whose, known, here)


def _sits_with(person: Person, actor: Actor, known: Known, *, regional: bool) -> bool:
    if regional:
        return person.office == actor.office
    return known.kind(person.office) is not OfficeKind.OFIREG


def _of_area(actor: Actor, whose: Whose, known: Known) -> str | None:
    """Source: INV-01, INV-04."""
    found = [p for p in known.directory.holders(Role.GEOGRAPHIC_PROFESSIONAL) if whose.markets & set(p.markets)]
    return _of_people(actor, whose, known, found)


def _of_macrozone(actor: Actor, whose: Whose, known: Known) -> str | None:
    """Source: VIS-03."""
    every = known.directory.holders(Role.MACROZONE_COORDINATOR)
    if whose.macrozones:
        found = [person for person in every if person.macrozone in whose.macrozones]
    else:
        found = [person for person in every if whose.regions & set(person.regions)]
    return _of_people(actor, whose, known, found)


_REACHES: Final[Mapping[Reach, Callable[[Actor, Whose, Known], str | None]]] = {
    Reach.OFFICE: _of_office,
    Reach.MARKET: _of_market,
    Reach.SECTOR: _of_sector,
    Reach.AREA: _of_area,
    Reach.MACROZONE: _of_macrozone,
    Reach.NONE: lambda _actor, whose, _known: (
        f"Su rol mide y no atiende: pida a quien responde por {whose.what_es} que lo haga."
    ),
}


def _of_people(actor: Actor, whose: Whose, known: Known, people: Sequence[Person]) -> str | None:
    """Theirs when they, or somebody for whom they stand in, are among *people*; when nobody is, it is everybody's."""
    if not people:
        return _nobodys(actor, whose)
    if {person.id for person in people} & _answering(known, actor):
        return None
    names = ", ".join(person.name for person in people)
    return f"Por {whose.what_es} responde {names}. Pida que lo haga esa persona."


def _nobodys(actor: Actor, whose: Whose) -> str | None:
    """Nobody is known to answer for it: the table says whether it is then everybody's."""
    if ROLES[actor.role].if_nobody:
        return None
    return f"Por {whose.what_es} no consta quién responde. Pida a gestión de clientes que lo determine."


def _answering(known: Known, actor: Actor) -> set[str]:
    """Ids of the people as whom they answer on the day: themselves, and those for whom they stand in (AMB-14)."""
    away = (person for person in known.directory.people if person.absences)
    standing = {p.id for p in away if _id(known.directory.standing_in(p.id, known.on)) == actor.id}
    return {actor.id} | standing


def _id(person: Person | None) -> str | None:
    return None if person is None else person.id


def _office_es(whose: Whose, known: Known, code: str) -> str:
    return f"Por {whose.what_es} responde {known.name(code)}. Pida a esa oficina que lo haga."


def _places_es(whose: Whose, known: Known, places: frozenset[str], kind: OfficeKind) -> str:
    there = [o.name for o in known.offices.values() if o.kind is kind and _place(known, o.code, kind) in places]
    if not there:
        return f"Por {whose.what_es} responde otra oficina. Pida que lo haga."
    return f"Por {whose.what_es} responde {' o '.join(there)}. Pida a esa oficina que lo haga."


_REGIONS: Final = ("regions", "confirmed_regions", "suggested_regions")
PLACES: Final = frozenset({"market", "macrozones", *_REGIONS})
"""Data of a case that say whose it is."""
"""The data of a visit that name regions: asked for, confirmed, proposed by those who answer (VIS-01, VIS-04)."""


def _texts(data: Mapping[str, Value], *names: str) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        value = data.get(name)
        found.update(value if isinstance(value, tuple) else [value] if isinstance(value, str) and value else ())
    return frozenset(found)
