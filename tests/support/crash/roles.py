"""What the processes do: a client that writes through the unit of work, a worker that synchronises."""

from __future__ import annotations

import asyncio
import importlib
import os
import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from api.clock import SystemClock
from domain.errors import VersionConflict
from domain.ports.crm import CrmConnector
from persistence.database import Database
from persistence.sync.store import SqlSyncStore
from persistence.tables import account
from persistence.unit_of_work import SqlTransactions
from sync.records import Policy
from sync.settings import SyncSettings
from sync.worker import SyncWorker
from tests.support.builders import COMMERCIAL, REGIONAL, an_action

LEASE_SECONDS = 2.0
SETTINGS = SyncSettings(
    lease_seconds=LEASE_SECONDS,
    poll_seconds=0.05,
    pull_seconds=0.1,
    sweep_seconds=1.0,
    batch=20,
    backoff_seconds=0.05,
    backoff_most_seconds=0.5,
)
PAUSE_SECONDS = 0.02


class MachineClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


async def write(url: str) -> None:
    """
    A client: for ever, one account's phone, a counter, goes up by one; one time in three an action is added too.

    The counter and the action are one transaction, so the CRM must end with all of both.
    """
    database = await Database.open(url, pool_size=2, synchronous="OFF")
    transactions = SqlTransactions(database, MachineClock())
    ids = [row.id for row in await database.read(select(account.c.id))]
    draws = random.Random(os.getpid())  # another sequence in every process
    while True:
        try:
            async with transactions(draws.choice((REGIONAL, COMMERCIAL))) as work:
                chosen = await work.accounts.get(draws.choice(ids))
                counted = replace(chosen, phone=str(int(chosen.phone or "0") + 1))
                await work.accounts.save(counted, chosen.version)
                if draws.random() < 1 / 3:
                    key = str(uuid.uuid4())
                    await work.actions.add(an_action(date(2025, 5, 6), id=key, account_id=chosen.id))
        except VersionConflict:
            continue
        await asyncio.sleep(PAUSE_SECONDS * draws.random())


async def synchronise(url: str, factory: str, address: str) -> None:
    """A worker, with the connector that *factory* ("module:function") makes of *address*."""
    module, _, name = factory.partition(":")
    connect: Callable[[str], CrmConnector] = getattr(importlib.import_module(module), name)
    database = await Database.open(url, pool_size=6, synchronous="OFF")
    policy = Policy({}, "2024-04", lambda: str(uuid.uuid4()))
    async with connect(address) as connector:
        await SyncWorker(SqlSyncStore(database, SystemClock()), connector, policy, SETTINGS).run()
