"""
Work calendars from the PyPI library `holidays` plus a dated local table ("calendario de días hábiles").

The library knows national holidays and the two permanent regional ones; laws that make a holiday once come from
the table. Only its category "public" is read: a bank-only holiday (31 December) is a business day. Years before
1915 and after 2100 are not in the library and have weekends and local rows only.

Source: AMB-03, AMB-56.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from typing import Final

import holidays

from domain.model.institution.calendar import (
    NATIONAL_CALENDAR_ID,
    SANTIAGO,
    CalendarBook,
    Holiday,
    HolidayScope,
    WorkCalendar,
)
from domain.model.places.regions import Region, fold, regions_on
from persistence.calendars.local_holidays import SEED_LOCAL_HOLIDAYS

LIBRARY_SOURCE: Final = f"holidays {version('holidays')}"
"""What a holiday read from the library names as its source."""

_COMMUNAL: Final = {
    ("NB", 8, 20): (frozenset({"Chillán", "Chillán Viejo"}), "Ley 20.768"),
}
"""Days that the library gives to a whole region though the law names communes: (subdivision, month, day)."""


def calendars_for(
    local_holidays: Sequence[Holiday] = SEED_LOCAL_HOLIDAYS, regions: Sequence[Region] | None = None
) -> CalendarBook:
    """
    The national calendar and one per regional office, each with the holidays that hold where the office is.

    Each year is read from the library at its first use. A local row on a day that the library has too wins, so
    that its source is told.

    Args:
        local_holidays: The dated table; national rows hold everywhere, regional ones in the region of that CUT
            code, communal ones where the office's commune has that name (accents and case do not matter).
        regions: Rows with zone, subdivision and commune of the offices; those now in force unless given.

    Returns:
        A new book: to apply a changed table, build another and recompute the open terms.

    Source: AMB-03, AMB-52, AMB-56.
    """
    national = WorkCalendar(NATIONAL_CALENDAR_ID, "nacional", SANTIAGO.key, _PlaceHolidays(None, tuple(local_holidays)))
    offices = regions_on() if regions is None else regions
    by_office = {
        f"OFIREG-{region.cut}": WorkCalendar(
            region.iso, region.name, region.zone, _PlaceHolidays(region, tuple(local_holidays))
        )
        for region in offices
    }
    return CalendarBook(national, by_office)


@dataclass(frozen=True, slots=True)
class _PlaceHolidays:
    """The `HolidaySource` of one office; of the central units where `region` is None."""

    region: Region | None
    local: tuple[Holiday, ...]

    def holidays_in(self, year: int) -> Mapping[date, Holiday]:
        found = dict(_national(year))
        if self.region is not None:
            found.update({h.on: h for h in _of_subdivision(self.region, year) if self._holds_here(h)})
        found.update({h.on: h for h in self.local if h.on.year == year and self._holds_here(h)})
        return found

    def _holds_here(self, holiday: Holiday) -> bool:
        if holiday.scope is HolidayScope.NATIONAL:
            return True
        if self.region is None:
            return False
        if holiday.scope is HolidayScope.REGION:
            return holiday.region == self.region.cut
        return holiday.commune is not None and fold(holiday.commune) == fold(self.region.office_commune)


@lru_cache(maxsize=512)
def _national(year: int) -> Mapping[date, Holiday]:
    return {
        day: Holiday(day, name, HolidayScope.NATIONAL, LIBRARY_SOURCE)
        for day, name in holidays.country_holidays("CL", years=year, language="es").items()
    }


def _of_subdivision(region: Region, year: int) -> Sequence[Holiday]:
    """The holidays that the library gives to the region and not to the country."""
    subdivision = region.holidays_subdivision
    named = holidays.country_holidays("CL", subdiv=subdivision, years=year, language="es")
    rows: list[Holiday] = []
    for day, name in named.items():
        if day in _national(year):
            continue
        communes, law = _COMMUNAL.get((subdivision, day.month, day.day), (frozenset[str](), LIBRARY_SOURCE))
        if not communes:
            rows.append(Holiday(day, name, HolidayScope.REGION, law, region=region.cut))
        rows += [
            Holiday(day, name, HolidayScope.COMMUNE, law, region=region.cut, commune=commune)
            for commune in sorted(communes)
        ]
    return rows
