"""
The quarterly review opens by itself: a timer for each office, on the business day after the quarter, sends its lists.

The timer is the only memory of it: one for each office and quarter whatever happens, so several workers, a restart or
a crash neither double a notice nor lose one. Each that fires sets that of the next quarter.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from domain.model.institution.calendar import SANTIAGO, WorkCalendar, local_day
from domain.model.institution.people import SYSTEM
from domain.model.timers import Timer
from domain.ports.casework import CaseReads
from domain.ports.reading import ReadModel
from domain.ports.store import UnitOfWork
from domain.protocol.follow_up.quarterly_review import Quarter, ReviewList, quarter_of
from domain.protocol.follow_up.review_notice import QUARTER_REVIEW, compose_review, quarter_es
from domain.protocol.messages.compose import Composed
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.follow_up.list_letters import ListLetter, send_list
from domain.use_cases.follow_up.review_lists import review_lists
from domain.use_cases.services import Services

QUARTER_REVIEW_TIMER: Final = "quarter_review"
"""Kind of the timer; its subject is "office:<code>", its occurrence the last day of the quarter."""

_ELSEWHERE: Final = ""
"""Stands for the companies of no office, or of one that the configuration does not have."""


async def plan_reviews(services: Services) -> None:
    """
    Set the timers of the quarter under way, and of the last one when its review has not opened yet.

    Does nothing that was done before; a worker does it when it starts.

    Source: EXT-04, SLA-19, AMB-33.
    """
    now = services.clock.now()
    calendar = services.book.national
    current = quarter_of(local_day(now, SANTIAGO), calendar)
    last = quarter_of(current.first_on - timedelta(days=1), calendar)
    async with services.transactions(SYSTEM) as work:
        for quarter in (last, current):
            for office in _offices(services):
                timer = _timer(services, office, quarter)
                if timer.due_at > now:
                    await work.timers.set(timer)


async def move_reviews(services: Services, work: UnitOfWork, before: WorkCalendar) -> None:
    """
    Move the reviews that wait to the day on which they open by the calendars of *services*.

    Args:
        before: The national calendar by which they were set.

    Source: SLA-19, AMB-33, AMB-56.
    """
    calendar = services.book.national
    current = quarter_of(local_day(services.clock.now(), SANTIAGO), calendar)
    for quarter in (quarter_of(current.first_on - timedelta(days=1), calendar), current):
        if quarter == quarter_of(quarter.cut_on, before):
            continue
        for office in _offices(services):
            planned = _timer(services, office, quarter)
            await work.timers.move(planned.kind, planned.subject, planned.due_at, planned.occurrence)


async def open_review(
    services: CaseServices, read: ReadModel, case_read: CaseReads, work: UnitOfWork, timer: Timer
) -> None:
    """
    Send each executive of the office the list of companies to call, once, and set the timer of the next quarter.

    Args:
        work: Opened on behalf of `SYSTEM`; the caller marks the timer as fired in it, so that both happen once.

    Source: EXT-04, EXT-05, SLA-19, AMB-33.
    """
    core = services.core
    office = timer.subject.partition(":")[2]
    cut_on = date.fromisoformat(timer.occurrence)
    known = frozenset(core.configuration().offices)
    outside = frozenset[str]() if office else known
    today = local_day(core.clock.now(), SANTIAGO)
    for review in await review_lists(core, read, case_read, cut_on, office=office or None, outside=outside):
        composed = compose_review(review, services.directory(), core.configuration(), today)
        if composed is not None:
            await _send(services, work, review, composed)
    following = quarter_of(cut_on + timedelta(days=1), core.book.national)
    await work.timers.set(_timer(core, office, following))


async def _send(services: CaseServices, work: UnitOfWork, review: ReviewList, composed: Composed) -> None:
    cut_on = review.quarter.cut_on
    whose = review.executive or review.office or "empresas sin ejecutivo/a ni oficina"
    letter = ListLetter(
        QUARTER_REVIEW,
        QUARTER_REVIEW_TIMER,
        cause=f"{cut_on}:{review.office or '-'}:{review.executive or '-'}",
        rule="EXT-04",
        unsent_es=f"La lista del {quarter_es(review.quarter)} ({whose}) no salió: no hay dirección de correo.",
        inputs={"cut_on": cut_on.isoformat(), "companies": str(len(review.items))},
    )
    await send_list(services, work, letter, composed)


def _timer(services: Services, office: str, quarter: Quarter) -> Timer:
    return Timer(
        id=services.new_id(),
        kind=QUARTER_REVIEW_TIMER,
        subject=f"office:{office}",
        due_at=_opens_at(services, office, quarter),
        rule="SLA-19",
        occurrence=quarter.cut_on.isoformat(),
    )


def _offices(services: Services) -> list[str]:
    return [*sorted(services.configuration().offices), _ELSEWHERE]


def _opens_at(services: Services, office: str, quarter: Quarter) -> datetime:
    """
    On the day it opens, from the hour at which automatic messages go out; offices a second apart, so that nobody who
    writes to a store with one writer waits for more than one of them.
    """
    hour = datetime.combine(quarter.opens_on, services.configuration().follow_up_hour, SANTIAGO)
    offices = _offices(services)
    return hour + timedelta(seconds=offices.index(office) if office in offices else len(offices))
