"""The maximum response time of a point of contact, where it is configured (MEA-06, LIN-04)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from domain.model.accounts import Account, Organisation
from domain.model.cases import Case, Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.configuration import Dated, Setting
from domain.model.institution.people import Actor, Role
from domain.model.terms import TermRule, TermState, TermUnit
from domain.protocol.routing.triage import Enquiry, Matter
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import rule_of
from domain.protocol.terms.response import MAXIMUM, RESPONSES
from domain.protocol.terms.state import explain
from domain.use_cases.next_steps.ask import AttendContact, attend_contact
from tests.support.builders import COMMERCIAL, HELP_CENTRE, OFFICER, REGIONAL, an_account
from tests.support.calendars import a_book, local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import a_foreign_desk
from tests.support.cases.national import a_desk, a_user, only
from tests.support.proving import proves

CLIENTS = Actor("gc", "Gestión de Clientes", Role.CLIENT_MANAGEMENT, "CENTRAL")
MAIL, PHONE = PointOfContact.CORREO, PointOfContact.TELEFONO


def days(*values: tuple[date, dict[str, int]]) -> Setting[Mapping[str, int]]:
    """The setting, of which each value holds from its day."""
    return Setting("response_days", "MEA-06", tuple(Dated(value, since, "Acuerdo") for since, value in values))


def at_desk(*values: tuple[date, dict[str, int]]) -> CaseDesk:
    """Where answers have a maximum from these days on; Friday 13 September 2024, 17:00."""
    return a_desk(response_days=days(*values))


SUPPORT = Enquiry(frozenset({Matter.SUPPORT}))
TWO_BY_MAIL = (date(2024, 1, 1), {"CORREO": 2, "TELEFONO": 1})


def a_company(desk: CaseDesk) -> Account:
    return desk.desk.put(an_account(regional_executive=REGIONAL.id, office="OFIREG-08"))


async def a_problem(desk: CaseDesk, point: PointOfContact | None = MAIL) -> Case:
    asked = {"problem": "FICHA", "problem_notes": "No carga"}
    flow, fact = Flow.PORTAL_PROBLEM, "report_portal_problem"
    return (await desk.start(REGIONAL, flow, fact, a_company(desk).id, point=point, **asked)).case


@proves("MEA-06", "LIN-04")
async def test_a_contact_at_a_point_with_a_maximum_starts_its_term() -> None:
    """MEA-06: two business days by mail from Friday 13: Monday 16 and Tuesday 17 September 2024."""
    desk = at_desk(TWO_BY_MAIL)
    case = await a_problem(desk)
    (term,) = desk.terms(case)
    told = explain(term, a_book().of_office(term.office), local("2024-09-16 10:00"), rules=_rules(desk))
    assert (term.rule_id, term.channel, term.point_of_contact) == (MAXIMUM, Channel.DIGITAL, MAIL)
    assert told.due.due_on == date(2024, 9, 17)
    assert (await desk.report(REGIONAL, case, "company_insists", point=MAIL)).next_step.due_on == date(2024, 9, 17)


@proves("MEA-06")
async def test_the_answer_stops_it_and_who_insists_before_starts_none_anew() -> None:
    """MEA-06, MEA-01: one term; answered on Wednesday 18, a holiday here, it is met late."""
    desk = at_desk(TWO_BY_MAIL)
    case = await a_problem(desk)
    await desk.report(REGIONAL, case, "company_insists", point=PHONE)
    desk.desk.clock.at = local("2024-09-18 09:00")
    done = await desk.report(CLIENTS, case, "record_advice", advice="Se reinició su clave")
    (term,) = desk.terms(case)
    told = explain(term, a_book().of_office(term.office), desk.desk.clock.at, rules=_rules(desk))
    assert (told.state, done.event.late) == (TermState.MET_LATE, True)


@pytest.mark.parametrize("point", [PointOfContact.OFIREG, PointOfContact.EVENTO])
async def test_where_nothing_is_configured_no_term_starts(point: PointOfContact) -> None:
    """LIN-04, MEA-06: there is no default."""
    assert await _terms_at(at_desk(TWO_BY_MAIL), point) == []
    assert await _terms_at(at_desk(), MAIL) == []


async def test_the_setting_holds_from_its_day_and_a_later_block_may_leave_it_out() -> None:
    """MEA-06, LIN-05: not before 14 September; nor after a block without it."""
    assert await _terms_at(at_desk((date(2024, 9, 14), {"CORREO": 2})), MAIL) == []
    assert await _terms_at(at_desk(TWO_BY_MAIL, (date(2024, 9, 13), {"TELEFONO": 1})), MAIL) == []


async def test_each_point_of_contact_counts_its_own_days() -> None:
    """MEA-06: of the same instant, one business day by telephone and two by mail."""
    desk = at_desk(TWO_BY_MAIL)
    found = [desk.terms(await a_problem(desk, point))[0] for point in (MAIL, PHONE)]
    rows = [rule_of(term, _rules(desk)) for term in found]
    assert [(row.quantity, row.unit, row.point) for row in rows] == [
        (2, TermUnit.BUSINESS_DAYS, MAIL),
        (1, TermUnit.BUSINESS_DAYS, PHONE),
    ]


async def test_where_the_protocol_gives_the_term_of_the_answer_that_one_holds_alone() -> None:
    """MEA-06, LIN-04, SLA-08: «no default other than those the protocol fixes»."""
    desk = at_desk((date(2024, 1, 1), {point.value: 1 for point in PointOfContact}))
    asked = {"person": "Luisa Vera", "query": "¿Cómo exporto miel?"}
    outcome = await desk.start(REGIONAL, Flow.HELP_CENTRE, "submit_help_form", point=MAIL, **asked)
    assert [term.rule_id for term in desk.terms(outcome.case)] == ["SLA-08"]
    assert Flow.HELP_CENTRE not in RESPONSES


@proves("MEA-06")
async def test_an_enquiry_that_is_derived_waits_for_the_answer_of_the_executive() -> None:
    """MEA-06, PUB-04, AMB-06: an attempt that reached nobody is no answer."""
    desk = at_desk(TWO_BY_MAIL)
    a_user(desk)
    asked = AttendContact(
        SUPPORT, rut="76.012.345-5", query="¿Cómo llego a Perú?", explained=True, point_of_contact=PHONE
    )
    await attend_contact(desk.services, HELP_CENTRE, asked)
    case = only(desk, Flow.ENQUIRY)
    assert [(term.rule_id, term.point_of_contact) for term in desk.terms(case)] == [(MAXIMUM, PHONE)]
    await desk.report(REGIONAL, case, "record_contact_attempt", point=PHONE)
    assert [term.is_open for term in desk.terms(case)] == [True]
    await desk.report(REGIONAL, case, "answer", point=PHONE, answer="Estos son los pasos")
    assert [term.is_open for term in desk.terms(case)] == [False]


@proves("MEA-06")
async def test_a_company_that_asks_for_support_waits_for_the_procedure() -> None:
    """MEA-06, CAP-03; withdrawn before, it is no longer demanded and not met."""
    desk = at_desk(TWO_BY_MAIL)
    account = desk.desk.put(an_account())
    case = (await desk.start(REGIONAL, Flow.CAPTURE, "receive_contact", account.id, point=MAIL)).case
    assert [term.rule_id for term in desk.terms(case)] == [MAXIMUM]
    withdrawn = await desk.report(REGIONAL, case, "withdraw_capture", reason="La empresa cerró")
    assert withdrawn.case.closed_at is not None
    assert [(term.stopped_at, term.waiver is not None) for term in desk.terms(case)] == [(None, True)]


@proves("MEA-06")
async def test_an_institution_waits_for_the_agreed_answer() -> None:
    """MEA-06, INS-03: the consultation of the unit that leads the relation is no answer."""
    desk = at_desk(TWO_BY_MAIL)
    account = desk.desk.put(an_account(organisation=Organisation.INSTITUTION, sector_officer=OFFICER.id))
    asked = {"matter": "Una charla para sus socios"}
    flow, fact = Flow.INSTITUTION, "receive_institution_request"
    case = (await desk.start(REGIONAL, flow, fact, account.id, point=MAIL, **asked)).case
    await desk.report(REGIONAL, case, "consult_lead_unit", consulted="Eva Pino", notes="De acuerdo")
    assert [(term.rule_id, term.is_open) for term in desk.terms(case)] == [(MAXIMUM, True)]
    await desk.report(OFFICER, case, "give_agreed_answer", answer="Sí, en octubre")
    assert [term.is_open for term in desk.terms(case)] == [False]


@proves("MEA-06")
async def test_a_company_abroad_waits_for_the_support() -> None:
    """MEA-06, SPC-01: to be asked for its RUT is no answer."""
    desk = a_foreign_desk(response_days=days(TWO_BY_MAIL))
    account = desk.desk.put(an_account())
    case = (await desk.start(COMMERCIAL, Flow.ABROAD, "ask_rut", account.id, point=MAIL, support="Contactos")).case
    await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=True)
    assert [(term.rule_id, term.is_open) for term in desk.terms(case)] == [(MAXIMUM, True)]
    await desk.report(COMMERCIAL, case, "record_support", result="Tres reuniones")
    assert [term.is_open for term in desk.terms(case)] == [False]


def _rules(desk: CaseDesk) -> tuple[TermRule, ...]:
    return terms_in_force(desk.desk.services.configuration())


async def _terms_at(desk: CaseDesk, point: PointOfContact) -> list[str]:
    return [term.rule_id for term in desk.terms(await a_problem(desk, point))]
