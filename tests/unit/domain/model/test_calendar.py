"""Which days are business days, where, and when a local day begins and ends (AMB-02, AMB-03, AMB-52)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from domain.model.institution.calendar import (
    SANTIAGO,
    Holiday,
    HolidayScope,
    add_months,
    end_of_day,
    local_day,
    quarter_end,
    start_of_day,
)
from tests.support.calendars import a_book, a_calendar, utc


def test_saturdays_never_are_business_days() -> None:
    """AMB-03: Monday to Friday."""
    calendar = a_calendar()
    week = [date(2024, 8, day) for day in range(5, 12)]  # Monday 5 to Sunday 11 August 2024, no holiday

    assert [calendar.is_business_day(day) for day in week] == [True] * 5 + [False] * 2


def test_a_day_that_does_not_count_says_why_with_its_source() -> None:
    """SLA-21: skipped days carry the name of the holiday."""
    calendar = a_calendar()

    independence = calendar.why_not(date(2024, 9, 18))
    saturday, sunday = calendar.why_not(date(2024, 9, 21)), calendar.why_not(date(2024, 9, 22))

    assert independence is not None
    assert independence.name_es == "Día de la Independencia"
    assert independence.holiday == Holiday(
        date(2024, 9, 18), "Día de la Independencia", HolidayScope.NATIONAL, "lista de feriados"
    )
    assert not independence.is_weekend
    assert saturday is not None
    assert (saturday.name_es, saturday.is_weekend, saturday.holiday) == ("sábado", True, None)
    assert sunday is not None
    assert sunday.name_es == "domingo"
    assert calendar.why_not(date(2024, 9, 17)) is None


def test_a_holiday_on_a_saturday_keeps_its_name() -> None:
    """AMB-03: it would not count anyway, and people know it by its name."""
    skipped = a_calendar().why_not(date(2024, 3, 30))

    assert skipped is not None
    assert (skipped.name_es, skipped.is_weekend) == ("Sábado Santo", True)


@pytest.mark.parametrize(
    ("start", "business_days", "end"),
    [
        (date(2024, 9, 13), 3, date(2024, 9, 23)),  # 16, 17, then 18-20 holidays, 21-22 weekend, 23
        (date(2024, 9, 14), 3, date(2024, 9, 23)),  # from the Saturday: the same three days
        (date(2024, 9, 18), 1, date(2024, 9, 23)),  # from the holiday itself
        (date(2024, 9, 18), 0, date(2024, 9, 18)),  # nothing to count: the day itself
        (date(2024, 12, 30), 3, date(2025, 1, 3)),  # 31 December counts, 1 January does not: 31, 2, 3
        # 2025 has 261 weekdays less 12 holidays = 249; the other 13: 2, 5-9, 12-16, 19, 20 January
        (date(2024, 12, 31), 262, date(2026, 1, 20)),
    ],
)
def test_business_days_are_counted_from_the_day_after_the_start(start: date, business_days: int, end: date) -> None:
    """AMB-02: the start day is day 0 whatever its kind."""
    assert a_calendar().add_business_days(start, business_days) == end


def test_a_negative_term_is_refused() -> None:
    """AMB-02: a term runs forward."""
    with pytest.raises(ValueError, match="-1 business days"):
        a_calendar().add_business_days(date(2024, 9, 13), -1)


def test_the_last_business_day_before_may_lie_in_the_year_before() -> None:
    """AMB-05: for planning."""
    calendar = a_calendar()

    assert calendar.last_business_day_on_or_before(date(2025, 1, 1)) == date(2024, 12, 31)
    assert calendar.last_business_day_on_or_before(date(2024, 9, 22)) == date(2024, 9, 17)
    assert calendar.last_business_day_on_or_before(date(2024, 9, 17)) == date(2024, 9, 17)
    assert calendar.first_business_day_on_or_after(date(2024, 9, 18)) == date(2024, 9, 23)
    assert calendar.first_business_day_on_or_after(date(2024, 9, 17)) == date(2024, 9, 17)


def test_business_days_between_leave_the_first_day_out_and_take_the_last_in() -> None:
    """AMB-02: 16, 17 and 23 September 2024 lie between Friday 13 and Monday 23."""
    calendar = a_calendar()

    assert calendar.business_days_between(date(2024, 9, 13), date(2024, 9, 23)) == 3
    assert calendar.business_days_between(date(2024, 9, 23), date(2024, 9, 13)) == -3
    assert calendar.business_days_between(date(2024, 12, 30), date(2025, 1, 3)) == 3


def test_the_morro_is_a_holiday_in_arica_and_not_in_tarapaca() -> None:
    """AMB-03: 7 June, Friday in 2024."""
    book = a_book()

    assert not book.of_office("OFIREG-15").is_business_day(date(2024, 6, 7))
    assert book.of_office("OFIREG-01").is_business_day(date(2024, 6, 7))


def test_central_units_and_offices_abroad_use_the_national_calendar() -> None:
    """AMB-03, AMB-52."""
    book = a_book()

    assert [book.of_office(code).id for code in (None, "CENTRAL", "OFICOM-CN-SHA")] == ["CL", "CL", "CL"]


def test_the_night_clocks_go_back_the_day_ends_with_its_second_last_hour() -> None:
    """AMB-52: on Saturday 6 April 2024 the hour from 23:00 happens twice; 7 April starts at UTC-4."""
    assert end_of_day(date(2024, 4, 6), SANTIAGO) == utc("2024-04-07 03:59:59.999999")
    assert start_of_day(date(2024, 4, 7), SANTIAGO) == utc("2024-04-07 04:00:00")


def test_the_night_clocks_go_forward_the_day_starts_at_the_change() -> None:
    """AMB-52: 8 September 2024 has no 00:00 in Santiago; neither has 7 September 2025."""
    assert end_of_day(date(2024, 9, 7), SANTIAGO) == utc("2024-09-08 03:59:59.999999")
    assert start_of_day(date(2024, 9, 8), SANTIAGO) == utc("2024-09-08 04:00:00")
    assert end_of_day(date(2024, 9, 8), SANTIAGO) == utc("2024-09-09 02:59:59.999999")
    assert start_of_day(date(2025, 9, 7), SANTIAGO) == utc("2025-09-07 04:00:00")


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("America/Punta_Arenas", date(2024, 7, 1), "2024-07-02 02:59:59.999999"),  # UTC-3 all year
        ("America/Santiago", date(2024, 7, 1), "2024-07-02 03:59:59.999999"),
        ("America/Coyhaique", date(2024, 7, 1), "2024-07-02 03:59:59.999999"),  # like Santiago until 2025
        ("America/Coyhaique", date(2025, 7, 1), "2025-07-02 02:59:59.999999"),  # UTC-3 all year since
        ("America/Santiago", date(2025, 7, 1), "2025-07-02 03:59:59.999999"),
        ("Pacific/Easter", date(2024, 7, 1), "2024-07-02 05:59:59.999999"),  # UTC-6 in winter
        ("Pacific/Easter", date(2024, 1, 2), "2024-01-03 04:59:59.999999"),  # UTC-5 in summer
    ],
)
def test_a_day_ends_on_the_clock_of_its_zone(zone: str, day: date, end: str) -> None:
    """AMB-52: Magallanes, Aysén before and after 2025, Rapa Nui."""
    assert end_of_day(day, ZoneInfo(zone)) == utc(end)


def test_an_instant_is_a_different_day_on_different_clocks() -> None:
    """AMB-52: 03:30 UTC of 2 July 2024 is still 1 July in Santiago."""
    at = utc("2024-07-02 03:30")

    assert local_day(at, SANTIAGO) == date(2024, 7, 1)
    assert local_day(at, ZoneInfo("America/Punta_Arenas")) == date(2024, 7, 2)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 1, date(2024, 3, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 4, 30)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
    ],
)
def test_a_month_later_is_the_same_day_number_or_the_months_last(day: date, months: int, expected: date) -> None:
    """AMB-29 (Código Civil art. 48)."""
    assert add_months(day, months) == expected


def test_quarters_end_in_march_june_september_and_december() -> None:
    """AMB-33."""
    ends = [quarter_end(date(2024, month, 15)) for month in range(1, 13)]

    assert ends == (
        [date(2024, 3, 31)] * 3 + [date(2024, 6, 30)] * 3 + [date(2024, 9, 30)] * 3 + [date(2024, 12, 31)] * 3
    )
