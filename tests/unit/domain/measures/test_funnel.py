"""The stages of capture and how they are left, as the rule tells it (MEA-09)."""

from __future__ import annotations

from datetime import date

from domain.protocol.measures.asking import Count, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.funnel import LEFT_TO, STAGES
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from tests.support.builders import REGIONAL
from tests.support.calendars import local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.case_stories import notified
from tests.support.proving import proves

NOW = local("2026-07-01 12:00")
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


@proves("MEA-09")
def test_abandoned_is_who_withdrew_or_let_it_expire_and_no_one_else() -> None:
    """MEA-09, CAP-02: who was refused did not give up; who was joined to its account, or waits, is of no share."""
    states = ("DESISTIDA", "VENCIDA", "RECHAZADA", "PREADMISIBLE", "CONTACTADA", "UNIDA_A_LA_CUENTA")
    assert [LEFT_TO[state].value for state in states] == [
        "WITHDRAWN", "EXPIRED", "REFUSED", "PASSED", "PASSED", "ELSEWHERE",
    ]  # fmt: skip
    assert STAGES[:2] == ("CONTACTO", "REGISTRO")
    parts = (("PASSED", 5), ("WITHDRAWN", 1), ("EXPIRED", 1), ("REFUSED", 1), ("ELSEWHERE", 3), ("WAITING", 4))
    asked = MeasureQuery(MEASURES[MeasureName.CAPTURE_ABANDONMENT], JUNE, NOW, (Dimension.STAGE,))
    found = measured(asked, [Count(("REGISTRO",), part, many) for part, many in parts])
    assert (found.total.figure, found.total.n) == (0.25, 8)
    whole = MeasureQuery(MEASURES[MeasureName.CAPTURE_STAGES], JUNE, NOW)
    assert measured(whole, [Count((), part, many) for part, many in parts]).total.figure == 15.0


@proves("MEA-09")
def test_the_time_in_a_stage_is_a_median_in_business_days() -> None:
    """MEA-09: of 1, 2, 4 and 30 days the median is 3; a number reads as days."""
    asked = MeasureQuery(MEASURES[MeasureName.CAPTURE_TIME], JUNE, NOW)
    found = measured(asked, [Count((), part, 1) for part in ("30", "4", "1", "2")])
    assert (found.total.figure, found.total.n) == (3.0, 4)
    assert measured(asked, []).total.figure is None
    assert [part_name(Subject.STAGE_TIME, part) for part in ("1", "30")] == ["1 día hábil", "30 días hábiles"]


async def test_an_entry_keeps_the_business_days_of_the_state_that_it_ended() -> None:
    """
    MEA-09, AMB-02: the region was told on Friday 13 September 2024. 18, 19 and 20 September are holidays: contact on
    Tuesday the 24th comes after Monday 16, Tuesday 17, Monday 23 and Tuesday 24, four business days. An attempt before
    ends no state.
    """
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-16 10:00")
    attempt = await desk.report(REGIONAL, case, "record_contact_attempt")
    desk.desk.clock.at = local("2024-09-24 10:00")
    spoken = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert (attempt.event.stage_days, spoken.event.stage_days) == (None, 4)
    assert desk.timeline(case)[0].stage_days is None
