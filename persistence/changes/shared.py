"""One reader of the feed for everybody in the process who waits for changes ("lector compartido"; design 6)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Final

from domain.errors import StoreUnavailable
from domain.model.history.feed import Change
from domain.ports.changes import ChangeFeed, ChangeQuery, FeedState

log = logging.getLogger("atencion.changes")

POLL_SECONDS: Final = 0.2
_STORE_PAUSE_SECONDS: Final = 1.0
REMEMBERED: Final = 2_000
_EVERY: Final = ChangeQuery()


class SharedFeed:
    """
    `ChangeFeed` of the store, looked at once for all who are `reading`.

    The newest changes are kept in memory, so many at most. Whoever is further behind reads the store from its place:
    nothing is queued for anybody.

    Args:
        feed: Of the store.
        remembered: How many changes are kept.
    """

    def __init__(self, feed: ChangeFeed, remembered: int = REMEMBERED) -> None:
        self._feed = feed
        self._most = remembered
        self._state = FeedState(0, 0)
        self._recent: deque[Change] = deque()
        self._after = 0
        """All after this position are in `_recent`."""
        self._news = asyncio.Event()
        self._wake = asyncio.Event()
        self._lock = asyncio.Lock()
        self._readers = 0
        self._looking: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Read while inside, from what the store has by now; nobody inside: the store is not asked."""
        self._readers += 1
        try:
            await self._look()
            if self._looking is None:
                self._looking = asyncio.create_task(self._keep_looking())
            yield
        finally:
            self._readers -= 1
            if not self._readers and self._looking is not None:
                self._looking.cancel()
                self._looking = None
                self._recent.clear()
                self._after = self._state.head

    def wake(self) -> None:
        """There is something new: look now."""
        self._wake.set()

    async def state(self) -> FeedState:
        """See `ChangeFeed.state`; as it was when the store was looked at last. No statement."""
        return self._state

    async def between(self, query: ChangeQuery, after: int, until: int, most: int) -> Sequence[Change]:
        """See `ChangeFeed.between`; a statement for those who are far behind only."""
        if after < self._after:
            return await self._feed.between(query, after, until, most)
        found: list[Change] = []
        for change in reversed(self._recent):
            if change.position <= after:
                break
            if change.position <= until and query.covers(change):
                found.append(change)
        found.reverse()
        return found[:most]

    async def beyond(self, position: int) -> None:
        """See `ChangeFeed.beyond`."""
        while self._state.head <= position:
            await self._news.wait()

    async def _keep_looking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._look()
            except Exception as failure:
                if not isinstance(failure, StoreUnavailable):  # the store tells its outage itself, once
                    log.exception("changes could not be read; it will be tried again")
                await asyncio.sleep(_STORE_PAUSE_SECONDS)

    async def _look(self) -> None:
        async with self._lock:
            state = await self._feed.state()
            last = self._state.head
            if state.head - last > self._most:  # too many to keep: everybody reads the store
                self._recent.clear()
                self._after = state.head
            elif state.head > last:
                self._recent.extend(await self._feed.between(_EVERY, last, state.head, self._most))
            while len(self._recent) > self._most:
                self._after = self._recent.popleft().position
            self._state = state
            if state.head > last:
                self._news.set()
                self._news = asyncio.Event()
