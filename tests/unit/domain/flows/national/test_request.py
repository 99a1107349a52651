"""Requests of user companies: the regional executive, 3 business days, alternatives (USR-01..USR-05, SLA-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import MissingData, NotAuthorised, StepNotAllowed, StepNotConfigured
from domain.model.accounts import Account, Organisation
from domain.model.cases import Case, Flow, Value
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Absence, Directory, Person
from domain.model.institution.people import Role
from domain.protocol.terms.counting import calendar_for, due, rule_of
from tests.support.builders import COMMERCIAL, FAIR, HELP_CENTRE, REGIONAL, an_account, an_action
from tests.support.calendars import a_book, local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import (
    EXECUTIVE_EMAIL,
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
from tests.support.proving import proves

REQUEST = Flow.REQUEST
ASK: dict[str, Value] = {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"}


async def received(desk: CaseDesk, account: Account, **data: Value) -> Case:
    return (await desk.start(of_company(account), REQUEST, "receive_request", account.id, **{**ASK, **data})).case


def due_on(desk: CaseDesk, case: Case) -> date | None:
    (term,) = desk.terms(case)
    rule = rule_of(term)
    return due(rule, term.started_at, calendar_for(rule, term.office, a_book())).due_on


def handed_to(desk: CaseDesk, case: Case) -> list[object]:
    return [event.data["to"] for event in desk.timeline(case) if event.fact == "hand_over"]


@pytest.mark.parametrize("point", [PointOfContact.OFIREG, PointOfContact.RRSS_CENTRAL, PointOfContact.TELEFONO])
async def test_a_request_received_anywhere_goes_to_the_regional_executive(point: PointOfContact) -> None:
    """USR-01: whatever the point of contact; the next step is the executive's, by name."""
    desk = a_desk()
    account = a_user(desk)
    outcome = await desk.start(HELP_CENTRE, REQUEST, "receive_request", account.id, point=point, **ASK)
    assert handed_to(desk, outcome.case) == [f"person:{REGIONAL.id}"]
    assert now(desk, outcome.case).assignee == REGIONAL.id
    assert (outcome.next_step.step, outcome.next_step.responsible_role) == (
        "offer_alternatives",
        Role.REGIONAL_EXECUTIVE,
    )
    assert "Ana Rojas" in outcome.next_step.text


@proves("SLA-07")
async def test_a_request_is_attended_within_3_business_days() -> None:
    """
    SLA-07: Friday 13 September 2024 is day 0; Monday 16 is 1, Tuesday 17 is 2; Wednesday 18, Thursday 19 and Friday 20
    are holidays; so Monday 23 is 3.
    """
    desk = a_desk()
    case = await received(desk, a_user(desk))
    assert due_on(desk, case) == date(2024, 9, 23)


async def test_the_term_starts_when_prochile_first_received_it() -> None:
    """AMB-35: told to an Oficom on Wednesday 11 September, written down on the 13th: days 12, 13 and 16."""
    desk = a_desk()
    case = await received(desk, a_user(desk), received_at=local("2024-09-11 12:00"))
    (term,) = desk.terms(case)
    assert term.started_at == local("2024-09-11 12:00")
    assert due_on(desk, case) == date(2024, 9, 16)


async def test_offering_alternatives_stops_the_term() -> None:
    """USR-03: the answer is recorded and reaches the CRM; a conversation alone stops nothing."""
    desk = a_desk()
    account = a_user(desk)
    case = await received(desk, account)
    move(desk, "2024-09-16 10:00")
    await desk.report(REGIONAL, case, "record_conversation", notes="Llamada")
    assert desk.terms(case)[0].is_open
    move(desk, "2024-09-17 10:00")
    await desk.report(REGIONAL, case, "offer_alternatives", alternatives=("Feria en Seúl", "Agenda virtual"))
    assert desk.terms(case)[0].stopped_at == local("2024-09-17 10:00")
    assert action_types(desk, account) == ["ALTERNATIVAS_OFRECIDAS"]


async def test_only_the_regional_executive_offers_alternatives() -> None:
    """USR-03."""
    desk = a_desk()
    case = await received(desk, a_user(desk))
    with pytest.raises(NotAuthorised):
        await desk.report(COMMERCIAL, case, "offer_alternatives", alternatives=("Feria",))


async def test_an_oficom_that_detects_another_market_tells_the_regional_executive() -> None:
    """USR-02: NTF-31 to the executive, an action in the CRM, and a request with its term."""
    desk = a_desk()
    account = a_user(desk)
    outcome = await desk.start(
        COMMERCIAL, REQUEST, "detect_other_market", account.id,
        point=PointOfContact.OFICOM, market="JP", matter="Hay demanda de mejillón en Osaka",
    )  # fmt: skip
    (message,) = desk.messages
    assert (message.template, message.to) == ("NTF-31", (EXECUTIVE_EMAIL,))
    assert message.parameters["situation"] == "Hay demanda de mejillón en Osaka"
    assert message.parameters["oficom"] == "Shanghái"
    assert action_types(desk, account) == ["AVISO_OTRO_MERCADO"]
    assert due_on(desk, outcome.case) == date(2024, 9, 23)
    assert handed_to(desk, outcome.case) == [f"person:{REGIONAL.id}"]


@pytest.mark.parametrize(
    ("received_at", "passed"),
    [
        ("2024-09-13 09:00", "0 días hábiles"),
        ("2024-09-12 23:59", "1 día hábil"),
        ("2024-09-06 10:00", "5 días hábiles"),
    ],
)
async def test_the_hand_over_of_another_market_shows_its_time_and_from_whom(received_at: str, passed: str) -> None:
    """
    USR-02, POL-05, AMB-35: handed over on Friday 13 September 2024 by the commercial executive in Shanghái; of a
    request of Friday 6 Monday 9 to Friday 13 had passed.
    """
    desk = a_desk()
    account = a_user(desk)
    case = (
        await desk.start(
            COMMERCIAL, REQUEST, "detect_other_market", account.id, point=PointOfContact.OFICOM,
            market="KR", matter="Demanda en Busan", received_at=local(received_at),
        )
    ).case  # fmt: skip
    (handed,) = [event for event in desk.timeline(case) if event.fact == "hand_over"]
    assert (handed.data["from_person"], handed.data["from_office"], handed.data["to"]) == (
        COMMERCIAL.id, COMMERCIAL.office, f"person:{REGIONAL.id}",
    )  # fmt: skip
    told = f"La deriva {COMMERCIAL.name}. Desde que comenzó el plazo: {passed}."
    assert handed.effects == ("Se deriva a Ana Rojas.", told)


async def test_a_company_that_worked_before_is_attended_with_a_notice() -> None:
    """AMB-07: last activity on 10 May 2023, none in 2024: same term, and the answer says so."""
    desk = a_desk()
    account = a_user(desk, worked_on=date(2023, 5, 10))
    outcome = await desk.start(of_company(account), REQUEST, "receive_request", account.id, **ASK)
    assert outcome.case.state == "RECIBIDA"
    assert outcome.event.reason is not None
    assert "no tiene una actividad que sume" in outcome.event.reason
    assert due_on(desk, outcome.case) == date(2024, 9, 23)


@pytest.mark.parametrize(
    ("fields", "worked_on", "rule"),
    [
        ({}, date(2021, 9, 13), "OLD-01"),  # three years ago to the day
        ({}, None, "CAP-02"),
        ({"country": "DE", "rut": None, "region": None}, date(2024, 3, 5), "EXT-01"),
        ({"organisation": Organisation.INSTITUTION}, None, "INS-03"),
    ],
)
async def test_who_is_no_user_company_is_shown_its_own_way(
    fields: dict[str, object], worked_on: date | None, rule: str
) -> None:
    """DEF-10, OLD-01, CAP-02, EXT-01, INS-03: refused with the rule of the way that is theirs."""
    desk = a_desk()
    actions = [] if worked_on is None else [an_action(worked_on)]
    account = desk.desk.put(an_account(registered_on=date(2020, 1, 2), **fields), *actions)
    with pytest.raises(StepNotAllowed) as refused:
        await received(desk, account)
    assert refused.value.rule == rule
    assert desk.cases(REQUEST) == []


async def test_exporta_mas_is_not_offered_while_its_requirements_are_not_configured() -> None:
    """USR-05, AMB-21: the refusal says that they are not configured; nothing is invented."""
    desk = a_desk()
    case = await received(desk, a_user(desk))
    with pytest.raises(StepNotConfigured, match="no están configurados") as refused:
        await desk.report(REGIONAL, case, "offer_exporta_mas", requirements_met=("Todo",))
    assert refused.value.rule == "USR-05"


async def test_exporta_mas_is_offered_with_its_checklist_to_who_diversifies() -> None:
    """USR-05: every configured requirement, and only when the company seeks to diversify (DEF-14)."""
    requirements = known("exporta_mas_requirements", "USR-05", ("Plan", "Ejecutivo"))
    desk = a_desk(exporta_mas_requirements=requirements)
    case = await received(desk, a_user(desk))
    with pytest.raises(MissingData, match="falta cumplir: Ejecutivo"):
        await desk.report(REGIONAL, case, "offer_exporta_mas", requirements_met=("Plan",))
    done = await desk.report(REGIONAL, case, "offer_exporta_mas", requirements_met=("Plan", "Ejecutivo"))
    assert done.event.data["requirements_met"] == ("Plan", "Ejecutivo")
    starting = await received(desk, a_user(desk, rut=None), purpose="START")
    with pytest.raises(StepNotAllowed, match="diversificar"):
        await desk.report(REGIONAL, starting, "offer_exporta_mas", requirements_met=("Plan", "Ejecutivo"))


async def test_what_the_company_chooses_opens_its_case() -> None:
    """USR-03, AGD-01: an agenda with the market and mode given."""
    desk = a_desk()
    account = a_user(desk)
    case = await received(desk, account)
    await desk.report(REGIONAL, case, "offer_alternatives", alternatives=("Agenda en Corea",))
    with pytest.raises(MissingData) as refused:
        await desk.report(of_company(account), case, "record_choice", choice="AGENDA")
    assert refused.value.rule == "AGD-01"
    await desk.report(of_company(account), case, "record_choice", choice="AGENDA", market="KR", mode="VIRTUAL")
    agenda = only(desk, Flow.AGENDA)
    assert (agenda.state, agenda.data["market"], agenda.origin_case_id) == ("SOLICITADA", "KR", case.id)
    assert now(desk, case).state == "ATENDIDA"


async def test_a_chosen_service_must_be_an_instrument() -> None:
    """ATN-03, ATN-04: refused without its type, so that the case it promises always opens."""
    desk = a_desk()
    case = await received(desk, a_user(desk))
    await desk.report(REGIONAL, case, "offer_alternatives", alternatives=("Feria",))
    with pytest.raises(MissingData):
        await desk.report(REGIONAL, case, "record_choice", choice="SERVICE", activity="Foodex")
    await desk.report(REGIONAL, case, "record_choice", choice="SERVICE", activity="Foodex", action_type=FAIR)
    assert only(desk, Flow.SERVICE).state == "SELECCIONADA"


async def test_the_regional_mailbox_stands_in_when_there_is_no_executive() -> None:
    """AMB-14: handed to the role, NTF-31 to the generic mailbox of Biobío when the directory has nobody."""
    desk = a_desk()
    desk.directory = Directory()
    account = a_user(desk, regional_executive=None)
    await desk.start(
        COMMERCIAL, REQUEST, "detect_other_market", account.id,
        point=PointOfContact.OFICOM, market="KR", matter="Demanda",
    )  # fmt: skip
    assert templates(desk) == ["NTF-31"]
    assert desk.messages[0].to == ("concepcion@prochile.gob.cl",)


async def test_an_absent_executive_is_stood_in_for() -> None:
    """RTE-05: the substitute of the directory gets the request."""
    desk = a_desk()
    substitute = Person("sol.vega", "Sol Vega", Role.REGIONAL_EXECUTIVE, "sol.vega@ejemplo.cl", "OFIREG-08")
    away = Absence(date(2024, 9, 9), date(2024, 9, 30), substitute.id)
    people = [replace(p, absences=(away,)) if p.id == REGIONAL.id else p for p in desk.directory.people]
    desk.directory = Directory((*people, substitute))
    case = await received(desk, a_user(desk))
    assert now(desk, case).assignee == substitute.id


async def test_what_is_withdrawn_was_not_answered() -> None:
    """SLA-07, POL-06: the term is waived with the reason, not met; withdrawing is an ordinary decision."""
    desk = a_desk()
    account = a_user(desk)
    case = await received(desk, account)
    await desk.report(of_company(account), case, "withdraw_request", reason="Ya lo resolvimos")
    (term,) = desk.terms(case)
    assert (term.stopped_at, term.waiver and term.waiver.reason) == (None, "Ya lo resolvimos")
    assert [timer for timer in desk.timers if timer.subject == f"term:{term.id}"] == []
    assert desk.desk.decisions[-1].kind is DecisionKind.DECISION


async def test_a_notice_beside_an_ordinary_step_is_no_refusal() -> None:
    """POL-06, AMB-07: who worked with ProChile last year is attended all the same, with a notice."""
    desk = a_desk()
    account = a_user(desk, worked_on=date(2023, 3, 5))
    case = await received(desk, account)
    assert "conviene que revise" in (desk.timeline(case)[0].reason or "")
    assert [d.kind for d in desk.desk.decisions if d.what == "receive_request"] == [DecisionKind.DECISION]
