"""Capture of former users, who update their ficha (OLD)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import StepNotAllowed
from domain.model.accounts import Account
from tests.support.builders import FAIR, REGIONAL, an_account, an_action
from tests.support.cases.capture import CAPTURE, a_new_company, sent, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves


def a_former_user(desk: CaseDesk) -> Account:
    """Its last fair ended on 10 May 2021: three years before 13 September 2024 and more."""
    account = an_account(registered_on=date(2019, 3, 1))
    return desk.desk.put(account, an_action(date(2021, 5, 10), type=FAIR))


@proves("SLA-05")
async def test_a_former_user_that_exports_is_contacted_by_its_region() -> None:
    """OLD-01, OLD-03, SLA-05, AMB-57: only the region is written to."""
    desk = CaseDesk()
    account = a_former_user(desk)
    contact = await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id)
    done = await desk.report(who_represents(account), contact.case, "complete_ficha", exports=True, region="08")
    assert (contact.case.state, contact.next_step.rule) == ("FICHA_POR_ACTUALIZAR", "OLD-01")
    assert done.case.state == "NOTIFICADA_REGION"
    assert sent(desk) == [("NTF-07", ("concepcion@prochile.gob.cl",))]
    assert [term.rule_id for term in desk.terms(done.case)] == ["SLA-05"]


async def test_a_former_user_updates_its_ficha_without_registering_again() -> None:
    """OLD-01: the ficha itself opens the case."""
    desk = CaseDesk()
    account = a_former_user(desk)
    done = await desk.start(who_represents(account), CAPTURE, "complete_ficha", account.id, exports=False, region="08")
    assert done.case.state == "TEST"  # OLD-02


@proves("SLA-06")
async def test_the_interview_of_a_former_user_has_its_own_term() -> None:
    """OLD-04, SLA-06."""
    desk = CaseDesk()
    account = a_former_user(desk)
    case = (await desk.start(PORTAL, CAPTURE, "complete_ficha", account.id, exports=True, region="08")).case
    case = (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-05", "SLA-06"]


async def test_a_new_company_registers_before_its_ficha() -> None:
    """CAP-01, CAP-04."""
    desk = CaseDesk()
    account = a_new_company(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(who_represents(account), CAPTURE, "complete_ficha", account.id, exports=True, region="08")
    assert refused.value.rule == "CAP-01"
