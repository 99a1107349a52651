"""Where a term stands, the account it gives of itself, and how it ends ("estado del plazo")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from domain.errors import InvalidValue, MissingData
from domain.model.institution.calendar import (
    WorkCalendar,
    local_day,
)
from domain.model.terms import (
    DEFAULT_MARGIN,
    CalendarKind,
    Due,
    Milestones,
    RiskMargin,
    Span,
    Term,
    TermExplanation,
    TermObligation,
    TermResult,
    TermRule,
    TermState,
    TermUnit,
    Waiver,
)
from domain.protocol.terms.counting import due, milestones, rule_of, zone_of
from domain.protocol.terms.explanation import term_text_es
from domain.protocol.terms.table import TERMS

_T = TypeVar("_T", bound=Term)


def state_at(
    times: Milestones,
    obligation: TermObligation,
    now: datetime,
    *,
    started_at: datetime,
    stopped_at: datetime | None = None,
    waiver: Waiver | None = None,
) -> TermState:
    """
    Where a term stands at *now*, from its stored instants alone: the whole rule, to be mirrored by queries.

    What happened after *now* has not happened yet, so past days can be asked about. Without any last or first
    day the term is not judged. A waiver outranks a stop; a withdrawal does not undo what was overdue by then.

    Source: SLA-21, AMB-58, AMB-75.
    """
    if waiver is not None and waiver.at <= now:
        if not waiver.withdrawn:
            return TermState.WAIVED
        if times.due_at is None or waiver.at <= times.due_at:
            return TermState.WITHDRAWN
    if times.due_at is None and times.opens_at is None:
        return TermState.NOT_CONFIGURED
    if stopped_at is not None and stopped_at <= now:
        return TermState.MET if times.due_at is None or stopped_at <= times.due_at else TermState.MET_LATE
    if now < (times.opens_at or started_at):
        return TermState.SCHEDULED
    if times.due_at is not None and now > times.due_at:
        return TermState.EXPIRED if obligation is TermObligation.RIGHT else TermState.OVERDUE
    if times.at_risk_at is not None and now >= times.at_risk_at:
        return TermState.AT_RISK
    return TermState.RUNNING


def state(
    term: Term,
    calendar: WorkCalendar,
    now: datetime,
    margin: RiskMargin = DEFAULT_MARGIN,
    rules: Sequence[TermRule] = TERMS,
) -> TermState:
    """Where *term* stands at *now*, counted afresh with *calendar* (as `calendar_for` gives it)."""
    rule = rule_of(term, rules)
    return _state(term, rule, milestones(rule, term.started_at, calendar, term.given_date, margin), now)


def explain(
    term: Term,
    calendar: WorkCalendar,
    now: datetime,
    margin: RiskMargin = DEFAULT_MARGIN,
    rules: Sequence[TermRule] = TERMS,
) -> TermExplanation:
    """
    Everything *term* has to tell at *now*: start, calendar, skipped days by name, end, state, elapsed (SLA-21).

    A closed term tells the result it was closed with: neither a later holiday, nor a changed row, nor another zone
    rewrites it (AMB-56).

    Raises:
        UnknownRule, NoRuleApplies: As `rule_of`.
    """
    rule = rule_of(term, rules)
    if term.result is not None and term.closed_at is not None and term.closed_at <= now:
        return _told_again(term, term.result, rule, now)
    end = due(rule, term.started_at, calendar, term.given_date)
    times = milestones(rule, term.started_at, calendar, term.given_date, margin)
    counts_business = rule.unit is TermUnit.BUSINESS_DAYS and end.due_on is not None
    now_state = _state(term, rule, times, now)
    elapsed, remaining, late_by = _spans(term, rule, end, calendar, now, now_state)
    explanation = TermExplanation(
        term_id=term.id,
        rule=rule,
        office=term.office,
        calendar_id=calendar.id if rule.calendar is not CalendarKind.NONE else None,
        due=end,
        milestones=times,
        skipped=calendar.skipped_between(end.started_on, end.due_on or end.started_on) if counts_business else (),
        state=now_state,
        elapsed=elapsed,
        remaining=remaining,
        late_by=late_by,
        text_es="",
    )
    return replace(explanation, text_es=term_text_es(explanation, term.waiver))


def closed(
    term: _T,
    calendar: WorkCalendar,
    margin: RiskMargin = DEFAULT_MARGIN,
    rules: Sequence[TermRule] = TERMS,
) -> _T:
    """
    *term*, which has just been stopped or waived, with the result it keeps for good.

    Args:
        calendar: As `calendar_for` gives it on the day of the closing.

    Raises:
        ValueError: It is open.

    Source: AMB-56, LIN-05.
    """
    if term.closed_at is None:
        raise ValueError(f"the term {term.id} is open")
    found = explain(replace(term, result=None), calendar, term.closed_at, margin, rules)
    result = TermResult(
        quantity=found.rule.quantity,
        unit=found.rule.unit,
        roll_over=found.rule.roll_over,
        calendar_id=found.calendar_id,
        due=found.due,
        milestones=found.milestones,
        skipped=found.skipped,
        elapsed=found.elapsed,
        late_by=found.late_by,
    )
    return replace(term, result=result)


def stop(term: _T, at: datetime) -> _T:
    """
    *term* stopped by its event at the UTC instant *at*; the first stop counts, a later one changes nothing.

    Only the event of the rule stops it: an attempted contact or an automatic receipt must not get here
    (AMB-06, AMB-15). Late or in time is for `state` to say.
    """
    return term if term.stopped_at is not None else replace(term, stopped_at=at)


def waive(term: _T, by: str, at: datetime, reason: str, *, withdrawn: bool = False) -> _T:
    """
    *term* no longer demanded, by decision of the person *by* (the regional head, AMB-58).

    Args:
        withdrawn: What it was asked for is; then what is overdue stays overdue (AMB-75).

    Raises:
        MissingData: No reason is given.
        InvalidValue: The term is closed already.
    """
    if not reason.strip():
        raise MissingData("Indique el motivo para eximir el plazo.", missing=("reason",), rule="SLA-21")
    if not term.is_open:
        raise InvalidValue("El plazo ya está cerrado; no se puede eximir.", rule="SLA-21")
    return replace(term, waiver=Waiver(by, at, reason.strip(), withdrawn))


def _told_again(term: Term, result: TermResult, rule: TermRule, now: datetime) -> TermExplanation:
    row = replace(rule, quantity=result.quantity, unit=result.unit, roll_over=result.roll_over)
    explanation = TermExplanation(
        term_id=term.id,
        rule=row,
        office=term.office,
        calendar_id=result.calendar_id,
        due=result.due,
        milestones=result.milestones,
        skipped=result.skipped,
        state=_state(term, row, result.milestones, now),
        elapsed=result.elapsed,
        remaining=None,
        late_by=result.late_by,
        text_es="",
    )
    return replace(explanation, text_es=term_text_es(explanation, term.waiver))


def _state(term: Term, rule: TermRule, times: Milestones, now: datetime) -> TermState:
    return state_at(
        times,
        rule.obligation,
        now,
        started_at=term.started_at,
        stopped_at=term.stopped_at,
        waiver=term.waiver,
    )


def _spans(
    term: Term, rule: TermRule, end: Due, calendar: WorkCalendar, now: datetime, now_state: TermState
) -> tuple[Span, Span | None, Span | None]:
    """Elapsed, remaining and late, each in the term's own unit."""
    closings = [term.stopped_at, None if term.waiver is None else term.waiver.at]
    until = min(at for at in (*closings, now) if at is not None)
    until = max(until, term.started_at)
    elapsed = _span(rule, calendar, term.started_at, until)
    if end.due_at is None or now_state in {TermState.WAIVED, TermState.WITHDRAWN}:
        return elapsed, None, None
    if until > end.due_at:
        return elapsed, None, _span(rule, calendar, end.due_at, until)
    if now_state in {TermState.MET, TermState.MET_LATE}:
        return elapsed, None, None
    return elapsed, _span(rule, calendar, until, end.due_at), None


def _span(rule: TermRule, calendar: WorkCalendar, start: datetime, end: datetime) -> Span:
    if rule.unit is TermUnit.HOURS:
        hours, minutes = divmod((end - start) // timedelta(minutes=1), 60)
        return Span(hours, TermUnit.HOURS, minutes)
    zone = zone_of(rule, calendar)
    first, last = local_day(start, zone), local_day(end, zone)
    if rule.unit is TermUnit.BUSINESS_DAYS:
        return Span(calendar.business_days_between(first, last), TermUnit.BUSINESS_DAYS)
    return Span((last - first).days, TermUnit.CALENDAR_DAYS)
