"""Time and identity as arguments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from domain.model.calendar import WorkCalendar


class Clock(Protocol):
    """What time it is for the protocol. In development it can be set and moved (demo clock)."""

    def now(self) -> datetime:
        """Aware UTC instant."""
        ...


class CalendarBook(Protocol):
    """Working calendars by office (AMB-03): library base completed by the dated local table."""

    def of_office(self, office: str | None) -> WorkCalendar:
        """Calendar of the office with this code; None or an office without region: the national calendar."""
        ...

    def national(self) -> WorkCalendar:
        """Monday to Friday without national holidays, America/Santiago."""
        ...


def today(clock: Clock, calendar: WorkCalendar) -> date:
    """The calendar day it is now in the zone of *calendar*."""
    return clock.now().astimezone(calendar.zone).date()
