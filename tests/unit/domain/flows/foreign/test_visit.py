"""Visits of importers: two routes, 7 business days, 30 days of notice (VIS, SLA-14..SLA-16)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, Mistakes, NotAuthorised, StepNotAllowed
from domain.model.cases import Case, Flow, Value
from domain.model.institution.people import Actor, Role
from domain.model.terms import Term, TermState
from domain.protocol.history.unregistered import ended_unregistered
from domain.protocol.terms.counting import calendar_for, due, rule_of
from domain.protocol.terms.state import state
from tests.support.builders import COMMERCIAL, HEAD, REGIONAL, an_account
from tests.support.calendars import a_book, local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import (
    CENTRAL_OFFICER,
    COMPANY_EMAIL,
    NORTH,
    SHANGHAI,
    SOUTH,
    a_buyer,
    a_foreign_desk,
)
from tests.support.cases.national import action_types, move, now, templates
from tests.support.proving import proves

VISIT = Flow.VISIT
ON_TIME = date(2024, 10, 16)
"""30 days after Monday 16 September 2024."""

SHORT = date(2024, 10, 15)
"""29 days after it."""

HEAD_OF_ARICA = Actor("raul.tapia", "Raúl Tapia", Role.REGIONAL_HEAD, "OFIREG-15")


async def requested(desk: CaseDesk, starts_on: date = ON_TIME, **data: Value) -> Case:
    given: dict[str, Value] = {"visit_starts_on": starts_on, "supply_known": True, "supply": "Berries", **data}
    return (await desk.start(COMMERCIAL, VISIT, "request_visit", a_buyer(desk).id, **given)).case


def open_rules(desk: CaseDesk, case: Case) -> list[tuple[str, str | None]]:
    return [(term.rule_id, term.unit) for term in desk.terms(case) if term.is_open]


def due_on(term: Term) -> date | None:
    rule = rule_of(term)
    return due(rule, term.started_at, calendar_for(rule, term.office, a_book()), term.given_date).due_on


async def test_with_an_open_zone_the_sector_team_is_asked() -> None:
    """VIS-01, VIS-02: supply clear, zone not; the sector officer answers within the term."""
    desk = a_foreign_desk()
    case = await requested(desk)
    assert (now(desk, case).state, now(desk, case).assignee) == ("EN_EQUIPO_SECTORIAL", CENTRAL_OFFICER.id)
    assert open_rules(desk, case) == [("SLA-14", None)]


@proves("SLA-14")
async def test_the_sector_officer_has_7_business_days() -> None:
    """
    SLA-14, national calendar: Monday 16 September 2024 is day 0; the 17th is 1; 18, 19 and 20 are holidays; 23, 24,
    25, 26 and 27 are 2 to 6; Monday 30 is 7.
    """
    desk = a_foreign_desk()
    case = await requested(desk)
    (term,) = [t for t in desk.terms(case) if t.rule_id == "SLA-14"]
    assert due_on(term) == date(2024, 9, 30)


async def test_the_hop_to_the_macro_zone_is_inside_the_one_term() -> None:
    """AMB-27: asking and being told stops nothing; only the answer to the commercial office does."""
    desk = a_foreign_desk()
    case = await requested(desk)
    await desk.report(CENTRAL_OFFICER, case, "ask_macrozones", macrozones_asked=("Norte", "Sur"))
    await desk.report(SOUTH, case, "report_feasibility", viable=True, suggested_regions=("08",))
    assert open_rules(desk, case) == [("SLA-14", None)]
    assert templates(desk) == ["NTF-28"]
    move(desk, "2024-09-27 10:00")
    outcome = await desk.report(CENTRAL_OFFICER, case, "answer_as_sector", viable=True, suggested_regions=("08", "16"))
    assert open_rules(desk, case) == []
    assert (desk.messages[-1].template, desk.messages[-1].to) == ("NTF-27", ("sha@ejemplo.cl",))
    assert outcome.event.late is False
    assert "Biobío, Ñuble" in outcome.next_step.text
    assert now(desk, case).assignee == COMMERCIAL.id


async def test_viable_needs_regions_and_not_viable_a_reason() -> None:
    """VIS-01: «sugerirán las regiones»; POL-06: the importer must know why."""
    desk = a_foreign_desk()
    case = await requested(desk)
    with pytest.raises(MissingData) as refused:
        await desk.report(CENTRAL_OFFICER, case, "answer_as_sector", viable=True)
    assert refused.value.rule == "VIS-01"
    with pytest.raises(MissingData) as refused:
        await desk.report(CENTRAL_OFFICER, case, "answer_as_sector", viable=False)
    assert refused.value.rule == "POL-06"
    outcome = await desk.report(
        CENTRAL_OFFICER, case, "answer_as_sector", viable=False, answer_notes="Es temporada baja."
    )
    assert outcome.next_step.step == "explain_not_viable"
    await desk.report(COMMERCIAL, case, "explain_not_viable", explanation="Low season")
    assert now(desk, case).state == "NO_REALIZADA"


@proves("SLA-15")
async def test_with_defined_regions_the_coordinators_are_asked_directly() -> None:
    """VIS-03, SLA-15: Biobío and Arica: two macro-zones, a term for each, both due on Monday 30 September."""
    desk = a_foreign_desk()
    case = await requested(desk, regions=("08", "15"))
    assert now(desk, case).state == "EN_MACROZONAS"
    assert open_rules(desk, case) == [("SLA-15", "Sur"), ("SLA-15", "Norte")]
    assert {due_on(t) for t in desk.terms(case) if t.rule_id == "SLA-15"} == {date(2024, 9, 30)}


async def test_it_is_answered_when_all_contacted_have_answered() -> None:
    """VIS-04: each answer stops its own term; the visit is decided with the last, viable where one said so."""
    desk = a_foreign_desk()
    case = await requested(desk, regions=("08", "15"))
    first = await desk.report(
        NORTH, case, "answer_as_coordinator", macrozone="Norte", viable=False, answer_notes="Sin cosecha"
    )
    assert open_rules(desk, case) == [("SLA-15", "Sur")]
    assert "Faltan por responder: Sur" in first.next_step.text
    await desk.report(SOUTH, case, "answer_as_coordinator", macrozone="Sur", viable=True, suggested_regions=("08",))
    assert open_rules(desk, case) == []
    assert now(desk, case).state == "VIABLE"
    assert templates(desk) == ["NTF-28", "NTF-27", "NTF-27"]


async def test_when_no_coordinator_finds_it_viable_it_is_not() -> None:
    """VIS-03, VIS-04."""
    desk = a_foreign_desk()
    case = await requested(desk, regions=("08",))
    await desk.report(SOUTH, case, "answer_as_coordinator", macrozone="Sur", viable=False, answer_notes="Sin oferta")
    assert now(desk, case).state == "NO_VIABLE"


async def test_a_coordinator_answers_once_and_for_their_own_macro_zone() -> None:
    """VIS-04: not for one that was not asked, nor for a colleague's, nor twice."""
    desk = a_foreign_desk()
    case = await requested(desk, regions=("08", "15"))
    no: dict[str, Value] = {"viable": False, "answer_notes": "Sin oferta"}
    with pytest.raises(InvalidValue) as refused:
        await desk.report(SOUTH, case, "answer_as_coordinator", macrozone="Austral", **no)
    assert (refused.value.rule, refused.value.field) == ("VIS-04", ("data", "macrozone"))
    with pytest.raises(StepNotAllowed) as colleagues:
        await desk.report(SOUTH, case, "answer_as_coordinator", macrozone="Norte", **no)
    assert colleagues.value.rule == "VIS-04"
    await desk.report(SOUTH, case, "answer_as_coordinator", macrozone="Sur", **no)
    with pytest.raises(InvalidValue):
        await desk.report(SOUTH, case, "answer_as_coordinator", macrozone="Sur", viable=True, suggested_regions=("08",))
    assert open_rules(desk, case) == [("SLA-15", "Norte")]


async def test_regions_without_a_coordinator_need_the_macro_zones_asked() -> None:
    """VIS-03: the directory of this test has nobody for Magallanes; nobody is invented."""
    desk = a_foreign_desk()
    with pytest.raises(MissingData) as refused:
        await requested(desk, regions=("12",))
    assert refused.value.rule == "VIS-03"
    case = await requested(desk, regions=("12",), macrozones=("Austral",))
    assert open_rules(desk, case) == [("SLA-15", "Austral")]


@proves("EXT-01")
async def test_the_supply_is_clarified_first() -> None:
    """AMB-66: neither route fits an importer who does not know what to see: a step of its own, and then VIS-01."""
    desk = a_foreign_desk()
    case = await requested(desk, supply_known=False)
    step = now(desk, case)
    assert (step.state, desk.timeline(case)[-1].rules) == ("OFERTA_POR_ACLARAR", ("EXT-01", "AMB-66"))
    again = {"visit_starts_on": ON_TIME, "supply_known": False}
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(COMMERCIAL, case, "request_visit", **again, regions=("08",))
    assert (refused.value.rule, "Todavía falta la oferta" in refused.value.message) == ("EXT-01", True)
    await desk.report(COMMERCIAL, case, "request_visit", visit_starts_on=ON_TIME, supply_known=True, supply="Berries")
    assert now(desk, case).state == "EN_EQUIPO_SECTORIAL"


@proves("VIS-07")
async def test_the_notice_is_counted_from_the_request_that_could_be_processed() -> None:
    """AMB-66, VIS-07, SLA-16: asked in time without a supply; clarified a day later, with 29 days left: short."""
    desk = a_foreign_desk()
    case = await requested(desk, supply_known=False)
    assert open_rules(desk, case) == [("SLA-16", None)]
    desk.desk.clock.at = local("2024-09-17 10:00")
    await desk.report(COMMERCIAL, case, "request_visit", visit_starts_on=ON_TIME, supply_known=True, supply="Berries")
    assert now(desk, case).state == "PLAZO_BREVE"
    assert [(t.rule_id, t.is_open) for t in desk.terms(case)] == [("SLA-16", False)]


async def test_whether_the_supply_is_clear_must_be_said() -> None:
    """VIS-01."""
    desk = a_foreign_desk()
    with pytest.raises(MissingData):
        await desk.start(COMMERCIAL, VISIT, "request_visit", a_buyer(desk).id, visit_starts_on=ON_TIME)


@proves("SLA-16")
async def test_30_days_of_notice_are_enough_and_29_are_not() -> None:
    """VIS-06, SLA-16, AMB-28: 16 October less 30 days is 16 September, the day of the request."""
    desk = a_foreign_desk()
    assert now(desk, await requested(desk, ON_TIME)).state == "EN_EQUIPO_SECTORIAL"
    assert now(desk, await requested(desk, SHORT)).state == "PLAZO_BREVE"


async def test_the_notice_is_recommended_and_its_term_tells_whether_it_was_given() -> None:
    """SLA-16: met when informed 30 days before, met late otherwise; no term of the answer runs meanwhile."""
    desk = a_foreign_desk()
    states = []
    for starts_on in (ON_TIME, SHORT):
        case = await requested(desk, starts_on)
        (term,) = [t for t in desk.terms(case) if t.rule_id == "SLA-16"]
        row = rule_of(term)
        states.append(state(term, calendar_for(row, term.office, a_book()), desk.desk.clock.now()))
    assert states == [TermState.MET, TermState.MET_LATE]


async def test_a_short_notice_proceeds_when_all_offices_agree() -> None:
    """VIS-07: Shanghái, Biobío and Arica; the 7 business days run from the agreement: the request goes out then."""
    desk = a_foreign_desk()
    case = await requested(desk, SHORT, regions=("08", "15"))
    assert open_rules(desk, case) == []
    first = await desk.report(COMMERCIAL, case, "agree_short_notice", office=SHANGHAI)
    assert "Faltan: Biobío, Arica y Parinacota." in first.next_step.text
    await desk.report(HEAD, case, "agree_short_notice", office="OFIREG-08")
    assert now(desk, case).state == "PLAZO_BREVE"
    move(desk, "2024-09-17 09:00")
    await desk.report(HEAD_OF_ARICA, case, "agree_short_notice", office="OFIREG-15")
    assert now(desk, case).state == "EN_MACROZONAS"
    assert {t.started_at for t in desk.terms(case) if t.rule_id == "SLA-15"} == {local("2024-09-17 09:00")}


async def test_each_office_agrees_for_itself() -> None:
    """VIS-07, RTE-04: not for another, nor an office that is not involved."""
    desk = a_foreign_desk()
    case = await requested(desk, SHORT, regions=("08",))
    with pytest.raises(InvalidValue) as refused:
        await desk.report(HEAD, case, "agree_short_notice", office="OFIREG-15")
    assert refused.value.rule == "VIS-07"
    with pytest.raises(NotAuthorised) as stranger:
        await desk.report(HEAD_OF_ARICA, case, "agree_short_notice", office="OFIREG-15")
    assert (stranger.value.rule, "Biobío" in stranger.value.message) == ("RTE-04", True)
    assert now(desk, case).state == "PLAZO_BREVE"


async def test_the_offices_of_the_suggested_regions_agree_too() -> None:
    """VIS-07, route A: the regions are known with the answer; without their agreement nothing is confirmed."""
    desk = a_foreign_desk()
    case = await requested(desk, SHORT)
    await desk.report(COMMERCIAL, case, "agree_short_notice", office=SHANGHAI)
    answered = await desk.report(CENTRAL_OFFICER, case, "answer_as_sector", viable=True, suggested_regions=("08",))
    assert answered.next_step.step == "agree_short_notice"
    assert answered.next_step.text.endswith("antes deben acordarlo: Biobío.")
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(COMMERCIAL, case, "confirm_visit", confirmed_regions=("08",))
    assert refused.value.rule == "VIS-07"
    await desk.report(REGIONAL, case, "agree_short_notice", office="OFIREG-08")
    await desk.report(COMMERCIAL, case, "confirm_visit", confirmed_regions=("08",))
    assert now(desk, case).state == "CONFIRMADA"


async def test_without_agreement_it_is_not_processed() -> None:
    """VIS-07: with the reason; an office asked with 30 days or more has nothing to decide."""
    desk = a_foreign_desk()
    case = await requested(desk, SHORT, regions=("08",))
    await desk.report(HEAD, case, "decline_short_notice", office="OFIREG-08", reason="Feria regional esa semana")
    assert now(desk, case).state == "SIN_ACUERDO"
    assert desk.timeline(case)[-1].reason == "Feria regional esa semana"


async def test_the_importer_is_told_of_the_notice_once() -> None:
    """VIS-08: NTF-28 when it asks, or with the request; not twice."""
    desk = a_foreign_desk("2024-09-02 10:00")
    buyer = a_buyer(desk)
    case = (await desk.start(COMMERCIAL, VISIT, "receive_visit_enquiry", buyer.id, visit_starts_on=ON_TIME)).case
    assert (desk.messages[0].template, desk.messages[0].to) == ("NTF-28", (COMPANY_EMAIL,))
    (term,) = desk.terms(case)
    assert (term.rule_id, due_on(term)) == ("SLA-16", date(2024, 9, 16))
    await desk.report(COMMERCIAL, case, "request_visit", visit_starts_on=ON_TIME, supply_known=True)
    assert templates(desk) == ["NTF-28"]
    assert [t.rule_id for t in desk.terms(case)] == ["SLA-16", "SLA-14"]


async def test_a_visit_held_is_an_action_that_counts() -> None:
    """ATN-05, EXT-02, FUP-01: VISITA_IMPORTADOR with its days; not before it has ended, and listed until then."""
    desk = a_foreign_desk()
    case = await requested(desk)
    await desk.report(CENTRAL_OFFICER, case, "answer_as_sector", viable=True, suggested_regions=("08",))
    await desk.report(COMMERCIAL, case, "confirm_visit", confirmed_regions=("08",))
    days: dict[str, Value] = {"started_on": ON_TIME, "ended_on": date(2024, 10, 18)}
    with pytest.raises(Mistakes) as early:
        await desk.report(COMMERCIAL, case, "record_visit_held", **days)
    assert [(each.rule, each.field[-1]) for each in early.value.members] == [
        ("ATN-05", "started_on"),
        ("ATN-05", "ended_on"),
    ]
    move(desk, "2024-10-21 09:00")
    assert ended_unregistered(desk.cases(VISIT), ON_TIME) == []
    (listed,) = ended_unregistered(desk.cases(VISIT), date(2024, 10, 17))  # its end was not told
    assert (listed.case.id, listed.activity, listed.ended_on) == (case.id, "Visita a Chile", ON_TIME)
    await desk.report(COMMERCIAL, case, "record_visit_held", **days)
    assert ended_unregistered(desk.cases(VISIT), date(2024, 10, 21)) == []
    account = desk.desk.store.rows.accounts[str(now(desk, case).account_id)]
    assert action_types(desk, account) == ["RESPUESTA_VISITA", "VISITA_IMPORTADOR"]
    (held,) = [a for a in desk.desk.store.rows.actions.values() if a.type == "VISITA_IMPORTADOR"]
    assert (held.started_on, held.ended_on) == (ON_TIME, date(2024, 10, 18))


async def test_who_may_do_what() -> None:
    """VIS-01..VIS-04: the commercial office asks, others answer; foreign companies only."""
    desk = a_foreign_desk()
    with pytest.raises(NotAuthorised):
        await desk.start(REGIONAL, VISIT, "request_visit", a_buyer(desk).id, visit_starts_on=ON_TIME, supply_known=True)
    case = await requested(desk)
    with pytest.raises(NotAuthorised):
        await desk.report(COMMERCIAL, case, "answer_as_sector", viable=True, suggested_regions=("08",))
    with pytest.raises(StepNotAllowed):
        await desk.start(
            COMMERCIAL,
            VISIT,
            "request_visit",
            desk.desk.put(an_account()).id,
            visit_starts_on=ON_TIME,
            supply_known=True,
        )


async def test_a_visit_withdrawn_leaves_no_term_running() -> None:
    """POL-06."""
    desk = a_foreign_desk()
    case = await requested(desk, regions=("08", "15"))
    await desk.report(COMMERCIAL, case, "withdraw_visit", reason="El importador canceló el viaje")
    assert open_rules(desk, case) == []
    assert now(desk, case).state == "SIN_EFECTO"
