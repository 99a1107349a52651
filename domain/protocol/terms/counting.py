"""
How a term is counted ("cómputo de plazos"): when it ends, where it stands, and the account it gives of itself.

Every instant is aware and in UTC; "now", the calendar and the table of rules are arguments. The state of a term
is derived from three stored instants (`Milestones`) and from what closed it, by the few comparisons of `state_at`,
so that a query can filter on the same columns and get the same answer.

Source: SLA-01..SLA-21, section 8.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from domain.errors import NoRuleApplies, UnknownRule
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
from domain.model.institution.channels import PointOfContact
from domain.model.terms import (
    DEFAULT_MARGIN,
    CalendarKind,
    Due,
    Milestones,
    RiskMargin,
    Term,
    TermObligation,
    TermRule,
    TermUnit,
    TermZone,
)
from domain.protocol.terms.table import TERMS

_ONE_DAY: Final = timedelta(days=1)
_POSTAL_BUSINESS_DAYS: Final = 3
_ROLLABLE: Final = {TermUnit.CALENDAR_DAYS, TermUnit.MONTHS, TermUnit.UNTIL_DATE}


def term_rule(
    rule_id: str, on: date, rules: Sequence[TermRule] = TERMS, point: PointOfContact | None = None
) -> TermRule:
    """
    The row under which a term of this rule runs when it starts on *on* (LIN-05).

    Args:
        on: Local day of the start.
        rules: The dated table; the last row that covers the day wins, so settings are appended.
        point: Of the contact that starts it: what is configured for one point of contact holds there alone (MEA-06).

    Raises:
        UnknownRule: The table has no term of that id.
        NoRuleApplies: It has, but no row covers the day.
    """
    rows = [row for row in rules if row.rule_id == rule_id]
    if not rows:
        raise UnknownRule(f"La regla {rule_id} no fija un plazo.", rule=rule_id)
    for row in reversed(rows):
        if row.holds_on(on, point):
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
    return term_rule(term.rule_id, local_day(term.started_at, SANTIAGO), same_version, term.point_of_contact)


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
    zone = zone_of(rule, calendar)
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

    At risk begins: in business days, with the local day that is `margin.business_days` of them before the last
    (a term no longer than the margin is at risk from its start); in hours and calendar days, when the last
    `margin.share_percent` of the term begins, on the local clock. What the system does by itself is never at risk.

    Source: LIN-03, SLA-21; section 6.2.
    """
    end = due(rule, started_at, calendar, given_date)
    zone = zone_of(rule, calendar)
    opens_at = None if end.opens_on is None else start_of_day(end.opens_on, zone)
    if end.due_at is None or end.due_on is None or rule.obligation is TermObligation.AUTOMATIC:
        return Milestones(opens_at, None, end.due_at, end.due_on)
    start = started_at.astimezone(UTC)
    at_risk_at: datetime = max(start, _risk_begins(rule, end.started_on, end.due_on, end.due_at, calendar, margin))
    return Milestones(opens_at, at_risk_at if at_risk_at <= end.due_at else None, end.due_at, end.due_on)


def deemed_notified_on(received_by_post_on: date, calendar: WorkCalendar) -> date:
    """
    The day a certified letter counts as notified when nobody entered it: the third business day after the post
    office received it. To be confirmed by the institution's lawyers, so an entered day always goes first.

    Source: AMB-22 (Ley 19.880 art. 46), BEH-03, SLA-09.
    """
    return calendar.add_business_days(received_by_post_on, _POSTAL_BUSINESS_DAYS)


def zone_of(rule: TermRule, calendar: WorkCalendar) -> ZoneInfo:
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
    zone = zone_of(rule, calendar)
    if rule.unit is TermUnit.BUSINESS_DAYS:
        if margin.business_days == 0:
            return due_at + timedelta.resolution
        safe_days = rule.length - margin.business_days
        return start_of_day(calendar.add_business_days(started_on, safe_days) if safe_days > 0 else started_on, zone)
    if rule.unit is TermUnit.HOURS:
        if margin.share_percent == 0:
            return due_at + timedelta.resolution
        return due_at - timedelta(hours=rule.length) * margin.share_percent / 100
    share = (due_on - started_on) * margin.share_percent / 100
    wall_clock = datetime.combine(due_on + _ONE_DAY, time.min) - share
    return wall_clock.replace(tzinfo=zone).astimezone(UTC)
