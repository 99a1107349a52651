"""Capture: the five regions of the exception, and a company that changes its region (LOW-06, RTE-04)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import FactKind
from tests.support.builders import REGIONAL
from tests.support.calendars import local
from tests.support.cases.capture import notified, sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL


@pytest.mark.parametrize("region", ["15", "03", "14", "11", "12"])
async def test_low_in_the_five_regions_is_contacted_all_the_same(region: str) -> None:
    """LOW-06, AMB-11, AMB-12: the level stays low, the reason says why."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW", region=region)
    event = desk.timeline(case)[-1]
    level = desk.desk.store.rows.accounts[str(case.account_id)].fact(FactKind.TEST_LEVEL, date(2024, 9, 13))
    assert case.state == "NOTIFICADA_REGION"
    assert [template for template, _ in sent(desk)] == ["NTF-03"]
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-01"]
    assert event.reason is not None
    assert event.reason.startswith("Excepción regional")
    assert level is not None
    assert level.value == "LOW"
    assert case.accountable_unit == "Dirección Nacional"


async def test_the_exception_looks_at_the_region_of_the_ficha() -> None:
    """AMB-11: Biobío is not one of the five, so the same score is diverted."""
    desk = CaseDesk()
    assert (await notified(desk, exports=False, level="LOW", region="08")).state == "DERIVADA_BAJO_POTENCIAL"


async def test_a_change_of_region_before_the_contact_re_routes_the_case() -> None:
    """RTE-04, AMB-01: Arica answers now; the term goes on from its start, by the new calendar."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-16 10:00")
    done = await desk.report(PORTAL, case, "complete_ficha", exports=True, region="15")
    (term,) = desk.terms(case)
    assert done.case.office == "OFIREG-15"
    assert (term.office, term.started_at) == ("OFIREG-15", local("2024-09-13 17:00"))
    assert [event.fact for event in desk.timeline(case)][-2:] == ["complete_ficha", "hand_over"]
    assert sent(desk)[-1] == ("NTF-06", ("aricayparinacota@prochile.gob.cl",))
    assert done.account is not None
    assert (done.account.region, done.account.office) == ("15", "OFIREG-15")


async def test_a_change_of_region_after_the_contact_does_not() -> None:
    """RTE-04: whoever contacted the company goes on."""
    desk = CaseDesk()
    case = await notified(desk)
    case = (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
    desk.desk.clock.at = local("2024-09-16 10:00")
    done = await desk.report(PORTAL, case, "complete_ficha", exports=True, region="15")
    assert done.case.office == "OFIREG-08"
