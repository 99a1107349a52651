"""Two periods side by side (LIN-06, MEA-04)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.errors import InvalidValue
from domain.protocol.measures.asking import Count, MeasureQuery, Period, measured
from domain.protocol.measures.comparing import asked_before, compared
from domain.protocol.measures.dimensions import GENERAL_PUBLIC, Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from tests.support.proving import proves

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def asked(name: MeasureName, *by: Dimension) -> MeasureQuery:
    return MeasureQuery(MEASURES[name], JUNE, NOW, by)


@proves("LIN-06", "MEA-04")
def test_satisfaction_by_channel_beside_that_of_the_month_before() -> None:
    """LIN-06: 5 and 3 after 5 make one less by the telephone; e-mail is new, and what is gone has no figure now."""
    june = asked(MeasureName.SATISFACTION, Dimension.CHANNEL)
    may = asked_before(june, MAY)
    assert (may.period, may.by, may.measure, may.now) == (MAY, june.by, june.measure, NOW)
    now = measured(june, [Count(("TELEPHONE",), "5", 1), Count(("TELEPHONE",), "3", 1), Count(("DIGITAL",), "4", 2)])
    before = measured(may, [Count(("TELEPHONE",), "5", 1), Count(("IN_PERSON",), "2", 1)])
    found = compared(june, now, before)
    told = {
        row.now.groups[0]: (row.now.figure, row.now.n, row.before.figure, row.before.n, row.change)
        for row in found.rows
    }
    assert told == {
        "TELEPHONE": (4.0, 2, 5.0, 1, -1.0),
        "DIGITAL": (4.0, 2, None, 0, None),
        "IN_PERSON": (None, 0, 2.0, 1, None),
    }
    assert (found.total.now.figure, found.total.before.figure, found.total.change) == (4.0, 3.5, 0.5)


def test_what_had_no_record_counts_none() -> None:
    """MEA-02: a channel that nobody used in May had 0 contacts, which is a number and no gap."""
    june = asked(MeasureName.CONTACTS, Dimension.CHANNEL)
    found = compared(june, measured(june, [Count(("DIGITAL",), "answer", 3)]), measured(june, []))
    assert [(row.now.figure, row.before.figure, row.change) for row in found.rows] == [(3.0, 0.0, 3.0)]


def test_a_row_that_one_period_hides_has_no_change() -> None:
    """MEA-04: 2 answers of the general public in June are not told, nor what they changed."""
    june = asked(MeasureName.SATISFACTION, Dimension.TARGET_PUBLIC)
    now = measured(june, [Count((GENERAL_PUBLIC,), "1", 2), Count(("CARTERA",), "6", 9)])
    before = measured(june, [Count((GENERAL_PUBLIC,), "7", 9), Count(("CARTERA",), "6", 9)])
    found = {row.now.groups[0]: row for row in compared(june, now, before).rows}
    public = found[GENERAL_PUBLIC]
    assert (public.now.hidden, public.now.figure, public.before.figure, public.change) == (True, None, 7.0, None)


def test_months_are_not_compared_across_periods() -> None:
    """LIN-06: no month is in both; it is said what to do instead."""
    with pytest.raises(InvalidValue, match="por otra dimensión"):
        asked_before(asked(MeasureName.CASES, Dimension.MONTH), MAY)
