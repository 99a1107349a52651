"""Guards of flows on the very day and on the one beside it: today is not past, and one day may begin and end (F-85)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain.protocol.engine.situation import Situation
from domain.protocol.flows.foreign.invitation import activity_is_past
from domain.protocol.flows.foreign.visit_guards import visit_is_past
from domain.protocol.flows.national.agenda import agenda_ends_before_it_starts, exception_ends_before_it_starts
from domain.protocol.flows.national.responsible import ends_before_it_starts
from tests.support.builders import HEAD, REGIONAL
from tests.support.calendars import local
from tests.support.cases.capture import notified
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import a_situation

Guard = Callable[[Situation], bool]
TODAY, YESTERDAY = date(2024, 9, 13), date(2024, 9, 12)


@pytest.mark.parametrize(("guard", "datum"), [(activity_is_past, "activity_on"), (visit_is_past, "visit_starts_on")])
def test_today_is_not_past(guard: Guard, datum: str) -> None:
    """VIS-05, VIS-06: an activity or a visit of Friday 13 September 2024, asked about on that day."""
    assert [guard(a_situation(given={datum: day})) for day in (YESTERDAY, TODAY)] == [True, False]


@pytest.mark.parametrize(
    ("guard", "first", "last"),
    [
        (ends_before_it_starts, "started_on", "ended_on"),
        (exception_ends_before_it_starts, "exception_from", "exception_until"),
        (agenda_ends_before_it_starts, "agenda_starts_on", "agenda_ends_on"),
    ],
)
def test_what_begins_and_ends_on_one_day_is_not_reversed(guard: Guard, first: str, last: str) -> None:
    """AMB-61, AGD-02: of one day it is; that it ends on the day before is a mistake."""
    found = [guard(a_situation(given={first: TODAY, last: day})) for day in (YESTERDAY, TODAY)]
    assert found == [True, False]


@pytest.mark.parametrize(("at", "late"), [("2024-09-23 23:59:59.999999", False), ("2024-09-24 00:00", True)])
async def test_a_contact_in_the_last_instant_of_its_term_is_not_late(at: str, *, late: bool) -> None:
    """SLA-03, AMB-02: three business days after Friday 13 September 2024 end with Monday the 23rd."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local(at)

    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")

    assert desk.timeline(case)[-1].late is late


async def test_a_fact_may_happen_in_the_instant_in_which_its_case_was_opened() -> None:
    """F-85: not before it, as it says; at that very instant it may."""
    desk = CaseDesk()
    case = await notified(desk)

    done = await desk.report(HEAD, case, "record_contact", contact_kind="SPOKEN", occurred_at=case.opened_at)

    assert done.case.state == "CONTACTADA"
