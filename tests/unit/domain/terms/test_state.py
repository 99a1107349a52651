"""Where a term stands at an instant, and what closes it (SLA-21, LIN-03, AMB-58)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import InvalidValue, MissingData
from domain.model.terms import Milestones, RiskMargin, Term, TermState
from domain.protocol.terms.counting import calendar_for, milestones, rule_of
from domain.protocol.terms.state import state, stop, waive
from tests.support.calendars import a_book, local, utc
from tests.support.proving import proves

_BOOK = a_book()
_MICROSECOND = timedelta(microseconds=1)


def a_term(rule_id: str, start: str, given: date | None = None) -> Term:
    """An open term of the Biobío office, started when a clock in Santiago shows *start*."""
    return Term("t1", rule_id, "2024", local(start), "OFIREG-08", given_date=given)


def state_of(term: Term, now: str, margin: RiskMargin | None = None) -> TermState:
    """Its state when a clock in Santiago shows *now*."""
    calendar = calendar_for(rule_of(term), term.office, _BOOK)
    return state(term, calendar, local(now), margin or RiskMargin())


def times_of(term: Term, margin: RiskMargin | None = None) -> Milestones:
    """The instants to store beside it."""
    rule = rule_of(term)
    calendar = calendar_for(rule, term.office, _BOOK)
    return milestones(rule, term.started_at, calendar, term.given_date, margin or RiskMargin())


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2024-09-13 17:00", TermState.RUNNING),
        ("2024-09-16 23:59:59.999999", TermState.RUNNING),  # day 1 of 3 is not over
        ("2024-09-17 00:00", TermState.AT_RISK),  # a business day before the last, whatever holidays lie between
        ("2024-09-23 23:59:59.999999", TermState.AT_RISK),  # the last instant is in time
        ("2024-09-24 00:00", TermState.OVERDUE),
        ("2025-09-24 00:00", TermState.OVERDUE),
    ],
)
def test_a_term_in_business_days_is_at_risk_one_of_them_before_its_last_day(now: str, expected: TermState) -> None:
    """LIN-03, SLA-03, AMB-02: 16, 17 and, after Independence Day and a Friday between, Monday 23 September 2024."""
    assert state_of(a_term("SLA-03", "2024-09-13 17:00"), now) is expected


@pytest.mark.parametrize(
    ("rule_id", "start", "at_risk_at", "due_at"),
    [
        # 48 h: 20 % is 9 h 36 min before 20:00 UTC of the 19th
        ("SLA-10", "2024-09-17 17:00", "2024-09-19 10:24", "2024-09-19 20:00"),
        # 15 days: 20 % is 3 days, so from the first instant of the 26th (UTC-3) to the end of the 28th
        ("SLA-04", "2024-09-13 17:00", "2024-09-26 03:00", "2024-09-29 02:59:59.999999"),
        # 5 days: 1 day, so the whole of the 19th
        ("SLA-11", "2024-09-14 17:00", "2024-09-19 03:00", "2024-09-20 02:59:59.999999"),
        # 2 days: 9 h 36 min before the end of the 19th: 14:24 at UTC-3
        ("SLA-12", "2024-09-17 09:00", "2024-09-19 17:24", "2024-09-20 02:59:59.999999"),
        # 3 business days, the 16th, 17th and 23rd: from the 17th; 7, until Friday the 27th: from the 26th
        ("SLA-03", "2024-09-13 17:00", "2024-09-17 03:00", "2024-09-24 02:59:59.999999"),
        ("SLA-14", "2024-09-13 17:00", "2024-09-26 03:00", "2024-09-28 02:59:59.999999"),
        # clocks go back inside the margin: 3 local days before midnight, not 72 hours
        ("SLA-02", "2024-03-23 09:00", "2024-04-05 03:00", "2024-04-08 03:59:59.999999"),
    ],
)
def test_the_margin_is_a_business_day_or_a_fifth_of_the_term(
    rule_id: str, start: str, at_risk_at: str, due_at: str
) -> None:
    """LIN-03, section 6.2, AMB-81: the instants that queries filter on."""
    times = times_of(a_term(rule_id, start))
    assert (times.opens_at, times.at_risk_at, times.due_at) == (None, utc(at_risk_at), utc(due_at))


def test_the_margin_is_a_parameter() -> None:
    """LIN-03: two business days before the last is the 16th; three or more, the start; none, never."""
    term = a_term("SLA-03", "2024-09-13 17:00")

    assert times_of(term, RiskMargin(business_days=2)).at_risk_at == utc("2024-09-16 03:00")
    assert times_of(term, RiskMargin(business_days=3)).at_risk_at == term.started_at
    assert times_of(term, RiskMargin(business_days=0)).at_risk_at is None
    assert times_of(a_term("SLA-04", "2024-09-13 17:00"), RiskMargin(share_percent=0)).at_risk_at is None
    assert times_of(a_term("SLA-10", "2024-09-13 17:00"), RiskMargin(share_percent=0)).at_risk_at is None


def test_an_act_at_the_last_instant_is_in_time_and_one_after_is_late() -> None:
    """AMB-02 (Código Civil art. 49: before midnight)."""
    term = a_term("SLA-03", "2024-09-13 17:00")
    last = local("2024-09-23 23:59:59.999999")

    assert state_of(stop(term, last), "2024-10-01 09:00") is TermState.MET
    assert state_of(stop(term, last + _MICROSECOND), "2024-10-01 09:00") is TermState.MET_LATE


def test_the_first_stop_counts() -> None:
    """AMB-06: one event stops the term; a second contact does not make it late."""
    term = stop(a_term("SLA-03", "2024-09-13 17:00"), local("2024-09-16 10:00"))

    assert stop(term, local("2024-10-16 10:00")) == term


@proves("SLA-21")
def test_what_is_withdrawn_is_not_judged_and_what_was_overdue_by_then_stays_so() -> None:
    """AMB-75: the third business day is Monday 23 September 2024; its last instant is not late."""
    term, last = a_term("SLA-03", "2024-09-13 17:00"), local("2024-09-23 23:59:59.999999")
    in_time = waive(term, "ana.rojas", last, "Ya no exporta", withdrawn=True)
    too_late = waive(term, "ana.rojas", last + _MICROSECOND, "Ya no exporta", withdrawn=True)
    right = waive(a_term("SLA-09", "2024-11-04 00:00"), "ana.rojas", local("2024-11-13 09:00"), "Cerró", withdrawn=True)

    assert state_of(in_time, "2024-09-23 23:59") is TermState.AT_RISK
    assert state_of(in_time, "2025-03-01 09:00") is TermState.WITHDRAWN
    assert state_of(too_late, "2025-03-01 09:00") is TermState.OVERDUE
    assert state_of(right, "2025-03-01 09:00") is TermState.EXPIRED
    assert state_of(waive(term, "luis.carrasco", last + _MICROSECOND, "Huelga"), "2025-03-01 09:00") is TermState.WAIVED


def test_what_had_not_happened_yet_does_not_count_when_a_past_day_is_asked() -> None:
    """SLA-21: the state is derived for any instant."""
    term = stop(a_term("SLA-03", "2024-09-13 17:00"), local("2024-09-25 10:00"))

    assert state_of(term, "2024-09-24 10:00") is TermState.OVERDUE
    assert state_of(term, "2024-09-25 10:00") is TermState.MET_LATE


def test_a_right_that_is_not_used_expires_and_is_nobodys_breach() -> None:
    """SLA-09, BEH-04: expired, not overdue; a late defence is recorded as late."""
    term = a_term("SLA-09", "2024-11-04 00:00")

    assert state_of(term, "2024-11-12 00:00") is TermState.EXPIRED
    assert state_of(stop(term, local("2024-11-12 09:00")), "2024-11-13 00:00") is TermState.MET_LATE


def test_a_message_is_scheduled_until_its_day_and_overdue_after_it() -> None:
    """SLA-17, AMB-29: at a settable hour of the day; a day gone by without it shows the mailer failed."""
    term = a_term("SLA-17", "2025-01-31 18:00")  # 28 February 2025

    assert state_of(term, "2025-02-27 23:59") is TermState.SCHEDULED
    assert state_of(term, "2025-02-28 00:00") is TermState.RUNNING
    assert state_of(stop(term, local("2025-02-28 09:00")), "2025-03-01 00:00") is TermState.MET
    assert state_of(term, "2025-03-01 00:00") is TermState.OVERDUE


def test_a_quarterly_review_opens_and_never_is_overdue() -> None:
    """SLA-19, AMB-33: the protocol gives no last day."""
    term = a_term("SLA-19", "2024-10-01 09:00")

    assert state_of(term, "2025-01-01 12:00") is TermState.SCHEDULED
    assert state_of(term, "2025-01-02 00:00") is TermState.RUNNING
    assert state_of(term, "2026-01-02 00:00") is TermState.RUNNING
    assert state_of(stop(term, local("2025-01-09 09:00")), "2025-02-01 00:00") is TermState.MET


@pytest.mark.parametrize("rule_id", ["SLA-20", "PUB-07", "SLA-18", "SLA-16"])
def test_a_term_without_an_end_is_not_judged(rule_id: str) -> None:
    """SLA-20, AMB-16, AMB-32: not configured, or no date given; closing it does not make it met."""
    term = a_term(rule_id, "2024-09-13 17:00")

    assert state_of(term, "2030-01-01 00:00") is TermState.NOT_CONFIGURED
    assert state_of(stop(term, local("2024-09-14 10:00")), "2030-01-01 00:00") is TermState.NOT_CONFIGURED


def test_a_visit_announced_late_is_short_notice() -> None:
    """SLA-16, VIS-07: informed on 20 September for a visit of 15 October 2024; the limit was the 15th."""
    term = a_term("SLA-16", "2024-09-20 09:00", given=date(2024, 10, 15))

    assert state_of(stop(term, term.started_at), "2024-09-20 10:00") is TermState.MET_LATE


def test_a_term_that_starts_tomorrow_is_scheduled() -> None:
    """AMB-22: the day deemed notified may lie ahead."""
    assert state_of(a_term("SLA-09", "2024-11-04 00:00"), "2024-11-01 09:00") is TermState.SCHEDULED


def test_a_waived_term_says_so_whatever_comes_later() -> None:
    """AMB-58: the regional head waives with a reason; until then it stays overdue."""
    term = waive(a_term("SLA-03", "2024-09-13 17:00"), "r.soto", local("2024-09-30 10:00"), " No ubicable ")

    assert term.waiver is not None
    assert term.waiver.reason == "No ubicable"
    assert state_of(term, "2024-09-29 10:00") is TermState.OVERDUE
    assert state_of(term, "2024-09-30 10:00") is TermState.WAIVED
    assert state_of(replace(term, stopped_at=local("2024-10-02 10:00")), "2024-10-03 10:00") is TermState.WAIVED


def test_a_waiver_needs_a_reason_and_an_open_term() -> None:
    """AMB-58."""
    term = a_term("SLA-03", "2024-09-13 17:00")

    with pytest.raises(MissingData) as missing:
        waive(term, "r.soto", local("2024-09-30 10:00"), "  ")
    assert missing.value.missing == ("reason",)
    with pytest.raises(InvalidValue, match="ya está cerrado"):
        waive(stop(term, local("2024-09-16 10:00")), "r.soto", local("2024-09-30 10:00"), "No ubicable")
