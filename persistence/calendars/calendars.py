"""The local table of holidays in SQL, and the calendars of a process, kept fresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, insert, select

from domain.model.institution.calendar import CalendarBook, Holiday, HolidayScope
from persistence.calendars.holidays import calendars_for
from persistence.calendars.local_holidays import SEED_LOCAL_HOLIDAYS
from persistence.database import Database, Transaction
from persistence.tables import local_holiday

_ALL: Final = select(local_holiday).order_by(local_holiday.c.on_date, local_holiday.c.pk)
_HOW_MANY: Final = select(func.count()).select_from(local_holiday)
_SAME: Final = select(local_holiday.c.pk).where(
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
        same: Mapping[str, object] = {"day": holiday.on, "cut": holiday.region or "", "place": holiday.commune or ""}
        if (await self._tx.execute(_SAME, same)).first() is not None:
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


class Calendars:
    """
    The working calendars of one process.

    `refresh` reads the table again when it has grown; the process calls it at start, after its own change and from
    time to time, so that a holiday added elsewhere is known here within seconds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stored: tuple[Holiday, ...] = ()
        self._book = calendars_for()

    @property
    def book(self) -> CalendarBook:
        """The calendars as they are known now."""
        return self._book

    def with_holiday(self, holiday: Holiday) -> CalendarBook:
        """The calendars as they will be with one more holiday."""
        return calendars_for((*SEED_LOCAL_HOLIDAYS, *self._stored, holiday))

    async def refresh(self) -> None:
        """Read the table when it has other rows than are known."""
        (count,) = await self._database.read(_HOW_MANY)
        if count[0] != len(self._stored):
            self._stored = tuple(_holiday(row) for row in await self._database.read(_ALL))
            self._book = calendars_for((*SEED_LOCAL_HOLIDAYS, *self._stored))


def _place(holiday: Holiday) -> tuple[object, ...]:
    return holiday.on, holiday.region or "", holiday.commune or ""


def _holiday(row: Row[Any]) -> Holiday:
    return Holiday(row.on_date, row.name_es, HolidayScope(row.scope), row.source, row.region, row.commune)
