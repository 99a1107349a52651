"""`JoinStore` in SQL, in the unit of work's transaction."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, literal, select

from domain.model.history.profiles import EmailJoin, JoinState
from persistence.database import Transaction
from persistence.record_store import SqlVersionedRecords
from persistence.row_mapper import RowMapper
from persistence.tables.columns import Key
from persistence.tables.journeys import email_join

JOIN: Final = RowMapper(EmailJoin)
_LOCK: Final = 0x6A_6F_69_6E  # any number that only joining takes
_C: Final = email_join.c


class SqlJoins(SqlVersionedRecords[EmailJoin]):
    """`JoinStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx, email_join, JOIN, "una unión por correo")

    async def decided(self, email: str, rut: str) -> EmailJoin | None:
        """See `JoinStore.decided`. SQLite has one writer at a time: whoever writes holds everything."""
        if self._tx.dialect.name != "sqlite":
            await self._tx.execute(select(func.pg_advisory_xact_lock(literal(_LOCK, Key))))
        row = await self._first(_C.email == email, _C.rut == rut)
        return None if row is None else JOIN.record(row)

    async def accepted(self, email: str) -> EmailJoin | None:
        """See `JoinStore.accepted`."""
        row = await self._first(_C.email == email, _C.state == JoinState.ACCEPTED.value)
        return None if row is None else JOIN.record(row)
