"""On which business days a channel of an office was used ("funcionamiento permanente de los canales"; MEA-07)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from domain.model.institution.calendar import CalendarBook, local_day
from domain.model.worded import Worded

MONTHS_BEFORE: Final = 12
"""A channel that an office used within so many months before a period is one of its channels in it."""


class DayOfChannel(Worded):
    """What came by a channel of an office on one of its business days."""

    TRAFFIC = "TRAFFIC", "Días con contactos."
    SILENT = "SILENT", "Días sin contactos."


def days_that_are_over(
    book: CalendarBook, offices: Iterable[str], since: date, until: date, now: datetime
) -> Iterator[tuple[str, date]]:
    """
    Each business day from *since* to *until*, both inclusive, of each office by its own calendar, that is over.

    Args:
        now: Aware UTC instant; the day that runs at the office is not over.

    Source: MEA-07, AMB-78, AMB-03.
    """
    for office in offices:
        calendar = book.of_office(office)
        last = min(until, local_day(now, calendar.zone) - timedelta(days=1))
        for number in range((last - since).days + 1):
            day = since + timedelta(days=number)
            if calendar.is_business_day(day):
                yield office, day
