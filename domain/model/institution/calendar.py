"""
The working calendar ("calendario de días hábiles"): which days count, where, and why a day does not.

Belongs here: holidays, business-day arithmetic and local days as UTC instants. Does not belong here: where
the holidays come from (persistence) and which term uses which calendar (domain.protocol.terms.counting).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

SANTIAGO: Final = ZoneInfo("America/Santiago")
"""Zone of the central units, and of the terms that name it (AMB-52, SLA-08, SLA-11)."""

NATIONAL_CALENDAR_ID: Final = "CL"
"""Id of the calendar of central units; regional ones carry the ISO code of their region ("CL-BI")."""

_SATURDAY: Final = 5
_WEEKEND_ES: Final = {_SATURDAY: "sábado", 6: "domingo"}


class HolidayScope(StrEnum):
    """How far a holiday reaches ("alcance del feriado"; AMB-03)."""

    NATIONAL = "NATIONAL"  # nacional
    REGION = "REGION"  # regional
    COMMUNE = "COMMUNE"  # comunal


@dataclass(frozen=True, slots=True)
class Holiday:
    """
    One legal holiday ("feriado legal").

    Attributes:
        on: The day, local to wherever it holds.
        name_es: Its name, as a company reads it.
        scope: National, of one region or of one commune.
        source: Law or library that says so.
        region: CUT code of the region; None only for a national one.
        commune: Name of the commune, for a communal one.

    Source: AMB-03, AMB-56.
    """

    on: date
    name_es: str
    scope: HolidayScope
    source: str
    region: str | None = None
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """
    A day that a term in business days does not count, and why ("día no contado"; SLA-21).

    Attributes:
        on: The day.
        name_es: Name of the holiday, or "sábado" / "domingo" when it is only that.
        is_weekend: It would not count even without the holiday.
        holiday: The holiday, with its source, when there is one.
    """

    on: date
    name_es: str
    is_weekend: bool
    holiday: Holiday | None


class HolidaySource(Protocol):
    """Where a calendar reads its holidays. The same year always gives the same answer."""

    def holidays_in(self, year: int) -> Mapping[date, Holiday]:
        """Every holiday of *year* that holds in the calendar's place, by day; weekends included."""
        ...


@dataclass(frozen=True, slots=True)
class FixedHolidays:
    """A source that holds its days itself, for tests and for small tables."""

    days: tuple[Holiday, ...] = ()

    def holidays_in(self, year: int) -> Mapping[date, Holiday]:
        return {holiday.on: holiday for holiday in self.days if holiday.on.year == year}


@dataclass(frozen=True, slots=True)
class _Year:
    holidays: Mapping[date, Holiday]
    business_days: tuple[int, ...]  # ordinals, ascending


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """
    Business days ("días hábiles") of one place: Monday to Friday without its legal holidays.

    Immutable in what it answers; the table of a year is built at its first use and kept. Dates are days in
    the calendar's own zone. Years 1 to 9999.

    Attributes:
        id: `NATIONAL_CALENDAR_ID`, else the ISO code of the region ("CL-BI").
        name_es: Whose days these are ("nacional", "Biobío").
        zone_name: IANA zone of the office (AMB-52).

    Source: AMB-03, AMB-52.
    """

    id: str
    name_es: str
    zone_name: str
    source: HolidaySource
    zone: ZoneInfo = field(init=False, repr=False)
    _years: dict[int, _Year] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", ZoneInfo(self.zone_name))

    def on_clock_of(self, zone_name: str) -> WorkCalendar:
        """The same days as a clock in another zone tells them: when people there read something."""
        if zone_name == self.zone_name:
            return self
        other = WorkCalendar(self.id, self.name_es, zone_name, self.source)
        object.__setattr__(other, "_years", self._years)
        return other

    def holiday_on(self, day: date) -> Holiday | None:
        """The holiday that falls on *day* here, weekend or not."""
        return self._year(day.year).holidays.get(day)

    def is_business_day(self, day: date) -> bool:
        """Whether *day* counts in a term of business days ("día hábil")."""
        return day.weekday() < _SATURDAY and day not in self._year(day.year).holidays

    def why_not(self, day: date) -> SkippedDay | None:
        """Why *day* is not a business day; None when it is one."""
        holiday = self.holiday_on(day)
        weekend = _WEEKEND_ES.get(day.weekday())
        if holiday is None and weekend is None:
            return None
        name = holiday.name_es if holiday is not None else weekend or ""
        return SkippedDay(day, name, weekend is not None, holiday)

    def add_business_days(self, start: date, business_days: int) -> date:
        """
        The day on which a term ends that is *business_days* long and for which *start* is day 0.

        Args:
            start: Any day, business or not; it is never counted.
            business_days: Zero gives *start* itself.

        Raises:
            ValueError: *business_days* is negative.

        Source: AMB-02.
        """
        if business_days < 0:
            raise ValueError(f"a term cannot be {business_days} business days long")
        if business_days == 0:
            return start
        year, table = start.year, self._year(start.year).business_days
        position = bisect_right(table, start.toordinal()) + business_days - 1
        while position >= len(table):
            position -= len(table)
            year += 1
            table = self._year(year).business_days
        return date.fromordinal(table[position])

    def next_business_day(self, day: date) -> date:
        """The first business day after *day*."""
        return self.add_business_days(day, 1)

    def first_business_day_on_or_after(self, day: date) -> date:
        """*day* when it is a business day, else the next one."""
        return day if self.is_business_day(day) else self.next_business_day(day)

    def last_business_day_on_or_before(self, day: date) -> date:
        """*day* when it is a business day, else the one before it."""
        year, table = day.year, self._year(day.year).business_days
        position = bisect_right(table, day.toordinal()) - 1
        while position < 0:
            year -= 1
            table = self._year(year).business_days
            position = len(table) - 1
        return date.fromordinal(table[position])

    def business_days_between(self, start: date, end: date) -> int:
        """
        Business days after *start* up to *end*, *end* included; negative when *end* comes first.

        So that the parts of an interval add up, and `add_business_days(start, n)` is n away from *start*.
        """
        if end < start:
            return -self.business_days_between(end, start)
        counted = -self._business_days_up_to(start) + self._business_days_up_to(end)
        return counted + sum(len(self._year(year).business_days) for year in range(start.year, end.year))

    def skipped_between(self, start: date, end: date) -> tuple[SkippedDay, ...]:
        """The days after *start* up to *end*, *end* included, that do not count, each with its name."""
        days = (date.fromordinal(n) for n in range(start.toordinal() + 1, end.toordinal() + 1))
        return tuple(skipped for day in days if (skipped := self.why_not(day)) is not None)

    def _business_days_up_to(self, day: date) -> int:
        return bisect_right(self._year(day.year).business_days, day.toordinal())

    def _year(self, year: int) -> _Year:
        table = self._years.get(year)
        if table is None:
            holidays = self.source.holidays_in(year)
            ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            closed = {day.toordinal() for day in holidays}
            # Ordinal 1 was a Monday, so (n - 1) % 7 is the weekday.
            open_days = tuple(n for n in ordinals if (n - 1) % 7 < _SATURDAY and n not in closed)
            table = self._years[year] = _Year(holidays, open_days)
        return table


@dataclass(frozen=True, slots=True)
class CalendarBook:
    """
    Every calendar in use: the national one and that of each regional office ("oficina regional").

    Attributes:
        national: For central units (CDA, sector team, OCI), and for whoever has no calendar of its own.
        by_office: By office code ("OFIREG-08").

    Source: AMB-03.
    """

    national: WorkCalendar
    by_office: Mapping[str, WorkCalendar]

    def of_office(self, office: str | None) -> WorkCalendar:
        """
        The calendar of the office; the national one for central units, offices abroad and None.

        An Oficom has a calendar and zone of its market for display only (AMB-52): its terms are national.
        """
        return self.national if office is None else self.by_office.get(office, self.national)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The day that a clock in *zone* shows at the aware instant *at*."""
    return at.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """
    First instant of *day* in *zone*, in UTC.

    Chile's clocks move at midnight: where 00:00 does not exist, the day starts at the change.
    """
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """
    Last microsecond of *day* in *zone* (23:59:59.999999 local), in UTC.

    An act at this instant is still in time (Código Civil art. 49: before midnight). Where the last hour of
    the day happens twice, because clocks go back at midnight, it is the second one. Source: AMB-02, AMB-52.
    """
    return datetime.combine(day, time.max, zone).replace(fold=1).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """
    Same day number *months* later, or the last day of that month when it has no such day.

    Source: AMB-29 (Código Civil art. 48).
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month0 + 1) // 12, (month0 + 1) % 12 + 1, 1)
    return date(year, month0 + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


def quarter_end(day: date) -> date:
    """Last day of the calendar quarter of *day*: 31 March, 30 June, 30 September or 31 December (AMB-33)."""
    last_month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, last_month, 31 if last_month in {3, 12} else 30)
