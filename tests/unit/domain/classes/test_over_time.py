"""On which days a history of the portfolio is told."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import InvalidValue
from domain.protocol.classes.over_time import ClassStep, days_of


@pytest.mark.parametrize(
    ("step", "since", "until", "expected"),
    [
        (ClassStep.MONTH, (2023, 12, 31), (2024, 2, 29), [(2023, 12, 31), (2024, 1, 31), (2024, 2, 29)]),
        (ClassStep.MONTH, (2024, 1, 5), (2024, 1, 9), [(2024, 1, 9)]),
        (ClassStep.MONTH, (2024, 1, 5), (2024, 1, 5), [(2024, 1, 5)]),
        (ClassStep.QUARTER, (2024, 2, 1), (2024, 7, 1), [(2024, 3, 31), (2024, 6, 30), (2024, 7, 1)]),
        (ClassStep.YEAR, (2022, 7, 1), (2024, 12, 31), [(2022, 12, 31), (2023, 12, 31), (2024, 12, 31)]),
        (ClassStep.YEAR, (9998, 7, 1), (9999, 12, 31), [(9998, 12, 31), (9999, 12, 31)]),
    ],
)
def test_the_last_day_of_each_step_and_the_last_of_all(
    step: ClassStep, since: tuple[int, int, int], until: tuple[int, int, int], expected: list[tuple[int, int, int]]
) -> None:
    """A step that ends on the last day is told once."""
    assert list(days_of(step, date(*since), date(*until))) == [date(*day) for day in expected]


def test_twenty_years_of_months_are_the_most() -> None:
    """A longer history is told by quarters or years."""
    since, until = date(2000, 1, 1), date(2026, 1, 1)
    with pytest.raises(InvalidValue):
        days_of(ClassStep.MONTH, since, until)
    assert len(days_of(ClassStep.MONTH, date(2006, 1, 31), until)) == 240 + 1
    assert len(days_of(ClassStep.QUARTER, since, until)) == 26 * 4 + 1
    with pytest.raises(InvalidValue):
        days_of(ClassStep.YEAR, until, since)
