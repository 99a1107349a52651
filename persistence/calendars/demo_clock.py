"""The offset of the demo clock, shared by every process of one store."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select

from persistence.database import Database
from persistence.tables import setting

_NAME: Final = "demo_clock"


class DemoClockStore:
    """Keeps the offset from the real time, in whole microseconds; absent: none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def offset(self) -> timedelta:
        """The offset that holds now."""
        rows = await self._database.read(select(setting.c.value).where(setting.c.name == _NAME))
        return timedelta(microseconds=int(rows[0].value["microseconds"])) if rows else timedelta(0)

    async def keep(self, offset: timedelta) -> None:
        """Let *offset* hold for everybody."""
        value = {"microseconds": offset // timedelta(microseconds=1)}
        async with self._database.begin() as tx:
            await tx.execute(delete(setting).where(setting.c.name == _NAME))
            if offset:
                await tx.execute(insert(setting).values(name=_NAME, value=value))
