"""Databases made when first asked for and kept for the whole run: SQLite and PostgreSQL in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.apparatus.made_accounts import made_accounts
from persistence.bulk import load_accounts
from persistence.database import Database, DatabaseKind
from tests.support.system.databases import Databases, postgres_server


class DataSets:
    """Databases by kind and size. Open with `opened_data_sets`."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._made: dict[tuple[DatabaseKind, int, int], str] = {}

    async def url(self, kind: DatabaseKind, accounts: int, actions_each: int) -> str:
        """URL of a database with so many accounts, each with so many actions; loaded the first time."""
        key = (kind, accounts, actions_each)
        if key not in self._made:
            started = perf_counter()
            url = await self._databases.create(kind)
            database = await Database.open(url, synchronous="OFF")
            try:
                await load_accounts(database, made_accounts(accounts, actions_each))
            finally:
                await database.close()
            self._made[key] = url
            seconds = perf_counter() - started
            print(f"  ({kind}: {accounts:,} accounts, {accounts * actions_each:,} actions made in {seconds:.0f} s)")
        return self._made[key]


@contextlib.contextmanager
def opened_data_sets() -> Iterator[DataSets]:
    """Data sets that are deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder, postgres_server(f"benchmark-{os.getpid()}") as address:
        yield DataSets(Databases(Path(folder), address))
