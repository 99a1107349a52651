"""
The letters about a term of a case ("avisos de plazo"): a reminder before its end, an escalation after it.

They leave at an hour at which people read them (`domain.protocol.terms.notice_hours`). What is said, to whom and when
is tunable: `tuning` names term_reminders ("yes", "no"), term_reminder_hours (before the end; else when the term is at
risk), term_escalation_hours (after the end), term_escalation_role.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.tuning import tuned
from domain.model.terms import Milestones, Term, TermObligation
from domain.model.timers import Timer
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import rule_of
from domain.protocol.terms.notice_hours import NoticeHours, calendar_of_notices, notice_hours
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.terms.track_term import milestones_of

TERM_REMINDER: Final = "term_reminder"
TERM_ESCALATION: Final = "term_escalation"
_REMINDED: Final = {TermObligation.MANDATORY, TermObligation.RECOMMENDED}


async def set_notices(casework: Casework, term: Term, times: Milestones) -> None:
    """Set the timers of the letters about *term*, which has just started."""
    for kind, leaves_at in _planned(casework, term, times).items():
        await casework.work.timers.set(_timer(casework, kind, term, leaves_at))


async def move_notices(casework: Casework, term: Term, times: Milestones) -> None:
    """
    Move the letters about a term whose end was counted anew; one that left already leaves again before the new end.

    Source: AMB-56.
    """
    for kind, leaves_at in _planned(casework, term, times).items():
        moved = await casework.work.timers.move(kind, f"term:{term.id}", leaves_at, occurrence=None)
        if not moved and leaves_at > casework.run.now:
            await casework.work.timers.set(_timer(casework, kind, term, leaves_at, leaves_at.isoformat()))


async def leaves_now(casework: Casework, timer: Timer, term: Term) -> bool:
    """
    Whether the letter of a timer that fired leaves; one that cannot leave at this hour is set again.

    A reminder of a term that has ended, or would before its letter can leave, leaves no more.

    Source: LIN-03.
    """
    now, times = casework.run.now, milestones_of(casework.services.core, term)
    planned = _planned(casework, term, times).get(timer.kind)
    if planned is None or times.due_at is None:
        return False
    leaves_at = max(planned, _hours(casework, term).open_from(now))
    if timer.kind == TERM_REMINDER and leaves_at > times.due_at:
        return False
    if leaves_at > now:
        await casework.work.timers.set(_timer(casework, timer.kind, term, leaves_at, leaves_at.isoformat()))
    return leaves_at <= now


def _planned(casework: Casework, term: Term, times: Milestones) -> Mapping[str, datetime]:
    """When each letter leaves, by kind of timer. Source: LIN-03."""
    config = casework.services.core.configuration()
    day = local_day(term.started_at, SANTIAGO)
    obligation = rule_of(term, terms_in_force(config)).obligation
    if times.due_at is None or obligation not in _REMINDED or tuned(config, "term_reminders", day) == "no":
        return {}
    hours, found = _hours(casework, term), dict[str, datetime]()
    remind_at = _reminder(term, times, hours, tuned(config, "term_reminder_hours", day))
    if remind_at is not None:
        found[TERM_REMINDER] = remind_at
    if obligation is TermObligation.MANDATORY:
        after = int(tuned(config, "term_escalation_hours", day) or 0)
        found[TERM_ESCALATION] = hours.at_the_hour_from(times.due_at + timedelta(hours=after, microseconds=1))
    return found


def _reminder(term: Term, times: Milestones, hours: NoticeHours, before: str | None) -> datetime | None:
    """At the first hour from the risk on; where the term ends before it, at the last one inside."""
    due_at = times.due_at
    wanted = times.at_risk_at if before is None or due_at is None else due_at - timedelta(hours=int(before))
    if wanted is None or due_at is None or wanted <= term.started_at:
        return None
    leaves_at = hours.at_the_hour_from(wanted)
    if leaves_at > due_at:
        leaves_at = hours.at_the_hour_until(due_at)
    return leaves_at if leaves_at > term.started_at else None


def _hours(casework: Casework, term: Term) -> NoticeHours:
    core = casework.services.core
    config, day = core.configuration(), local_day(term.started_at, SANTIAGO)
    calendar = calendar_of_notices(core.book, config, term.office)
    return notice_hours(config, day, calendar, rule_of(term, terms_in_force(config)))


def _timer(casework: Casework, kind: str, term: Term, leaves_at: datetime, occurrence: str = "") -> Timer:
    timer_id = casework.services.core.new_id()
    return Timer(timer_id, kind, f"term:{term.id}", leaves_at, term.rule_id, occurrence)
