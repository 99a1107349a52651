"""Capture: problems with the portal, repeated keys, other versions, instants that cannot be (RTE-03, AMB-01)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import InvalidValue, VersionConflict
from domain.model.accounts import FactKind
from domain.model.cases import Flow
from domain.model.institution.channels import PointOfContact
from tests.support.builders import REGIONAL
from tests.support.calendars import local
from tests.support.cases.capture import CAPTURE, a_new_company, actions_of, notified, registered, sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves

# Problems


@proves("LOW-05", "OLD-05", "RTE-03")
@pytest.mark.parametrize("problem", ["REGISTRATION", "FICHA", "TEST", "UPDATE", "DISAGREEMENT"])
async def test_a_company_with_problems_is_helped_by_client_management(problem: str) -> None:
    """RTE-03, LOW-05, OLD-05: the help desk is told, the account keeps a trace, capture goes on."""
    desk = CaseDesk()
    case = await registered(desk, a_new_company(desk))
    done = await desk.report(REGIONAL, case, "report_portal_problem", problem=problem)
    (opened,) = done.opened
    assert done.case.state == "REGISTRO"
    assert (opened.flow, opened.state, opened.origin_case_id) == (Flow.PORTAL_PROBLEM, "INFORMADA", case.id)
    assert sent(desk) == [("NTF-08", ("gestiondeclientes@prochile.gob.cl",))]
    assert actions_of(desk, case) == ["NOTA_BITACORA"]


# Keys and versions


async def test_the_same_client_key_repeats_nothing() -> None:
    """Issue 2: idempotent by client key."""
    desk = CaseDesk()
    case = await notified(desk)
    first = await desk.report(REGIONAL, case, "record_contact_attempt", key="k1", means="correo")
    again = await desk.report(REGIONAL, case, "record_contact_attempt", key="k1", means="correo")
    assert again.repeated
    assert again.case == first.case
    assert len(desk.timeline(case)) == 3


async def test_a_case_that_changed_meanwhile_is_not_overwritten() -> None:
    """The version that the person saw must be the present one."""
    desk = CaseDesk()
    case = await notified(desk)
    await desk.report(REGIONAL, case, "record_contact_attempt", means="correo")
    with pytest.raises(VersionConflict):
        await desk.report(REGIONAL, case, "record_contact", seen=case.version, contact_kind="SPOKEN")


async def test_a_fact_in_the_future_or_before_the_case_is_refused() -> None:
    """AMB-01: terms rest on instants that can be."""
    desk = CaseDesk()
    case = await notified(desk)
    for at in (local("2024-09-13 17:01"), local("2024-09-12 10:00")):
        with pytest.raises(InvalidValue):
            await desk.report(REGIONAL, case, "record_contact", occurred_at=at, contact_kind="SPOKEN")


async def test_the_point_of_contact_does_not_change_the_next_step() -> None:
    """CHN-05, CAP-03."""
    told = []
    for point in PointOfContact:
        desk = CaseDesk()
        account = a_new_company(desk, id="00000000-0000-4000-8000-00000000aaaa")
        step = (await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id, point=point)).next_step
        told.append((step.step, step.text, step.rule, step.responsible, step.due_at))
    assert len(set(told)) == 1


async def test_a_fact_of_the_account_says_who_and_from_which_case() -> None:
    """CAP-09, DEF-12, POL-07."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="HIGH")
    account = desk.desk.store.rows.accounts[str(case.account_id)]
    fact = account.fact(FactKind.TEST_LEVEL, date(2024, 9, 13))
    assert fact is not None
    assert (fact.by, fact.detail["case"]) == (PORTAL.id, case.id)
