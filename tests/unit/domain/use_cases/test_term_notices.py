"""Reminders of terms and their escalation (LIN-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.model.cases import Flow
from domain.model.institution.calendar import SANTIAGO, Holiday, HolidayScope
from domain.model.institution.configuration import Dated, Setting
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.model.timers import Timer
from domain.protocol.messages.compose import ESCALATION, REMINDER
from domain.use_cases.cases.charge import (
    HandOverCase,
    hand_over_case,
)
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.terms.add_holiday import AddHoliday, add_holiday
from tests.support.builders import (
    COMMERCIAL,
    HEAD,
    OTHER_REGIONAL,
    REGIONAL,
    a_configuration,
    an_account,
)
from tests.support.calendars import a_book, a_calendar, local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.case_stories import notified
from tests.support.cases.foreign import OCI, a_buyer, a_foreign_desk, a_supplier
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.proving import proves

ADMINISTRATOR = Actor("admin", "Administradora", Role.ADMINISTRATOR, "CENTRAL")


def tuned(**settings: str) -> CaseDesk:
    desk = CaseDesk()
    tuning = {
        name: Setting(name, "LIN-03", (Dated(value, date(2020, 1, 1), "prueba"),)) for name, value in settings.items()
    }
    desk.desk.configuration = replace(a_configuration(), tuning=tuning)
    return desk


@proves("LIN-03")
async def test_the_reminder_comes_when_the_term_is_at_risk_and_the_escalation_after_its_end() -> None:
    """
    LIN-03: due on Monday 23 September 2024, at risk a business day before, Tuesday 17; overdue from Tuesday 24. Each
    letter leaves at 9.
    """
    desk = CaseDesk()
    case = await notified(desk)
    assert [(t.kind, t.due_at) for t in sorted(desk.timers, key=lambda t: t.due_at)] == [
        ("term_reminder", local("2024-09-17 09:00")),
        ("term_escalation", local("2024-09-24 09:00")),
    ]
    desk.desk.clock.at = local("2024-09-17 09:00")
    await desk.fire_due()
    desk.desk.clock.at = local("2024-09-24 09:00")
    await desk.fire_due()
    assert [(m.template, m.to) for m in desk.messages[2:]] == [
        (REMINDER, ("eva.pino@ejemplo.cl",)),
        (ESCALATION, ("hugo.jara@ejemplo.cl",)),
    ]
    assert desk.terms(case)[0].is_open


async def test_a_term_that_stopped_reminds_nobody() -> None:
    """LIN-03: cancelled by the contact; those of the interview take their place."""
    desk = CaseDesk()
    case = await notified(desk)
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    (term,) = [term for term in desk.terms(case) if term.is_open]
    assert {timer.subject for timer in desk.timers} == {f"term:{term.id}"}
    assert [t.due_at for t in desk.timers if t.kind == "term_escalation"] == [local("2024-09-30 09:00")]


@pytest.mark.parametrize(("at", "late"), [("23:59:59.999999", False), ("00:00:00", True)])
async def test_the_last_instant_of_the_last_day_is_in_time(at: str, *, late: bool) -> None:
    """AMB-02: due on Monday 23 September 2024; the entry of the timeline says late from the first of Tuesday 24 on."""
    desk = CaseDesk()
    case = await notified(desk)
    day = date(2024, 9, 24 if late else 23)
    desk.desk.clock.at = datetime.combine(day, time.fromisoformat(at), SANTIAGO).astimezone(UTC)
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert desk.timeline(case)[-1].late is late


async def test_whoever_opened_a_case_goes_on_with_what_the_first_line_may_report() -> None:
    """CHN-05, RTE-06: Arica received the contact of a company of Biobío, and explains the procedure itself."""
    desk = CaseDesk()
    account = desk.desk.put(an_account(regional_executive=None))
    received = await desk.start(OTHER_REGIONAL, Flow.CAPTURE, "receive_contact", account.id)
    assert received.case.opened_by == OTHER_REGIONAL.id
    done = await desk.report(OTHER_REGIONAL, received.case, "explain_procedure")
    assert done.event.by == OTHER_REGIONAL.id


async def test_reminders_move_with_the_term() -> None:
    """RTE-04, AMB-56: another office, another calendar; here with the same days, the timers stay where they were."""
    desk = CaseDesk()
    case = await notified(desk)
    before = sorted(timer.due_at for timer in desk.timers)
    await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "office:OFIREG-15", "Se trasladó"))
    assert sorted(timer.due_at for timer in desk.timers) == before


async def test_every_open_term_follows_its_case_to_another_office_and_what_is_closed_stays() -> None:
    """
    RTE-04, AMB-52: contact on Tuesday 4 June 2024; the interview within 15 days, to the end of the 19th. Handed over to
    Magallanes it ends by the clock of Punta Arenas, an hour before that of Santiago, and its letters go there.
    """
    desk = CaseDesk()
    desk.desk.clock.at = local("2024-06-03 10:00")
    case = await notified(desk)
    desk.desk.clock.at = local("2024-06-04 10:00")
    case = (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
    assert {(t.rule_id, t.office) for t in desk.terms(case)} == {("SLA-03", "OFIREG-08"), ("SLA-04", "OFIREG-08")}

    await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "office:OFIREG-12", "Se trasladó"))

    closed, running = sorted(desk.terms(case), key=lambda term: term.rule_id)
    assert (closed.rule_id, closed.office) == ("SLA-03", "OFIREG-08")
    assert (running.rule_id, running.office, running.started_at) == ("SLA-04", "OFIREG-12", local("2024-06-04 10:00"))
    ends_at = desk.desk.store.rows.terms[running.id][1].due_at
    assert ends_at == local("2024-06-20 00:00", "America/Punta_Arenas") - timedelta(microseconds=1)
    (escalation,) = (timer for timer in desk.timers if timer.kind == "term_escalation")
    assert escalation.due_at == local("2024-06-21 09:00", "America/Punta_Arenas")  # the 20th is a holiday


async def test_reminders_are_tunable() -> None:
    """
    LIN-03: 24 hours before the end of Monday 23 is a Sunday: at 9 of the Monday; 12 hours after it is Tuesday at noon:
    at 9 of Wednesday 25, to the regional executive.
    """
    desk = tuned(term_reminder_hours="24", term_escalation_hours="12", term_escalation_role="REGIONAL_EXECUTIVE")
    await notified(desk)
    assert sorted(t.due_at for t in desk.timers) == [local("2024-09-23 09:00"), local("2024-09-25 09:00")]
    desk.desk.clock.at = local("2024-09-25 09:00")
    await desk.fire_due()
    assert desk.messages[-1].to == ("ana.rojas@ejemplo.cl",)


async def test_reminders_leave_at_the_configured_hour() -> None:
    """LIN-03: at 8:30, on business days of the office."""
    desk = tuned(term_reminder_hour="08:30")
    await notified(desk)
    assert sorted(t.due_at for t in desk.timers) == [local("2024-09-17 08:30"), local("2024-09-24 08:30")]


@pytest.mark.parametrize(
    ("worker_back", "told"),
    [
        ("2024-09-17 12:00", [REMINDER]),  # late, the same business day
        ("2024-09-17 18:00", []),  # after hours: on the next business day, Monday 23
        ("2024-09-18 12:00", []),  # a holiday
        ("2024-09-22 12:00", []),  # a Sunday
        ("2024-09-23 08:59", []),
        ("2024-09-23 17:59", [REMINDER]),  # the last day
        ("2024-09-23 18:00", []),  # it ends before the next hour of letters
        ("2024-09-24 08:59", []),  # it has ended: no reminder any more, and no escalation yet
        ("2024-09-24 09:00", [ESCALATION]),
        ("2024-09-28 12:00", []),  # a Saturday
        ("2024-09-30 09:00", [ESCALATION]),
    ],
)
async def test_letters_about_a_term_leave_at_their_hour_after_a_stop_of_the_worker(
    worker_back: str, told: list[str]
) -> None:
    """LIN-03: from 9 to 18 on business days of the office, and no reminder of what has ended: due on Monday 23."""
    desk = tuned(term_reminder_last_hour="18:00")
    await notified(desk)
    before = len(desk.messages)
    desk.desk.clock.at = local(worker_back)
    await desk.fire_due()
    assert [message.template for message in desk.messages[before:]] == told


async def demanded(at: str, hours_before: str) -> CaseDesk:
    """An urgent demand of that instant: 48 hours from then (SLA-10), on any day; reminded so many hours before."""
    tuning = {
        "term_reminder_hours": Setting("term_reminder_hours", "LIN-03", (Dated(hours_before, date(2020, 1, 1), ""),))
    }
    desk = a_foreign_desk(at, tuning=tuning)
    asked = {"product": "Arándanos", "urgency": "URGENT"}
    await desk.start(COMMERCIAL, Flow.DEMAND, "enter_demand", a_buyer(desk).id, **asked)
    return desk


@pytest.mark.parametrize(("hours_before", "reminded"), [("48", []), ("47", ["2024-09-17 09:00"])])
async def test_a_reminder_that_would_leave_with_the_start_is_none(hours_before: str, reminded: list[str]) -> None:
    """LIN-03, SLA-10: entered on Monday 16 September 2024 at 10:00; after 11:00 the next letters leave on Tuesday."""
    desk = await demanded("2024-09-16 10:00", hours_before)
    assert [each.due_at for each in desk.timers if each.kind == "term_reminder"] == [local(at) for at in reminded]


@pytest.mark.parametrize(("answered", "reminded"), [("21:00", []), ("20:59", ["2024-09-05 21:00"])])
async def test_a_term_that_starts_with_the_last_letters_inside_it_reminds_nobody(
    answered: str, reminded: list[str]
) -> None:
    """
    LIN-03, SLA-12, F-85: answered on Thursday 5 September 2024 at 21:00, Friday at 9 in Shanghái: its letters
    leave then, and next on Monday, after it ended on Saturday.
    """
    desk = a_foreign_desk("2024-09-05 08:00")
    asked = {"product": "Arándanos", "urgency": "URGENT"}
    case = (await desk.start(COMMERCIAL, Flow.DEMAND, "enter_demand", a_buyer(desk).id, **asked)).case
    await desk.report(OCI, case, "report_suppliers", suppliers=(a_supplier(desk).id,))
    desk.desk.clock.at = local(f"2024-09-05 {answered}")
    await desk.report(COMMERCIAL, case, "send_suppliers")
    (monitoring,) = [term for term in desk.terms(case) if term.is_open]
    timers = [each for each in desk.timers if each.subject == f"term:{monitoring.id}" and each.kind == "term_reminder"]
    assert [each.due_at for each in timers] == [local(at) for at in reminded]


@pytest.mark.parametrize(("worker_back", "told"), [("2024-09-18 09:00:00", [REMINDER]), ("2024-09-18 09:00:01", [])])
async def test_the_last_instant_of_a_term_in_hours_still_reminds(worker_back: str, told: list[str]) -> None:
    """LIN-03, SLA-10: entered on Monday 16 at 9:00, it ends on Wednesday 18 at 9:00, a holiday, and that is in time."""
    desk = await demanded("2024-09-16 09:00", "1")
    assert [each.due_at for each in desk.timers if each.kind == "term_reminder"] == [local("2024-09-18 09:00")]
    before = len(desk.messages)
    desk.desk.clock.at = local(worker_back)
    await desk.fire_due()
    assert [message.template for message in desk.messages[before:] if message.template == REMINDER] == told


async def test_a_letter_that_waited_leaves_at_the_next_hour_once() -> None:
    """LIN-03: the worker is back on a Sunday: the reminder leaves on Monday 23 at 9, the escalation on Tuesday at 9."""
    desk = tuned(term_reminder_last_hour="18:00")
    await notified(desk)
    before = len(desk.messages)
    for at in ("2024-09-22 12:00", "2024-09-23 09:00", "2024-09-23 12:00", "2024-09-24 09:00", "2024-09-25 09:00"):
        desk.desk.clock.at = local(at)
        await desk.fire_due()
    assert [message.template for message in desk.messages[before:]] == [REMINDER, ESCALATION]


async def test_an_escalation_that_left_leaves_again_when_its_term_moved() -> None:
    """AMB-56: on Tuesday 24 Monday 23 is declared a holiday: due on that Tuesday, and so overdue on Wednesday 25."""
    desk = CaseDesk()
    await notified(desk)
    desk.desk.clock.at = local("2024-09-24 10:00")
    await desk.fire_due()
    book = a_book(
        a_calendar("CL-BI", extra=(Holiday(date(2024, 9, 23), "F", HolidayScope.REGION, "Ley", region="08"),))
    )
    asked = AddHoliday(date(2024, 9, 23), "Feriado de Biobío", "Ley de ejemplo", region="08")
    await add_holiday(desk.services, ADMINISTRATOR, asked, lambda _: book)
    assert [(t.kind, t.due_at) for t in desk.timers] == [("term_escalation", local("2024-09-25 09:00"))]


async def test_a_reminder_that_left_at_this_instant_does_not_leave_again() -> None:
    """AMB-56: at 9 of Tuesday 17 it left; Monday 23 becomes a holiday: due on the 24, at risk from the 17 still."""
    desk = CaseDesk()
    await notified(desk)
    desk.desk.clock.at = local("2024-09-17 09:00")
    await desk.fire_due()
    book = a_book(
        a_calendar("CL-BI", extra=(Holiday(date(2024, 9, 23), "F", HolidayScope.REGION, "Ley", region="08"),))
    )
    asked = AddHoliday(date(2024, 9, 23), "Feriado de Biobío", "Ley de ejemplo", region="08")
    await add_holiday(desk.services, ADMINISTRATOR, asked, lambda _: book)
    assert [(t.kind, t.due_at) for t in desk.timers] == [("term_escalation", local("2024-09-25 09:00"))]


async def test_reminders_can_be_turned_off() -> None:
    """LIN-03."""
    desk = tuned(term_reminders="no")
    await notified(desk)
    assert desk.timers == []


async def test_a_timer_that_was_due_before_its_case_fires_at_the_opening() -> None:
    """AMB-29: an activity that was entered late is followed up at once; nothing is lost."""
    desk = CaseDesk()
    case = await notified(desk)
    timer = Timer("t", "late", f"case:{case.id}", local("2024-08-01 09:00"), "FUP-05", payload={"fact": "validate"})
    async with desk.desk.store(SYSTEM) as work:
        await fire_timer(desk.services, work, timer)
    trace = desk.desk.decisions[-1]
    assert trace.kind.value == "TRACE"
    assert trace.outcome.startswith("Lo programado ya no correspondía: «Validar la empresa» no corresponde ahora")


@proves("SLA-08")
async def test_central_units_are_reminded_by_their_role() -> None:
    """LIN-03, SLA-08: nobody has the query yet, so the help centre is told; due on Tuesday 24 September 2024."""
    helper = Person("cda.uno", "Inés", Role.HELP_CENTRE, "ines@ejemplo.cl", "CENTRAL")
    desk = CaseDesk(directory=Directory((*DIRECTORY.people, helper)))
    await desk.start(PORTAL, Flow.HELP_CENTRE, "submit_help_form", person="Luisa", query="?")
    desk.desk.clock.at = local("2024-09-24 10:00")
    await desk.fire_due()
    assert [(m.template, m.to) for m in desk.messages] == [(REMINDER, ("ines@ejemplo.cl",))]
