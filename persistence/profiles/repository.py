"""`ProfileStore` in SQL, in the unit of work's transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import func, insert, literal, select, update

from domain.errors import RecordNotFound, VersionConflict
from domain.model.history.profiles import EmailJoin, JoinState
from persistence.database import Transaction
from persistence.row_mapper import RowMapper
from persistence.tables.columns import Key
from persistence.tables.journeys import email_join

JOIN_ES: Final = "una unión por correo"
_MAPPER: Final = RowMapper(EmailJoin)
join_from: Final = _MAPPER.record
"""The decision of a row of `email_join`."""
_LOCK: Final = 0x6A_6F_69_6E  # any number that only joining takes


class SqlProfiles:
    """`ProfileStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def join(self, email: str, rut: str) -> EmailJoin | None:
        """See `ProfileStore.join`. SQLite has one writer at a time: whoever writes holds everything."""
        if self._tx.dialect.name != "sqlite":
            await self._tx.execute(select(func.pg_advisory_xact_lock(literal(_LOCK, Key))))
        c = email_join.c
        row = (await self._tx.execute(select(email_join).where(c.email == email, c.rut == rut))).one_or_none()
        return None if row is None else join_from(row)

    async def joined_to(self, email: str) -> EmailJoin | None:
        """See `ProfileStore.joined_to`."""
        c = email_join.c
        accepted = select(email_join).where(c.email == email, c.state == JoinState.ACCEPTED.value)
        row = (await self._tx.execute(accepted)).one_or_none()
        return None if row is None else join_from(row)

    async def add_join(self, join: EmailJoin) -> EmailJoin:
        """See `ProfileStore.add_join`."""
        await self._tx.execute(insert(email_join), _MAPPER.columns(join))
        return join

    async def save_join(self, join: EmailJoin, seen: int) -> EmailJoin:
        """See `ProfileStore.save_join`."""
        after = replace(join, version=seen + 1)
        c = email_join.c
        done = await self._tx.execute(
            update(email_join).where(c.id == join.id, c.version == seen).values(_MAPPER.columns(after))
        )
        if not done.rowcount:
            row = (await self._tx.execute(select(email_join).where(c.id == join.id))).one_or_none()
            if row is None:
                raise RecordNotFound(JOIN_ES, join.id)
            raise VersionConflict(JOIN_ES, join.id, seen, join_from(row), row.version)
        return after
