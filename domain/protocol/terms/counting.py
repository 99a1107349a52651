"""
How a term is counted ("cómputo de plazos"): when it ends, where it stands, and the account it gives of itself.

Every instant is aware and in UTC; "now", the calendar and the table of rules are arguments. The state of a term
is derived from three stored instants (`Milestones`) and from what closed it, by the few comparisons of `state_at`,
so that a query can filter on the same columns and get the same answer.

Source: SLA-01..SLA-21, section 8.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from domain.errors import InvalidValue, MissingData, NoRuleApplies, UnknownRule
from domain.model.institution.calendar import (
    NATIONAL_CALENDAR_ID,
    SANTIAGO,
    CalendarBook,
    WorkCalendar,
    add_months,
    end_of_day,
    local_day,
    quarter_end,
    start_of_day,
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
    TermZone,
    Waiver,
)
from domain.protocol.terms.explanation import term_text_es
from domain.protocol.terms.table import TERMS

_ONE_DAY: Final = timedelta(days=1)
_POSTAL_BUSINESS_DAYS: Final = 3
_ROLLABLE: Final = {TermUnit.CALENDAR_DAYS, TermUnit.MONTHS, TermUnit.UNTIL_DATE}


def term_rule(rule_id: str, on: date, rules: Sequence[TermRule] = TERMS) -> TermRule:
    """
    The row under which a term of this rule runs when it starts on *on* (LIN-05).

    Args:
        on: Local day of the start.
        rules: The dated table; the last row that covers the day wins, so settings are appended.

    Raises:
        UnknownRule: The table has no term of that id.
        NoRuleApplies: It has, but no row covers the day.
    """
    rows = [row for row in rules if row.rule_id == rule_id]
    if not rows:
        raise UnknownRule(f"La regla {rule_id} no fija un plazo.", rule=rule_id)
    for row in reversed(rows):
        if row.holds_on(on):
            return row
    raise NoRuleApplies(f"La regla {rule_id} no regía el {on:%d-%m-%Y}.", rule=rule_id)


def rule_of(term: Term, rules: Sequence[TermRule] = TERMS) -> TermRule:
    """
    The row that *term* runs under: of its own protocol version, in force when it started.

    A later version, or a row that begins later, does not touch it. The start day is read on Santiago's clock.

    Raises:
        UnknownRule, NoRuleApplies: As `term_rule`, among the rows of that version.

    Source: LIN-05.
    """
    same_version = [row for row in rules if row.protocol_version == term.protocol_version]
    return term_rule(term.rule_id, local_day(term.started_at, SANTIAGO), same_version)


def calendar_for(rule: TermRule, office: str | None, book: CalendarBook) -> WorkCalendar:
    """The calendar to count *rule* with: the national one for central units, else the office's (AMB-03)."""
    if rule.calendar is CalendarKind.NATIONAL or rule.zone is TermZone.SANTIAGO:
        return book.national
    return book.of_office(office)


def due(rule: TermRule, started_at: datetime, calendar: WorkCalendar, given_date: date | None = None) -> Due:
    """
    When a term that starts at *started_at* ends.

    Day 0 is the local day of the start, whatever its hour or kind. Days end at 23:59:59.999999 local time, and an
    act at that instant is in time; hours are elapsed hours, exact. A last day that is no business day stays,
    unless the row says `roll_over`.

    Args:
        calendar: As `calendar_for` gives it.
        given_date: For `UNTIL_DATE` the date itself (when the survey gave months, `add_months` of its day); for
            `DAYS_BEFORE` the first day of what is announced. None: there is no last day, and none is assumed.

    Raises:
        ValueError: A national term is counted with a regional calendar.

    Source: AMB-02, AMB-05, AMB-17, AMB-29, AMB-33; SLA-16..SLA-20.
    """
    if rule.calendar is CalendarKind.NATIONAL and calendar.id != NATIONAL_CALENDAR_ID:
        raise ValueError(f"{rule.rule_id} is counted with the national calendar, not with {calendar.id}")
    zone = _zone(rule, calendar)
    started_on = local_day(started_at, zone)
    if rule.unit is TermUnit.HOURS:
        due_at = started_at.astimezone(UTC) + timedelta(hours=rule.length)
        return _ending(rule, started_on, local_day(due_at, zone), due_at, zone, calendar)
    if rule.unit is TermUnit.QUARTER:
        cut_on = quarter_end(started_on)
        opens_on = calendar.next_business_day(cut_on)
        return Due(started_on, None, None, zone.key, opens_on=opens_on, cut_on=cut_on)
    due_on = _last_day(rule, started_on, calendar, given_date)
    if due_on is None:
        return Due(started_on, None, None, zone.key)
    if rule.roll_over and rule.unit in _ROLLABLE:
        due_on = calendar.first_business_day_on_or_after(due_on)
    return _ending(rule, started_on, due_on, end_of_day(due_on, zone), zone, calendar)


def milestones(
    rule: TermRule,
    started_at: datetime,
    calendar: WorkCalendar,
    given_date: date | None = None,
    margin: RiskMargin = DEFAULT_MARGIN,
) -> Milestones:
    """
    The instants to store beside a term, so that queries find what is due and at risk without counting days.

    At risk begins: in business days, with the local day after the one that leaves `margin.business_days` to go
    (a term no longer than the margin is at risk from its start); in hours and calendar days, when the last
    `margin.share_percent` of the term begins, on the local clock. What the system does by itself is never at risk.

    Source: LIN-03, SLA-21; section 6.2.
    """
    end = due(rule, started_at, calendar, given_date)
    zone = _zone(rule, calendar)
    opens_at = None if end.opens_on is None else start_of_day(end.opens_on, zone)
    if end.due_at is None or end.due_on is None or rule.obligation is TermObligation.AUTOMATIC:
        return Milestones(opens_at, None, end.due_at)
    start = started_at.astimezone(UTC)
    at_risk_at: datetime = max(start, _risk_begins(rule, end.started_on, end.due_on, end.due_at, calendar, margin))
    return Milestones(opens_at, at_risk_at if at_risk_at <= end.due_at else None, end.due_at)


def state_at(
    times: Milestones,
    obligation: TermObligation,
    now: datetime,
    *,
    started_at: datetime,
    stopped_at: datetime | None = None,
    waived_at: datetime | None = None,
) -> TermState:
    """
    Where a term stands at *now*, from its stored instants alone: the whole rule, to be mirrored by queries.

    What happened after *now* has not happened yet, so past days can be asked about. Without any last or first
    day the term is not judged. A waiver outranks a stop.

    Source: SLA-21, AMB-58.
    """
    if waived_at is not None and waived_at <= now:
        return TermState.WAIVED
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
    term: Term,
    calendar: WorkCalendar,
    margin: RiskMargin = DEFAULT_MARGIN,
    rules: Sequence[TermRule] = TERMS,
) -> Term:
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


def deemed_notified_on(received_by_post_on: date, calendar: WorkCalendar) -> date:
    """
    The day a certified letter counts as notified when nobody entered it: the third business day after the post
    office received it. To be confirmed by the institution's lawyers, so an entered day always goes first.

    Source: AMB-22 (Ley 19.880 art. 46), BEH-03, SLA-09.
    """
    return calendar.add_business_days(received_by_post_on, _POSTAL_BUSINESS_DAYS)


def stop(term: Term, at: datetime) -> Term:
    """
    *term* stopped by its event at the UTC instant *at*; the first stop counts, a later one changes nothing.

    Only the event of the rule stops it: an attempted contact or an automatic receipt must not get here
    (AMB-06, AMB-15). Late or in time is for `state` to say.
    """
    return term if term.stopped_at is not None else replace(term, stopped_at=at)


def waive(term: Term, by: str, at: datetime, reason: str) -> Term:
    """
    *term* no longer demanded, by decision of the person *by* (the regional head, AMB-58).

    Raises:
        MissingData: No reason is given.
        InvalidValue: The term is closed already.
    """
    if not reason.strip():
        raise MissingData("Indique el motivo para eximir el plazo.", missing=("reason",), rule="SLA-21")
    if not term.is_open:
        raise InvalidValue("El plazo ya está cerrado; no se puede eximir.", rule="SLA-21")
    return replace(term, waiver=Waiver(by, at, reason.strip()))


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


def _zone(rule: TermRule, calendar: WorkCalendar) -> ZoneInfo:
    return SANTIAGO if rule.zone is TermZone.SANTIAGO else calendar.zone


def _last_day(rule: TermRule, started_on: date, calendar: WorkCalendar, given_date: date | None) -> date | None:
    match rule.unit:
        case TermUnit.BUSINESS_DAYS:
            return calendar.add_business_days(started_on, rule.length)
        case TermUnit.CALENDAR_DAYS:
            return started_on + timedelta(days=rule.length)
        case TermUnit.MONTHS:
            return add_months(started_on, rule.length)
        case TermUnit.UNTIL_DATE:
            return given_date
        case TermUnit.DAYS_BEFORE:
            return None if given_date is None else given_date - timedelta(days=rule.length)
        case TermUnit.NOT_CONFIGURED | TermUnit.QUARTER | TermUnit.HOURS:
            return None  # nothing to count, or counted by `due` itself
        case unreachable:
            assert_never(unreachable)


def _ending(
    rule: TermRule, started_on: date, due_on: date, due_at: datetime, zone: ZoneInfo, calendar: WorkCalendar
) -> Due:
    last_business_day = calendar.last_business_day_on_or_before(due_on)
    return Due(
        started_on=started_on,
        due_on=due_on,
        due_at=due_at,
        zone_name=zone.key,
        opens_on=due_on if rule.obligation is TermObligation.AUTOMATIC else None,
        last_business_day=last_business_day if last_business_day >= started_on else None,
    )


def _risk_begins(
    rule: TermRule,
    started_on: date,
    due_on: date,
    due_at: datetime,
    calendar: WorkCalendar,
    margin: RiskMargin,
) -> datetime:
    """May lie before the start, or after the end when the margin is nothing."""
    zone = _zone(rule, calendar)
    if rule.unit is TermUnit.BUSINESS_DAYS:
        safe_days = rule.length - margin.business_days
        if safe_days <= 0:
            return start_of_day(started_on, zone)
        return start_of_day(calendar.add_business_days(started_on, safe_days) + _ONE_DAY, zone)
    if rule.unit is TermUnit.HOURS:
        if margin.share_percent == 0:
            return due_at + timedelta.resolution
        return due_at - timedelta(hours=rule.length) * margin.share_percent / 100
    share = (due_on - started_on) * margin.share_percent / 100
    wall_clock = datetime.combine(due_on + _ONE_DAY, time.min) - share
    return wall_clock.replace(tzinfo=zone).astimezone(UTC)


def _state(term: Term, rule: TermRule, times: Milestones, now: datetime) -> TermState:
    return state_at(
        times,
        rule.obligation,
        now,
        started_at=term.started_at,
        stopped_at=term.stopped_at,
        waived_at=None if term.waiver is None else term.waiver.at,
    )


def _spans(
    term: Term, rule: TermRule, end: Due, calendar: WorkCalendar, now: datetime, now_state: TermState
) -> tuple[Span, Span | None, Span | None]:
    """Elapsed, remaining and late, each in the term's own unit."""
    closings = [term.stopped_at, None if term.waiver is None else term.waiver.at]
    until = min(at for at in (*closings, now) if at is not None)
    until = max(until, term.started_at)
    elapsed = _span(rule, calendar, term.started_at, until)
    if end.due_at is None or now_state is TermState.WAIVED:
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
    zone = _zone(rule, calendar)
    first, last = local_day(start, zone), local_day(end, zone)
    if rule.unit is TermUnit.BUSINESS_DAYS:
        return Span(calendar.business_days_between(first, last), TermUnit.BUSINESS_DAYS)
    return Span((last - first).days, TermUnit.CALENDAR_DAYS)
