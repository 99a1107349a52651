"""What the processes do: a client that writes through the unit of work, a worker that synchronises and fires timers."""

from __future__ import annotations

import asyncio
import importlib
import os
import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import select

from api.clock import SystemClock
from domain.errors import StoreUnavailable, VersionConflict
from domain.model.timers import Timer
from domain.ports.crm import CrmConnector
from domain.ports.store import UnitOfWork
from persistence.background.timer_queue import SqlTimerQueue
from persistence.database import Database
from persistence.sync.store import SqlSyncStore
from persistence.tables import account
from persistence.unit_of_work import SqlTransactions
from sync.loops.timers import TimerRunner, TimerSettings
from sync.records import Policy
from sync.settings import SyncSettings
from sync.worker import SyncWorker
from tests.support.builders import COMMERCIAL, REGIONAL, an_action
from tests.support.mail import a_message, a_timer

SLOWNESS: Final = float(os.environ.get("SLOWNESS", "1"))
"""How many times slower than two free cores the machine is for us, because others work on it."""
LEASE_SECONDS: Final = 5.0 * SLOWNESS
"""A call must start in the first third and be done in the second: on a busy machine a shorter one never is."""
SETTINGS: Final = SyncSettings(
    lease_seconds=LEASE_SECONDS,
    poll_seconds=0.05 * SLOWNESS,
    pull_seconds=0.1 * SLOWNESS,
    sweep_seconds=1_000_000.0,  # never: it would heal what was lost before anybody saw it (F-16)
    batch=20,
    backoff_seconds=0.05 * SLOWNESS,
    backoff_most_seconds=0.5 * SLOWNESS,
)
PAUSE_SECONDS: Final = 0.06
BUSY: Final = "Empresa"
"""Accounts whose name begins so are written to by clients; the others are left to the colleague in the CRM."""


class MachineClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


async def write(url: str) -> None:
    """
    A client: for ever, one account's phone, a counter, goes up by one; one time in three an action is added too.

    Counter, action and a timer that names the count are one transaction: the CRM must end with all of the first two,
    each count must be fired for once, and a counter that was put back would count the same twice.
    """
    database = await Database.open(url, pool_size=2, synchronous="OFF")
    transactions = SqlTransactions(database, MachineClock())
    ids = [row.id for row in await database.read(select(account.c.id).where(account.c.name.startswith(BUSY)))]
    draws = random.Random(os.getpid())  # another sequence in every process
    while True:
        try:
            async with transactions(draws.choice((REGIONAL, COMMERCIAL))) as work:
                chosen = await work.accounts.get(draws.choice(ids))
                counted = replace(chosen, phone=str(int(chosen.phone or "0") + 1))
                await work.accounts.save(counted, chosen.version)
                count = a_timer(subject=f"{counted.id}:{counted.phone}", due_at=datetime.now(UTC))
                if not await work.timers.set(count):
                    raise AssertionError(f"counted twice: {count.subject}")
                if draws.random() < 1 / 3:
                    key = str(uuid.uuid4())
                    await work.actions.add(an_action(date(2025, 5, 6), id=key, account_id=chosen.id))
        except VersionConflict:
            continue
        except StoreUnavailable as away:  # somebody stands still in the middle of a write: told, and tried again
            await asyncio.sleep(min(away.retry_after, LEASE_SECONDS / 10))
            continue
        await asyncio.sleep(PAUSE_SECONDS * draws.random())


async def synchronise(url: str, factory: str, address: str) -> None:
    """A worker, with the connector that *factory* ("module:function") makes of *address*."""
    module, _, name = factory.partition(":")
    connect: Callable[[str], CrmConnector] = getattr(importlib.import_module(module), name)
    database = await Database.open(url, pool_size=6, synchronous="OFF")
    policy = Policy({}, "2024-04", lambda: str(uuid.uuid4()))
    timers = TimerRunner(SqlTimerQueue(database, MachineClock()), leave_a_trace, TimerSettings(poll_seconds=0.05))
    async with connect(address) as connector, asyncio.TaskGroup() as tasks:
        tasks.create_task(timers.run())
        tasks.create_task(SyncWorker(SqlSyncStore(database, SystemClock()), connector, policy, SETTINGS).run())


async def leave_a_trace(work: UnitOfWork, timer: Timer) -> None:
    """A message whose cause differs each time: a timer that fired twice leaves two."""
    await work.messages.queue(a_message(cause=f"{timer.subject} {uuid.uuid4()}"))
