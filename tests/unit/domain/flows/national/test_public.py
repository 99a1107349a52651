"""Centro de Ayuda, Atención Ciudadana, portal problems (PUB-06, PUB-07, RTE-03) and potential accounts (RTE-06)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor, Role
from tests.support.builders import HEAD, HELP_CENTRE, REGIONAL, an_account
from tests.support.calendars import local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves

CITIZEN_SERVICE = Actor("oirs", "Atención Ciudadana", Role.CITIZEN_SERVICE, "CENTRAL")
CLIENTS = Actor("gc", "Gestión de Clientes", Role.CLIENT_MANAGEMENT, "CENTRAL")
FORM = PointOfContact.FORM_CDA


async def a_query(desk: CaseDesk, **data: str) -> Case:
    given = {"person": "Luisa Vera", "email": "luisa@ejemplo.cl", "query": "¿Cómo exporto miel?", **data}
    return (await desk.start(PORTAL, Flow.HELP_CENTRE, "submit_help_form", point=FORM, **given)).case


# Centro de Ayuda


@proves("SLA-08", "PUB-06")
async def test_a_query_is_answered_within_four_business_days() -> None:
    """GRP-02, PUB-06, SLA-08: a person without company; Friday 13; 16, 17, (18-22 closed), 23 and 24 September 2024."""
    desk = CaseDesk()
    outcome = await desk.start(PORTAL, Flow.HELP_CENTRE, "submit_help_form", point=FORM, person="Luisa", query="?")
    assert outcome.next_step.due_on == date(2024, 9, 24)
    assert outcome.next_step.step == "answer"
    assert [(term.rule_id, term.unit) for term in desk.terms(outcome.case)] == [("SLA-08", "Centro de Ayuda")]
    assert (outcome.case.accountable_unit, outcome.case.account_id) == ("Centro de Ayuda", None)


async def test_an_automatic_receipt_is_no_answer() -> None:
    """AMB-15: the term goes on."""
    desk = CaseDesk()
    case = await a_query(desk)
    done = await desk.report(PORTAL, case, "send_receipt")
    assert done.case.state == "RECIBIDA"
    assert desk.terms(case)[0].is_open


async def test_the_first_answer_of_substance_stops_the_term() -> None:
    """AMB-15, PUB-06."""
    desk = CaseDesk()
    case = await a_query(desk)
    desk.desk.clock.at = local("2024-09-24 23:59")
    done = await desk.report(HELP_CENTRE, case, "answer", answer="Estos son los pasos…")
    assert (done.case.state, done.event.late) == ("RESPONDIDA", False)
    assert desk.terms(case)[0].stopped_at == local("2024-09-24 23:59")


@proves("PUB-07")
async def test_a_complaint_inside_a_query_opens_its_own_case() -> None:
    """AMB-48, PUB-07: the single complaint channel; the query goes on with its term."""
    desk = CaseDesk()
    case = await a_query(desk, complaint="Nadie me respondió antes")
    (other,) = desk.cases(Flow.CITIZEN)
    assert (case.state, other.state, other.origin_case_id) == ("RECIBIDA", "RECIBIDA", case.id)
    assert other.data["complaint"] == "Nadie me respondió antes"
    assert [term.rule_id for term in desk.terms(other)] == ["PUB-07"]


async def test_what_the_help_centre_does_not_address_goes_to_citizen_service_with_a_reason() -> None:
    """PUB-07, POL-06: without the reason it is refused; the person is told by message."""
    desk = CaseDesk()
    case = await a_query(desk)
    done = await desk.report(HELP_CENTRE, case, "divert_to_citizen_service", reason="Es una felicitación")
    assert done.case.state == "DERIVADA"
    assert done.event.reason == "Es una felicitación"
    assert [(message.template, message.to) for message in desk.messages] == [("NTF-11", ("luisa@ejemplo.cl",))]
    assert len(desk.cases(Flow.CITIZEN)) == 1
    assert not desk.terms(case)[0].is_open


async def test_nobody_else_answers_for_the_help_centre() -> None:
    """PUB-06."""
    desk = CaseDesk()
    with pytest.raises(NotAuthorised):
        await desk.report(REGIONAL, await a_query(desk), "answer", answer="…")


# Atención Ciudadana


async def test_the_term_of_citizen_service_is_not_configured_and_none_is_invented() -> None:
    """AMB-16, PUB-07."""
    desk = CaseDesk()
    outcome = await desk.start(
        PORTAL, Flow.CITIZEN, "submit_citizen_form", point=PointOfContact.FORM_OIRS, kind="COMPLAINT", complaint="…"
    )
    assert outcome.next_step.due_at is None
    assert outcome.next_step.not_configured == "PUB-07"
    done = await desk.report(CITIZEN_SERVICE, outcome.case, "answer", answer="Lamentamos lo ocurrido")
    assert done.case.state == "RESPONDIDA"


async def test_an_empty_form_is_refused() -> None:
    """PUB-07."""
    desk = CaseDesk()
    with pytest.raises(MissingData):
        await desk.start(PORTAL, Flow.CITIZEN, "submit_citizen_form", point=PointOfContact.FORM_OIRS, kind="COMPLAINT")


# Portal problems


async def test_client_management_advises_without_a_term() -> None:
    """RTE-03, AMB-55: trace and age only."""
    desk = CaseDesk()
    account = desk.desk.put(an_account())
    outcome = await desk.start(
        REGIONAL, Flow.PORTAL_PROBLEM, "report_portal_problem", account.id, problem="FICHA", problem_notes="No carga"
    )
    insists = await desk.report(REGIONAL, outcome.case, "company_insists")
    done = await desk.report(CLIENTS, insists.case, "record_advice", advice="Se reinició su clave")
    assert desk.terms(outcome.case) == []
    assert [message.template for message in desk.messages] == ["NTF-08", "NTF-08"]
    assert done.case.state == "ASESORADA"


async def test_a_company_without_account_is_helped_by_its_name() -> None:
    """RTE-03: it may be that it cannot even register; without any name it is refused."""
    desk = CaseDesk()
    with pytest.raises(MissingData) as refused:
        await desk.start(REGIONAL, Flow.PORTAL_PROBLEM, "report_portal_problem", problem="REGISTRATION")
    done = await desk.start(
        REGIONAL, Flow.PORTAL_PROBLEM, "report_portal_problem", problem="REGISTRATION", company="Miel del Sur"
    )
    assert refused.value.rule == "RTE-03"
    assert done.case.state == "INFORMADA"
    assert [message.template for message in desk.messages] == ["NTF-08"]


# Potential accounts


def a_potential(desk: CaseDesk) -> Account:
    return desk.desk.put(an_account(phone=None))


async def test_who_registered_a_candidate_invites_it() -> None:
    """RTE-06, RTE-02, NTF-01."""
    desk = CaseDesk()
    account = a_potential(desk)
    case = (await desk.start(REGIONAL, Flow.POTENTIAL_ACCOUNT, "evaluate_candidate", account.id, candidate=True)).case
    done = await desk.report(REGIONAL, case, "invite")
    assert done.case.state == "INVITADA"
    assert [message.template for message in desk.messages] == ["NTF-01"]


async def test_or_derives_it_to_the_regional_director_who_decides() -> None:
    """RTE-06, POL-05: the derivation awaits acknowledgement; the decision not to invite has its reason."""
    desk = CaseDesk()
    account = a_potential(desk)
    case = (await desk.start(REGIONAL, Flow.POTENTIAL_ACCOUNT, "evaluate_candidate", account.id, candidate=True)).case
    derived = await desk.report(REGIONAL, case, "derive_to_head")
    assert (derived.case.state, derived.case.assignee) == ("EN_EVALUACION", HEAD.id)
    assert [event.fact for event in desk.timeline(case)] == ["evaluate_candidate", "derive_to_head", "hand_over"]
    with pytest.raises(MissingData) as refused:
        await desk.report(HEAD, derived.case, "decide_invitation", invite_it=False)
    done = await desk.report(HEAD, derived.case, "decide_invitation", invite_it=False, reason="Aún no tiene producto")
    assert refused.value.rule == "POL-06"
    assert done.case.state == "NO_INVITADA"
    assert desk.messages == []


async def test_a_complete_account_is_no_potential_account() -> None:
    """DEF-07, RTE-06."""
    desk = CaseDesk()
    account = desk.desk.put(an_account())
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(REGIONAL, Flow.POTENTIAL_ACCOUNT, "evaluate_candidate", account.id, candidate=True)
    assert refused.value.rule == "RTE-06"


async def test_a_company_that_is_no_candidate_is_not_invited_with_a_reason() -> None:
    """RTE-06, POL-06."""
    desk = CaseDesk()
    account = a_potential(desk)
    done = await desk.start(
        REGIONAL,
        Flow.POTENTIAL_ACCOUNT,
        "evaluate_candidate",
        account.id,
        candidate=False,
        reason="Sin giro exportable",
    )
    assert done.case.state == "NO_INVITADA"
    assert "Sin giro exportable" in done.next_step.text
