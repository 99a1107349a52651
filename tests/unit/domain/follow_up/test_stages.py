"""Follow-up of results by category, in two automatic stages (FUP-03..FUP-05, FUP-08, FUP-09, SLA-17, SLA-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import NotAuthorised, StepNotAllowed
from domain.model.accounts import FactKind
from domain.model.cases import Value
from domain.model.classes import Category
from domain.model.institution.people import SYSTEM
from domain.protocol.follow_up.stages import expected_day, stage_1_day, stage_2_day
from domain.protocol.terms.counting import calendar_for, due, rule_of
from tests.support.builders import COMMERCIAL, HEAD, REGIONAL, a_fact, an_account
from tests.support.calendars import a_book, local
from tests.support.cases.follow_ups import FOLLOW_UP, at, followed
from tests.support.cases.national import (
    COMPANY_EMAIL,
    a_desk,
    a_user,
    action_types,
    in_category,
    known,
    move,
    now,
    of_company,
    templates,
)
from tests.support.cases.situations import a_situation
from tests.support.proving import proves


@pytest.mark.parametrize(
    ("ended_on", "sent_on"),
    [
        (date(2024, 8, 18), date(2024, 9, 18)),  # a holiday: not moved
        (date(2024, 8, 15), date(2024, 9, 15)),  # a Sunday: not moved
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 8, 31), date(2024, 9, 30)),
        (date(2024, 12, 15), date(2025, 1, 15)),
    ],
)
def test_stage_1_is_due_one_month_after_the_end(ended_on: date, sent_on: date) -> None:
    """SLA-17, AMB-29: same day number, or the last day of the month; holidays do not move it."""
    assert stage_1_day(ended_on, a_situation(office="OFIREG-08")) == sent_on


async def test_stage_1_goes_out_a_month_later_in_the_executives_name() -> None:
    """FUP-05: fair ended on Sunday 18 August 2024: on the holiday of 18 September at 9, signed by Ana Rojas."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    (timer,) = desk.timers
    assert timer.due_at == local("2024-09-18 09:00")
    await at(desk, "2024-09-18 08:59")
    assert templates(desk) == []
    await at(desk, "2024-09-18 09:00")
    (message,) = desk.messages
    assert (message.template, message.to) == ("NTF-29", (COMPANY_EMAIL,))
    assert message.sender_name is not None
    assert message.sender_name.startswith("Ana Rojas")
    assert message.parameters["activities"] == ("Foodex",)
    assert now(desk, case).state == "SIN_FECHA"
    assert action_types(desk, account) == ["SEGUIMIENTO_ETAPA_1"]
    (term,) = desk.terms(case)
    end = due(rule_of(term), term.started_at, calendar_for(rule_of(term), term.office, a_book()))
    assert (term.rule_id, end.due_on, term.is_open) == ("SLA-17", date(2024, 9, 18), False)


async def test_category_1_is_followed_by_its_executive_in_person() -> None:
    """FUP-03: no automatic message; the step is the executive's."""
    desk = a_desk()
    member = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 2))
    account = a_user(desk, facts=(member,))
    case = await followed(desk, account, date(2024, 8, 18))
    assert (case.state, desk.timers, desk.terms(case)) == ("DIRECTO", [], [])
    done = await desk.report(REGIONAL, case, "record_result", business_concluded=True, notes="Tres contenedores")
    assert done.case.state == "CERRADO"
    assert action_types(desk, account) == ["RESULTADO_SEGUIMIENTO"]


async def test_the_procedure_of_the_minute_is_configuration() -> None:
    """FUP-03: "not configured" until it is; then the next step tells it."""
    minute = known("exporta_mas_minute", "FUP-03", "llamar cada mes.")
    member = (a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 2)),)
    for desk, said in (
        (a_desk(), "no está configurado"),
        (a_desk(tuning={"exporta_mas_minute": minute}), "llamar cada mes"),
    ):
        move(desk, "2024-08-18 18:00")
        asked: dict[str, Value] = {"ended_on": date(2024, 8, 18), "activity": "Foodex"}
        outcome = await desk.start(REGIONAL, FOLLOW_UP, "open_follow_up", a_user(desk, facts=member).id, **asked)
        assert said in outcome.next_step.text


async def test_a_company_that_joins_exporta_mas_meanwhile_gets_no_automatic_message() -> None:
    """FUP-03: category 1 on the day of the message decides."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    joined = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 9, 1))
    desk.desk.put(replace(account, facts=(*account.facts, joined)))
    await at(desk, "2024-09-18 09:00")
    assert (now(desk, case).state, templates(desk)) == ("DIRECTO", [])


async def test_without_category_the_executive_assigns_one_with_a_reason() -> None:
    """ATN-01, AMB-31: 2 or 3, never by default; then the message is set."""
    desk = a_desk()
    account = a_user(desk)
    case = await followed(desk, account, date(2024, 8, 18))
    assert (case.state, desk.timers) == ("SIN_CATEGORIA", [])
    with pytest.raises(NotAuthorised):
        await desk.report(of_company(account), case, "assign_category", category="2", reason="Somos constantes")
    done = await desk.report(REGIONAL, case, "assign_category", category="2", reason="Participa todos los años")
    assert done.case.state == "EN_ESPERA"
    assert done.classes is not None
    assert done.classes.category.value is Category.TRABAJO_HABITUAL
    fact = desk.desk.account(account).fact(FactKind.CATEGORY, date(2024, 9, 1))
    assert fact is not None
    assert fact.reason == "Participa todos los años"
    assert [timer.due_at for timer in desk.timers] == [local("2024-09-18 09:00")]


async def test_activities_that_ended_the_same_month_go_in_one_message() -> None:
    """AMB-30, AMB-80: 5 and 20 August 2024: one message, on 20 September, naming both; one of July goes apart."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("3"))
    july = await followed(desk, account, date(2024, 7, 30), "Taller")
    first = await followed(desk, account, date(2024, 8, 5), "Misión")
    last = await followed(desk, account, date(2024, 8, 20), "Rueda")
    await at(desk, "2024-09-05 09:00")
    assert [message.parameters["activities"] for message in desk.messages] == [("Taller",)]
    assert "20-09-2024" in str(desk.timeline(first)[-1].reason)
    await at(desk, "2024-09-20 09:00")
    assert [message.parameters["activities"] for message in desk.messages] == [("Taller",), ("Misión", "Rueda")]
    assert {now(desk, case).state for case in (july, first, last)} == {"SIN_FECHA"}


async def test_an_activity_registered_after_its_months_message_is_asked_about_alone() -> None:
    """AMB-30: nobody is asked twice about the same activity."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    await followed(desk, account, date(2024, 8, 5), "Misión")
    await at(desk, "2024-09-05 09:00")
    late = await desk.start(
        REGIONAL, FOLLOW_UP, "open_follow_up", account.id, ended_on=date(2024, 8, 20), activity="Rueda"
    )
    await at(desk, "2024-09-20 09:00")
    assert [message.parameters["activities"] for message in desk.messages] == [("Misión",), ("Rueda",)]
    assert late.case.account_id == account.id


# Stage 2


def test_the_date_of_stage_2_comes_from_the_survey_alone() -> None:
    """SLA-18, AMB-32: the date; or months from the answer; or nothing at all."""
    answered_on = date(2024, 8, 31)
    assert expected_day({"expected_on": date(2025, 3, 1)}, answered_on) == date(2025, 3, 1)
    assert expected_day({"expected_in_months": 6}, answered_on) == date(2025, 2, 28)
    assert expected_day({"score": 7}, answered_on) is None


def test_stage_2_is_never_before_stage_1_nor_on_its_day() -> None:
    """FUP-09: moved to the day after; it keeps its date when stage 1 was refused."""
    stage_1 = date(2024, 9, 18)
    assert stage_2_day(date(2024, 9, 1), stage_1) == date(2024, 9, 19)
    assert stage_2_day(stage_1, stage_1) == date(2024, 9, 19)
    assert stage_2_day(date(2024, 9, 19), stage_1) == date(2024, 9, 19)
    assert stage_2_day(date(2024, 9, 1), None) == date(2024, 9, 1)


async def test_without_a_date_there_is_no_stage_2_and_the_case_is_listed() -> None:
    """FUP-08, AMB-32: a survey without date changes nothing; the state says "sin fecha indicada"."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    await at(desk, "2024-09-18 09:00")
    done = await desk.report(of_company(account), case, "record_survey", score=7, suggestions="Más ferias")
    assert (done.case.state, desk.timers) == ("SIN_FECHA", [])
    await at(desk, "2026-01-01 09:00")
    assert templates(desk) == ["NTF-29"]


@proves("SLA-18")
async def test_stage_2_goes_out_on_the_date_the_company_gave() -> None:
    """FUP-08, SLA-18: 15 January 2025 at 9; the answer closes the follow-up and reaches the CRM."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    await at(desk, "2024-09-18 09:00")
    await desk.report(of_company(account), case, "record_survey", expected_on=date(2025, 1, 15))
    term = next(term for term in desk.terms(case) if term.rule_id == "SLA-18")
    assert term.given_date == date(2025, 1, 15)
    await at(desk, "2025-01-15 09:00")
    assert templates(desk) == ["NTF-29", "NTF-30"]
    assert now(desk, case).state == "RESULTADO_PEDIDO"
    done = await desk.report(of_company(account), case, "record_result", business_concluded=False)
    assert done.case.state == "CERRADO"
    assert action_types(desk, account) == ["SEGUIMIENTO_ETAPA_1", "SEGUIMIENTO_ETAPA_2", "RESULTADO_SEGUIMIENTO"]


async def test_a_date_before_stage_1_moves_to_the_day_after_with_a_note() -> None:
    """FUP-09: activity of 18 August, business on 1 September: stage 2 on 19 September, and the event says so."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    done = await desk.report(of_company(account), case, "record_survey", expected_on=date(2024, 9, 1))
    assert done.case.state == "EN_ESPERA_CON_FECHA"
    assert "pasa al 19-09-2024" in str(done.event.reason)
    await at(desk, "2024-09-18 23:00")
    assert templates(desk) == ["NTF-29"]
    await at(desk, "2024-09-19 09:00")
    assert templates(desk) == ["NTF-29", "NTF-30"]


async def test_a_date_that_moved_goes_back_when_stage_1_is_refused() -> None:
    """FUP-09: refused on 20 August, so stage 2 keeps 1 September."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("3"))
    case = await followed(desk, account, date(2024, 8, 18))
    await desk.report(of_company(account), case, "record_survey", expected_on=date(2024, 9, 1))
    move(desk, "2024-08-20 10:00")
    await desk.report(of_company(account), case, "opt_out")
    await at(desk, "2024-09-01 09:00")
    assert templates(desk) == ["NTF-30"]
    assert now(desk, case).state == "RESULTADO_PEDIDO"


async def test_a_worker_that_was_down_does_not_send_both_stages_on_one_day() -> None:
    """FUP-09: both were due while nothing ran; stage 1 goes on the day it wakes up, stage 2 on the next."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    await desk.report(of_company(account), case, "record_survey", expected_on=date(2024, 9, 25))
    await at(desk, "2024-10-02 10:00")
    assert templates(desk) == ["NTF-29"]
    await at(desk, "2024-10-03 09:00")
    assert templates(desk) == ["NTF-29", "NTF-30"]
    assert now(desk, case).state == "RESULTADO_PEDIDO"


async def test_a_later_survey_replaces_the_date() -> None:
    """SLA-18: one message, on the date given last."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    await at(desk, "2024-09-18 09:00")
    await desk.report(of_company(account), case, "record_survey", expected_on=date(2024, 11, 4))
    move(desk, "2024-10-10 10:00")
    await desk.report(of_company(account), case, "record_survey", expected_in_months=3)
    await at(desk, "2024-12-31 09:00")
    assert templates(desk) == ["NTF-29"]
    await at(desk, "2025-01-10 09:00")
    assert templates(desk) == ["NTF-29", "NTF-30"]


async def test_only_time_sends_the_messages() -> None:
    """FUP-04: nobody sends them by hand, and they do not go early."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    with pytest.raises(NotAuthorised):
        await desk.report(HEAD, case, "send_stage_1")
    with pytest.raises(StepNotAllowed) as early:
        await desk.report(SYSTEM, case, "send_stage_1")
    assert (early.value.rule, templates(desk)) == ("FUP-05", [])


async def test_a_foreign_company_is_followed_by_its_commercial_executive() -> None:
    """FUP-03, EXT-03: no automatic message to companies abroad; the step is direct."""
    desk = a_desk()
    account = desk.desk.put(
        an_account(country="CN", rut=None, region=None, office="OFICOM-CN-SHA", commercial_executive=COMMERCIAL.id)
    )
    asked: dict[str, Value] = {"ended_on": date(2024, 9, 10), "activity": "Enexpro"}
    case = (await desk.start(COMMERCIAL, FOLLOW_UP, "open_follow_up", account.id, **asked)).case
    assert (case.state, case.assignee, desk.timers) == ("DIRECTO", COMMERCIAL.id, [])
