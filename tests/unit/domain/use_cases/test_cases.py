"""What all cases share: who has them, hand-overs, messages, decisions (issue 4, section 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, RecordNotFound, StepNotAllowed
from domain.model.cases import Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.directory import Absence, Directory, Person
from domain.model.institution.people import Actor, Role
from domain.model.terms import TermState
from domain.protocol.terms.counting import calendar_for, rule_of
from domain.protocol.terms.state import state
from domain.use_cases.cases.charge import (
    AcknowledgeCase,
    AssignCase,
    HandOverCase,
    MarkComplex,
    acknowledge_case,
    assign_case,
    hand_over_case,
    mark_complex,
    pending_hand_over,
)
from tests.support.builders import (
    ANALYST,
    HEAD,
    HELP_CENTRE,
    OFFICER,
    OTHER_REGIONAL,
    REGIONAL,
    an_account,
)
from tests.support.calendars import a_book, local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.case_stories import RUN, notified
from tests.support.cases.foreign import OCI
from tests.support.cases.national import a_desk, a_user, of_company, only
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.proving import proves


class BrokenRenderer:
    """No template has its parameters."""

    def render(self, *_: object) -> object:
        """Always refuses."""
        raise MissingData("Falta un dato.", missing=("due",))


# Who has the case


async def test_the_regional_head_overrides_the_proposal_with_a_reason() -> None:
    """RTE-05, POL-07: recorded as an override, with who was proposed."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(MissingData) as refused:
        await assign_case(desk.services, HEAD, AssignCase(case.id, REGIONAL.id))
    done = await assign_case(desk.services, HEAD, AssignCase(case.id, REGIONAL.id, reason="Conoce el rubro"))
    decision = desk.desk.decisions[-1]
    assert refused.value.rule == "RTE-05"
    assert done.case.assignee == REGIONAL.id
    assert (decision.kind.value, decision.reason, decision.case_id) == ("OVERRIDE", "Conoce el rubro", case.id)
    assert dict(done.event.data) == {"person": REGIONAL.id, "before": OFFICER.id}


async def test_nobody_else_assigns_and_nobody_unknown_is_assigned() -> None:
    """RTE-05: whom the regional head deems appropriate, of the directory."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(NotAuthorised):
        await assign_case(desk.services, REGIONAL, AssignCase(case.id, REGIONAL.id, reason="Porque sí"))
    with pytest.raises(InvalidValue):
        await assign_case(desk.services, HEAD, AssignCase(case.id, "nadie", reason="Porque sí"))


async def test_who_is_away_is_stood_in_for() -> None:
    """Issue 4, section 2: the substitute is proposed, and named in the next step."""
    away = Absence(date(2024, 9, 9), date(2024, 9, 30), substitute=REGIONAL.id)
    people = tuple(replace(p, absences=(away,)) if p.id == OFFICER.id else p for p in DIRECTORY.people)
    desk = CaseDesk(directory=Directory(people))
    assert (await notified(desk)).assignee == REGIONAL.id


# Hand-overs


@proves("POL-05")
async def test_a_hand_over_is_a_record_that_awaits_its_acknowledgement() -> None:
    """POL-05: from, to, reason, date, acknowledgement. AMB-01: the term goes on from its start."""
    desk = CaseDesk()
    case = await notified(desk)
    handed = await hand_over_case(
        desk.services, HEAD, HandOverCase(case.id, "office:OFIREG-15", "La planta está en Arica")
    )
    pending = pending_hand_over(desk.timeline(case))
    assert handed.case.office == "OFIREG-15"
    assert pending is not None
    assert dict(pending.data) == {"to": "office:OFIREG-15", "from_office": "OFIREG-08", "from_person": OFFICER.id}
    (term,) = desk.terms(case)
    assert (term.office, term.started_at) == ("OFIREG-15", local("2024-09-13 17:00"))
    done = await acknowledge_case(desk.services, OTHER_REGIONAL, AcknowledgeCase(case.id))
    assert pending_hand_over(desk.timeline(case)) is None
    assert done.case.assignee == OTHER_REGIONAL.id
    with pytest.raises(StepNotAllowed) as refused:
        await acknowledge_case(desk.services, OTHER_REGIONAL, AcknowledgeCase(case.id))
    assert refused.value.rule == "POL-05"


async def test_only_who_may_act_on_a_case_hands_it_over_marks_or_acknowledges_it() -> None:
    """POL-05, RTE-04, F-06: not another office, which would take it that way; nor a role without part in it."""
    desk = CaseDesk()
    case = await notified(desk)
    before = desk.timeline(case)
    for stranger in (OTHER_REGIONAL, HELP_CENTRE, OCI, ANALYST, PORTAL):
        for verb, asked in (
            (hand_over_case, HandOverCase(case.id, "office:OFIREG-15", "Es mía")),
            (mark_complex, MarkComplex(case.id, "Es mía")),
            (assign_case, AssignCase(case.id, REGIONAL.id, reason="Es mía")),
            (acknowledge_case, AcknowledgeCase(case.id, seen=99)),
        ):
            with pytest.raises(NotAuthorised):
                await verb(desk.services, stranger, asked)  # type: ignore[operator]  # each with its own
    company = Actor("otro", "Otro", Role.COMPANY, account_id="otra", run=RUN)
    for case_id in (case.id, "ninguno"):
        with pytest.raises(NotAuthorised):
            await mark_complex(desk.services, company, MarkComplex(case_id, "Es mía"))
    assert desk.timeline(case) == before


async def test_nobody_is_given_a_case_whose_role_has_none() -> None:
    """POL-05, ROL-01: an analyst measures; a case put there would be nobody's."""
    analyst = Person("amanda.silva", "Amanda Silva", Role.ANALYST, "amanda@ejemplo.cl", "CENTRAL")
    desk = CaseDesk(directory=Directory((*DIRECTORY.people, analyst)))
    case = await notified(desk)
    before = desk.timeline(case)
    for to in ("ANALYST", "SERVICE", "COMPANY", "person:amanda.silva"):
        with pytest.raises(InvalidValue):
            await hand_over_case(desk.services, REGIONAL, HandOverCase(case.id, to, "Que lo vea"))
    with pytest.raises(InvalidValue, match=r"Amanda Silva \(analista\) no tiene casos a cargo"):
        await assign_case(desk.services, HEAD, AssignCase(case.id, "amanda.silva", reason="Que lo vea"))
    assert desk.timeline(case) == before


async def test_what_was_handed_to_an_office_is_acknowledged_there_only() -> None:
    """POL-05: whoever let it go does not take note of it for the other office."""
    desk = CaseDesk()
    case = await notified(desk)
    await hand_over_case(desk.services, REGIONAL, HandOverCase(case.id, "office:OFIREG-15", "Es de Arica"))
    with pytest.raises(NotAuthorised):
        await acknowledge_case(desk.services, REGIONAL, AcknowledgeCase(case.id))
    done = await acknowledge_case(desk.services, OTHER_REGIONAL, AcknowledgeCase(case.id))
    assert done.case.assignee == OTHER_REGIONAL.id


async def test_the_officer_of_the_sector_takes_what_comes_to_another_office() -> None:
    """RTE-04, RTE-05: in Arica the officer of the company's sector, not whoever heads the office."""
    head = Person("jefa.arica", "Jimena", Role.REGIONAL_HEAD, "jimena@ejemplo.cl", "OFIREG-15")
    officer = Person(
        "sector.arica", "Saúl", Role.SECTOR_OFFICER, "saul@ejemplo.cl", "OFIREG-15", sectors=("ALIMENTOS",)
    )
    desk = CaseDesk(directory=Directory((*DIRECTORY.people, head, officer)))
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-16 10:00")
    done = await desk.report(PORTAL, case, "complete_ficha", exports=True, region="15")
    assert (done.case.office, done.case.assignee) == ("OFIREG-15", officer.id)


async def test_a_hand_over_without_reason_is_refused() -> None:
    """POL-06."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(MissingData) as refused:
        await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "REGIONAL_EXECUTIVE", " "))
    assert refused.value.rule == "POL-06"


@pytest.mark.parametrize(
    "to", ["person:nadie.existe", "office:OFIREG-99", "COMPANY", "JEFATURA", "unit: ", "REGIONAL_HEAD:x"]
)
async def test_a_case_is_handed_to_nobody_who_does_not_exist(to: str) -> None:
    """POL-05, AMB-68: an unknown office, person or role is refused, and the case stays where it is."""
    desk = CaseDesk()
    case = await notified(desk)
    before = desk.timeline(case)
    with pytest.raises((InvalidValue, MissingData)) as refused:
        await hand_over_case(desk.services, HEAD, HandOverCase(case.id, to, "Por error"))
    assert refused.value.field == ("to",)
    assert desk.timeline(case) == before


async def test_a_complex_case_is_marked_for_the_next_revision() -> None:
    """LIN-05."""
    desk = CaseDesk()
    case = await notified(desk)
    done = await mark_complex(desk.services, REGIONAL, MarkComplex(case.id, "Dos casas matrices"))
    assert done.case.complex
    assert desk.desk.decisions[-1].rule == "LIN-05"


# Messages


async def test_a_message_without_address_is_recorded_and_stops_nothing() -> None:
    """AMB-01: the fact stands, the term runs, and the record says that the message did not go out."""
    desk = CaseDesk()
    case = await notified(desk, an_account(email=None))
    assert case.state == "NOTIFICADA_REGION"
    assert [message.template for message in desk.messages] == ["NTF-06"]
    unsent = "No salió el mensaje «próximo contacto del equipo regional»: no hay dirección de correo."
    assert [d.outcome for d in desk.desk.decisions if d.kind.value == "TRACE"] == [unsent]
    told = desk.timeline(case)[-1].effects
    assert unsent in told
    assert "Sale el mensaje: próximo contacto del equipo regional." not in told


async def test_a_message_that_cannot_be_made_moves_no_term() -> None:
    """AMB-01: the company does not bear it."""
    desk = CaseDesk()
    desk.services = replace(desk.services, renderer=BrokenRenderer())  # type: ignore[arg-type]  # broken on purpose
    case = await notified(desk)
    assert desk.messages == []
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-03"]
    unmade = [d.outcome for d in desk.desk.decisions if d.kind.value == "TRACE"]
    told = desk.timeline(case)[-1].effects
    assert [line for line in told if "mensaje" in line] == unmade
    assert unmade[0] == "No se pudo preparar el mensaje «próximo contacto del equipo regional»: Falta un dato."
    assert len(unmade) == 2


# Decisions and refusals


async def test_every_step_is_in_the_record_of_decisions() -> None:
    """POL-07: actor, time, rule, protocol version, inputs."""
    desk = CaseDesk()
    case = await notified(desk)
    register, ficha = desk.desk.decisions[-2:]
    assert [register.what, ficha.what] == ["register", "complete_ficha"]
    assert (ficha.rule, ficha.protocol_version, ficha.case_id) == ("EXP-01", "2024", case.id)
    assert ficha.inputs["from"] == "REGISTRO"
    assert ficha.inputs["to"] == "NOTIFICADA_REGION"


async def test_a_refusal_is_recorded_with_its_reason_and_the_step_to_take() -> None:
    """POL-06: shown and kept; nothing else is written."""
    desk = CaseDesk()
    case = await notified(desk)
    before = desk.timeline(case)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "validate")
    decision = desk.desk.decisions[-1]
    assert desk.timeline(case) == before
    assert (decision.kind.value, decision.rule, decision.outcome) == ("REFUSAL", "CAP-07", refused.value.message)
    assert decision.inputs["step_to_take"] == refused.value.step_to_take


async def test_another_company_does_not_act_on_the_case() -> None:
    """COM-02: to a company, another's case is as one that does not exist."""
    desk = CaseDesk()
    case = await notified(desk)
    stranger = Actor("otro", "Otro", Role.COMPANY, account_id="otra", run=RUN)
    with pytest.raises(RecordNotFound):
        await desk.report(stranger, case, "complete_ficha", exports=False, region="08")


async def test_permission_comes_before_already_so() -> None:
    """RTE-04, F-03: word for word the same report by another office or role is refused; nothing is shown for it."""
    desk = CaseDesk()
    case = await notified(desk)
    at = desk.desk.clock.now()
    await desk.report(REGIONAL, case, "record_contact_attempt", occurred_at=at, means="teléfono")
    company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=case.account_id, run=RUN)
    for stranger in (OTHER_REGIONAL, ANALYST, company):
        with pytest.raises(NotAuthorised):
            await desk.report(stranger, case, "record_contact_attempt", occurred_at=at, means="teléfono")


async def test_who_reported_a_fact_may_ask_for_its_lost_answer_after_a_hand_over() -> None:
    """AMB-01, F-03: an exact repetition by the same actor is answered; anything else is for the office that has it."""
    desk = CaseDesk()
    case = await notified(desk)
    at = desk.desk.clock.now()
    await desk.report(REGIONAL, case, "record_contact_attempt", occurred_at=at, means="teléfono")
    await hand_over_case(desk.services, REGIONAL, HandOverCase(case.id, "office:OFIREG-15", "Es de Arica."))
    again = await desk.report(REGIONAL, case, "record_contact_attempt", occurred_at=at, means="teléfono")
    assert (again.duplicate, again.event.fact) == (True, "record_contact_attempt")
    desk.desk.clock.at += timedelta(minutes=1)
    for means, when in (("correo", at), ("teléfono", desk.desk.clock.now())):
        with pytest.raises(NotAuthorised):
            await desk.report(REGIONAL, case, "record_contact_attempt", occurred_at=when, means=means)


async def test_a_term_that_nobody_meets_stays_overdue_with_its_attempts_visible() -> None:
    """AMB-58."""
    desk = CaseDesk()
    case = await notified(desk)
    for day in ("16", "17"):
        desk.desk.clock.at = local(f"2024-09-{day} 10:00")
        await desk.report(REGIONAL, case, "record_contact_attempt", means="teléfono")
    (term,) = desk.terms(case)
    calendar = calendar_for(rule_of(term), term.office, a_book())
    assert state(term, calendar, local("2024-09-25 10:00")) is TermState.OVERDUE
    assert [event.fact for event in desk.timeline(case)].count("record_contact_attempt") == 2


# Channels


async def test_a_term_bears_the_channel_its_case_came_by() -> None:
    """
    MEA-01, AMB-71: who registered by the help centre's form is due by the digital channel, though the ficha that starts
    the term comes by none; the contact at the regional office starts one of the on-site channel.
    """
    desk = CaseDesk()
    account = desk.desk.put(an_account())
    company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account.id, run=RUN)
    by_form = PointOfContact.FORM_CDA
    opened = await desk.start(company, Flow.CAPTURE, "register", account.id, point=by_form, representative_run=RUN)
    case = (await desk.report(PORTAL, opened.case, "complete_ficha", exports=True, region="08")).case
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert [(term.rule_id, term.channel, term.point_of_contact) for term in desk.terms(case)] == [
        ("SLA-03", Channel.DIGITAL, PointOfContact.FORM_CDA),
        ("SLA-04", Channel.IN_PERSON, PointOfContact.OFIREG),
    ]


async def test_a_case_opened_by_another_came_by_its_channel() -> None:
    """MEA-01, AMB-71: the agenda that a company chose in the portal was asked for at the regional office."""
    desk = a_desk()
    account = a_user(desk)
    asked = await desk.start(REGIONAL, Flow.REQUEST, "receive_request", account.id, wants="OFICOM", matter="China")
    await desk.report(REGIONAL, asked.case, "offer_alternatives", alternatives=("Agenda",))
    await desk.report(of_company(account), asked.case, "record_choice", choice="AGENDA", market="CN", mode="VIRTUAL")
    agenda = only(desk, Flow.AGENDA)
    (term,) = desk.terms(agenda)
    assert (agenda.channel, term.channel, term.point_of_contact) == (
        Channel.IN_PERSON, Channel.IN_PERSON, PointOfContact.OFIREG,
    )  # fmt: skip
