"""Every implementation of the write port; the suite beside this file runs on each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

import pytest

from domain.ports.store import Transactions
from persistence.unit_of_work import SqlTransactions
from tests.support.memory.store import MemoryTransactions
from tests.support.system.databases import KINDS, Databases

NOW: Final = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
"""What the clock of the suite says: Friday 13 September 2024, 17:00 in Concepción."""


@dataclass(frozen=True, slots=True)
class FrozenClock:
    """Always the same instant."""

    at: datetime

    def now(self) -> datetime:
        """That instant."""
        return self.at


@pytest.fixture(params=[*KINDS, "memory"])
async def transactions(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Transactions]:
    """Opens units of work on a fresh, empty store."""
    if request.param == "memory":
        yield cast("Transactions", MemoryTransactions(FrozenClock(NOW)))
        return
    async with databases.opened(request.param) as database:
        yield cast("Transactions", SqlTransactions(database, FrozenClock(NOW)))
