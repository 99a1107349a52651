"""What holds for every term, whatever its rule, start, office and calendar (SLA-21, AMB-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.model.institution.calendar import CalendarBook, local_day
from domain.model.terms import (
    DEFAULT_MARGIN,
    RiskMargin,
    Term,
    TermObligation,
    TermRule,
    TermState,
    TermUnit,
)
from domain.protocol.terms.counting import calendar_for, due, milestones, rule_of
from domain.protocol.terms.state import explain, state
from domain.protocol.terms.table import TERMS
from persistence.calendars.holidays import calendars_for

_BOOK: CalendarBook = calendars_for()
_RULES = st.sampled_from(TERMS)
_COUNTED = st.sampled_from([row for row in TERMS if row.unit is TermUnit.BUSINESS_DAYS])
_JUDGED = st.sampled_from([row for row in TERMS if row.unit is not TermUnit.NOT_CONFIGURED])
_FIRST, _LAST = datetime(2024, 1, 2), datetime(2031, 12, 31)  # noqa: DTZ001 - Hypothesis takes naive bounds
_INSTANTS = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
_OFFICES = st.sampled_from([*_BOOK.by_office, None])
_MARGINS = st.builds(RiskMargin, st.integers(0, 8), st.integers(0, 100))
_LATER = st.timedeltas(timedelta(0), timedelta(days=120))
# The order in which time alone may take an open term from one state to the next.
_ORDER = [TermState.SCHEDULED, TermState.RUNNING, TermState.AT_RISK, TermState.OVERDUE, TermState.EXPIRED]


@st.composite
def terms(draw: st.DrawFn, rules: st.SearchStrategy[TermRule] = _RULES) -> tuple[Term, TermRule]:
    """Any open term with the row it runs under, with a date given where that takes one, sometimes not."""
    rule_id = draw(rules).rule_id
    start = draw(_INSTANTS)
    given_date = draw(st.none() | st.dates(start.date(), start.date() + timedelta(days=400)))
    term = Term("t", rule_id, "2024", start, draw(_OFFICES), given_date=given_date)
    return term, rule_of(term)


@given(terms(_COUNTED))
@settings(deadline=None)
def test_a_term_in_business_days_ends_on_one_and_counts_exactly_its_length(drawn: tuple[Term, TermRule]) -> None:
    """AMB-02, SLA-21: counted and skipped days partition the stretch from the start to the last day."""
    term, rule = drawn
    calendar = calendar_for(rule, term.office, _BOOK)
    told = explain(term, calendar, term.started_at)
    assert told.due.due_on is not None

    assert calendar.is_business_day(told.due.due_on)
    assert calendar.business_days_between(told.due.started_on, told.due.due_on) == rule.quantity
    assert (told.due.due_on - told.due.started_on).days == rule.length + len(told.skipped)


@given(terms(), _LATER)
@settings(deadline=None)
def test_a_later_start_never_ends_earlier(drawn: tuple[Term, TermRule], later: timedelta) -> None:
    """AMB-02: monotone in the start."""
    term, rule = drawn
    calendar = calendar_for(rule, term.office, _BOOK)
    first = due(rule, term.started_at, calendar, term.given_date)
    second = due(rule, term.started_at + later, calendar, term.given_date)

    assert (first.due_at or term.started_at) <= (second.due_at or term.started_at + later)
    assert first.opens_on is None or second.opens_on is None or first.opens_on <= second.opens_on


@given(terms(), _MARGINS)
@settings(deadline=None)
def test_milestones_come_in_order(drawn: tuple[Term, TermRule], margin: RiskMargin) -> None:
    """LIN-03: at risk lies between the start and the end; the end is the last microsecond of a local day."""
    term, rule = drawn
    calendar = calendar_for(rule, term.office, _BOOK)
    times = milestones(rule, term.started_at, calendar, term.given_date, margin)
    end = due(rule, term.started_at, calendar, term.given_date)

    assert times.due_at == end.due_at
    if times.at_risk_at is not None:
        assert times.due_at is not None
        assert term.started_at <= times.at_risk_at <= times.due_at
    if end.due_at is not None and rule.unit is not TermUnit.HOURS:
        assert end.due_on is not None
        zone = calendar.zone
        assert local_day(end.due_at, zone) == end.due_on
        assert local_day(end.due_at + timedelta.resolution, zone) == end.due_on + timedelta(1)


@given(terms(), _MARGINS)
@settings(deadline=None)
def test_a_wider_margin_never_warns_later(drawn: tuple[Term, TermRule], margin: RiskMargin) -> None:
    """LIN-03."""
    term, rule = drawn
    calendar = calendar_for(rule, term.office, _BOOK)
    wider = RiskMargin(margin.business_days + 1, min(100, margin.share_percent + 7))
    narrow = milestones(rule, term.started_at, calendar, term.given_date, margin).at_risk_at
    wide = milestones(rule, term.started_at, calendar, term.given_date, wider).at_risk_at

    assert narrow is None or (wide is not None and wide <= narrow)


@given(terms(), _LATER, _LATER, _MARGINS)
@settings(deadline=None)
def test_time_alone_never_takes_an_open_term_back(
    drawn: tuple[Term, TermRule], first: timedelta, second: timedelta, margin: RiskMargin
) -> None:
    """SLA-21: the state is monotone in time."""
    term, rule = drawn
    calendar = calendar_for(rule, term.office, _BOOK)
    before = state(term, calendar, term.started_at + first, margin)
    after = state(term, calendar, term.started_at + first + second, margin)

    if TermState.NOT_CONFIGURED in {before, after}:
        assert before is after
    else:
        assert _ORDER.index(before) <= _ORDER.index(after)


@given(terms(_JUDGED), _LATER, _LATER)
@settings(deadline=None)
def test_what_is_done_stays_done(drawn: tuple[Term, TermRule], stopped: timedelta, later: timedelta) -> None:
    """AMB-06: met or met late is decided by the stop, not by when one looks."""
    term, rule = drawn
    calendar = calendar_for(rule, term.office, _BOOK)
    closed = replace(term, stopped_at=term.started_at + stopped)
    at_stop = state(closed, calendar, term.started_at + stopped)
    assume(at_stop is not TermState.NOT_CONFIGURED)
    due_at = due(rule, term.started_at, calendar, term.given_date).due_at

    late = due_at is not None and term.started_at + stopped > due_at
    assert at_stop is (TermState.MET_LATE if late else TermState.MET)
    assert state(closed, calendar, term.started_at + stopped + later) is at_stop


@given(terms(), _LATER)
@settings(deadline=None)
def test_elapsed_and_remaining_make_the_term(drawn: tuple[Term, TermRule], after: timedelta) -> None:
    """SLA-21: in the term's own unit, while it runs."""
    term, rule = drawn
    told = explain(term, calendar_for(rule, term.office, _BOOK), term.started_at + after)

    if told.remaining is not None and rule.unit in {TermUnit.BUSINESS_DAYS, TermUnit.CALENDAR_DAYS}:
        assert told.elapsed.quantity + told.remaining.quantity == rule.quantity
    if told.remaining is not None and rule.unit is TermUnit.HOURS:
        minutes = sum(span.quantity * 60 + span.minutes for span in (told.elapsed, told.remaining))
        assert minutes in {rule.length * 60, rule.length * 60 - 1}  # each side leaves its seconds out
    assert told.remaining is None or told.late_by is None
    assert told.text_es.startswith(rule.name_es)


@given(terms(), _LATER)
@settings(deadline=None)
def test_only_mandatory_recommended_and_automatic_terms_are_overdue(
    drawn: tuple[Term, TermRule], after: timedelta
) -> None:
    """SLA-09: the expiry of a right is nobody's breach."""
    term, rule = drawn
    found = state(term, calendar_for(rule, term.office, _BOOK), term.started_at + after, DEFAULT_MARGIN)

    assert not (rule.obligation is TermObligation.RIGHT and found is TermState.OVERDUE)
    assert not (rule.obligation is not TermObligation.RIGHT and found is TermState.EXPIRED)
