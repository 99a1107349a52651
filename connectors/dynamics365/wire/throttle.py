"""
Service protection: how many requests at once, at what pace, and who waits when the service says so.

Limits of the service, for each user and web server: 6,000 requests and 1,200 s of execution in 300 s, 52 at once.
All workers together keep to `Capabilities`; this is the part of one process.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Final

from connectors.dynamics365.settings import MAX_CONCURRENT
from connectors.dynamics365.wire.errors import Fault
from domain.model.outages import doubled_wait

TOO_MANY_AT_ONCE: Final = 0x80072326
_RECOVERY: Final = 200  # answers without a refusal before one more request may fly again


class ServiceProtection:
    """
    Keeps one process inside the limits: `async with protection:` around each request.

    Args:
        most_at_once: Upper bound; the service's hint (`x-ms-dop-hint`) may lower it and raise it again up to here.
        per_second, burst: Pace (GCRA); None: none.
        clock, randomness: For tests; seconds, and a number in [0, 1).
    """

    def __init__(
        self,
        most_at_once: int,
        per_second: float | None = None,
        burst: int = 1,
        clock: Callable[[], float] = time.monotonic,
        randomness: Callable[[], float] = random.random,
    ) -> None:
        self._most = min(most_at_once, MAX_CONCURRENT)
        self._ceiling = self._most
        self._limit = self._most
        self._flying = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._interval = 1 / per_second if per_second else 0.0
        self._tolerance = self._interval * max(burst - 1, 0)
        self._due = 0.0
        self._closed_until = 0.0
        self._since_refusal = 0
        self._clock = clock
        self._randomness = randomness

    @property
    def limit(self) -> int:
        """Requests that may fly at once now."""
        return self._limit

    def wait_seconds(self) -> float:
        """How long a request should wait now: until the service's pause ends and the pace allows it."""
        now = self._clock()
        pause = self._closed_until - now
        return max(pause, self._due - self._tolerance - now if self._interval else 0.0, 0.0)

    def book(self) -> None:
        """Count one request for the pace."""
        if self._interval:
            self._due = max(self._due, self._clock()) + self._interval

    async def __aenter__(self) -> None:
        """Fly; wait for a place first."""
        while self._flying >= self._limit:
            place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(place)
            try:
                await place
            except asyncio.CancelledError:
                if place in self._waiting:
                    self._waiting.remove(place)
                else:
                    self._wake()
                raise
        self._flying += 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Landed; the next one may fly."""
        self._flying -= 1
        self._wake()

    def answered(self, dop_hint: str | None) -> None:
        """An answer came that is no refusal; its hint sizes the flight, slowly upwards after a refusal."""
        if dop_hint is not None and dop_hint.isdecimal() and int(dop_hint) > 0:
            self._ceiling = min(int(dop_hint), self._most)
            self._limit = min(self._limit, self._ceiling)
        self._since_refusal += 1
        if self._limit < self._ceiling and (self._limit == 0 or self._since_refusal % _RECOVERY == 0):
            self._limit += 1
            self._wake()

    def refused(self, fault: Fault, attempt: int) -> float:
        """
        The service asks to wait; everybody in this process does.

        Too many at once halves the flight and backs off exponentially, because `Retry-After` is far longer than needed
        there; the other limits hold for `Retry-After`, or 2^attempt seconds without one. Up to a quarter more is
        added by chance, so that not all come back in the same moment.

        Returns:
            Seconds to wait.
        """
        self._since_refusal = 0
        exponential = doubled_wait(attempt, 1.0, 60.0)
        if fault.code == TOO_MANY_AT_ONCE:
            self._limit = max(self._limit // 2, 1)
            seconds = exponential
            if fault.retry_after is not None:
                seconds = min(seconds, fault.retry_after)
        else:
            seconds = fault.retry_after if fault.retry_after is not None else exponential
        seconds *= 1 + self._randomness() / 4
        self._closed_until = max(self._closed_until, self._clock() + seconds)
        return seconds

    def backoff(self, attempt: int) -> float:
        """Seconds before trying again after a fault of the road: 0.25, 0.5, 1 ... with jitter, at most 30."""
        return doubled_wait(attempt - 1, 0.25, 30.0) * (0.5 + self._randomness())

    def _wake(self) -> None:
        while self._waiting and self._flying < self._limit:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
