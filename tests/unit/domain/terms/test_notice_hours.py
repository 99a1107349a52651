"""When letters about terms leave: at their hour, on business days of the office (LIN-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain.model.institution.calendar import Holiday, HolidayScope
from domain.model.institution.people import Office, OfficeKind
from domain.protocol.follow_up.contact_reminder import Planned, ReminderPeriod, next_reminder
from domain.protocol.terms.notice_hours import NoticeHours, calendar_of_notices, office_hours
from tests.support.builders import OFFICES, a_configuration
from tests.support.calendars import a_book, a_calendar, local

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


@pytest.mark.parametrize(
    ("office", "friday", "monday"),
    [  # 9 o'clock in UTC, before and after the clocks of Chile go forward in the night to Sunday 8 September 2024
        ("OFIREG-08", "2024-09-06 13:00", "2024-09-09 12:00"),
        ("OFIREG-12", "2024-09-06 12:00", "2024-09-09 12:00"),  # Punta Arenas has one hour the whole year
        ("RAPA-NUI", "2024-09-06 15:00", "2024-09-09 14:00"),
        ("OFICOM-CN-SHA", "2024-09-06 01:00", "2024-09-09 01:00"),
        ("CENTRAL", "2024-09-06 13:00", "2024-09-09 12:00"),
        (None, "2024-09-06 13:00", "2024-09-09 12:00"),
    ],
)
def test_nine_is_nine_on_the_clock_of_the_office(office: str | None, friday: str, monday: str) -> None:
    """LIN-03, AMB-52: its own clock, in winter and in summer; at the weekend nothing leaves anywhere."""
    rapa_nui = Office("RAPA-NUI", OfficeKind.OFIREG, "Rapa Nui", "CL", "Pacific/Easter", "05", "Isla de Pascua")
    config = replace(a_configuration(), offices={**OFFICES, rapa_nui.code: rapa_nui})
    hours = office_hours(config, date(2024, 9, 6), calendar_of_notices(a_book(), config, office))
    first, second = local(friday, "UTC"), local(monday, "UTC")

    assert hours.at_the_hour_from(first) == first
    assert hours.at_the_hour_from(first + timedelta(microseconds=1)) == second
    assert hours.at_the_hour_until(second - timedelta(microseconds=1)) == first
    assert hours.at_the_hour_until(second) == second
    assert hours.open_from(first + timedelta(days=1)) == second


def test_on_nights_on_which_the_clocks_move_a_letter_leaves_once() -> None:
    """
    AMB-52: half past midnight does not exist on Sunday 8 September 2024, so it leaves at 1:30; half past 23 comes twice
    on Saturday 6 April 2024, and it leaves at the first.
    """
    forward = NoticeHours(a_calendar("CL-BI"), time(0, 30), every_day=True)
    assert forward.at_the_hour_from(local("2024-09-08 03:00", "UTC")) == local("2024-09-08 04:30", "UTC")
    assert forward.at_the_hour_from(local("2024-09-08 05:00", "UTC")) == local("2024-09-09 03:30", "UTC")

    back = NoticeHours(a_calendar("CL-BI"), time(23, 30), every_day=True)
    assert back.at_the_hour_from(local("2024-04-07 01:00", "UTC")) == local("2024-04-07 02:30", "UTC")
    assert back.at_the_hour_from(local("2024-04-07 02:31", "UTC")) == local("2024-04-08 03:30", "UTC")
    assert back.at_the_hour_until(local("2024-04-07 04:00", "UTC")) == local("2024-04-07 02:30", "UTC")


@pytest.mark.parametrize(
    ("period", "now", "first_on", "leaves_at"),
    [
        (ReminderPeriod.WEEKLY, "2024-09-16 08:59", date(2024, 9, 16), "2024-09-16 09:00"),
        (ReminderPeriod.WEEKLY, "2024-09-16 09:00", date(2024, 9, 23), "2024-09-23 09:00"),
        (ReminderPeriod.WEEKLY, "2024-09-22 23:59", date(2024, 9, 23), "2024-09-23 09:00"),  # a Sunday
        (ReminderPeriod.MONTHLY, "2024-10-31 12:00", date(2024, 11, 1), "2024-11-04 09:00"),  # the 1st is a holiday
        (ReminderPeriod.MONTHLY, "2024-12-31 12:00", date(2025, 1, 1), "2025-01-02 09:00"),
    ],
)
def test_whom_to_contact_is_told_on_the_first_business_day(
    period: ReminderPeriod, now: str, first_on: date, leaves_at: str
) -> None:
    """FUP-02, AMB-64: of the week or month; the hour itself is of the next one."""
    assert next_reminder(period, HOURS, local(now)) == Planned(first_on, local(leaves_at))


def test_a_week_without_a_business_day_has_no_reminder() -> None:
    """FUP-02: with Monday and Tuesday declared, the week of 16 September 2024 is all holidays."""
    declared = tuple(Holiday(date(2024, 9, day), "F", HolidayScope.NATIONAL, "Ley") for day in (16, 17))
    hours = NoticeHours(a_calendar(extra=declared), time(9))
    planned = next_reminder(ReminderPeriod.WEEKLY, hours, local("2024-09-15 12:00"))
    assert planned == Planned(date(2024, 9, 23), local("2024-09-23 09:00"))
