"""Who is proposed to take something: the sector's officer, the regional head, whoever stands in (RTE-05, AMB-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.institution.directory import Absence, Directory, Person
from domain.model.institution.people import Role
from domain.protocol.routing.assignment import (
    commercial_executive_for,
    geographic_professional_for,
    macrozones_answered_by,
    macrozones_of,
    oci_coordinator,
    propose_for_region,
    sector_officer_for,
)

TODAY = date(2024, 9, 16)


def a_person(key: str, role: Role, office: str = "OFIREG-08", **fields: object) -> Person:
    person = Person(key, key.title(), role, f"{key}@ejemplo.cl", office)
    return replace(person, **fields)  # type: ignore[arg-type]  # the fields of a person, by name


OFFICER = a_person("eva", Role.SECTOR_OFFICER, sectors=("ALIMENTOS",))
CENTRAL = a_person("pilar", Role.SECTOR_OFFICER, "CENTRAL", sectors=("VINOS",))
HEAD = a_person("hugo", Role.REGIONAL_HEAD)
DEPUTY = a_person("rita", Role.REGIONAL_EXECUTIVE)
NORTH = a_person("nora", Role.MACROZONE_COORDINATOR, "CENTRAL", macrozone="Norte", regions=("15", "01"))
SOUTH = a_person("susana", Role.MACROZONE_COORDINATOR, "CENTRAL", macrozone="Sur", regions=("08",))


def away(person: Person, substitute: str | None, since: date = TODAY, until: date = TODAY) -> Person:
    return replace(person, absences=(Absence(since, until, substitute),))


def proposed(*people: Person, sector: str | None = "ALIMENTOS") -> tuple[str | None, str]:
    proposal = propose_for_region(Directory(people), "OFIREG-08", sector, TODAY)
    return (None if proposal.person is None else proposal.person.id, proposal.rule)


def test_the_officer_of_the_sector_in_the_region_is_proposed() -> None:
    """RTE-05."""
    assert proposed(HEAD, OFFICER) == ("eva", "RTE-05")


@pytest.mark.parametrize("sector", ["VINOS", None])
def test_without_an_officer_of_the_sector_it_is_the_regional_head(sector: str | None) -> None:
    """RTE-05: an officer of the central level or of another sector does not contact for the region."""
    assert proposed(CENTRAL, OFFICER, HEAD, sector=sector) == ("hugo", "RTE-05")


def test_who_is_away_is_stood_in_for_and_the_proposal_says_so() -> None:
    """RTE-05: with the name of who is absent."""
    directory = Directory((away(OFFICER, "rita"), DEPUTY, HEAD))
    proposal = propose_for_region(directory, "OFIREG-08", "ALIMENTOS", TODAY)
    assert proposal.person == DEPUTY
    assert proposal.instead_of is not None
    assert proposal.instead_of.id == "eva"
    assert "reemplaza a Eva" in proposal.reason


def test_who_is_away_without_substitute_leaves_it_to_the_next() -> None:
    """RTE-05: the regional head then."""
    assert proposed(away(OFFICER, None), HEAD) == ("hugo", "RTE-05")


def test_substitutes_of_each_other_leave_nobody() -> None:
    """AMB-14: no endless circle, and nobody is invented: the mailbox answers."""
    assert proposed(away(OFFICER, "hugo"), away(HEAD, "eva")) == (None, "AMB-14")


def test_an_absence_has_a_first_and_a_last_day() -> None:
    """Both inclusive: away on Monday 16 only."""
    directory = Directory((away(OFFICER, "rita"), DEPUTY))
    days = [date(2024, 9, 15), TODAY, date(2024, 9, 17)]
    people = [directory.standing_in("eva", day) for day in days]
    assert [person.id for person in people if person] == ["eva", "rita", "eva"]


def test_a_sector_has_the_first_officer_of_the_file_or_else_anyone() -> None:
    """VIS-01: the sector team is asked even for a sector that nobody has."""
    directory = Directory((CENTRAL, OFFICER))
    found = [sector_officer_for(directory, sector, TODAY) for sector in ("ALIMENTOS", "MINERIA", None)]
    assert [person.id for person in found if person] == ["eva", "pilar", "pilar"]


def test_markets_have_their_geographic_professional_or_nobody() -> None:
    """INV-01, INV-04."""
    irene = a_person("irene", Role.GEOGRAPHIC_PROFESSIONAL, "CENTRAL-GEO", markets=("CN",))
    directory = Directory((irene,))
    assert geographic_professional_for(directory, "CN", TODAY) == irene
    assert geographic_professional_for(directory, "BR", TODAY) is None
    assert geographic_professional_for(directory, None, TODAY) is None


def test_the_company_keeps_its_executive_and_else_gets_one_of_the_office() -> None:
    """EXT-01, EXT-03; the coordination of One Click Import has one person (OCI-04)."""
    mei = a_person("mei", Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
    lin = a_person("lin", Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
    gabriel = a_person("gabriel", Role.OCI_COORDINATOR, "CENTRAL-OCI")
    directory = Directory((mei, lin, gabriel))
    assert commercial_executive_for(directory, "lin", "OFICOM-CN-SHA", TODAY) == lin
    assert commercial_executive_for(directory, None, "OFICOM-CN-SHA", TODAY) == mei
    assert commercial_executive_for(directory, None, None, TODAY) is None
    assert oci_coordinator(directory, TODAY) == gabriel
    assert oci_coordinator(Directory(), TODAY) is None


def test_regions_have_macro_zones_each_once() -> None:
    """VIS-03, VIS-04: two regions of the north are one coordinator to ask; a region of nobody gives none."""
    directory = Directory((NORTH, SOUTH))
    assert macrozones_of(directory, ("15", "01", "08")) == ("Norte", "Sur")
    assert macrozones_of(directory, ("12",)) == ()


def test_who_stands_in_answers_for_both_macro_zones() -> None:
    """VIS-04: Susana replaces Nora on the 16th."""
    directory = Directory((away(NORTH, "susana"), SOUTH))
    assert macrozones_answered_by(directory, "susana", TODAY) == ("Norte", "Sur")
    assert macrozones_answered_by(directory, "susana", date(2024, 9, 17)) == ("Sur",)
