"""The sixty accounts in both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from persistence.bulk import load_accounts
from persistence.database import Database
from persistence.reading import SqlReadModel
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, Databases
from tests.unit.persistence.accounts.sixty_accounts import LOADED


@pytest.fixture(scope="module", params=KINDS)
async def loaded(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """The sixty accounts of this module."""
    async with databases.opened(request.param) as database:
        assert await load_accounts(database, LOADED) == len(LOADED)
        await make_periods(database)
        yield database


@pytest.fixture
def read(loaded: Database) -> SqlReadModel:
    """Reads them."""
    return SqlReadModel(loaded)
