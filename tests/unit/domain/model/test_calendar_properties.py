"""What holds for every calendar and every interval (AMB-02, AMB-03), against a day-by-day count."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.model.institution.calendar import FixedHolidays, Holiday, HolidayScope, WorkCalendar

_DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
_COUNTS = st.integers(0, 400)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Any calendar: up to forty holidays anywhere in the years used."""
    days = draw(st.sets(_DAYS, max_size=40))
    rows = tuple(Holiday(day, f"feriado {day}", HolidayScope.NATIONAL, "azar") for day in sorted(days))
    return WorkCalendar("CL", "azar", "America/Santiago", FixedHolidays(rows))


def _days_in(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]


@given(calendars(), _DAYS, st.integers(1, 400))
@settings(deadline=None)
def test_the_last_day_of_a_term_is_a_business_day(calendar: WorkCalendar, start: date, length: int) -> None:
    """AMB-02."""
    assert calendar.is_business_day(calendar.add_business_days(start, length))


@given(calendars(), _DAYS, _COUNTS)
@settings(deadline=None)
def test_counting_by_table_equals_counting_day_by_day(calendar: WorkCalendar, start: date, length: int) -> None:
    """AMB-02: the tables of a year are only a faster way to walk."""
    day, left = start, length
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and calendar.holiday_on(day) is None

    assert calendar.add_business_days(start, length) == day
    assert calendar.business_days_between(start, day) == length


@given(calendars(), _DAYS, _DAYS, _COUNTS)
@settings(deadline=None)
def test_a_later_start_never_ends_earlier(calendar: WorkCalendar, one: date, two: date, length: int) -> None:
    """AMB-02: monotone in the start."""
    first, second = min(one, two), max(one, two)

    assert calendar.add_business_days(first, length) <= calendar.add_business_days(second, length)


@given(calendars(), _DAYS, st.integers(0, 200), st.integers(0, 200))
@settings(deadline=None)
def test_terms_add_up(calendar: WorkCalendar, start: date, first: int, second: int) -> None:
    """AMB-02: additive in the length."""
    middle = calendar.add_business_days(start, first)

    assert calendar.add_business_days(middle, second) == calendar.add_business_days(start, first + second)


@given(calendars(), _DAYS, _DAYS, _DAYS)
@settings(deadline=None)
def test_intervals_add_up_in_any_order(calendar: WorkCalendar, a: date, b: date, c: date) -> None:
    """AMB-02: between is signed and additive."""
    between = calendar.business_days_between

    assert between(a, b) + between(b, c) == between(a, c)


@given(calendars(), _DAYS, st.integers(0, 500))
@settings(deadline=None)
def test_every_day_is_either_counted_or_skipped_by_name(calendar: WorkCalendar, start: date, length: int) -> None:
    """SLA-21: skipped and counted days partition the interval."""
    end = start + timedelta(days=length)
    skipped = calendar.skipped_between(start, end)
    counted = [day for day in _days_in(start, end) if calendar.is_business_day(day)]

    assert sorted([*counted, *(day.on for day in skipped)]) == _days_in(start, end)
    assert all(day.name_es for day in skipped)
    assert len(counted) == calendar.business_days_between(start, end)


@given(calendars(), _DAYS)
@settings(deadline=None)
def test_the_business_day_on_or_before_has_none_after_it(calendar: WorkCalendar, day: date) -> None:
    """AMB-05: the last one inside."""
    last = calendar.last_business_day_on_or_before(day)

    assert calendar.is_business_day(last)
    assert calendar.business_days_between(last, day) == 0
    assert last <= day
