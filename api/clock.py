"""The protocol's clock: the real one, or in development one that can be set and moved for the whole system."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.ports.clock import Clock
from persistence.calendars.demo_clock import DemoClockStore
from persistence.database import Database

_REFRESH_SECONDS: Final = 0.5


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Aware UTC instant."""
        return datetime.now(UTC)


class DemoClock:
    """
    The real time moved by an offset that all processes of one store share; it goes on ticking.

    A change made in this process holds at once; one made in another process within half a second.
    """

    def __init__(self, store: DemoClockStore) -> None:
        self._store = store
        self._offset = timedelta(0)
        self._task: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """Aware UTC instant."""
        return datetime.now(UTC) + self._offset

    async def start(self) -> None:
        """Read the shared offset now, then keep reading it."""
        self._offset = await self._store.offset()
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Stop reading the shared offset."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def set(self, now: datetime | None) -> datetime:
        """Let it be *now* for everybody; None: the real time again."""
        await self._keep(timedelta(0) if now is None else now - datetime.now(UTC))
        return self.now()

    async def move(self, by: timedelta) -> datetime:
        """Move it for everybody."""
        await self._keep(self._offset + by)
        return self.now()

    async def _keep(self, offset: timedelta) -> None:
        await self._store.keep(offset)
        self._offset = offset

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            with contextlib.suppress(Exception):  # the store is away: the last offset holds
                self._offset = await self._store.offset()


@dataclass(frozen=True, slots=True)
class Played:
    """Instead of the machine's clock and of random ids; a store that is played is thrown away when the power fails."""

    clock: Clock
    ids: Callable[[], str]


async def clock_of(database: Database, stack: contextlib.AsyncExitStack, *, movable: bool) -> Clock:
    """The machine's clock; when *movable*, the one that all processes of the store share, until *stack* is closed."""
    if not movable:
        return SystemClock()
    clock = DemoClock(DemoClockStore(database))
    await clock.start()
    stack.push_async_callback(clock.stop)
    return clock
