"""Which days and instants are taken, and from when a setting holds (F-14, section 6.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.model.institution.configuration import ActionType, Dated, Setting
from domain.model.institution.days import is_sane_day, is_sane_instant

ONE = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("day", "sane"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2199, 12, 31), True),
        (date(2200, 1, 1), False),
    ],
)
def test_days_of_three_centuries_are_taken(day: date, *, sane: bool) -> None:
    """F-14: both ends inclusive."""
    assert is_sane_day(day) is sane


def test_instants_of_three_centuries_are_taken() -> None:
    """F-14: by UTC; the first one is in, the end is out."""
    first, end = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
    assert [is_sane_instant(at) for at in (first - ONE, first, end - ONE, end)] == [False, True, True, False]


def test_a_setting_holds_from_its_own_day_on() -> None:
    """Section 6.2: on the day before it the earlier value holds; before the first there is none."""
    dated = tuple(Dated(value, date(year, 1, 1), "prueba") for value, year in ((5, 2024), (7, 2025)))
    setting = Setting("agenda_terms", "AGD-01", dated)
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    found = [setting.on(day) for day in days]
    assert [each and each.value for each in found] == [None, 5, 5, 7]


def test_a_row_of_the_catalogue_covers_both_its_days() -> None:
    """AMB-37: its first day and its last."""
    row = ActionType("PILOTO", "Piloto", "PROMOCION", counts=True, since=date(2024, 3, 1), until=date(2024, 8, 31))
    days = (date(2024, 2, 29), date(2024, 3, 1), date(2024, 8, 31), date(2024, 9, 1))
    assert [row.covers(day) for day in days] == [False, True, True, False]
