"""
Who is proposed to take something ("asignación"): the first person of the directory who answers for it and is there.

Belongs here: proposals, which an authorised person may override with a reason (RTE-05). Does not belong here: who may
override; that is in `domain.protocol.access.permissions` and in the use cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    Who is proposed, and why.

    Attributes:
        person: Who takes it; None: the directory has nobody, and the mailbox of the office answers (AMB-14).
        instead_of: Who would have taken it, when that person is away and *person* stands in.
        reason: Spanish sentence for the person who reads the proposal.
    """

    person: Person | None
    reason: str
    rule: str
    instead_of: Person | None = None


def propose_for_region(directory: Directory, office: str, sector: str | None, on: date) -> Proposal:
    """
    Who contacts a company of a region: the officer of its sector there, else the regional head.

    Args:
        office: Code of the regional office.
        sector: Sector code of the company; None: unknown.
        on: Local day; whoever is away on it is stood in for.

    Source: RTE-05, AMB-44, AMB-14.
    """
    officers = [] if sector is None else directory.holders(Role.SECTOR_OFFICER, office=office, sector=sector)
    found = _present(directory, officers, on, "Responde por el sector en la región")
    if found is not None:
        return found
    heads = directory.holders(Role.REGIONAL_HEAD, office=office)
    found = _present(directory, heads, on, "Dirige la oficina regional, que no tiene encargado/a de ese sector")
    return found or Proposal(None, "El directorio no tiene a nadie: responde el correo de la oficina.", "AMB-14")


def sector_officer_for(directory: Directory, sector: str | None, on: date) -> Person | None:
    """The sector officer for a foreign company: the first of its sector, else the first of all. Source: VIS-01."""
    of_sector = [] if sector is None else directory.holders(Role.SECTOR_OFFICER, sector=sector)
    return first_present(directory, (*of_sector, *directory.holders(Role.SECTOR_OFFICER)), on)


def geographic_professional_for(directory: Directory, market: str | None, on: date) -> Person | None:
    """The professional of the geographic area of that market (ISO 3166-1 alpha-2). Source: INV-01, INV-04."""
    if market is None:
        return None
    return first_present(directory, directory.holders(Role.GEOGRAPHIC_PROFESSIONAL, market=market), on)


def oci_coordinator(directory: Directory, on: date) -> Person | None:
    """The coordinator of One Click Import. Source: OCI-04, OCI-05."""
    return first_present(directory, directory.holders(Role.OCI_COORDINATOR), on)


def commercial_executive_for(directory: Directory, own: str | None, office: str | None, on: date) -> Person | None:
    """A foreign company's executive or who stands in, else the first of its commercial office. Source: EXT-01."""
    person = directory.standing_in(own, on)
    if person is not None:
        return person
    if office is None:
        return None
    return first_present(directory, directory.holders(Role.COMMERCIAL_EXECUTIVE, office=office), on)


def macrozones_of(directory: Directory, regions: Sequence[str]) -> tuple[str, ...]:
    """The macro-zones that cover these regions (CUT codes), each once, in the order of the regions. Source: VIS-03."""
    found: dict[str, None] = {}
    for region in regions:
        for person in directory.holders(Role.MACROZONE_COORDINATOR, region=region):
            if person.macrozone is not None:
                found.setdefault(person.macrozone)
    return tuple(found)


def macrozones_answered_by(directory: Directory, person_id: str, on: date) -> tuple[str, ...]:
    """The macro-zones for which that person answers on the day: their own, and those they stand in for."""
    answering = (
        person
        for person in directory.holders(Role.MACROZONE_COORDINATOR)
        if person.id == person_id or _id(directory.standing_in(person.id, on)) == person_id
    )
    return tuple(dict.fromkeys(person.macrozone for person in answering if person.macrozone is not None))


def first_present(directory: Directory, people: Sequence[Person], on: date) -> Person | None:
    """The first of them who is there that day, or who stands in."""
    standing = (directory.standing_in(person.id, on) for person in people)
    return next((person for person in standing if person is not None), None)


def _present(directory: Directory, people: Sequence[Person], on: date, reason: str) -> Proposal | None:
    for person in people:
        standing = directory.standing_in(person.id, on)
        if standing is None:
            continue
        if standing.id == person.id:
            return Proposal(person, f"{reason}.", "RTE-05")
        return Proposal(standing, f"{reason}: reemplaza a {person.name}, que está ausente.", "RTE-05", person)
    return None


def _id(person: Person | None) -> str | None:
    return None if person is None else person.id
