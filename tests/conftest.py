"""Fixtures every test may use: real databases of both kinds (see `tests.support.system.databases`)."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import cast

import pytest

from persistence.database import Database, DatabaseKind
from tests.support.system.databases import KINDS, Databases, postgres_server


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Address of the session's PostgreSQL, one for all processes of pytest-xdist."""
    with postgres_server(os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))) as address:
        yield address


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, postgres_address: str) -> Databases:
    """Makes migrated, empty databases of either kind."""
    return Databases(tmp_path_factory.mktemp("databases"), postgres_address)


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """A fresh database; the test runs on SQLite and on PostgreSQL."""
    async with databases.opened(cast("DatabaseKind", request.param)) as opened:
        yield opened


@pytest.fixture(scope="module", params=KINDS)
async def module_database(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """One database for all tests of the module, each kind in turn."""
    async with databases.opened(cast("DatabaseKind", request.param)) as opened:
        yield opened


@pytest.fixture
async def sqlite_database(databases: Databases) -> AsyncIterator[Database]:
    """A fresh SQLite file."""
    async with databases.opened("sqlite") as opened:
        yield opened


@pytest.fixture
async def postgres_database(databases: Databases) -> AsyncIterator[Database]:
    """A fresh PostgreSQL database."""
    async with databases.opened("postgresql") as opened:
        yield opened
