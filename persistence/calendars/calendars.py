"""The local table of holidays in SQL, and the calendars of a process, kept fresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, insert, select, update

from domain.model.institution.calendar import CalendarBook, Holiday, HolidayScope
from persistence.calendars.holidays import calendars_for
from persistence.calendars.local_holidays import SEED_LOCAL_HOLIDAYS
from persistence.database import Database, Transaction
from persistence.tables import local_holiday

_STANDS: Final = local_holiday.c.withdrawn_at.is_(None)
_ALL: Final = select(local_holiday).where(_STANDS).order_by(local_holiday.c.on_date, local_holiday.c.pk)
_HOW_MANY: Final = select(func.count(), func.count(local_holiday.c.withdrawn_at)).select_from(local_holiday)
_SAME: Final = select(local_holiday).where(
    _STANDS,
    local_holiday.c.on_date == bindparam("day"),
    func.coalesce(local_holiday.c.region, "") == bindparam("cut"),
    func.coalesce(local_holiday.c.commune, "") == bindparam("place"),
)


class SqlHolidays:
    """See `domain.ports.store.HolidayStore`; the rows a new installation starts with are in the code."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def all(self) -> Sequence[Holiday]:
        """See the port."""
        stored = [_holiday(row) for row in await self._tx.execute(_ALL)]
        return sorted((*SEED_LOCAL_HOLIDAYS, *stored), key=lambda holiday: holiday.on)

    async def add(self, holiday: Holiday) -> bool:
        """See the port."""
        if any(_place(seed) == _place(holiday) for seed in SEED_LOCAL_HOLIDAYS):
            return False
        if await self._same(*_place(holiday)) is not None:
            return False
        await self._tx.execute(
            insert(local_holiday).values(
                on_date=holiday.on,
                name_es=holiday.name_es,
                scope=holiday.scope.value,
                region=holiday.region,
                commune=holiday.commune,
                source=holiday.source,
            )
        )
        return True

    async def withdraw(self, on: date, region: str | None, commune: str | None, at: datetime) -> Holiday | None:
        """See the port."""
        row = await self._same(on, region or "", commune or "")
        if row is None:
            return None
        withdrawn = update(local_holiday).where(local_holiday.c.pk == row.pk).values(withdrawn_at=at)
        await self._tx.execute(withdrawn)
        return _holiday(row)

    async def _same(self, day: date, region: str, commune: str) -> Row[Any] | None:
        return (await self._tx.execute(_SAME, {"day": day, "cut": region, "place": commune})).first()


class Calendars:
    """
    The working calendars of one process.

    `refresh` reads the table again when it has changed; the process calls it at start, after its own change and from
    time to time, so that a holiday added elsewhere is known here within seconds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stored: tuple[Holiday, ...] = ()
        self._read = (0, 0)
        self._book = calendars_for()

    @property
    def book(self) -> CalendarBook:
        """The calendars as they are known now."""
        return self._book

    def with_holiday(self, holiday: Holiday) -> CalendarBook:
        """The calendars as they will be with one more holiday."""
        return calendars_for((*SEED_LOCAL_HOLIDAYS, *self._stored, holiday))

    def without_holiday(self, holiday: Holiday) -> CalendarBook:
        """The calendars as they will be without one of those that were added."""
        return calendars_for((*SEED_LOCAL_HOLIDAYS, *(each for each in self._stored if each != holiday)))

    async def refresh(self) -> None:
        """Read the table when it has other rows than are known."""
        (now,) = await self._database.read(_HOW_MANY)
        if tuple(now) != self._read:
            self._read = (now[0], now[1])
            self._stored = tuple(_holiday(row) for row in await self._database.read(_ALL))
            self._book = calendars_for((*SEED_LOCAL_HOLIDAYS, *self._stored))


def _place(holiday: Holiday) -> tuple[date, str, str]:
    return holiday.on, holiday.region or "", holiday.commune or ""


def _holiday(row: Row[Any]) -> Holiday:
    return Holiday(row.on_date, row.name_es, HolidayScope(row.scope), row.source, row.region, row.commune)
