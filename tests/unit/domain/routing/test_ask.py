"""Asking for the next step, attending whoever makes contact, and registering in the portal (PUB, COM, CAP-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, RecordNotFound
from domain.model.cases import Flow
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Directory, Telephone
from domain.model.institution.people import Actor, Role
from domain.model.rut import Rut
from domain.protocol.routing.triage import Enquiry, Matter
from domain.use_cases.cases.charge import AcknowledgeCase, acknowledge_case, pending_hand_over
from domain.use_cases.next_steps.ask import (
    AttendContact,
    attend_contact,
    step_of_account,
    step_of_case,
    step_of_flow,
)
from tests.support.builders import FAIR, HELP_CENTRE, REGIONAL, an_account, an_action
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import EXECUTIVE_EMAIL, a_desk, a_user, move, only, templates
from tests.support.proving import proves

RUN = "12.345.678-5"
ROSA = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, run=RUN)
SUPPORT = Enquiry(frozenset({Matter.SUPPORT}), belongs_to_company=True)


# Next step


async def test_the_step_of_an_account_is_that_of_its_open_case() -> None:
    """COM-02: one answer for the account and for the case."""
    desk = CaseDesk()
    account = desk.desk.put(an_account())
    before = await step_of_account(desk.services, REGIONAL, account.id)
    case = (await desk.start(REGIONAL, Flow.CAPTURE, "receive_contact", account.id)).case
    after = await step_of_account(desk.services, REGIONAL, account.id)
    assert (before.step, before.case_id) == ("register", None)
    assert (after.step, after.case_id) == ("register", case.id)
    assert after == await step_of_case(desk.services, REGIONAL, case.id)


async def test_how_a_flow_would_begin_for_an_account() -> None:
    """POL-06: a user company is not captured, and is told what to do instead."""
    desk = CaseDesk()
    account = an_account()
    desk.desk.put(account, an_action(date(2024, 5, 10), type=FAIR))
    step = await step_of_flow(desk.services, REGIONAL, Flow.CAPTURE, account.id)
    assert step.rule == "CAP-02"
    assert "solicitud" in step.text


async def test_an_account_that_is_not_there_has_no_step() -> None:
    """The error names it."""
    with pytest.raises(RecordNotFound):
        await step_of_account(CaseDesk().services, REGIONAL, "nada")


# Whoever makes contact


@proves("PUB-04")
async def test_the_account_is_looked_up_by_its_rut_and_the_query_derived() -> None:
    """PUB-02, PUB-04, POL-04: to its executive, and recorded with channel, point of contact and what was known."""
    desk = CaseDesk()
    account = desk.desk.put(an_account(regional_executive=REGIONAL.id))
    asked = AttendContact(
        SUPPORT, rut="76.012.345-5", explained=True, point_of_contact=PointOfContact.TELEFONO, client_key="c1"
    )
    answer = await attend_contact(desk.services, HELP_CENTRE, asked)
    again = await attend_contact(desk.services, HELP_CENTRE, asked)
    decision = next(each for each in desk.desk.decisions if each.what == "derive_to_executive")
    assert [step.step for step in answer.steps] == ["derive_to_executive"]
    assert answer.account == account
    assert answer.account_step is not None
    assert again.steps == answer.steps
    assert (decision.rule, decision.account_id, decision.inputs["executive"]) == ("PUB-04", account.id, REGIONAL.id)
    assert decision.inputs == {
        "channel": "TELEPHONE",
        "point_of_contact": "TELEFONO",
        "executive": REGIONAL.id,
        "matters": "SUPPORT",
        "region": "08",
        "belongs_to_company": "sí",
        "has_account": "sí",
        "crm_reachable": "sí",
    }


@proves("PUB-04", "POL-05")
async def test_an_enquiry_reaches_the_executive_as_a_case_to_acknowledge() -> None:
    """PUB-04, POL-05: with what the person asks, and a letter; she takes note of it and answers."""
    desk = a_desk()
    account = a_user(desk)
    asked = AttendContact(
        SUPPORT, rut="76.012.345-5", query="¿Cómo llego a Perú?", person="Luisa", explained=True,
        point_of_contact=PointOfContact.TELEFONO,
    )  # fmt: skip
    await attend_contact(desk.services, HELP_CENTRE, asked)
    case = only(desk, Flow.ENQUIRY)
    opened, handed = desk.timeline(case)
    assert (case.account_id, case.state, case.assignee) == (account.id, "DERIVADA", REGIONAL.id)
    assert case.data["query"] == "¿Cómo llego a Perú?"
    assert case.data["matters"] == (
        "Apoyo para exportar o importar oferta chilena, o hablar con un ejecutivo o ejecutiva.",
    )
    assert (opened.by, opened.point_of_contact) == (HELP_CENTRE.id, PointOfContact.TELEFONO)
    assert (handed.data["to"], pending_hand_over(desk.timeline(case))) == (f"person:{REGIONAL.id}", handed)
    assert [(m.template, m.to) for m in desk.messages] == [("AVISO-CONSULTA", (EXECUTIVE_EMAIL,))]
    assert "Luisa" not in str(desk.messages[0].parameters)
    await acknowledge_case(desk.services, REGIONAL, AcknowledgeCase(case.id))
    assert pending_hand_over(desk.timeline(case)) is None
    answered = await desk.report(REGIONAL, case, "answer", answer="Por la feria de Lima")
    assert answered.case.state == "RESPONDIDA"


@proves("PUB-04")
async def test_the_same_enquiry_of_the_same_day_is_derived_once() -> None:
    """PUB-04: told at two points of contact; another question, another day or after the answer is a new one."""
    desk = a_desk()
    a_user(desk)
    asked = AttendContact(
        SUPPORT, rut="76.012.345-5", query="¿Cómo llego a Perú?", explained=True, point_of_contact=PointOfContact.CORREO
    )
    for point in (PointOfContact.CORREO, PointOfContact.TELEFONO):
        await attend_contact(desk.services, HELP_CENTRE, replace(asked, point_of_contact=point))
    case = only(desk, Flow.ENQUIRY)
    assert templates(desk) == ["AVISO-CONSULTA"]
    await attend_contact(desk.services, HELP_CENTRE, replace(asked, query="¿Y a China?"))
    assert len(desk.cases(Flow.ENQUIRY)) == 2
    await desk.report(REGIONAL, case, "answer", answer="Por la feria de Lima")
    await attend_contact(desk.services, HELP_CENTRE, asked)
    assert len(desk.cases(Flow.ENQUIRY)) == 3
    move(desk, "2024-09-16 09:00")
    await attend_contact(desk.services, HELP_CENTRE, asked)
    assert (len(desk.cases(Flow.ENQUIRY)), templates(desk)) == (4, ["AVISO-CONSULTA"] * 4)


async def test_nobody_derives_to_themselves() -> None:
    """PUB-04: the executive who is asked answers; an answer that is only shown derives nothing."""
    desk = a_desk()
    a_user(desk)
    asked = AttendContact(SUPPORT, rut="76.012.345-5", point_of_contact=PointOfContact.TELEFONO)
    await attend_contact(desk.services, HELP_CENTRE, asked)
    await attend_contact(desk.services, REGIONAL, replace(asked, explained=True))
    assert (desk.cases(Flow.ENQUIRY), templates(desk)) == ([], [])


@proves("PUB-05", "RTE-01")
async def test_while_the_crm_is_down_the_regional_mailbox_is_given_and_can_be_sent() -> None:
    """PUB-05, NTF-09, AMB-14."""
    desk = CaseDesk()
    enquiry = Enquiry(SUPPORT.matters, belongs_to_company=True, has_account=True, crm_reachable=False, region="12")
    asked = AttendContact(
        enquiry, rut="76.012.345-5", email="luisa@ejemplo.cl", person="Luisa", send=True,
        point_of_contact=PointOfContact.CORREO,
    )  # fmt: skip
    answer = await attend_contact(desk.services, HELP_CENTRE, asked)
    assert [(step.step, step.mailbox) for step in answer.steps] == [("write_to_mailbox", "ptaarenas@prochile.gob.cl")]
    assert [(message.template, message.to) for message in desk.messages] == [("NTF-09", ("luisa@ejemplo.cl",))]


@proves("PUB-06", "PUB-07", "SLA-08")
async def test_two_matters_are_two_answers_and_two_messages() -> None:
    """AMB-48, NTF-10, NTF-11."""
    desk = CaseDesk()
    enquiry = Enquiry(frozenset({Matter.COMMERCIAL_INFORMATION, Matter.COMPLAINT}), belongs_to_company=False)
    asked = AttendContact(enquiry, email="luisa@ejemplo.cl", send=True, point_of_contact=PointOfContact.FORM_CDA)
    await attend_contact(desk.services, HELP_CENTRE, asked)
    assert [message.template for message in desk.messages] == ["NTF-10", "NTF-11"]


async def test_a_company_learns_nothing_of_another() -> None:
    """PUB-02, F-07: of a RUT that is not its own it is told the same whether ProChile knows it or not."""
    desk = CaseDesk()
    own = desk.desk.put(an_account(rut=Rut.parse("77.888.999-4")))
    desk.desk.put(an_account(id="22222222-2222-2222-2222-222222222222", regional_executive=REGIONAL.id))
    stranger = Actor("otro", "Otro", Role.COMPANY, account_id=own.id, run=RUN)
    known, unknown, hers = [
        await attend_contact(desk.services, stranger, AttendContact(SUPPORT, rut=rut))
        for rut in ("76.012.345-5", "76.543.210-3", "77.888.999-4")
    ]
    assert known == unknown
    assert (known.account, known.account_step, known.steps[0].step) == (None, None, "register")
    assert hers.account == own


async def test_what_is_recorded_says_its_point_of_contact_and_an_enabled_telephone() -> None:
    """CHN-01, CHN-04: asking alone needs neither."""
    desk = CaseDesk(directory=Directory(telephones=(Telephone("+56 00 000 0001", "CENTRAL"),)))
    with pytest.raises(MissingData) as refused:
        await attend_contact(desk.services, HELP_CENTRE, AttendContact(SUPPORT, explained=True))
    assert (refused.value.rule, refused.value.missing) == ("CHN-01", ("pointOfContact",))
    called = AttendContact(
        SUPPORT, explained=True, point_of_contact=PointOfContact.TELEFONO, telephone="+56 00 000 0002"
    )
    with pytest.raises(InvalidValue) as unknown:
        await attend_contact(desk.services, HELP_CENTRE, called)
    assert (unknown.value.rule, unknown.value.field) == ("CHN-04", ("telephone",))
    assert desk.desk.decisions == []
    await attend_contact(desk.services, HELP_CENTRE, replace(called, telephone="+56000000001"))
    assert desk.desk.decisions[0].inputs["telephone"] == "+56000000001"


async def test_asking_alone_writes_nothing() -> None:
    """COM-03: only an explanation that was given is recorded."""
    desk = CaseDesk()
    await attend_contact(desk.services, HELP_CENTRE, AttendContact(SUPPORT))
    assert (desk.desk.decisions, desk.messages) == ([], [])


@proves("CHN-05", "CAP-03")
async def test_the_answer_is_the_same_at_every_point_of_contact() -> None:
    """CHN-05, CAP-03: a company without account, at each of the twelve points of contact."""
    told = []
    for point in PointOfContact:
        asked = AttendContact(SUPPORT, rut="76.012.345-5", point_of_contact=point)
        told.append((await attend_contact(CaseDesk().services, HELP_CENTRE, asked)).steps)
    assert len(told) == 12
    assert all(steps == told[0] for steps in told)
    assert told[0][0].step == "register"
