"""The background loops: send the outbox, pull changes, walk for strays. Stops gracefully; many may run at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from domain.errors import CrmError, StoreUnavailable
from domain.model.exchange.crm_records import RecordKind
from domain.ports.crm import CrmConnector
from domain.ports.sync import SyncStore, Wait
from sync.dispatch import Dispatcher
from sync.pull import Puller
from sync.records import Policy
from sync.settings import SyncSettings
from sync.sweep import queue_strays

log = logging.getLogger("atencion.sync.worker")

_STORE_PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one `run_once` did: messages sent, records read, and whether both directions are caught up."""

    pushed: int
    pulled: int
    caught_up: bool


class SyncWorker:
    """
    Keeps one CRM in step with the store.

    Any number may run against one store, in one process or on several machines: claims and cursors are leased, the
    gate is shared. A worker that is killed leaves leases that run out; nothing else remembers it.

    Attributes:
        pulling: Whether it reads from the CRM what is new.
    """

    def __init__(self, store: SyncStore, connector: CrmConnector, policy: Policy, settings: SyncSettings) -> None:
        self._store = store
        self._connector = connector
        self._settings = settings
        self._dispatcher = Dispatcher(store, connector, policy, settings)
        self._puller = Puller(store, connector, policy, settings)
        self.pulling = False
        self._stopping = asyncio.Event()
        self._wake_push = asyncio.Event()
        self._wake_pull = asyncio.Event()

    def wake(self) -> None:
        """Something was queued: do not wait for the next poll. From the worker's own event loop."""
        self._wake_push.set()

    def wake_pull(self) -> None:
        """The CRM has news: do not wait for the next pull. From the worker's own event loop."""
        self._wake_pull.set()

    def stop(self) -> None:
        """Finish the calls under way, then let `run` return."""
        self._stopping.set()
        self._wake_push.set()
        self._wake_pull.set()

    async def run(self) -> None:
        """Work until `stop`; failures of the store or the CRM are waited out. The connector must be open."""
        able = self._connector.capabilities
        async with asyncio.TaskGroup() as tasks:
            for _ in range(able.max_in_flight):
                tasks.create_task(self._forever(self._push))
            tasks.create_task(self._forever(self._pull))
            tasks.create_task(self._forever(self._sweep))

    async def run_once(self) -> SyncReport:
        """Send what is due and pull what is new until neither moves; what is held back stays for the next time."""
        pushed = pulled = 0
        pushed += await self._drain()
        caught_up = True
        for kind in self._connector.capabilities.kinds:
            done = await self._puller.pull(kind, self._stopping)
            if not done.caught_up and not done.wait_seconds:  # the cursor had expired: read everything
                done = await self._puller.pull(kind, self._stopping)
            pulled += done.records
            caught_up = caught_up and done.caught_up
        pushed += await self._drain()
        return SyncReport(pushed, pulled, caught_up)

    async def _drain(self) -> int:
        """Send until nothing is due any more."""
        sent = 0
        while not self._stopping.is_set():
            done = await self._dispatcher.push_once()
            if isinstance(done, Wait):
                if done.idle or done.seconds > self._settings.poll_seconds:
                    return sent
                await asyncio.sleep(done.seconds)
            elif done.failed:
                return sent
            else:
                sent += done.messages
        return sent

    async def _push(self) -> None:
        done = await self._dispatcher.push_once()
        if isinstance(done, Wait):
            seconds = min(done.seconds, self._settings.poll_seconds)
            await self._pause(self._wake_push if done.idle else None, seconds)

    async def _pull(self) -> None:
        wait = self._settings.pull_seconds
        self.pulling = True
        try:
            for kind in self._connector.capabilities.kinds:
                done = await self._puller.pull(kind, self._stopping)
                wait = min(wait, done.wait_seconds) if done.wait_seconds else wait
        finally:
            self.pulling = False
        await self._pause(self._wake_pull, wait * random.uniform(0.9, 1.1))  # noqa: S311  (spreads workers, no secret)

    async def _sweep(self) -> None:
        await self._pause(None, self._settings.sweep_seconds * random.uniform(0.9, 1.1))  # noqa: S311  (spreads workers, no secret)
        for kind in self._connector.capabilities.kinds:
            queued = await queue_strays(self._store, kind, self._stopping)
            if queued:
                log.warning("strays queued", extra={"kind": kind.value, "records": queued})
            with contextlib.suppress(CrmError, TimeoutError):  # the CRM is away: next time
                await self._puller.let_in(kind, ready=False)
                if kind is RecordKind.ACCOUNT:
                    await self._puller.take_what_can_be(anybody=True)

    async def _forever(self, step: Callable[[], Awaitable[None]]) -> None:
        """Repeat *step* until stopped. Whatever it raises is logged and waited out; its leases run out."""
        while not self._stopping.is_set():
            try:
                await step()
            except StoreUnavailable:  # the store tells its outage itself, once
                await self._pause(None, _STORE_PAUSE_SECONDS)
            except Exception:
                log.exception("step failed")
                await self._pause(None, _STORE_PAUSE_SECONDS)

    async def _pause(self, wake: asyncio.Event | None, seconds: float) -> None:
        """Sleep, cut short by *wake* and by `stop`."""
        if wake is None:
            wake = self._stopping
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await wake.wait()
        if wake is not self._stopping and not self._stopping.is_set():
            wake.clear()
