"""When letters about terms leave: at their hour, on business days of the office (LIN-03)."""

from __future__ import annotations

from datetime import time

import pytest

from domain.protocol.terms.notice_hours import NoticeHours
from tests.support.calendars import a_calendar, local

HOURS = NoticeHours(a_calendar("CL-BI"), time(9), time(18))
EVERY_DAY = NoticeHours(a_calendar("CL-BI"), time(9), time(18), every_day=True)


@pytest.mark.parametrize(
    ("at", "after", "before", "late"),
    [  # 18, 19 and 20 September 2024, Wednesday to Friday, are holidays
        ("2024-09-17 08:59", "2024-09-17 09:00", "2024-09-16 09:00", "2024-09-17 09:00"),
        ("2024-09-17 09:00", "2024-09-17 09:00", "2024-09-17 09:00", "2024-09-17 09:00"),
        ("2024-09-17 09:01", "2024-09-23 09:00", "2024-09-17 09:00", "2024-09-17 09:01"),
        ("2024-09-17 17:59", "2024-09-23 09:00", "2024-09-17 09:00", "2024-09-17 17:59"),
        ("2024-09-17 18:00", "2024-09-23 09:00", "2024-09-17 09:00", "2024-09-23 09:00"),
        ("2024-09-18 12:00", "2024-09-23 09:00", "2024-09-17 09:00", "2024-09-23 09:00"),
        ("2024-09-22 23:59", "2024-09-23 09:00", "2024-09-17 09:00", "2024-09-23 09:00"),
    ],
)
def test_letters_leave_at_the_hour_of_business_days(at: str, after: str, before: str, late: str) -> None:
    """LIN-03: what is late leaves the same business day, until its last hour."""
    instant = local(at)
    found = (HOURS.at_the_hour_from(instant), HOURS.at_the_hour_until(instant), HOURS.open_from(instant))
    assert found == (local(after), local(before), local(late))


def test_of_a_term_in_hours_they_leave_on_any_day() -> None:
    """LIN-03, SLA-10: Sunday 22 September 2024 counts like any other."""
    assert EVERY_DAY.at_the_hour_from(local("2024-09-22 00:24")) == local("2024-09-22 09:00")
    assert EVERY_DAY.at_the_hour_until(local("2024-09-22 08:00")) == local("2024-09-21 09:00")
    assert EVERY_DAY.open_from(local("2024-09-22 12:00")) == local("2024-09-22 12:00")
