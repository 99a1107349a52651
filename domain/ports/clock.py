"""Time as an argument."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from domain.model.institution.calendar import CalendarBook, WorkCalendar, local_day

__all__ = ["CalendarBook", "Clock", "today"]


class Clock(Protocol):
    """What time it is for the protocol. In development it can be set and moved (demo clock)."""

    def now(self) -> datetime:
        """Aware UTC instant."""
        ...


def today(clock: Clock, calendar: WorkCalendar) -> date:
    """The calendar day it is now in the zone of *calendar*."""
    return local_day(clock.now(), calendar.zone)
