"""Behaviour notes: letter, deemed day, defence, decision, priority (BEH-01..BEH-06, SLA-09, AMB-22, AMB-26)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.errors import InvalidValue, NotAuthorised, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Case, Flow, Value
from domain.model.institution.calendar import CalendarBook, Holiday, HolidayScope
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.model.terms import TermState
from domain.protocol.flows.national.behaviour_note import notified_on
from domain.protocol.history.behaviour_notes import active_notes, has_confirmed_note
from domain.protocol.terms.counting import calendar_for, due, rule_of
from domain.protocol.terms.state import state
from domain.use_cases.cases.case_timers import set_again
from domain.use_cases.cases.charge import HandOverCase, hand_over_case
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.terms.add_holiday import AddHoliday, add_holiday
from persistence.calendars.holidays import calendars_for
from persistence.calendars.local_holidays import SEED_LOCAL_HOLIDAYS
from tests.support.builders import COMMERCIAL, FAIR, HEAD, REGIONAL, an_account
from tests.support.calendars import a_book, local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import (
    COMPANY_EMAIL,
    a_desk,
    a_user,
    action_types,
    known,
    move,
    now,
    of_company,
    only,
    templates,
)
from tests.support.cases.situations import a_situation
from tests.support.proving import proves

NOTE = Flow.BEHAVIOUR_NOTE
AGENDA = Flow.AGENDA


async def opened(desk: CaseDesk, account: Account) -> Case:
    """An agenda in Shanghái confirmed for June 2025, an absence, and no force majeure, on Monday 9 June 2025."""
    move(desk, "2025-05-05 10:00")
    asked: dict[str, Value] = {"market": "CN", "mode": "IN_PERSON"}
    case = (await desk.start(REGIONAL, AGENDA, "request_agenda", account.id, **asked)).case
    await desk.report(REGIONAL, case, "send_to_oficom")
    await desk.report(
        COMMERCIAL, case, "confirm_agenda",
        agenda_starts_on=date(2025, 6, 3), agenda_ends_on=date(2025, 6, 5), meetings=("Importadora Li",),
    )  # fmt: skip
    move(desk, "2025-06-09 10:00")
    await desk.report(COMMERCIAL, case, "record_absence", absence="No viajó ni avisó")
    await desk.report(
        REGIONAL, case, "decide_force_majeure",
        foreign_to_will=False, unforeseeable=False, unavoidable=False, evidence="Correo de la empresa",
    )  # fmt: skip
    return only(desk, NOTE)


async def sent(desk: CaseDesk, account: Account) -> Case:
    case = await opened(desk, account)
    await desk.report(REGIONAL, case, "leave_note", notes="No asistió a su agenda en Shanghái")
    return (
        await desk.report(
            REGIONAL, case, "send_certified_letter", letter_number="CC-123", letter_sent_on=date(2025, 6, 9)
        )
    ).case


async def notified(desk: CaseDesk, account: Account) -> Case:
    """The post office received the letter on Tuesday 17 June 2025."""
    case = await sent(desk, account)
    move(desk, "2025-06-17 15:00")
    return (await desk.report(REGIONAL, case, "record_post_reception", post_received_on=date(2025, 6, 17))).case


async def confirmed(desk: CaseDesk, account: Account) -> Case:
    case = await notified(desk, account)
    move(desk, "2025-07-02 00:05")
    await desk.fire_due()
    return now(desk, case)


async def test_a_note_comes_only_from_an_unexcused_absence() -> None:
    """BEH-01: never by hand, not even by the regional executive; and only the regional executive writes it."""
    desk = a_desk()
    account = a_user(desk)
    with pytest.raises(NotAuthorised):
        await desk.start(REGIONAL, NOTE, "open_note", account.id)
    case = await opened(desk, account)
    assert (case.state, case.data["absence"]) == ("POR_REDACTAR", "No viajó ni avisó")
    for other in (HEAD, COMMERCIAL):
        with pytest.raises(NotAuthorised):
            await desk.report(other, case, "leave_note", notes="Nota")
    await desk.report(REGIONAL, case, "leave_note", notes="No asistió")
    assert action_types(desk, account)[-1] == "NOTA_COMPORTAMIENTO"


async def test_without_certified_letter_no_term_starts() -> None:
    """BEH-03: the reception cannot be recorded before the letter; no term, no message."""
    desk = a_desk()
    case = await opened(desk, a_user(desk))
    await desk.report(REGIONAL, case, "leave_note", notes="No asistió")
    for fact, day in (("record_post_reception", "post_received_on"), ("enter_notified_day", "notified_on")):
        with pytest.raises(StepNotAllowed) as refused:
            await desk.report(REGIONAL, case, fact, **{day: date(2025, 6, 9)})
        assert refused.value.rule == "BEH-03"
    assert (desk.terms(case), templates(desk)) == ([], [])


@proves("SLA-09")
async def test_the_third_business_day_after_the_post_office_counts_as_notified() -> None:
    """
    AMB-22: received on Tuesday 17 June 2025; Wednesday 18 is 1, Thursday 19 is 2, Friday 20 is a holiday, so Monday 23
    is 3. SLA-09: Tuesday 24 is 1, 25, 26, 27 are 2 to 4, Monday 30 is 5 (Sunday 29 is no business day anyway).
    """
    desk = a_desk()
    case = await notified(desk, a_user(desk))
    (term,) = desk.terms(case)
    rule = rule_of(term)
    end = due(rule, term.started_at, calendar_for(rule, term.office, a_book()))
    assert (end.started_on, end.due_on) == (date(2025, 6, 23), date(2025, 6, 30))
    (timer,) = desk.timers
    assert timer.due_at == local("2025-07-01 00:00")


async def test_the_note_is_told_by_mail_with_its_last_day() -> None:
    """BEH-03, BEH-04: NTF-14 to the company once it is notified, quoting the note, with the last day."""
    desk = a_desk()
    await notified(desk, a_user(desk))
    (message,) = desk.messages
    assert (message.template, message.to) == ("NTF-14", (COMPANY_EMAIL,))
    assert message.parameters["cause"] == "No asistió a su agenda en Shanghái"
    assert message.parameters["last_day"] == "lunes 30 de junio de 2025"
    assert message.parameters["letter"] == "CC-123"


async def test_an_entered_day_goes_before_the_computed_one() -> None:
    """AMB-22: entered as Wednesday 11 June 2025: 12, 13, 16, 17 and Wednesday 18."""
    desk = a_desk()
    case = await sent(desk, a_user(desk))
    move(desk, "2025-06-12 10:00")
    done = await desk.report(REGIONAL, case, "enter_notified_day", notified_on=date(2025, 6, 11))
    assert done.next_step.due_on == date(2025, 6, 18)
    assert "hasta el 18-06-2025" in done.next_step.text


async def test_a_defence_in_time_leaves_the_note_pending() -> None:
    """BEH-04, AMB-22: at 23:59 of the last day it is in time; no effect until the decision."""
    desk = a_desk()
    account = a_user(desk)
    case = await notified(desk, account)
    move(desk, "2025-06-30 23:59")
    done = await desk.report(of_company(account), case, "present_defence", defence="Vuelo cancelado")
    assert (done.case.state, done.event.late) == ("CON_DESCARGOS", False)
    assert desk.timers == []
    (note,) = active_notes(desk.cases(NOTE))
    assert not note.is_confirmed
    assert action_types(desk, account)[-1] == "DESCARGOS"


async def test_a_term_without_defence_confirms_the_note() -> None:
    """AMB-22: from 1 July 2025 at 0:00; its expiry is nobody's breach (SLA-09 is a right)."""
    desk = a_desk()
    case = await notified(desk, a_user(desk))
    move(desk, "2025-06-30 23:59")
    assert await desk.fire_due() == []
    move(desk, "2025-07-01 00:00")
    await desk.fire_due()
    assert now(desk, case).state == "CONFIRMADA"
    assert has_confirmed_note(desk.cases(NOTE))
    (term,) = desk.terms(case)
    assert state(term, a_book().of_office("OFIREG-08"), desk.desk.clock.at) is TermState.EXPIRED


async def test_a_note_that_is_withdrawn_leaves_no_term_open() -> None:
    """SLA-09: nobody used the right, so it is waived with the reason of the withdrawal, not met."""
    desk = a_desk()
    case = await notified(desk, a_user(desk))
    await desk.report(HEAD, case, "withdraw_note", reason="Hubo un error de registro")
    (term,) = desk.terms(case)
    assert (term.stopped_at, term.waiver and term.waiver.reason) == (None, "Hubo un error de registro")


async def test_a_late_defence_is_recorded_as_late_and_not_lost() -> None:
    """BEH-04: the note stays confirmed; the authority may still withdraw it."""
    desk = a_desk()
    account = a_user(desk)
    case = await confirmed(desk, account)
    done = await desk.report(of_company(account), case, "present_defence", defence="Vuelo cancelado")
    assert (done.case.state, done.event.late) == ("CONFIRMADA", True)
    assert desk.timeline(case)[-1].data["defence"] == "Vuelo cancelado"
    done = await desk.report(HEAD, case, "withdraw_note", reason="Consta la cancelación")
    assert done.case.state == "RETIRADA"
    assert active_notes(desk.cases(NOTE)) == ()


async def test_a_defence_that_came_in_time_but_was_written_down_later_counts() -> None:
    """BEH-04, AMB-01: what counts is the day it came, not the day it was typed."""
    desk = a_desk()
    account = a_user(desk)
    case = await confirmed(desk, account)
    done = await desk.report(
        REGIONAL, case, "present_defence", occurred_at=local("2025-06-30 18:00"), defence="Vuelo cancelado"
    )
    assert (done.case.state, done.event.late) == ("CON_DESCARGOS", False)
    assert not has_confirmed_note(desk.cases(NOTE))


async def test_only_the_configured_authority_decides() -> None:
    """BEH-06: the regional head while nothing is configured; another role when the setting says so."""
    desk = a_desk()
    account = a_user(desk)
    case = await notified(desk, account)
    await desk.report(of_company(account), case, "present_defence", defence="Vuelo cancelado")
    with pytest.raises(StepNotAllowed, match=r"director\(a\) regional") as refused:
        await desk.report(REGIONAL, case, "decide_note", outcome="CONFIRMED", reason="Sin pruebas")
    assert refused.value.rule == "BEH-06"
    done = await desk.report(HEAD, case, "decide_note", outcome="CONFIRMED", reason="Sin pruebas")
    assert (done.case.state, done.event.reason) == ("CONFIRMADA", "Sin pruebas")

    other = a_desk(note_authority=known("note_authority", "AMB-22", Role.REGIONAL_EXECUTIVE.value))
    account = a_user(other)
    case = await notified(other, account)
    await other.report(of_company(account), case, "present_defence", defence="Vuelo cancelado")
    with pytest.raises(StepNotAllowed):
        await other.report(HEAD, case, "decide_note", outcome="CONFIRMED", reason="Sin pruebas")
    done = await other.report(REGIONAL, case, "decide_note", outcome="WITHDRAWN", reason="Hay pruebas")
    assert done.case.state == "RETIRADA"


async def test_nobody_decides_while_the_defence_may_still_come() -> None:
    """BEH-04: the company has its 5 days."""
    desk = a_desk()
    case = await notified(desk, a_user(desk))
    with pytest.raises(StepNotAllowed, match="hasta el 30-06-2025"):
        await desk.report(HEAD, case, "decide_note", outcome="CONFIRMED", reason="Ya está claro")


async def test_a_note_lasts_as_long_as_configured() -> None:
    """BEH-06: 12 months from 1 July 2025; without the setting it does not end by itself."""
    desk = a_desk(note_duration_months=known("note_duration_months", "BEH-06", 12))
    case = await confirmed(desk, a_user(desk))
    (timer,) = desk.timers
    assert (timer.kind, timer.due_at) == ("note_expiry", local("2026-07-01 09:00"))
    move(desk, "2026-07-01 09:00")
    await desk.fire_due()
    assert now(desk, case).state == "CADUCADA"
    assert [term.waiver is not None for term in desk.terms(case)] == [True]

    open_ended = a_desk()
    await confirmed(open_ended, a_user(open_ended))
    assert open_ended.timers == []


@proves("BEH-02")
async def test_every_application_shows_the_notes_in_force() -> None:
    """BEH-02: a later agenda tells it, and is accepted all the same (BEH-05: never an exclusion)."""
    desk = a_desk()
    account = a_user(desk, worked_on=date(2025, 3, 4))
    await confirmed(desk, account)
    outcome = await desk.start(REGIONAL, AGENDA, "request_agenda", account.id, market="JP", mode="VIRTUAL")
    assert outcome.case.state == "SOLICITADA"
    assert "nota de comportamiento confirmada: no la excluye" in outcome.next_step.text
    asked = await desk.start(
        REGIONAL, Flow.REQUEST, "receive_request", account.id, wants="ACTIVITY", matter="Ir a Anuga"
    )
    chosen = await desk.start(
        REGIONAL, Flow.SERVICE, "select_for_service", account.id, activity="Anuga", action_type=FAIR
    )
    for application in (asked, chosen):
        assert "nota de comportamiento confirmada: no la excluye" in application.next_step.text


async def test_a_letter_is_not_sent_nor_received_on_a_day_to_come() -> None:
    """BEH-03, SLA-09: else the days of defence would be counted from a day that nobody knows yet."""
    desk = a_desk()
    case = await opened(desk, a_user(desk))
    await desk.report(REGIONAL, case, "leave_note", notes="No asistió a su agenda en Shanghái")
    with pytest.raises(InvalidValue) as letter:
        await desk.report(
            REGIONAL, case, "send_certified_letter", letter_number="CC-123", letter_sent_on=date(2025, 6, 10)
        )
    assert (letter.value.rule, letter.value.field) == ("BEH-03", ("data", "letter_sent_on"))
    await desk.report(REGIONAL, case, "send_certified_letter", letter_number="CC-123", letter_sent_on=date(2025, 6, 9))
    with pytest.raises(InvalidValue) as post:
        await desk.report(REGIONAL, case, "record_post_reception", post_received_on=date(2025, 6, 10))
    assert "no puede ser posterior a hoy (09-06-2025); usted indicó 10-06-2025" in post.value.message
    assert now(desk, case).state == "CARTA_ENVIADA"
    assert desk.terms(case) == []


HOLIDAY = Holiday(date(2025, 6, 26), "Feriado de Biobío", HolidayScope.REGION, "Ley de ejemplo", region="08")
MOVED_BOOK = calendars_for((*SEED_LOCAL_HOLIDAYS, HOLIDAY))
ADMINISTRATOR = Actor("admin", "Administradora", Role.ADMINISTRATOR, "CENTRAL")


def count_by(desk: CaseDesk, book: CalendarBook) -> None:
    object.__setattr__(desk.desk.services, "calendars", lambda: book)


async def declare_holiday(desk: CaseDesk) -> None:
    asked = AddHoliday(HOLIDAY.on, HOLIDAY.name_es, HOLIDAY.source, region="08")
    await add_holiday(desk.services, ADMINISTRATOR, asked, lambda _: MOVED_BOOK)
    count_by(desk, MOVED_BOOK)


def programmed(desk: CaseDesk, kind: str) -> list[datetime]:
    return [timer.due_at for timer in desk.timers if timer.kind == kind]


async def test_the_end_of_the_defence_term_moves_with_a_holiday() -> None:
    """
    SLA-09, AMB-56: notified on Monday 23 June 2025: 24, 25, 26, 27, 30. When Thursday 26 becomes a holiday of Biobío:
    24, 25, 27, 30 and 1 July; the note is confirmed with 2 July, not before.
    """
    desk = a_desk()
    case = await notified(desk, a_user(desk))
    assert programmed(desk, "defence_term_end") == [local("2025-07-01 00:00")]
    move(desk, "2025-06-25 11:00")
    await declare_holiday(desk)
    assert programmed(desk, "defence_term_end") == [local("2025-07-02 00:00")]
    move(desk, "2025-07-01 10:00")
    await desk.fire_due()
    assert now(desk, case).state == "EN_PLAZO"
    move(desk, "2025-07-02 00:00")
    await desk.fire_due()
    assert now(desk, case).state == "CONFIRMADA"


async def test_a_timer_that_came_before_the_end_of_its_term_sets_itself_again() -> None:
    """SLA-09, AMB-56: the worker that fires knows a holiday that moved no timer: the note is not left hanging."""
    desk = a_desk()
    case = await notified(desk, a_user(desk))
    count_by(desk, MOVED_BOOK)
    move(desk, "2025-07-01 00:00")
    await desk.fire_due()
    assert now(desk, case).state == "EN_PLAZO"
    assert programmed(desk, "defence_term_end") == [local("2025-07-02 00:00")]
    move(desk, "2025-07-02 00:00")
    await desk.fire_due()
    assert now(desk, case).state == "CONFIRMADA"


@pytest.mark.parametrize(("at", "sets"), [("2025-06-30 23:59:59", True), ("2025-07-01 00:00:00", False)])
async def test_a_timer_is_set_again_only_while_its_instant_lies_ahead(at: str, sets: bool) -> None:
    """SLA-09, AMB-56: from the instant itself on, what refuses it is not that it came too early."""
    desk = a_desk()
    await notified(desk, a_user(desk))
    (timer,) = [each for each in desk.timers if each.kind == "defence_term_end"]
    assert timer.due_at == local("2025-07-01 00:00")
    desk.desk.clock.at = local(at)

    async with desk.desk.store(SYSTEM) as work:
        assert await set_again(Casework.start(desk.services, work), timer) is sets


async def test_the_end_of_the_defence_term_moves_with_the_office() -> None:
    """RTE-04, AMB-52: the days of the note that passes to Magallanes end on the clock of Punta Arenas."""
    desk = a_desk()
    case = await notified(desk, a_user(desk))
    await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "office:OFIREG-12", "Se trasladó"))
    assert programmed(desk, "defence_term_end") == [local("2025-07-01 00:00", "America/Punta_Arenas")]


def test_the_third_business_day_of_a_letter_is_counted_at_the_office_that_answers() -> None:
    """AMB-76, AMB-22: received on Wednesday 5 June 2024; Friday the 7th is a holiday in Arica alone."""
    days = [
        notified_on(a_situation(an_account(office=office), given={"post_received_on": date(2024, 6, 5)}))
        for office in ("OFIREG-08", "OFIREG-15")
    ]
    assert days == [date(2024, 6, 10), date(2024, 6, 11)]
