"""Which agenda goes first: planned, without staff, behaviour notes, time (BEH-05, AGD-10, AGD-11, AMB-26)."""

from __future__ import annotations

from dataclasses import replace

from domain.model.cases import Case, Flow
from domain.protocol.routing.agenda_priority import PLANNED, WITHOUT_STAFF, AgendaRequest, in_order
from tests.support.builders import new_id
from tests.support.calendars import local

AGENDA = Flow.AGENDA


def a_request(at: str, *, planned: bool = False, staff: bool = False, note: bool = False) -> AgendaRequest:
    return AgendaRequest(new_id(), local(at), planned, staff, note)


def test_a_note_takes_priority_away_only_under_high_demand() -> None:
    """BEH-05, AMB-26: inside its group, last; without high demand the order is that of the requests."""
    noted = a_request("2025-07-01 09:00", note=True)
    clean = a_request("2025-07-02 09:00")
    assert [place.request for place in in_order([clean, noted], high_demand=False)] == [noted, clean]
    last = in_order([clean, noted], high_demand=True)[-1]
    assert (last.request, last.position, last.rules) == (noted, 2, ("BEH-05", "AGD-11"))
    assert "alta demanda" in last.reason


def test_planned_activities_and_companies_without_staff_are_on_a_par() -> None:
    """AGD-11, AMB-26: «tanto … como»; then who has staff. The rank goes before the note and the time of request."""
    staff = a_request("2025-07-01 08:00", staff=True)
    without = a_request("2025-07-03 08:00")
    without_noted = a_request("2025-07-01 07:00", note=True)
    planned = a_request("2025-07-04 08:00", planned=True, staff=True)
    requests = [staff, planned, without, without_noted]
    places = in_order(requests, high_demand=True)
    assert [place.request for place in places] == [without, planned, without_noted, staff]
    assert [place.position for place in places] == [1, 2, 3, 4]
    assert places[-1].reason == "Tiene personal comercial en el mercado."
    chosen = [in_order(requests, high_demand=True, first=first) for first in (PLANNED, WITHOUT_STAFF)]
    assert [place.request for place in chosen[0]] == [planned, without, without_noted, staff]
    assert [place.request for place in chosen[1]] == [without, without_noted, planned, staff]


def test_what_an_earlier_request_said_of_staff_in_the_market_is_kept() -> None:
    """AGD-10, AGD-11: its local staff asked, then its head office, silent on them; not another market."""
    before = Case(
        new_id(), AGENDA, "DEVUELTA", local("2025-07-01 08:00"), "ana.rojas", "2024", "Oficina regional",
        data={"market": "VN", "requester": "LOCAL_STAFF"},
    )  # fmt: skip
    silent = replace(before, id=new_id(), opened_at=local("2025-07-02 08:00"), data={"market": "VN"})
    denied = replace(silent, data={"market": "VN", "staff_in_market": False})
    elsewhere = replace(silent, data={"market": "CN"})

    def has_staff(case: Case) -> bool:
        return AgendaRequest.of(case, [before, case], has_confirmed_note=False).has_staff_in_market

    assert [has_staff(case) for case in (silent, denied, elsewhere)] == [True, False, False]
    assert has_staff(replace(silent, opened_at=before.opened_at))  # asked in the same instant
    assert not has_staff(replace(silent, opened_at=local("2025-07-01 07:59")))  # what came later says nothing of it
    assert AgendaRequest.of(before, [before, denied], has_confirmed_note=False).has_staff_in_market


def test_ties_go_by_time_of_request() -> None:
    """AMB-26."""
    later, sooner = a_request("2025-07-02 08:00"), a_request("2025-07-01 08:00")
    assert [place.request for place in in_order([later, sooner], high_demand=True)] == [sooner, later]
