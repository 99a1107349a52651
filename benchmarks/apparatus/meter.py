"""Processor time of this process and of the database's server: what neighbours on the machine disturb least."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from time import process_time

from sqlalchemy import text

from persistence.database import Database


class Meter:
    """Of one database: this process, and PostgreSQL's backends on this machine that serve it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _server(self) -> float:
        if self._database.kind == "sqlite":
            return 0.0
        rows = await self._database.read(
            text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type LIKE 'client%'")
        )
        return sum(_nanoseconds_of(row.pid) for row in rows) / 1e9

    async def spent(self, call: Callable[[], Awaitable[object]], times: int) -> float:
        """Milliseconds for each call."""
        before = await self.seconds()
        for _ in range(times):
            await call()
        return (await self.seconds() - before) * 1e3 / times

    async def seconds(self) -> float:
        """Spent until now."""
        return process_time() + await self._server()


def _nanoseconds_of(process: int) -> int:
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0])
