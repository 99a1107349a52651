"""
When a letter to staff may leave ("hora de los avisos"): from a local hour, on business days of its office.

Settings, `tuning`: term_reminder_hour ("09:00"; else `follow_up_hour`), from which they leave; term_reminder_last_hour
("18:00"; else the whole day), from which what is late, after a stop of the worker, waits for the next business day.

Source: LIN-03, AMB-52.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from domain.model.institution.calendar import CalendarBook, WorkCalendar, local_day
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.tuning import tuned
from domain.model.terms import TermRule, TermUnit

_ONE_DAY: Final = timedelta(days=1)
_FIRST: Final = "term_reminder_hour"
_LAST: Final = "term_reminder_last_hour"


@dataclass(frozen=True, slots=True)
class NoticeHours:
    """
    The business days of an office, from the hour `first`, inclusive, to `last`, exclusive; None: to the end.

    Attributes:
        every_day: Of a term in hours, which waits for no business day, any day is one.
    """

    calendar: WorkCalendar
    first: time
    last: time | None = None
    every_day: bool = False

    def at_the_hour_from(self, at: datetime) -> datetime:
        """The first UTC instant from *at*, inclusive, that is the hour of a business day."""
        day = local_day(at, self.calendar.zone)
        return self._on(self._first_day(day if at <= self._on(day) else day + _ONE_DAY))

    def at_the_hour_until(self, at: datetime) -> datetime:
        """The last UTC instant up to *at*, inclusive, that is the hour of a business day."""
        day = local_day(at, self.calendar.zone)
        latest = day if self._on(day) <= at else day - _ONE_DAY
        return self._on(latest if self.every_day else self.calendar.last_business_day_on_or_before(latest))

    def on_first_business_day(self, day: date) -> datetime:
        """The hour of the first business day from *day*, inclusive, in UTC."""
        return self._on(self._first_day(day))

    def open_from(self, at: datetime) -> datetime:
        """*at* itself, when a letter that is late may still leave then; else the next hour of a business day."""
        wall = at.astimezone(self.calendar.zone)
        is_open = self.first <= wall.time() and (self.last is None or wall.time() < self.last)
        return at if is_open and self._first_day(wall.date()) == wall.date() else self.at_the_hour_from(at)

    def _first_day(self, day: date) -> date:
        return day if self.every_day else self.calendar.first_business_day_on_or_after(day)

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, self.first, self.calendar.zone).astimezone(UTC)


def calendar_of_notices(book: CalendarBook, config: ProtocolConfiguration, office: str | None) -> WorkCalendar:
    """
    The business days of the office, on its own clock: one abroad counts its terms in Chile (AMB-52), and reads there.
    """
    known, calendar = config.offices.get(office or ""), book.of_office(office)
    return calendar if known is None else calendar.on_clock_of(known.zone)


def office_hours(config: ProtocolConfiguration, on: date, calendar: WorkCalendar) -> NoticeHours:
    """As configured on that day."""
    given: Mapping[str, time] = {
        name: time.fromisoformat(chosen) for name in (_FIRST, _LAST) if (chosen := tuned(config, name, on)) is not None
    }
    return NoticeHours(calendar, given.get(_FIRST, config.follow_up_hour), given.get(_LAST))


def notice_hours(config: ProtocolConfiguration, on: date, calendar: WorkCalendar, row: TermRule) -> NoticeHours:
    """As configured for terms of this row that started *on* that day."""
    return replace(office_hours(config, on, calendar), every_day=row.unit is TermUnit.HOURS)
