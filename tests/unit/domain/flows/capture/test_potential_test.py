"""Capture: the self-diagnosis test and what each result brings (CAP-05, CAP-06, POT, LOW)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from domain.errors import MissingData, StepNotAllowed
from domain.model.institution.configuration import Dated, Setting
from tests.support.calendars import local
from tests.support.cases.capture import a_new_company, actions_of, notified, registered, sent, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL


async def test_a_non_exporter_goes_to_the_test() -> None:
    """CAP-06: nothing is sent and no term runs until the result."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    done = await desk.report(who_represents(account), case, "complete_ficha", exports=False, region="08")
    assert done.case.state == "TEST"
    assert done.next_step.step == "record_test_result"
    assert (sent(desk), desk.terms(case)) == ([], [])


@pytest.mark.parametrize("level", ["HIGH", "MEDIUM"])
async def test_high_or_medium_tells_the_region(level: str) -> None:
    """POT-01, SLA-01; in this path the company is not written to (AMB-57)."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level=level)
    assert case.state == "NOTIFICADA_REGION"
    assert sent(desk) == [("NTF-03", ("concepcion@prochile.gob.cl",))]
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-01"]


async def test_low_is_diverted_with_its_message_and_its_action() -> None:
    """LOW-01, LOW-02, LOW-03, LOW-04: the company is told, the CRM gets the action; no region, no term."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW")
    assert case.state == "DERIVADA_BAJO_POTENCIAL"
    assert sent(desk) == [("NTF-04", ("contacto@conservas.cl",))]
    assert actions_of(desk, case) == ["DERIVACION_BAJO_POTENCIAL"]
    assert desk.terms(case) == []
    assert case.accountable_unit == "Dirección de Desarrollo Estratégico"  # AMB-12


async def test_a_diverted_company_may_come_back() -> None:
    """LOW-03, section 8.3: a better test reaches the region."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW")
    desk.desk.clock.at = local("2025-03-03 10:00")
    back = await desk.report(PORTAL, case, "record_test_result", level="MEDIUM")
    assert back.case.state == "NOTIFICADA_REGION"
    assert back.case.accountable_unit == "Dirección Nacional"


async def test_the_same_result_again_changes_nothing() -> None:
    """AMB-62: neither a second message nor a second action."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW")
    desk.desk.clock.at = local("2024-09-14 10:00")
    await desk.report(PORTAL, case, "record_test_result", level="LOW")
    assert [template for template, _ in sent(desk)] == ["NTF-04"]
    assert actions_of(desk, case) == ["DERIVACION_BAJO_POTENCIAL"]


async def test_a_result_without_level_nor_score_table_is_refused() -> None:
    """DEF-12, AMB-10: no cut-off is invented."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    case = (await desk.report(PORTAL, case, "complete_ficha", exports=False, region="08")).case
    with pytest.raises(MissingData) as refused:
        await desk.report(PORTAL, case, "record_test_result", score=80)
    assert refused.value.rule == "DEF-12"


@pytest.mark.parametrize(
    ("score", "template"),
    [(0, "NTF-04"), (39, "NTF-04"), (40, "NTF-03"), (69, "NTF-03"), (70, "NTF-03"), (100, "NTF-03")],
)
async def test_a_score_is_of_the_level_that_begins_with_it(score: int, template: str) -> None:
    """DEF-12, AMB-10: from 40 on it is medium, and the region is told; below it is low, and the company is diverted."""
    desk = CaseDesk()
    cuts = Dated({"HIGH": 70, "MEDIUM": 40, "LOW": 0}, date(2020, 1, 1), "prueba")
    scoring: Setting[Mapping[str, int]] = Setting("test_scoring", "DEF-12", (cuts,))
    desk.desk.configuration = replace(desk.desk.configuration, test_scoring=scoring)
    account = a_new_company(desk)
    case = await registered(desk, account)
    await desk.report(who_represents(account), case, "complete_ficha", exports=False, region="08")
    await desk.report(PORTAL, case, "record_test_result", score=score)
    assert [sent_template for sent_template, _ in sent(desk)] == [template]


async def test_the_test_comes_after_the_ficha() -> None:
    """CAP-01: the missing stage is named."""
    desk = CaseDesk()
    case = await registered(desk, a_new_company(desk))
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(PORTAL, case, "record_test_result", level="HIGH")
    assert refused.value.rule == "CAP-01"
    assert refused.value.step_to_take == "Completar o actualizar la Ficha de Caracterización (la empresa)"
