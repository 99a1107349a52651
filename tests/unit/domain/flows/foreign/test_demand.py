"""Demands of foreign companies: 48 hours or 5 continuous days, with or without supply, monitored (OCI-01..OCI-08)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Case, Flow, Value
from domain.model.institution.people import Actor, Role
from domain.model.terms import Term
from domain.protocol.flows.foreign.demand import hops_of
from domain.protocol.terms.counting import calendar_for, due, rule_of
from tests.support.builders import COMMERCIAL, REGIONAL
from tests.support.calendars import a_book, local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import COMPANY_EMAIL, OCI, a_buyer, a_foreign_desk, a_supplier
from tests.support.cases.national import action_types, move, now, templates
from tests.support.proving import proves

DEMAND = Flow.DEMAND


async def entered(desk: CaseDesk, account: Account, urgency: str = "URGENT", **data: Value) -> Case:
    given: dict[str, Value] = {"product": "Arándanos congelados", "urgency": urgency, **data}
    return (await desk.start(COMMERCIAL, DEMAND, "enter_demand", account.id, **given)).case


async def supplied(desk: CaseDesk, urgency: str = "URGENT") -> tuple[Account, Case]:
    buyer = a_buyer(desk)
    case = await entered(desk, buyer, urgency)
    await desk.report(OCI, case, "report_suppliers", suppliers=(a_supplier(desk).id,))
    return buyer, case


def due_at(term: Term) -> datetime | None:
    rule = rule_of(term)
    return due(rule, term.started_at, calendar_for(rule, term.office, a_book())).due_at


@proves("SLA-10")
async def test_an_urgent_demand_has_48_hours_through_weekends_and_holidays() -> None:
    """
    OCI-02, SLA-10, AMB-17: entered on Tuesday 17 September 2024 at 18:20; 48 hours later is Thursday 19, 18:20, though
    both 18 and 19 are holidays.
    """
    desk = a_foreign_desk("2024-09-17 18:20")
    case = await entered(desk, a_buyer(desk))
    (term,) = desk.terms(case)
    assert term.rule_id == "SLA-10"
    assert due_at(term) == local("2024-09-19 18:20")


@proves("SLA-11")
async def test_a_medium_demand_has_5_continuous_days() -> None:
    """OCI-03, SLA-11: entered on Monday 16 at 10:00, day 0; day 5 is Saturday 21 September, until its last instant."""
    desk = a_foreign_desk("2024-09-16 10:00")
    case = await entered(desk, a_buyer(desk), "MEDIUM")
    (term,) = desk.terms(case)
    assert term.rule_id == "SLA-11"
    ends = due_at(term)
    assert ends is not None
    assert local("2024-09-21 23:59") < ends <= local("2024-09-22 00:00")


async def test_both_the_company_and_its_executive_may_enter_it() -> None:
    """OCI-01: both origins; without Clave Única, ficha or test (EXT-01)."""
    desk = a_foreign_desk()
    buyer = a_buyer(desk)
    company = Actor("li.wei", "Li Wei", Role.COMPANY, account_id=buyer.id)
    outcome = await desk.start(company, DEMAND, "enter_demand", buyer.id, product="Vino", urgency="URGENT")
    assert desk.timeline(outcome.case)[0].role is Role.COMPANY
    with pytest.raises(NotAuthorised):
        await desk.start(REGIONAL, DEMAND, "enter_demand", buyer.id, product="Vino", urgency="URGENT")


async def test_the_coordinator_of_one_click_import_gets_it() -> None:
    """OCI-04, OCI-05, POL-05: a hand-over that awaits its acknowledgement, and the next step is the coordinator's."""
    desk = a_foreign_desk()
    outcome = await desk.start(COMMERCIAL, DEMAND, "enter_demand", a_buyer(desk).id, product="Vino", urgency="URGENT")
    assert now(desk, outcome.case).assignee == OCI.id
    assert [e.data["to"] for e in desk.timeline(outcome.case) if e.fact == "hand_over"] == [f"person:{OCI.id}"]
    assert outcome.next_step.responsible.startswith("Gabriel Ocampo")
    assert outcome.next_step.due_at == local("2024-09-18 10:00")


async def test_another_level_has_no_term_until_it_is_rated() -> None:
    """AMB-18: stored as not configured, listed; once rated urgent the 48 hours count from the entry."""
    desk = a_foreign_desk("2024-09-16 10:00")
    case = await entered(desk, a_buyer(desk), "OTHER", urgency_level="Baja")
    assert now(desk, case).state == "POR_CALIFICAR"
    assert desk.terms(case) == []
    assert "No configurado" in str(desk.timeline(case)[0].reason)

    move(desk, "2024-09-17 09:00")
    await desk.report(OCI, case, "rate_demand", urgency="URGENT")
    (term,) = desk.terms(case)
    assert (term.rule_id, term.started_at) == ("SLA-10", local("2024-09-16 10:00"))
    assert due_at(term) == local("2024-09-18 10:00")


async def test_without_supply_the_office_explains_it_to_the_company() -> None:
    """OCI-04: NTF-20 to the commercial office, NTF-21 to the company; the term stops only with the latter (OCI-06)."""
    desk = a_foreign_desk()
    buyer = a_buyer(desk)
    case = await entered(desk, buyer)
    await desk.report(OCI, case, "report_no_supply", explanation="No hay cosecha hasta diciembre.")
    (term,) = desk.terms(case)
    assert term.stopped_at is None
    assert (desk.messages[0].template, desk.messages[0].to) == ("NTF-20", ("sha@ejemplo.cl",))

    answered_at = move(desk, "2024-09-17 09:00")
    await desk.report(COMMERCIAL, case, "inform_no_supply", explanation_sent="There is no harvest until December.")
    (term,) = desk.terms(case)
    assert term.stopped_at == answered_at
    assert (desk.messages[1].template, desk.messages[1].to) == ("NTF-21", (COMPANY_EMAIL,))
    assert action_types(desk, buyer) == ["SIN_OFERTA_OCI"]
    assert now(desk, case).closed_at == answered_at


async def test_closing_without_explanation_is_refused() -> None:
    """OCI-04: neither the coordinator nor the office may leave it out."""
    desk = a_foreign_desk()
    case = await entered(desk, a_buyer(desk))
    with pytest.raises(MissingData) as refused:
        await desk.report(OCI, case, "report_no_supply")
    assert (refused.value.rule, refused.value.missing) == ("OCI-04", ("explanation",))
    await desk.report(OCI, case, "report_no_supply", explanation="No hay")
    with pytest.raises(MissingData) as refused:
        await desk.report(COMMERCIAL, case, "inform_no_supply")
    assert refused.value.rule == "OCI-04"


async def test_with_supply_the_office_sends_the_list_of_suppliers() -> None:
    """OCI-05: NTF-22, NTF-23, the supplier accounts kept, and the answer within the term."""
    desk = a_foreign_desk()
    buyer, case = await supplied(desk)
    supplier = now(desk, case).data["suppliers"]
    move(desk, "2024-09-17 12:00")
    outcome = await desk.report(COMMERCIAL, case, "send_suppliers")
    assert templates(desk) == ["NTF-22", "NTF-23"]
    assert desk.messages[1].to == (COMPANY_EMAIL,)
    assert now(desk, case).data["suppliers"] == supplier
    assert action_types(desk, buyer) == ["RESPUESTA_OCI", "OPORTUNIDAD_COMERCIAL"]
    assert outcome.event.late is False


async def test_an_answer_after_the_term_is_recorded_as_late() -> None:
    """OCI-06: entered on Monday 16 at 10:00, answered on Wednesday 18 at 10:01: 48 hours and one minute."""
    desk = a_foreign_desk()
    _, case = await supplied(desk)
    move(desk, "2024-09-18 10:01")
    outcome = await desk.report(COMMERCIAL, case, "send_suppliers")
    assert outcome.event.late is True


async def test_a_supplier_is_a_chilean_company() -> None:
    """OCI-05: a foreign account in the list is refused; an account that does not exist too."""
    desk = a_foreign_desk()
    case = await entered(desk, a_buyer(desk))
    with pytest.raises(InvalidValue) as refused:
        await desk.report(OCI, case, "report_suppliers", suppliers=(a_buyer(desk, name="Otra").id,))
    assert refused.value.rule == "OCI-05"
    with pytest.raises(InvalidValue):
        await desk.report(OCI, case, "report_suppliers", suppliers=("00000000-0000-4000-8000-ffffffffffff",))
    assert now(desk, case).state == "ANALISIS"


@pytest.mark.parametrize(
    ("entered", "answered", "module"),
    [
        ("2024-03-31 23:59", "2024-03-31 23:59", "ONE_CLICK_IMPORT"),
        ("2024-03-31 23:59", "2024-04-02 09:00", "ONE_CLICK_IMPORT"),
        ("2024-04-01 00:00", "2024-04-01 09:00", "OPORTUNIDAD_COMERCIAL"),
    ],
)
async def test_the_module_of_the_crm_is_that_of_the_demands_own_day(entered: str, answered: str, module: str) -> None:
    """OCI-08, AMB-20: One Click Import until 31 March 2024, whenever it is answered; then Oportunidades Comerciales."""
    desk = a_foreign_desk(entered, module_change_on=date(2024, 4, 1))
    buyer, case = await supplied(desk)
    desk.desk.clock.at = local(answered)
    await desk.report(COMMERCIAL, case, "send_suppliers")
    assert action_types(desk, buyer) == ["RESPUESTA_OCI", module]


@proves("SLA-12", "SLA-13")
@pytest.mark.parametrize(
    ("urgency", "rule", "last_day"), [("URGENT", "SLA-12", date(2024, 9, 18)), ("MEDIUM", "SLA-13", date(2024, 9, 21))]
)
async def test_monitoring_is_recommended_some_days_after_the_answer(urgency: str, rule: str, last_day: date) -> None:
    """OCI-07, SLA-12, SLA-13, AMB-19: answered on Monday 16: 2 calendar days later is the 18th, 5 later the 21st."""
    desk = a_foreign_desk()
    buyer, case = await supplied(desk, urgency)
    await desk.report(COMMERCIAL, case, "send_suppliers")
    (monitoring,) = [term for term in desk.terms(case) if term.stopped_at is None]
    row = rule_of(monitoring)
    assert monitoring.rule_id == rule
    assert due(row, monitoring.started_at, calendar_for(row, monitoring.office, a_book())).due_on == last_day
    await desk.report(COMMERCIAL, case, "record_monitoring", contacted=True, result="Habló con una de ellas")
    assert action_types(desk, buyer)[-1] == "MONITOREO_OCI"
    assert now(desk, case).state == "CERRADA"
    assert all(term.stopped_at is not None for term in desk.terms(case))


async def test_monitoring_may_be_left_out_with_a_reason() -> None:
    """OCI-07: recommended; the demand is closed and says so."""
    desk = a_foreign_desk()
    _, case = await supplied(desk)
    await desk.report(COMMERCIAL, case, "send_suppliers")
    with pytest.raises(MissingData):
        await desk.report(COMMERCIAL, case, "skip_monitoring")
    await desk.report(COMMERCIAL, case, "skip_monitoring", reason="La empresa cerró")
    assert now(desk, case).state == "CERRADA_SIN_MONITOREO"


async def test_each_hop_shows_its_time_inside_the_term() -> None:
    """OCI-06: entered at 10:00, analysed at 15:30, sent on the next day at 09:00: 5:30 and 17:30 hours."""
    desk = a_foreign_desk("2024-09-16 10:00")
    buyer = a_buyer(desk)
    case = await entered(desk, buyer)
    move(desk, "2024-09-16 15:30")
    outcome = await desk.report(OCI, case, "report_suppliers", suppliers=(a_supplier(desk).id,))
    assert "análisis: 5 h 30 min" in outcome.next_step.text
    move(desk, "2024-09-17 09:00")
    await desk.report(COMMERCIAL, case, "send_suppliers")
    hops = [(hop.fact, hop.elapsed) for hop in hops_of(desk.timeline(case))]
    assert hops == [
        ("enter_demand", timedelta()),
        ("report_suppliers", timedelta(hours=5, minutes=30)),
        ("send_suppliers", timedelta(hours=17, minutes=30)),
    ]


async def test_a_national_company_does_not_enter_demands() -> None:
    """OCI-01, DEF-01: it is attended by its regional office; without an account, the office registers it (EXT-01)."""
    desk = a_foreign_desk()
    with pytest.raises(StepNotAllowed) as refused:
        await entered(desk, a_supplier(desk))
    assert refused.value.rule == "OCI-01"
    with pytest.raises(MissingData) as refused:
        await desk.start(COMMERCIAL, DEMAND, "enter_demand", None, product="Vino", urgency="URGENT")
    assert refused.value.rule == "EXT-01"


async def test_a_company_has_one_case_for_each_demand() -> None:
    """AMB-51: one request per purpose, each with its own term."""
    desk = a_foreign_desk()
    buyer = a_buyer(desk)
    first, second = await entered(desk, buyer), await entered(desk, buyer, "MEDIUM", product="Salmón")
    assert first.id != second.id
    assert [t.rule_id for c in (first, second) for t in desk.terms(c)] == ["SLA-10", "SLA-11"]


async def test_a_demand_withdrawn_waives_its_term() -> None:
    """POL-06, SLA-10: not met and not demanded any more, with the reason; once answered it is monitored instead."""
    desk = a_foreign_desk()
    case = await entered(desk, a_buyer(desk))
    await desk.report(COMMERCIAL, case, "withdraw_demand", reason="Ya compró en otro país")
    assert now(desk, case).state == "SIN_EFECTO"
    (term,) = desk.terms(case)
    assert term.stopped_at is None
    assert term.waiver is not None
    assert term.waiver.reason == "Ya compró en otro país"
    _, answered = await supplied(desk)
    await desk.report(COMMERCIAL, answered, "send_suppliers")
    with pytest.raises(StepNotAllowed):
        await desk.report(COMMERCIAL, answered, "withdraw_demand", reason="Ya no")
