"""Business agendas: request, postponement, decline, reserved meetings (AGD-01..AGD-04, AGD-08..AGD-10)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import MissingData, NotAuthorised, ProtocolError, StepNotAllowed
from domain.model.cases import Case, Value
from domain.model.institution.people import Role
from domain.model.terms import Term, TermState
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, rule_of
from domain.protocol.terms.state import state
from tests.support.builders import COMMERCIAL, REGIONAL
from tests.support.calendars import a_book, local
from tests.support.cases.agendas import AGENDA, CONFIRMED, confirmed, in_oficom
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import (
    COMPANY_EMAIL,
    EXECUTIVE_EMAIL,
    a_desk,
    a_user,
    action_types,
    known,
    move,
    now,
    of_company,
    templates,
)
from tests.support.proving import proves

EXCEPTION: dict[str, Value] = {
    "exception_ground": "HIGH_IMPACT",
    "high_impact_activity": "Semana de Chile en Shanghái",
    "exception_from": date(2024, 10, 1),
    "exception_until": date(2024, 11, 15),
}


async def refused(desk: CaseDesk, case: Case, fact: str, **data: Value) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        await desk.report(COMMERCIAL, case, fact, **data)
    return caught.value


# Request and terms


@proves("SLA-20")
async def test_the_terms_of_the_resolution_are_not_judged_until_configured() -> None:
    """AGD-01, SLA-20, AMB-21: state "plazo no configurado", and the next step says so."""
    desk = a_desk()
    outcome = await desk.start(REGIONAL, AGENDA, "request_agenda", a_user(desk).id, market="CN", mode="VIRTUAL")
    (term,) = desk.terms(outcome.case)
    assert term.rule_id == "SLA-20"
    assert state(term, a_book().national, desk.desk.clock.at) is TermState.NOT_CONFIGURED
    assert outcome.next_step.due_at is None
    assert outcome.next_step.not_configured == "SLA-20"
    assert "no están configurados" in outcome.next_step.text
    assert "oficina comercial del mercado (China)" in outcome.next_step.text


async def test_a_configured_term_is_judged() -> None:
    """SLA-20: 5 business days from Friday 13 September 2024: 16, 17, 23, 24, and Wednesday 25 (18-20 are holidays)."""
    desk = a_desk(agenda_terms=known("agenda_terms", "AGD-01", {"ANSWER_OF_OFICOM": 5}))
    case = await in_oficom(desk, a_user(desk))
    (term,) = desk.terms(case)
    table = terms_in_force(desk.desk.configuration)
    calendar = calendar_for(rule_of(term, table), term.office, a_book())
    on_time, too_late = local("2024-09-25 23:59"), local("2024-09-26 00:00")
    assert state(term, calendar, on_time, rules=table) is not TermState.OVERDUE
    assert state(term, calendar, too_late, rules=table) is TermState.OVERDUE


async def test_the_regional_office_asks_the_commercial_office_of_the_market() -> None:
    """AGD-01, AGD-09: handed to the Oficom in China, to be acknowledged (POL-05); the region keeps the case."""
    desk = a_desk()
    case = await in_oficom(desk, a_user(desk))
    handed = [event.data["to"] for event in desk.timeline(case) if event.fact == "hand_over"]
    assert handed == [f"person:{REGIONAL.id}", "unit:Shanghái"]
    assert now(desk, case).office == "OFIREG-08"


async def test_local_staff_is_sent_to_the_head_office_in_chile() -> None:
    """AGD-10: NTF-17 to the company, no term; the head office may then ask."""
    desk = a_desk()
    account = a_user(desk)
    outcome = await desk.start(
        COMMERCIAL, AGENDA, "request_agenda", account.id,
        market="CN", mode="IN_PERSON", requester="LOCAL_STAFF", staff_in_market=True,
    )  # fmt: skip
    assert (outcome.case.state, templates(desk)) == ("DEVUELTA", ["NTF-17"])
    assert desk.terms(outcome.case) == []
    assert outcome.next_step.responsible_role is Role.COMPANY
    done = await desk.report(of_company(account), outcome.case, "request_through_head_office")
    assert (done.case.state, len(desk.terms(done.case))) == ("SOLICITADA", 1)


# The exception for a high-impact activity


async def test_an_exception_is_incomplete_until_date_and_notice() -> None:
    """AGD-02, AGD-03: no confirmation before the agreed date and NTF-13; it counts apart from the term."""
    desk = a_desk()
    account = a_user(desk)
    case = await in_oficom(desk, account)
    case = (await desk.report(COMMERCIAL, case, "declare_high_impact", **EXCEPTION)).case
    assert case.state == "EXCEPCION_INCOMPLETA"
    assert not desk.terms(case)[0].is_open
    assert (await refused(desk, case, "confirm_agenda", **CONFIRMED)).rule == "AGD-03"
    with pytest.raises(StepNotAllowed) as too_soon:
        await desk.report(REGIONAL, case, "inform_postponement", postponement_reason="Semana de Chile")
    assert too_soon.value.step_to_take == "Acordar una fecha con la oficina comercial (ejecutivo/a regional)"
    case = (await desk.report(REGIONAL, case, "agree_date", agreed_on=date(2024, 11, 20))).case
    assert (await refused(desk, case, "confirm_agenda", **CONFIRMED)).rule == "AGD-03"
    case = (await desk.report(REGIONAL, case, "inform_postponement", postponement_reason="Semana de Chile")).case
    assert (case.state, templates(desk)) == ("POSTERGADA", ["NTF-13"])
    (message,) = desk.messages
    assert message.to == (COMPANY_EMAIL,)
    assert (message.parameters["reasons"], message.parameters["agreed_date"]) == (
        "Semana de Chile",
        "miércoles 20 de noviembre de 2024",
    )
    assert action_types(desk, account)[-1] == "AGENDA_POSTERGADA"


async def test_a_date_agreed_anew_is_told_anew() -> None:
    """AGD-03: the company knows the date that holds; the reminder moves with it."""
    desk = a_desk()
    case = await in_oficom(desk, a_user(desk))
    await desk.report(COMMERCIAL, case, "declare_high_impact", **EXCEPTION)
    for at, day in (("2024-09-16 10:00", date(2024, 11, 20)), ("2024-10-01 10:00", date(2024, 11, 27))):
        move(desk, at)
        await desk.report(REGIONAL, case, "agree_date", agreed_on=day)
        await desk.report(REGIONAL, case, "inform_postponement", postponement_reason="Semana de Chile")
    assert templates(desk) == ["NTF-13", "NTF-13"]
    agreed = [timer.due_at for timer in desk.timers if timer.kind == "agenda_agreed_date"]
    assert agreed == [local("2024-11-27 09:00")]
    move(desk, "2024-11-27 09:05")
    await desk.fire_due()
    assert now(desk, case).state == "POSTERGADA"
    assert desk.timeline(case)[-1].fact == "reach_agreed_date"


def state_of(term: Term, at: str) -> TermState:
    return state(term, calendar_for(rule_of(term), term.office, a_book()), local(at))


@pytest.mark.parametrize(
    ("answered_at", "expected"),
    [
        ("2024-11-20 23:59", TermState.MET),
        ("2024-11-21 00:00", TermState.MET_LATE),
    ],
)
async def test_the_agreed_date_is_a_term_of_its_own(answered_at: str, expected: TermState) -> None:
    """AGD-02, AGD-03: due on Wednesday 20 November 2024, late the day after; the term of J-1144 is waived, apart."""
    desk = a_desk()
    case = await in_oficom(desk, a_user(desk))
    await desk.report(COMMERCIAL, case, "declare_high_impact", **EXCEPTION)
    await desk.report(REGIONAL, case, "agree_date", agreed_on=date(2024, 11, 20))
    told = await desk.report(REGIONAL, case, "inform_postponement", postponement_reason="Semana de Chile")
    assert told.next_step.due_on == date(2024, 11, 20)
    resolution, agreed = desk.terms(case)
    assert (resolution.rule_id, agreed.rule_id) == ("SLA-20", "AGD-02")
    assert state_of(resolution, "2024-11-20 23:59") is TermState.WAIVED
    assert state_of(agreed, "2024-11-20 23:59") is TermState.AT_RISK
    assert state_of(agreed, "2024-11-21 00:00") is TermState.OVERDUE
    move(desk, answered_at)
    await desk.report(COMMERCIAL, case, "confirm_agenda", **CONFIRMED)
    assert state_of(desk.terms(case)[1], answered_at) is expected


async def test_a_date_agreed_anew_is_the_one_that_binds() -> None:
    """AGD-02: the date before it is demanded no more, and reported apart."""
    desk = a_desk()
    case = await in_oficom(desk, a_user(desk))
    await desk.report(COMMERCIAL, case, "declare_high_impact", **EXCEPTION)
    for day in (date(2024, 11, 20), date(2024, 11, 27)):
        await desk.report(REGIONAL, case, "agree_date", agreed_on=day)
    _, first, second = desk.terms(case)
    assert (first.is_open, second.is_open, second.given_date) == (False, True, date(2024, 11, 27))
    assert state_of(first, "2024-11-21 00:00") is TermState.WAIVED
    await desk.report(REGIONAL, case, "withdraw_agenda", reason="Ya no viaja")
    assert not desk.terms(case)[2].is_open


async def test_only_the_commercial_office_declares_the_exception() -> None:
    """AGD-02."""
    desk = a_desk()
    case = await in_oficom(desk, a_user(desk))
    with pytest.raises(NotAuthorised):
        await desk.report(REGIONAL, case, "declare_high_impact", **EXCEPTION)


# Decline


async def test_lack_of_importers_interest_needs_their_arguments() -> None:
    """AGD-09, DEF-17, AMB-25: refused without the verbatim text."""
    desk = a_desk()
    case = await in_oficom(desk, a_user(desk))
    found = await refused(desk, case, "decline_agenda", ground="NO_IMPORTER_INTEREST")
    assert found.rule == "DEF-17"


async def test_a_decline_reaches_the_region_and_then_the_company() -> None:
    """AGD-09, POL-06: NTF-16 to the Ofireg with ground and argument; the company is told the reason."""
    desk = a_desk()
    account = a_user(desk)
    case = await in_oficom(desk, account)
    argument = "«No trabajamos conservas de mejillón»"
    done = await desk.report(COMMERCIAL, case, "decline_agenda", ground="NO_IMPORTER_INTEREST", argument=argument)
    (message,) = desk.messages
    assert message.template == "NTF-16"
    assert message.to == ("concepcion@prochile.gob.cl", EXECUTIVE_EMAIL)
    assert message.parameters["argument"] == argument
    assert not desk.terms(case)[0].is_open
    assert (done.case.state, done.next_step.step) == ("DESISTIDA_POR_OFICOM", "explain_decline")
    case = (await desk.report(REGIONAL, now(desk, case), "explain_decline", explanation="No hay interés hoy")).case
    assert case.state == "DESISTIDA"
    assert "AGENDA_DESISTIDA" in action_types(desk, account)


async def test_lack_of_opportunity_may_come_without_argument() -> None:
    """AMB-25: recommended, not mandatory; and a ground is always needed."""
    desk = a_desk()
    case = await in_oficom(desk, a_user(desk))
    with pytest.raises(MissingData) as no_ground:
        await desk.report(COMMERCIAL, case, "decline_agenda")
    assert no_ground.value.missing == ("ground",)
    done = await desk.report(COMMERCIAL, case, "decline_agenda", ground="NO_REAL_OPPORTUNITIES")
    assert done.case.state == "DESISTIDA_POR_OFICOM"


# Meetings


async def test_the_commercial_office_joins_only_what_is_not_reserved() -> None:
    """AGD-08: after NTF-15; a reserved meeting lists nobody of the Oficom."""
    desk = a_desk()
    account = a_user(desk)
    case = await confirmed(desk, account)
    li: dict[str, Value] = {"attended_meeting": "Importadora Li", "attendee": "Mei Soto"}
    assert "avise a la empresa" in (await refused(desk, case, "record_oficom_attendance", **li)).message
    await desk.report(COMMERCIAL, case, "announce_participation")
    assert templates(desk) == ["NTF-15"]
    await desk.report(of_company(account), case, "reserve_meetings", reserved_meetings=("Importadora Li",))
    found = await refused(desk, case, "record_oficom_attendance", **li)
    assert (found.rule, "reservada" in found.message) == ("AGD-08", True)
    hema = {**li, "attended_meeting": "Cadena Hema"}
    done = await desk.report(COMMERCIAL, case, "record_oficom_attendance", **hema)
    assert done.event.data["attendee"] == "Mei Soto"
    assert (await refused(desk, case, "reserve_meetings", reserved_meetings=("Otra",))).rule == "AGD-08"
