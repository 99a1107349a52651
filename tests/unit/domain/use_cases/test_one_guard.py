"""One guard for one rule, whichever door is knocked at: a fact of a flow, or a plain mutation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from domain.errors import ProtocolError
from domain.model.accounts import Account, FactKind
from domain.model.cases import Flow
from domain.use_cases.accounts.assign import AssignExecutive, ExecutiveKind, assign_executive
from domain.use_cases.accounts.record_fact import RecordTestResult, record_test_result
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.charge import AssignCase, HandOverCase, assign_case, hand_over_case
from tests.support.builders import FAIR, HEAD, REGIONAL, a_fact, an_account, an_action
from tests.support.cases.capture import registered
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import a_desk
from tests.support.cases.situations import PORTAL

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


_PAST = (an_action(date(2020, 5, 10)),)
_USER = (an_action(date(2024, 3, 5)),)
DOORS: list[tuple[str, str, Account, tuple[Any, ...], Door]] = [
    *(("CAP-02", flow.value, IN_CAPTURE, (), asks(flow)) for flow in ASKED),
    *(("OLD-01", flow.value, IN_CAPTURE, _PAST, asks(flow)) for flow in ASKED),
    ("CAP-05", "a result on the account", EXPORTER, (), plain_test),
    ("CAP-05", "a result in the capture", EXPORTER, (), result_in_capture),
    ("ATN-04", "an action", IN_CAPTURE, _USER, plain_activity),
    ("ATN-04", "the activity of the service", IN_CAPTURE, _USER, activity_in_service),
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
    desk = a_desk()
    desk.desk.put(account, *actions)
    with pytest.raises(ProtocolError) as refused:
        await door(desk, account)
    assert refused.value.rule == rule
