"""One database, SQLite or PostgreSQL, from one URL: short reads, and write transactions."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, Self, cast

import aiosqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool, StaticPool
from sqlalchemy.sql import Executable

from domain.errors import ConfigurationError
from persistence.readers import Parts, PostgresReader, Reader, Rows, SqliteReader
from persistence.try_write import try_postgres, try_sqlite
from persistence.unavailable import Weather

DatabaseKind = Literal["sqlite", "postgresql"]
Parameters = Mapping[str, object] | Sequence[Mapping[str, object]] | None
Statement = tuple[str, Any]
"""SQL as the driver got it, and what was bound."""
Transaction = AsyncConnection
"""An open write transaction: `await tx.execute(statement, parameters)`, `tx.begin_nested()` for a savepoint."""

_BUSY_MILLISECONDS: Final = 5_000
_NO_ADDRESS: Final = "No es la dirección de una base: sqlite:///ruta/archivo.db o postgresql://usuario@servidor/base"
_TURN_SECONDS: Final = 8.0
"""With the wait above well under the API's limit for an operation: a locked file is told as that, not as a limit."""
_CONNECT_SECONDS: Final = 5.0
_POOL_SECONDS: Final = 8.0
_TRY_SECONDS: Final = 4.0
_TRIED_SECONDS: Final = 1.0
_CACHE_KIB: Final = 65_536
_MMAP_BYTES: Final = 268_435_456
# Reads are answered from memory or a fast disk, and are short: JIT only costs, random pages are nearly sequential, and
# workers that help are called for what takes longer than to call them.
# The server keeps nothing for a process that was killed, stands still or lost its machine: its statement ends though it
# waits for a lock, and what it holds locked is let go (each is a connection less, and others wait for those locks).
_POSTGRES_SETTINGS: Final = {
    "application_name": "atencion",
    "jit": "off",
    "random_page_cost": "1.1",
    "parallel_setup_cost": "10000",
    "client_connection_check_interval": "2s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


class Database:
    """
    The store's connections. Open with `Database.open`, close with `close`; one for each event loop.

    PostgreSQL: reads go through a pool in autocommit mode, writes through a second pool whose connections are
    tested before use; a read that meets a broken connection is tried once more, so a restarted server heals.

    SQLite: short reads are made in the event loop itself (handing a read of a few microseconds to a thread costs
    more than the read), long ones in a thread; all writes of the process wait in line for one connection and begin
    with BEGIN IMMEDIATE, so that two processes wait for each other instead of failing. Readers never wait.

    Attributes:
        kind: "sqlite" or "postgresql".
        url: Where it is, without password when printed.
    """

    def __init__(self, url: URL, kind: DatabaseKind, writer: AsyncEngine, reader: Reader) -> None:
        self.url = url
        self.kind: DatabaseKind = kind
        self._writer = writer
        self._reader = reader
        self._write_lock = asyncio.Lock() if kind == "sqlite" else None
        self._watchers: list[list[Statement]] = []
        self._after_commit: list[Callable[[], None]] = []
        self._weather = Weather()
        self._trying = asyncio.Lock()
        self._tried_until = 0.0
        for engine in (writer.sync_engine, *reader.engines):
            event.listen(engine, "before_cursor_execute", self._note)

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = 8,
        synchronous: Literal["FULL", "NORMAL", "OFF"] = "FULL",
        alone: bool = False,
    ) -> Self:
        """
        Open the database that *url* names; a SQLite file is created when missing, tables are not (see `migrate`).

        Args:
            url: "sqlite:///relative/file.db", "sqlite:////absolute/file.db" or "postgresql://user@host/database".
            pool_size: Most connections for reads, and again for writes; PostgreSQL only.
            synchronous: SQLite's promise at commit; FULL survives a power cut, the others are for benchmarks.
            alone: Nobody else uses the file, nothing else is to go on meanwhile, and what a power cut takes is made
                again: SQLite writes in the event loop, and waits for no disk.

        Raises:
            ConfigurationError: The URL is not of either kind.
        """
        parsed = address_of(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(parsed, "sqlite", *_open_sqlite(parsed, "OFF" if alone else synchronous, alone))
        return cls(parsed, "postgresql", *_open_postgres(parsed, pool_size))

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.close()
        await self._writer.dispose()

    async def read(
        self,
        statement: Executable,
        parameters: Mapping[str, object] | None = None,
        *,
        long: bool = False,
        parts: Parts | None = None,
    ) -> Rows:
        """
        All rows of one statement that only reads, seeing what is committed now.

        Args:
            long: It may take more than a few milliseconds: SQLite then leaves the event loop free.
            parts: What to bind instead, once for each part of what is asked, where that is quicker: of what turns out
                long SQLite gives the rows of all parts, seeing the same in each.

        Raises:
            StoreUnavailable: The database is away.
        """
        try:
            rows = await self._reader.read(statement, parameters, long, parts)
        except Exception as failure:
            if away := self._weather.unavailable(failure):
                raise away from failure
            raise
        self._weather.worked(wrote=False)
        return rows

    @contextlib.asynccontextmanager
    async def begin(self, *, wakes: bool = True) -> AsyncIterator[Transaction]:
        """
        A write transaction: commits on a clean exit, rolls back otherwise. Not to be nested.

        Args:
            wakes: False: nothing that a worker waits for is written.

        Raises:
            StoreUnavailable: The database is away, busy for too long, full or read only; nothing was written.
        """
        try:
            async with self._turn(), self._writer.begin() as connection:
                yield connection
        except Exception as failure:
            if away := self._weather.unavailable(failure):
                raise away from failure
            raise
        self._weather.worked(wrote=True)
        if wakes:
            for wake in self._after_commit:
                wake()

    async def try_write(self) -> None:
        """
        Find out whether anything could be kept now; what was found is good for a second.

        Raises:
            StoreUnavailable: It could not.
        """
        async with self._trying:
            if time.monotonic() < self._tried_until:
                return
            try:
                async with asyncio.timeout(_TRY_SECONDS):
                    await self._try_write()
            except Exception as failure:
                raise self._weather.unwritable(failure) from failure
            self._weather.worked(wrote=True)
            self._tried_until = time.monotonic() + _TRIED_SECONDS

    async def _try_write(self) -> None:
        if self.kind == "sqlite":
            await asyncio.to_thread(try_sqlite, Path(str(self.url.database)))
            return
        async with self._writer.begin() as connection:
            if not await try_postgres(connection):
                raise PermissionError("the database is read only")

    def after_commit(self, wake: Callable[[], None]) -> None:
        """Call *wake* after each commit of this process (the worker need not wait for its next poll)."""
        self._after_commit.append(wake)

    @contextlib.contextmanager
    def watch(self) -> Iterator[list[Statement]]:
        """Every statement sent while inside, in order, as the driver got it; BEGIN and COMMIT are not among them."""
        seen: list[Statement] = []
        self._watchers.append(seen)
        try:
            yield seen
        finally:
            self._watchers.remove(seen)

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._write_lock is None:
            yield
            return
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                await self._write_lock.acquire()
        except TimeoutError:
            raise PoolTimeout("the writers before it took too long") from None
        try:
            yield
        finally:
            self._write_lock.release()

    def _note(self, _c: Connection, _cursor: object, sql: str, bound: Any, _context: object, _many: bool) -> None:
        for seen in self._watchers:
            seen.append((sql, bound))


def address_of(url: str) -> URL:
    """
    The address that *url* writes.

    Raises:
        ConfigurationError: It is not of either kind of database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as wrong:
        raise ConfigurationError([_NO_ADDRESS]) from wrong
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ConfigurationError(["La base SQLite debe ser un archivo: sqlite:///ruta/al/archivo.db"])
    if kind not in {"sqlite", "postgresql"}:
        raise ConfigurationError([f"«{kind}» no es una base de datos conocida: use sqlite o postgresql."])
    return parsed


def _open_postgres(url: URL, pool_size: int) -> tuple[AsyncEngine, Reader]:
    address = url.set(drivername="postgresql+asyncpg")
    arguments = {"server_settings": _POSTGRES_SETTINGS, "timeout": _CONNECT_SECONDS}
    pool: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": _POOL_SECONDS}
    writer = create_async_engine(address, pool_pre_ping=True, connect_args=arguments, **pool)
    reader = create_async_engine(address, isolation_level="AUTOCOMMIT", connect_args=arguments, **pool)
    return writer, PostgresReader(reader)


def _open_sqlite(url: URL, synchronous: str, alone: bool) -> tuple[AsyncEngine, Reader]:
    Path(cast("str", url.database)).parent.mkdir(parents=True, exist_ok=True)
    made: dict[str, Any] = {"async_creator": _in_the_loop(str(url.database))} if alone else {}
    writer = create_async_engine(url.set(drivername="sqlite+aiosqlite"), pool_size=1, max_overflow=0, **made)

    @event.listens_for(writer.sync_engine, "connect")
    def prepare_writer(connection: DBAPIConnection, _record: object) -> None:
        # The driver must not begin transactions by itself: it would begin them as readers and fail to rise.
        connection.isolation_level = None
        _pragmas(connection, "journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON")

    @event.listens_for(writer.sync_engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def reading_engine(pool: type[StaticPool | QueuePool]) -> Engine:
        engine = create_engine(
            url.set(drivername="sqlite"),
            isolation_level="AUTOCOMMIT",
            poolclass=pool,
            connect_args={"check_same_thread": False},
        )

        @event.listens_for(engine, "connect")
        def prepare_reader(connection: DBAPIConnection, _record: object) -> None:
            _pragmas(connection, "journal_mode=WAL", f"mmap_size={_MMAP_BYTES}", "query_only=ON")

        return engine

    return writer, SqliteReader(reading_engine(StaticPool), reading_engine(QueuePool))


def _in_the_loop(file: str) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    """A connection whose statements are not handed to its thread and back: that takes longer than most of them."""

    async def here(statement: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return statement(*given, **named)

    async def connect() -> aiosqlite.Connection:
        opened = await aiosqlite.connect(file, check_same_thread=False)
        opened._execute = here  # type: ignore[assignment, method-assign]  # where it hands over to its thread
        return opened

    return connect


def _pragmas(connection: DBAPIConnection, *settings: str) -> None:
    cursor = connection.cursor()
    for setting in (f"busy_timeout={_BUSY_MILLISECONDS}", f"cache_size=-{_CACHE_KIB}", *settings):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
