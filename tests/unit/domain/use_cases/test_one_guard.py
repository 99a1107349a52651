"""One guard for one rule, whichever door is knocked at: a fact of a flow, or a plain mutation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import NoRuleApplies, ProtocolError, StepNotAllowed
from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, Flow
from domain.model.institution.channels import PointOfContact
from domain.model.institution.configuration import ActionType
from domain.model.institution.people import Role
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.contact_frequency import contact_gap
from domain.use_cases.accounts.assign import (
    AssignCategory,
    AssignedCategory,
    AssignExecutive,
    ExecutiveKind,
    assign_category,
    assign_executive,
)
from domain.use_cases.accounts.contacts import AddContact, NewContact, add_contact
from domain.use_cases.accounts.record_fact import (
    RecordTestResult,
    SetExportaMas,
    record_test_result,
    set_exporta_mas,
)
from domain.use_cases.actions.amend_action import AnnulAction, CorrectAction, annul_action, correct_action
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.charge import AssignCase, HandOverCase, assign_case, hand_over_case
from domain.use_cases.cases.open_and_report import StartCase, start_case
from domain.use_cases.follow_up.follow_actions import follow_up_timers
from tests.support.builders import FAIR, HEAD, MEETING, REGIONAL, a_fact, an_account, an_action
from tests.support.cases.capture import notified, registered
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import INSTRUMENTS, a_desk
from tests.support.cases.situations import PORTAL

CALL, ATTEMPT = "CONTACTO_ESTABLECIDO", "CONTACTO_INTENTADO"
EVER = date(2010, 1, 1)
TYPES = (
    *(replace(each, since=EVER) for each in INSTRUMENTS),
    ActionType(CALL, "Contacto establecido", "GESTION", counts=False, since=EVER, is_contact=True),
    ActionType(ATTEMPT, "Contacto intentado", "GESTION", counts=False, since=EVER, is_contact=True),
)
Door = Callable[[CaseDesk, Account], Awaitable[object]]

ASKED: dict[Flow, tuple[str, dict[str, Any]]] = {
    Flow.REQUEST: ("receive_request", {"wants": "ADVICE", "matter": "Corea"}),
    Flow.SERVICE: ("select_for_service", {"activity": "Taller", "action_type": FAIR}),
    Flow.AGENDA: ("request_agenda", {"market": "CN", "mode": "VIRTUAL"}),
}
DAY = date(2024, 9, 10)
IN_CAPTURE = an_account()
EXPORTER = an_account(facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", DAY),))


def asks(flow: Flow) -> Door:
    fact, data = ASKED[flow]
    return lambda desk, account: desk.start(REGIONAL, flow, fact, account.id, **data)


async def plain_test(desk: CaseDesk, account: Account) -> object:
    asked = RecordTestResult(account.id, account.version, level="HIGH", on=DAY)
    return await record_test_result(desk.services.core, REGIONAL, asked)


async def result_in_capture(desk: CaseDesk, account: Account) -> object:
    case = await registered(desk, account)
    await desk.report(PORTAL, case, "complete_ficha", exports=True, region="08")
    return await desk.report(PORTAL, case, "record_test_result", level="HIGH")


async def plain_activity(desk: CaseDesk, account: Account) -> object:
    await asks(Flow.SERVICE)(desk, account)
    return await register_action(desk.services, REGIONAL, RegisterAction(account.id, FAIR, "Feria", DAY, DAY))


async def activity_in_service(desk: CaseDesk, account: Account) -> object:
    fact, data = ASKED[Flow.SERVICE]
    case = (await desk.start(REGIONAL, Flow.SERVICE, fact, account.id, **data)).case
    return await desk.report(REGIONAL, case, "register_activity", started_on=DAY, ended_on=DAY)


async def nobody_for_an_account(desk: CaseDesk, account: Account) -> object:
    asked = AssignExecutive(account.id, account.version, ExecutiveKind.REGIONAL, "nadie.existe", "Porque sí")
    return await assign_executive(desk.services.core, HEAD, asked)


async def nobody_for_a_case(desk: CaseDesk, account: Account) -> object:
    case = await registered(desk, account)
    return await assign_case(desk.services, HEAD, AssignCase(case.id, "nadie.existe", reason="Porque sí"))


async def nobody_takes_a_case(desk: CaseDesk, account: Account) -> object:
    case = await registered(desk, account)
    return await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "person:nadie.existe", "Porque sí"))


def corrected_into(type_: str, *, in_service: bool = False) -> Door:
    """The meeting of these tests was, it is told now, an action of that type."""

    async def door(desk: CaseDesk, account: Account) -> object:
        if in_service:
            await asks(Flow.SERVICE)(desk, account)
        (meeting,) = (each for each in desk.desk.store.rows.actions.values() if each.type == MEETING)
        asked = CorrectAction(meeting.id, meeting.version, {"type": type_}, "Se registró con otro tipo")
        return await correct_action(desk.services, REGIONAL, asked)

    return door


async def plain_contact(desk: CaseDesk, account: Account) -> object:
    return await register_action(desk.services, REGIONAL, RegisterAction(account.id, CALL, "Llamada", DAY, DAY))


async def contact_of_a_case(desk: CaseDesk, account: Account) -> object:
    fact, data = ASKED[Flow.REQUEST]
    return await start_case(desk.services, REGIONAL, StartCase(Flow.REQUEST, fact, account.id, data))


async def plain_membership(desk: CaseDesk, account: Account) -> object:
    return await set_exporta_mas(desk.services.core, REGIONAL, SetExportaMas(account.id, account.version, DAY))


async def membership_of_a_service(desk: CaseDesk, account: Account) -> object:
    data = {"activity": "Exporta Más", "action_type": "EXPORTA_MAS"}
    return await desk.start(REGIONAL, Flow.SERVICE, "select_for_service", account.id, **data)


_PAST = (an_action(date(2020, 5, 10)),)
_USER = (an_action(date(2024, 3, 5)),)
_MET = (*_USER, an_action(DAY, type=MEETING))
DOORS: list[tuple[str, str, Account, tuple[Any, ...], Door]] = [
    *(("CAP-02", flow.value, IN_CAPTURE, (), asks(flow)) for flow in ASKED),
    *(("OLD-01", flow.value, IN_CAPTURE, _PAST, asks(flow)) for flow in ASKED),
    ("CAP-05", "a result on the account", EXPORTER, (), plain_test),
    ("CAP-05", "a result in the capture", EXPORTER, (), result_in_capture),
    ("ATN-04", "an action", IN_CAPTURE, _USER, plain_activity),
    ("ATN-04", "the activity of the service", IN_CAPTURE, _USER, activity_in_service),
    ("ATN-04", "an action corrected into the activity", IN_CAPTURE, _MET, corrected_into(FAIR, in_service=True)),
    ("ATN-03", "membership of Exporta Más", IN_CAPTURE, _USER, plain_membership),
    ("ATN-03", "Exporta Más as a service", IN_CAPTURE, _USER, membership_of_a_service),
    ("CHN-01", "an action that is a contact", IN_CAPTURE, _USER, plain_contact),
    ("CHN-01", "an action corrected into a contact", IN_CAPTURE, _MET, corrected_into(CALL)),
    ("CHN-01", "a contact of a case", IN_CAPTURE, _USER, contact_of_a_case),
    ("RTE-05", "executive of an account", IN_CAPTURE, (), nobody_for_an_account),
    ("RTE-05", "person in charge of a case", IN_CAPTURE, (), nobody_for_a_case),
    ("RTE-05", "addressee of a hand-over", IN_CAPTURE, (), nobody_takes_a_case),
]


@pytest.mark.parametrize(
    ("rule", "account", "actions", "door"),
    [(rule, account, actions, door) for rule, _, account, actions, door in DOORS],
    ids=[f"{rule}: {name}" for rule, name, *_ in DOORS],
)
async def test_the_rule_is_asked_at_each_of_its_doors(
    rule: str, account: Account, actions: tuple[Any, ...], door: Door
) -> None:
    """F-20, F-21, F-25: what one door refuses is refused at the others, by the same rule, and nothing is written."""
    desk = a_desk(action_types=TYPES)
    desk.desk.put(account, *actions)
    with pytest.raises(ProtocolError) as refused:
        await door(desk, account)
    assert refused.value.rule == rule


async def corrected_title(desk: CaseDesk, account: Account) -> object:
    (fair,) = desk.desk.store.rows.actions.values()
    return await correct_action(desk.services, REGIONAL, CorrectAction(fair.id, 1, {"title": "Otra"}, "Era otra"))


async def annulled(desk: CaseDesk, account: Account) -> object:
    (fair,) = desk.desk.store.rows.actions.values()
    return await annul_action(desk.services, REGIONAL, AnnulAction(fair.id, 1, "No fue"))


async def a_category(desk: CaseDesk, account: Account) -> object:
    asked = AssignCategory(account.id, 1, AssignedCategory.TRABAJO_HABITUAL, "Trabaja con nosotros")
    return await assign_category(desk.services, REGIONAL, asked)


async def a_new_contact(desk: CaseDesk, account: Account) -> object:
    return await add_contact(desk.services.core, REGIONAL, AddContact(account.id, NewContact("Rosa Díaz")))


async def an_early_action(desk: CaseDesk, account: Account) -> object:
    return await register_action(desk.services, REGIONAL, RegisterAction(account.id, FAIR, "Feria", BEFORE, BEFORE))


async def an_early_result(desk: CaseDesk, account: Account) -> object:
    asked = RecordTestResult(account.id, 1, level="HIGH", on=BEFORE)
    return await record_test_result(desk.services.core, REGIONAL, asked)


async def an_early_membership(desk: CaseDesk, account: Account) -> object:
    return await set_exporta_mas(desk.services.core, HEAD, SetExportaMas(account.id, 1, BEFORE))


BEFORE = date(2019, 12, 20)
KNOWN_BEFORE = an_account(facts=(a_fact(FactKind.EXPORT_DECLARATION, "NO", BEFORE),), registered_on=BEFORE)
EXPORTED_BEFORE = an_account(facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", BEFORE),), registered_on=BEFORE)
ANY_DAY: dict[str, tuple[Account, Door]] = {
    **{f"a case of {flow.value}": (EXPORTED_BEFORE, asks(flow)) for flow in ASKED},
    "an action": (KNOWN_BEFORE, an_early_action),
    "a corrected action": (KNOWN_BEFORE, corrected_title),
    "an annulled action": (KNOWN_BEFORE, annulled),
    "a result of the test": (KNOWN_BEFORE, an_early_result),
    "Exporta Más": (EXPORTED_BEFORE, an_early_membership),
    "a category": (KNOWN_BEFORE, a_category),
    "a person to talk to": (KNOWN_BEFORE, a_new_contact),
}


@pytest.mark.parametrize(("account", "door"), ANY_DAY.values(), ids=ANY_DAY)
async def test_on_a_day_without_protocol_no_door_decides_by_it(account: Account, door: Door) -> None:
    """F-77, LIN-05: one answer, before the first edition; nothing is kept."""
    desk = a_desk("2019-12-30 10:00", action_types=TYPES)
    desk.desk.put(account, an_action(BEFORE))
    rows = desk.desk.store.rows
    before = (dict(rows.accounts), dict(rows.actions), dict(rows.cases))
    with pytest.raises(NoRuleApplies) as refused:
        await door(desk, account)
    assert refused.value.rule == "LIN-05"
    assert (rows.accounts, rows.actions, rows.cases) == before
    assert desk.desk.decisions == []


async def attempt_in_the_case(desk: CaseDesk, case: Case) -> object:
    with pytest.raises(StepNotAllowed, match="es un intento"):
        await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN", company_answered=False)
    return await desk.report(REGIONAL, case, "record_contact_attempt")


async def attempt_as_an_action(desk: CaseDesk, case: Case) -> object:
    asked = RegisterAction(
        case.account_id or "", ATTEMPT, "Llamada", DAY, DAY, point_of_contact=PointOfContact.TELEFONO
    )
    return await register_action(desk.services, REGIONAL, asked)


async def attempt_from_the_crm(desk: CaseDesk, case: Case) -> object:
    account = desk.desk.store.rows.accounts[case.account_id or ""]
    attempt = an_action(DAY, type=ATTEMPT, registered_by="carla.crm", registered_role=Role.SERVICE)
    timers = follow_up_timers(desk.desk.services, [(None, replace(attempt, account_id=account.id))])
    assert timers == []
    return desk.desk.put(account, attempt)


@pytest.mark.parametrize("door", [attempt_in_the_case, attempt_as_an_action, attempt_from_the_crm])
async def test_an_attempt_is_no_contact_whatever_the_door(door: Callable[[CaseDesk, Case], Awaitable[object]]) -> None:
    """F-20, AMB-06: SLA-03 goes on, the case waits for the contact, and the company was last spoken to never."""
    desk = a_desk(action_types=TYPES)
    case = await notified(desk)
    await door(desk, case)
    after = desk.desk.store.rows.cases[case.id]
    assert after.state == "NOTIFICADA_REGION"
    assert [(term.rule_id, term.is_open) for term in desk.terms(case)] == [("SLA-03", True)]
    account = desk.desk.store.rows.accounts[case.account_id or ""]
    rows = [each for each in desk.desk.store.rows.actions.values() if each.type in {ATTEMPT, CALL}]
    config = desk.desk.services.configuration()
    today = date(2024, 9, 13)
    gap = contact_gap(account.id, account.registered_on, classify(account, rows, today, config), rows, config, today)
    assert ([each.type for each in rows], gap.last_on) == ([ATTEMPT], None)
