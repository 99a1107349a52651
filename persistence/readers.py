"""How reads are made: by PostgreSQL's pool, and on SQLite in the event loop or, what turns out long, in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from sqlite3 import SQLITE_INTERRUPT
from typing import Any, Final, Protocol

from sqlalchemy import Engine, Row
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql import Executable

Parts = Callable[[], Sequence[Mapping[str, object]]]
"""See `Database.read`."""
Rows = Sequence[Row[*tuple[Any, ...]]]
"""Rows of a statement; the columns' types are the tables'."""

_STEPS: Final = 5_000
_TIMES_IN_THE_LOOP: Final = 20  # a few milliseconds


class Reader(Protocol):
    """How reads are made; one class for each database."""

    engines: Sequence[Engine]

    async def read(
        self, statement: Executable, parameters: Mapping[str, object] | None, long: bool, parts: Parts | None
    ) -> Rows: ...

    async def close(self) -> None: ...


class PostgresReader:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.engines: Sequence[Engine] = (engine.sync_engine,)

    async def read(
        self,
        statement: Executable,
        parameters: Mapping[str, object] | None,
        long: bool,  # noqa: ARG002  (the driver never blocks the loop)
        parts: Parts | None,  # noqa: ARG002  (the server counts in memory, in no order)
    ) -> Rows:
        try:
            return await self._once(statement, parameters)
        except (DBAPIError, OSError) as broken:
            if isinstance(broken, DBAPIError) and not broken.connection_invalidated:
                raise
            return await self._once(statement, parameters)  # the pool has dropped its old connections

    async def _once(self, statement: Executable, parameters: Mapping[str, object] | None) -> Rows:
        async with self._engine.connect() as connection:
            return (await connection.execute(statement, parameters)).all()

    async def close(self) -> None:
        await self._engine.dispose()


class SqliteReader:
    """
    One connection in the event loop, and a few in threads for statements that turn out long.

    A statement that may be long starts in the loop as well: most end at once, and opening a thread's door costs more
    than they do. It is given so many steps of SQLite's machine, then is stopped and begun again in a thread. SQLite
    counts the steps of a prepared statement on from one run to the next, so that what it tells is counted here anew.
    """

    def __init__(self, short: Engine, long: Engine) -> None:
        self._long = long
        self._short = short
        self._connection = short.connect()
        self._left: int | None = None
        """How often a statement that may be long may go on; None: as often as it likes."""
        self.engines: Sequence[Engine] = (short, long)
        driver = self._connection.connection.driver_connection
        if driver is None:
            raise RuntimeError("SQLite gave no connection")
        driver.set_progress_handler(self._is_over, _STEPS)

    def _is_over(self) -> bool:
        if self._left is None:
            return False
        self._left -= 1
        return self._left < 0

    async def read(
        self, statement: Executable, parameters: Mapping[str, object] | None, long: bool, parts: Parts | None
    ) -> Rows:
        if not long:
            return self._connection.execute(statement, parameters).all()
        self._left = _TIMES_IN_THE_LOOP
        try:
            return self._connection.execute(statement, parameters).all()
        except OperationalError as stopped:
            if getattr(stopped.orig, "sqlite_errorcode", None) != SQLITE_INTERRUPT:
                raise
        finally:
            self._left = None
        return await asyncio.to_thread(self._read_apart, statement, [parameters] if parts is None else parts())

    def _read_apart(self, statement: Executable, parts: Sequence[Mapping[str, object] | None]) -> Rows:
        with self._long.connect() as connection:
            if len(parts) == 1:
                return connection.execute(statement, parts[0]).all()
            connection.exec_driver_sql("BEGIN")
            try:
                return [row for part in parts for row in connection.execute(statement, part)]
            finally:
                connection.exec_driver_sql("ROLLBACK")

    async def close(self) -> None:
        self._connection.close()
        self._short.dispose()
        self._long.dispose()
