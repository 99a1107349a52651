"""The worker's loops over a store and a CRM that only count: stopping, idling, waiting out failures."""

from __future__ import annotations

import asyncio
import logging

import pytest

from connectors.mock.connector import MockConnector
from domain.model.exchange.crm_records import RecordKind
from domain.ports.sync import CursorLease, Pace, Wait
from sync.records import Policy
from sync.settings import SyncSettings
from sync.worker import SyncWorker

POLICY = Policy({}, "2024-04", lambda: "id")


class IdleStore:
    """Nothing to send, nothing to pull; `broken` makes every claim fail."""

    def __init__(self, *, broken: bool = False) -> None:
        self.claims = 0
        self.looked = asyncio.Event()
        self.broken = broken

    async def claim(self, pace: Pace) -> Wait:
        """Nothing is due."""
        self.claims += 1
        self.looked.set()
        if self.broken:
            raise RuntimeError("the database is away")
        return Wait(3600)

    async def lease_cursor(self, kind: RecordKind, seconds: float) -> CursorLease | None:
        """Somebody else pulls."""
        return None


def a_worker(store: IdleStore) -> SyncWorker:
    """Polls once an hour, so that only wake-ups make it look."""
    settings = SyncSettings(poll_seconds=3600, pull_seconds=3600)
    return SyncWorker(store, MockConnector(), POLICY, settings)  # type: ignore[arg-type]  # the two methods these tests reach


async def test_stop_lets_run_return() -> None:
    """Graceful: no pause outlives `stop`."""
    store = IdleStore()
    worker = a_worker(store)
    running = asyncio.create_task(worker.run())
    await store.looked.wait()
    worker.stop()
    await asyncio.wait_for(running, timeout=30)


async def test_a_wake_up_cuts_the_poll_short() -> None:
    """What was committed in this process is sent at once; the poll is for other processes' changes."""
    store = IdleStore()
    worker = a_worker(store)
    running = asyncio.create_task(worker.run())
    await store.looked.wait()
    await asyncio.sleep(0.05)
    before = store.claims
    store.looked.clear()
    worker.wake()
    await asyncio.wait_for(store.looked.wait(), timeout=30)
    assert store.claims > before
    worker.stop()
    await running


async def test_a_store_that_is_away_is_waited_out(caplog: pytest.LogCaptureFixture) -> None:
    """The loop survives whatever a step raises, and says so."""
    store = IdleStore(broken=True)
    worker = a_worker(store)
    with caplog.at_level(logging.ERROR, logger="atencion.sync"):
        running = asyncio.create_task(worker.run())
        await store.looked.wait()
        await asyncio.sleep(0.05)
        assert not running.done()
        worker.stop()
        await asyncio.wait_for(running, timeout=30)
    assert any(record.message == "step failed" for record in caplog.records)


async def test_it_says_while_it_pulls() -> None:
    """Issue 12, 4: whoever works beside it leaves it the processor meanwhile, and no longer."""
    store = IdleStore()
    worker = a_worker(store)
    told: list[bool] = []
    asked = asyncio.Event()

    async def lease_cursor(kind: RecordKind, seconds: float) -> CursorLease | None:
        told.append(worker.pulling)
        asked.set()
        return None

    store.lease_cursor = lease_cursor  # type: ignore[method-assign]  # to look on
    running = asyncio.create_task(worker.run())
    await asyncio.wait_for(asked.wait(), timeout=30)
    await asyncio.sleep(0.05)
    assert (all(told), worker.pulling) == (True, False)
    worker.stop()
    await running
