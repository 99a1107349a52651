"""
What a new calendar does to the terms in course ("recálculo de plazos"; AMB-56).

Belongs here: which open terms move, and the trace of each. Does not belong here: storing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from domain.model.institution.calendar import CalendarBook, SkippedDay, WorkCalendar
from domain.model.terms import DEFAULT_MARGIN, Due, RiskMargin, Term, TermChange, TermRule
from domain.protocol.terms.counting import calendar_for, due, milestones, rule_of
from domain.protocol.terms.explanation import day_es, skipped_es
from domain.protocol.terms.table import TERMS


def recompute(
    terms: Iterable[Term],
    old: CalendarBook,
    new: CalendarBook,
    margin: RiskMargin = DEFAULT_MARGIN,
    rules: Sequence[TermRule] = TERMS,
) -> tuple[TermChange, ...]:
    """
    The open terms that *new* moves, each with its trace; closed and waived terms never appear.

    A rule changed later than a term's start changes nothing either: the term keeps its row (LIN-05). A term
    whose last day stays but whose margin or last business day moves is in the answer too.

    Args:
        terms: Any terms; those that are closed or not affected are passed over.
        old, new: The calendars before and after, such as a one-off regional holiday added by law.

    Source: AMB-56, LIN-05.
    """
    changes = (_change(term, rule_of(term, rules), old, new, margin) for term in terms if term.is_open)
    return tuple(change for change in changes if change is not None)


def _change(term: Term, rule: TermRule, old: CalendarBook, new: CalendarBook, margin: RiskMargin) -> TermChange | None:
    old_calendar, new_calendar = (calendar_for(rule, term.office, book) for book in (old, new))
    before, after = (due(rule, term.started_at, calendar, term.given_date) for calendar in (old_calendar, new_calendar))
    old_times, times = (
        milestones(rule, term.started_at, calendar, term.given_date, margin)
        for calendar in (old_calendar, new_calendar)
    )
    if before == after and old_times == times:
        return None
    closed, opened = _differences(before, after, old_calendar, new_calendar)
    return TermChange(
        term_id=term.id,
        rule_id=rule.rule_id,
        calendar_id=new_calendar.id,
        before=before,
        after=after,
        milestones=times,
        became_closed=closed,
        became_open=opened,
        text_es=_text_es(before, after, closed, opened),
    )


def _differences(
    before: Due, after: Due, old: WorkCalendar, new: WorkCalendar
) -> tuple[tuple[SkippedDay, ...], tuple[SkippedDay, ...]]:
    """Days inside the longer of the two terms that are closed only now, and only before."""
    ends = [day for due_ in (before, after) for day in (due_.due_on, due_.opens_on) if day is not None]
    last = max(ends, default=before.started_on)
    old_days = {skipped.on: skipped for skipped in old.skipped_between(before.started_on, last)}
    new_days = {skipped.on: skipped for skipped in new.skipped_between(before.started_on, last)}
    closed = tuple(skipped for on, skipped in new_days.items() if on not in old_days)
    opened = tuple(skipped for on, skipped in old_days.items() if on not in new_days)
    return closed, opened


def _text_es(before: Due, after: Due, closed: Sequence[SkippedDay], opened: Sequence[SkippedDay]) -> str:
    reasons = []
    if closed:
        reasons.append(f"dejó de ser hábil: {skipped_es(closed)}")
    if opened:
        reasons.append(f"pasó a ser hábil: {skipped_es(opened)}")
    because = f" ({'; '.join(reasons)})" if reasons else ""
    moved = _moved(before.due_on, after.due_on) or _moved(before.opens_on, after.opens_on)
    if moved:
        return f"El calendario cambió{because}: la fecha pasa {moved}."
    inside = _moved(before.last_business_day, after.last_business_day)
    if inside:
        return f"El calendario cambió{because}: el último día hábil dentro del plazo pasa {inside}."
    return f"El calendario cambió{because}: el plazo vence el mismo día y el aviso de riesgo cambia."


def _moved(before: date | None, after: date | None) -> str:
    if before is None or after is None or before == after:
        return ""
    return f"del {day_es(before)} al {day_es(after)}"
