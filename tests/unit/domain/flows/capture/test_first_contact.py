"""Capture: the contact, attempted or established, and its terms (POT-02, EXP-03)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import NotAuthorised, StepNotAllowed
from domain.model.cases import Value
from domain.model.terms import TermState
from domain.protocol.terms.counting import calendar_for, rule_of
from domain.protocol.terms.state import state
from tests.support.builders import HELP_CENTRE, OFFICER, OTHER_REGIONAL, REGIONAL
from tests.support.calendars import a_book, local
from tests.support.cases.capture import actions_of, notified
from tests.support.cases.case_desk import CaseDesk
from tests.support.proving import proves


async def test_an_attempt_is_recorded_and_stops_nothing() -> None:
    """AMB-06."""
    desk = CaseDesk()
    case = await notified(desk)
    done = await desk.report(REGIONAL, case, "record_contact_attempt", means="teléfono")
    (term,) = desk.terms(case)
    assert done.case.state == "NOTIFICADA_REGION"
    assert term.is_open
    assert actions_of(desk, case)[-1] == "CONTACTO_INTENTADO"


@proves("SLA-04")
async def test_the_contact_stops_the_three_days_and_starts_the_fifteen() -> None:
    """AMB-06, SLA-03, SLA-04: contact on Tuesday 17; the interview by 2 October 2024."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-17 11:00")
    done = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    contact, interview = desk.terms(case)
    assert done.case.state == "CONTACTADA"
    assert (contact.rule_id, contact.stopped_at) == ("SLA-03", local("2024-09-17 11:00"))
    assert (interview.rule_id, interview.started_at) == ("SLA-04", local("2024-09-17 11:00"))
    assert done.next_step.due_on == date(2024, 10, 2)
    assert not done.event.late


async def test_the_same_contact_reported_twice_starts_one_term() -> None:
    """AMB-06: the first contact counts; again changes nothing, whenever it is said to have been."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-17 11:00")
    case = (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
    desk.desk.clock.at = local("2024-09-17 12:00")
    again = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert again.duplicate
    assert again.case == case
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-03", "SLA-04"]


async def test_a_written_message_counts_when_the_company_answers() -> None:
    """AMB-06, POT-02."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "record_contact", contact_kind="WRITTEN")
    done = await desk.report(REGIONAL, case, "record_contact", contact_kind="WRITTEN", company_answered=True)
    assert refused.value.rule == "POT-02"
    assert done.case.state == "CONTACTADA"


@pytest.mark.parametrize(
    "told",
    [
        {"contact_kind": "SPOKEN", "company_answered": False},
        {"contact_kind": "WRITTEN", "company_answered": False},
        {"contact_kind": "WRITTEN"},
    ],
    ids=["spoken-unanswered", "written-unanswered", "written"],
)
async def test_an_attempt_stops_nothing_however_it_is_told(told: dict[str, Value]) -> None:
    """AMB-06: refused as a contact, with the step that records it; the three days go on."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "record_contact", **told)
    assert refused.value.step_to_take is not None
    assert refused.value.step_to_take.startswith("Registrar intento de contacto")
    done = await desk.report(REGIONAL, case, "record_contact_attempt", means="Teléfono")
    assert done.case.state == "NOTIFICADA_REGION"
    assert [(term.rule_id, term.is_open) for term in desk.terms(case)] == [("SLA-03", True)]


async def test_a_contact_after_the_third_day_is_recorded_as_late() -> None:
    """SLA-03: due Monday 23 September; on the 24th it is met late."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-24 09:00")
    done = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    term = desk.terms(case)[0]
    calendar = calendar_for(rule_of(term), term.office, a_book())
    assert done.event.late
    assert state(term, calendar, local("2024-09-24 10:00")) is TermState.MET_LATE


async def test_another_region_does_not_report_on_the_case() -> None:
    """RTE-04: the office of the company's region answers."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(NotAuthorised) as refused:
        await desk.report(OTHER_REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert refused.value.rule == "RTE-04"


async def test_the_help_centre_does_not_record_contacts() -> None:
    """RTE-05: the sector officer, or whoever the regional head decides."""
    desk = CaseDesk()
    with pytest.raises(NotAuthorised):
        await desk.report(HELP_CENTRE, await notified(desk), "record_contact", contact_kind="SPOKEN")


@proves("SLA-01", "SLA-02")
async def test_after_a_test_result_the_interview_has_fifteen_calendar_days() -> None:
    """POT-02, POT-03, SLA-01, SLA-02, AMB-04, AMB-05: contact on Friday 13; the last day is Saturday 28, not moved."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="HIGH")
    done = await desk.report(OFFICER, case, "record_contact", contact_kind="SPOKEN")
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-01", "SLA-02"]
    assert done.next_step.due_on == date(2024, 9, 28)
    assert done.next_step.step == "record_interview"
