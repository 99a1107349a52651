"""Institutions and associations: joining, internal consultation, agreed answer, instances (INS-01..INS-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import NotAuthorised, StepNotAllowed
from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Case, Flow, Value
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Role
from tests.support.builders import COMMERCIAL, HEAD, OFFICER, REGIONAL, a_fact, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import PEOPLE, a_desk, action_types, now, of_company, templates

INSTITUTION = Flow.INSTITUTION
ASK: dict[str, Value] = {"matter": "Una charla para sus socios"}


def an_association(desk: CaseDesk, *, is_validated: bool = True, **fields: Any) -> Account:
    facts = (a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 2, 1)),) if is_validated else ()
    account = an_account(name="Asociación de Conserveros", organisation=Organisation.INSTITUTION, facts=facts)
    return desk.desk.put(replace(account, sector_officer=OFFICER.id, **fields))


async def received(desk: CaseDesk, **data: Value) -> Case:
    account = an_association(desk)
    return (await desk.start(REGIONAL, INSTITUTION, "receive_institution_request", account.id, **{**ASK, **data})).case


async def test_the_unit_that_leads_the_relation_is_consulted_first() -> None:
    """INS-03, section 8.3: whoever was contacted has the case, and consults the unit that leads the relation."""
    desk = a_desk()
    outcome = await desk.start(
        COMMERCIAL, INSTITUTION, "receive_institution_request", an_association(desk).id,
        point=PointOfContact.OFICOM, **ASK,
    )  # fmt: skip
    assert outcome.next_step.step == "consult_lead_unit"
    assert "Eva Pino" in outcome.next_step.text
    assert now(desk, outcome.case).assignee == COMMERCIAL.id
    done = await desk.report(COMMERCIAL, outcome.case, "consult_lead_unit", consulted="Eva Pino", notes="De acuerdo")
    assert now(desk, done.case).assignee == OFFICER.id


async def test_who_leads_the_relation_does_not_consult_itself() -> None:
    """INS-03, INS-04: the sector officer of the institution was contacted: it answers."""
    desk = a_desk()
    outcome = await desk.start(OFFICER, INSTITUTION, "receive_institution_request", an_association(desk).id, **ASK)
    assert (outcome.case.state, outcome.next_step.step) == ("CONSULTADA", "give_agreed_answer")
    assert now(desk, outcome.case).assignee == OFFICER.id


async def test_a_request_by_the_portal_is_for_the_regional_executive_to_consult() -> None:
    """INS-03: nobody of ProChile was contacted in person."""
    desk = a_desk()
    account = an_association(desk, regional_executive=REGIONAL.id)
    outcome = await desk.start(of_company(account), INSTITUTION, "receive_institution_request", account.id, **ASK)
    assert (outcome.case.state, now(desk, outcome.case).assignee) == ("RECIBIDA", REGIONAL.id)


async def test_no_answer_without_the_consultation_or_a_reason_to_skip_it() -> None:
    """INS-03: suggested, so it may be skipped, with the reason on record (POL-06)."""
    desk = a_desk()
    case = await received(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(OFFICER, case, "give_agreed_answer", answer="Sí, en octubre")
    assert refused.value.rule == "INS-03"
    done = await desk.report(REGIONAL, case, "skip_consultation", reason="La jefatura ya respondió por teléfono")
    assert (done.case.state, done.event.reason) == ("CONSULTADA", "La jefatura ya respondió por teléfono")


async def test_the_agreed_answer_is_the_sector_officers_responsibility() -> None:
    """INS-04: consultation with its outcome in the CRM; the officer is responsible for the answer."""
    desk = a_desk()
    case = await received(desk)
    done = await desk.report(REGIONAL, case, "consult_lead_unit", consulted="Eva Pino", notes="De acuerdo, en octubre")
    assert done.next_step.responsible_role is Role.SECTOR_OFFICER
    assert now(desk, case).assignee == OFFICER.id
    consultation = next(a for a in desk.desk.store.rows.actions.values() if a.type == "CONSULTA_UNIDAD")
    assert consultation.notes == "De acuerdo, en octubre"
    done = await desk.report(OFFICER, now(desk, case), "give_agreed_answer", answer="Sí, en octubre")
    assert done.case.state == "RESPONDIDA"


async def test_a_concursos_project_is_coordinated_with_its_supervisor() -> None:
    """INS-05: its supervisor has it at once; then whoever was contacted consults the lead unit (INS-03)."""
    desk = a_desk()
    supervisor = Person(
        "raul.soto", "Raúl Soto", Role.CONCURSOS_SUPERVISOR, "raul.soto@ejemplo.cl", "CENTRAL-CONCURSOS"
    )
    desk.directory = Directory((*PEOPLE.people, supervisor))
    case = await received(desk, concursos=True)
    assert (case.state, now(desk, case).assignee) == ("CONCURSOS", supervisor.id)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "give_agreed_answer", answer="Sí")
    assert refused.value.rule == "INS-05"
    person = Actor(supervisor.id, supervisor.name, Role.CONCURSOS_SUPERVISOR, "CENTRAL-CONCURSOS")
    done = await desk.report(person, now(desk, case), "coordinate_with_supervisor", notes="Se extiende el plazo")
    assert (done.case.state, now(desk, case).assignee) == ("RECIBIDA", REGIONAL.id)
    done = await desk.report(REGIONAL, now(desk, case), "consult_lead_unit", consulted="Eva Pino", notes="Conforme")
    assert (done.case.state, now(desk, case).assignee) == ("CONSULTADA", OFFICER.id)


async def test_a_lead_unit_consulted_meanwhile_is_not_consulted_again() -> None:
    """INS-05, INS-03: either order."""
    desk = a_desk()
    case = await received(desk, concursos=True)
    await desk.report(REGIONAL, case, "consult_lead_unit", consulted="Eva Pino", notes="Conforme")
    done = await desk.report(REGIONAL, case, "coordinate_with_supervisor", notes="Se extiende el plazo")
    assert (done.case.state, now(desk, case).assignee) == ("CONSULTADA", OFFICER.id)


async def test_a_company_is_not_attended_as_an_institution() -> None:
    """INS-03, USR-01: refused, with the way that is its own."""
    desk = a_desk()
    account = desk.desk.put(an_account())
    with pytest.raises(StepNotAllowed, match="solicitud de empresa"):
        await desk.start(REGIONAL, INSTITUTION, "receive_institution_request", account.id, **ASK)


async def test_an_association_joins_when_its_account_is_created_and_validated() -> None:
    """INS-01: by the sector officer or the regional executive; no Clave Única, ficha or test."""
    desk = a_desk()
    asked: dict[str, Value] = {"association_name": "Asociación de Conserveros"}
    outcome = await desk.start(COMMERCIAL, INSTITUTION, "ask_to_join", point=PointOfContact.EVENTO, **asked)
    assert (outcome.case.state, outcome.next_step.step) == ("POR_CREAR", "record_account_validated")
    assert "No necesita Clave Única" in outcome.next_step.text
    for account in (an_association(desk, is_validated=False), desk.desk.put(an_account(rut=None))):
        with pytest.raises(StepNotAllowed) as refused:
            await desk.report(OFFICER, outcome.case, "record_account_validated", association=account.id)
        assert refused.value.rule == "INS-01"
    with pytest.raises(NotAuthorised):
        await desk.report(HEAD, outcome.case, "record_account_validated", association=account.id)
    ready = an_association(desk, rut=None)
    done = await desk.report(OFFICER, outcome.case, "record_account_validated", association=ready.id)
    assert done.case.state == "INCORPORADA"


async def test_an_instance_with_a_stakeholder_is_logged_and_told() -> None:
    """INS-02: NTF-33 with the planned activities, and an action from which the days since then are counted."""
    desk = a_desk()
    account = an_association(desk)
    outcome = await desk.start(
        OFFICER, INSTITUTION, "record_instance", account.id,
        planned_activities=("Feria en octubre",), results="Dos empresas nuevas",
    )  # fmt: skip
    assert (outcome.case.state, templates(desk)) == ("INSTANCIA", ["NTF-33"])
    assert desk.messages[0].parameters["planned"] == ("Feria en octubre",)
    assert action_types(desk, account) == ["INSTANCIA_STAKEHOLDER"]
