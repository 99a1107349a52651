"""Where people act: each office, sector, area and macro-zone on its own (RTE-04, AGD-01, VIS-01, VIS-03, INV-01)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from domain.errors import NotAuthorised
from domain.model.cases import Case, Flow
from domain.model.institution.directory import Absence, Directory, Person
from domain.model.institution.people import Actor, Office, OfficeKind, Role
from domain.protocol.access.reach import (
    Known,
    Whose,
    refusal_of_reach,
    require_reach,
    whose_account,
    whose_beginning,
    whose_case,
)
from tests.support.builders import EPOCH, OFFICES, REGIONAL, at, new_id
from tests.support.builders import an_account as account_of

TODAY: Final = date(2024, 9, 13)
TOKYO: Final = "OFICOM-JP-TYO"
NEW_YORK: Final = "OFICOM-US-NYC"
LONDON: Final = "OFICOM-GB-LON"
ABROAD: Final = {
    TOKYO: Office(TOKYO, OfficeKind.OFICOM, "Oficina Comercial Tokio", "JP", "Asia/Tokyo"),
    NEW_YORK: Office(NEW_YORK, OfficeKind.OFICOM, "Oficina Comercial Nueva York", "US", "America/New_York"),
    LONDON: Office(LONDON, OfficeKind.OFICOM, "Oficina Comercial Londres", "GB", "Europe/London"),
}


def _person(id: str, role: Role, office: str, **fields: Any) -> Person:
    return Person(id, id.title(), role, f"{id}@ejemplo.cl", office, **fields)


NORTH: Final = _person("norte", Role.MACROZONE_COORDINATOR, "CENTRAL", macrozone="Norte", regions=("15", "01"))
SOUTH: Final = _person("sur", Role.MACROZONE_COORDINATOR, "CENTRAL", macrozone="Sur", regions=("08", "09"))
AMERICAS: Final = _person("americas", Role.GEOGRAPHIC_PROFESSIONAL, "CENTRAL-GEO", markets=("US", "BR"))
ASIA: Final = _person("asia", Role.GEOGRAPHIC_PROFESSIONAL, "CENTRAL-GEO", markets=("JP", "CN"))
FOOD: Final = _person("comida", Role.SECTOR_OFFICER, "CENTRAL", sectors=("ALIMENTOS",))
MINES: Final = _person("minas", Role.SECTOR_OFFICER, "CENTRAL", sectors=("MINERIA",))
FOOD_08: Final = _person("comida.ocho", Role.SECTOR_OFFICER, "OFIREG-08", sectors=("ALIMENTOS",))
MINES_08: Final = _person("minas.ocho", Role.SECTOR_OFFICER, "OFIREG-08", sectors=("MINERIA",))
PEOPLE: Final = Directory((NORTH, SOUTH, AMERICAS, ASIA, FOOD, MINES, FOOD_08, MINES_08))
KNOWN: Final = Known({**OFFICES, **ABROAD}, PEOPLE, TODAY)


def acting(person: Person) -> Actor:
    """As the edge makes an actor of whoever comes."""
    return Actor(person.id, person.name, person.role, person.office)


def executive(office: str, role: Role = Role.COMMERCIAL_EXECUTIVE) -> Actor:
    """Somebody of that office."""
    return Actor(f"alguien.{office}", "Alguien", role, office)


def a_case(flow: Flow, office: str | None, **fields: Any) -> Case:
    """A case that nobody of these tests opened."""
    return Case(new_id(), flow, "ABIERTO", at(EPOCH), "otra.persona", "2024", "Unidad", office=office, **fields)


def whose(case: Case, **account: Any) -> Whose:
    """Of a case about a company of Biobío, in food, unless said otherwise."""
    return whose_case(case, account_of(**account), PEOPLE)


def theirs(actor: Actor, thing: Whose) -> bool:
    """Whether it is that person's to act on."""
    return refusal_of_reach(actor, thing, KNOWN) is None


def test_who_acts_for_an_agenda_in_japan_is_tokyo() -> None:
    """AGD-01, AGD-09: not New York, in whose name no letter about Tokyo leaves; nor another region."""
    agenda = whose(a_case(Flow.AGENDA, "OFIREG-08", data={"market": "JP"}))
    assert theirs(executive(TOKYO), agenda)
    assert not theirs(executive(NEW_YORK), agenda)
    assert theirs(REGIONAL, agenda)
    assert not theirs(executive("OFIREG-15", Role.REGIONAL_HEAD), agenda)
    with pytest.raises(NotAuthorised, match="responde Oficina Comercial Tokio"):
        require_reach(executive(NEW_YORK), agenda, KNOWN)


def test_a_demand_is_answered_by_its_own_commercial_office_wherever_it_is_now() -> None:
    """OCI-04, EXT-01: London does not answer New York's demand, also while One Click Import has it."""
    abroad = {"country": "US", "region": None, "office": NEW_YORK}
    for office in (NEW_YORK, "CENTRAL-OCI"):
        demand = whose(a_case(Flow.DEMAND, office), **abroad)
        assert theirs(executive(NEW_YORK), demand)
        assert not theirs(executive(LONDON), demand)


def test_a_commercial_office_has_no_part_in_a_case_of_a_region_without_a_market() -> None:
    """RTE-04: until a market is told, or for one that is not its own."""
    service = a_case(Flow.SERVICE, "OFIREG-08")
    assert not theirs(executive(TOKYO), whose(service))
    told = whose_case(service, account_of(), PEOPLE, given={"market": "JP"})
    assert (theirs(executive(TOKYO), told), theirs(executive(LONDON), told)) == (True, False)


def test_a_sector_officer_acts_for_the_sectors_of_the_own_place() -> None:
    """RTE-05, VIS-01: another sector's officer is told whose it is; a region's officer acts in the region only."""
    case = whose(a_case(Flow.CAPTURE, "OFIREG-08"))
    assert (theirs(acting(FOOD), case), theirs(acting(MINES), case)) == (True, False)
    assert (theirs(acting(FOOD_08), case), theirs(acting(MINES_08), case)) == (True, False)
    assert not theirs(executive("OFIREG-15", Role.SECTOR_OFFICER), case)
    with pytest.raises(NotAuthorised, match="responde Comida"):
        require_reach(acting(MINES), case, KNOWN)


def test_a_sector_that_nobody_answers_for_is_every_officers() -> None:
    """VIS-01: the first of its sector, else any."""
    assert theirs(acting(MINES), whose(a_case(Flow.VISIT, "CENTRAL"), sector="VINOS"))
    assert theirs(acting(MINES), whose(a_case(Flow.VISIT, "CENTRAL"), sector=None))


def test_a_geographic_professional_acts_for_the_markets_of_the_area() -> None:
    """INV-01, INV-04."""
    case = whose(a_case(Flow.INVESTMENT, "CENTRAL-GEO"), country="BR", region=None, office=None)
    assert (theirs(acting(AMERICAS), case), theirs(acting(ASIA), case)) == (True, False)
    nowhere = whose(a_case(Flow.INVESTMENT, "CENTRAL-GEO"), country="KE", region=None, office=None)
    assert theirs(acting(ASIA), nowhere)


def test_a_coordinator_acts_for_the_regions_of_the_macrozone() -> None:
    """VIS-03, VIS-04: of the regions that the visit names, or of the macro-zones when it names those."""
    visit = whose(a_case(Flow.VISIT, "CENTRAL", data={"regions": ("08",)}))
    assert (theirs(acting(SOUTH), visit), theirs(acting(NORTH), visit)) == (True, False)
    named = whose(a_case(Flow.VISIT, "CENTRAL", data={"regions": ("08",), "macrozones": ("Norte",)}))
    assert (theirs(acting(SOUTH), named), theirs(acting(NORTH), named)) == (False, True)


def test_who_stands_in_acts_for_who_is_away_and_who_has_the_case_acts_anywhere() -> None:
    """AMB-14, POL-05."""
    away = _person("asia", Role.GEOGRAPHIC_PROFESSIONAL, "CENTRAL-GEO", markets=("JP",),
                   absences=(Absence(TODAY, TODAY, substitute="americas"),))  # fmt: skip
    known = Known(KNOWN.offices, Directory((AMERICAS, away)), TODAY)
    case = whose(a_case(Flow.INVESTMENT, "CENTRAL-GEO"), country="JP", region=None, office=None)
    assert refusal_of_reach(acting(AMERICAS), case, known) is None
    assert theirs(executive(LONDON), whose(a_case(Flow.AGENDA, "OFIREG-08", assignee=f"alguien.{LONDON}")))


def test_a_case_that_was_handed_over_is_no_longer_the_office_of_its_company() -> None:
    """POL-05, RTE-04: the office that has the case, not the one that answers for the company."""
    case = whose(a_case(Flow.CAPTURE, "OFIREG-15"))
    assert not theirs(REGIONAL, case)
    assert theirs(executive("OFIREG-15", Role.REGIONAL_EXECUTIVE), case)


def test_whoever_is_not_known_to_have_another_may_begin() -> None:
    """RTE-04, EXT-01: a region does not begin in another region's company, nor an office abroad in another's."""
    chilean, buyer = account_of(), account_of(country="US", region=None, office=NEW_YORK)
    assert theirs(executive(TOKYO), whose_beginning(chilean, {"market": "GB"}))
    assert not theirs(executive("OFIREG-15", Role.REGIONAL_EXECUTIVE), whose_beginning(chilean, {}))
    assert not theirs(executive(LONDON), whose_beginning(buyer, {}))
    assert theirs(REGIONAL, whose_beginning(buyer, {}))


def test_an_account_for_which_nobody_answers_yet_is_everybodys() -> None:
    """RTE-04: no office, no region."""
    nobodys = whose_account(account_of(office=None, region=None, sector=None))
    for actor in (REGIONAL, executive(TOKYO), acting(MINES), acting(NORTH), acting(ASIA)):
        assert theirs(actor, nobodys)
