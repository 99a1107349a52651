"""`Records` and `VersionedRecords` in SQL: records of one class in a table of their own, each under its `id`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Table, insert, select, update

from domain.errors import RecordNotFound, VersionConflict
from domain.ports.records import Identified, Versioned
from persistence.database import Transaction
from persistence.row_mapper import AnyRow, RowMapper

R = TypeVar("R", bound=Identified)
V = TypeVar("V", bound=Versioned)


class SqlRecords(Generic[R]):
    """
    `Records`, in one transaction.

    Args:
        what_es: A record of it, as a message names it ("una actividad").
    """

    def __init__(self, tx: Transaction, table: Table, mapper: RowMapper[R], what_es: str) -> None:
        self._tx = tx
        self._table = table
        self._mapper = mapper
        self._what_es = what_es

    async def get(self, key: str) -> R:
        """See `Records.get`."""
        row = await self._first(self._table.c.id == key)
        if row is None:
            raise RecordNotFound(self._what_es, key)
        return await self._record(row)

    async def add(self, record: R) -> R:
        """See `Records.add`."""
        await self._tx.execute(insert(self._table), self._mapper.columns(record))
        return record

    async def _record(self, row: AnyRow) -> R:
        """The record of a row; whoever keeps a part of it elsewhere reads that too."""
        return self._mapper.record(row)

    async def _first(self, *where: ColumnElement[bool]) -> AnyRow | None:
        """The oldest row with that."""
        return (await self._tx.execute(select(self._table).where(*where).order_by(self._table.c.pk).limit(1))).first()

    async def _every(self, *where: ColumnElement[bool]) -> list[R]:
        """Those with that, oldest first."""
        found = await self._tx.execute(select(self._table).where(*where).order_by(self._table.c.pk))
        return [self._mapper.record(row) for row in found]

    async def _written(self, record: R, *where: ColumnElement[bool]) -> bool:
        this = (self._table.c.id == record.id, *where)
        done = await self._tx.execute(update(self._table).where(*this).values(self._mapper.columns(record)))
        return bool(done.rowcount)


class SqlVersionedRecords(SqlRecords[V]):
    """`VersionedRecords`, in one transaction."""

    async def add(self, record: V) -> V:
        """See `VersionedRecords.add`."""
        return await super().add(of_version(record, 1))

    async def save(self, record: V, seen: int) -> V:
        """See `VersionedRecords.save`."""
        after = of_version(record, seen + 1)
        if not await self._written(after, self._table.c.version == seen):
            stored = await self.get(record.id)
            raise VersionConflict(self._what_es, record.id, seen, stored, stored.version)
        return after


def of_version(record: V, version: int) -> V:
    """The same record, written so often."""
    told: Any = record  # a dataclass, which no protocol can say
    found: V = replace(told, version=version)
    return found
