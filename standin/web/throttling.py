"""
Service protection: per user and web server, three facets, each answered with 429 and its own code.

Source: dataverse-web-api.md section 6.1.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from standin.config import ServiceLimits
from standin.errors import DataverseFault

AFFINITY_COOKIE: Final = "ARRAffinity"
REQUESTS: Final = "0x80072322"
EXECUTION_TIME: Final = "0x80072321"
CONCURRENCY: Final = "0x80072326"


def throttled(code: str, limits: ServiceLimits, retry_after: int) -> DataverseFault:
    """Return the refusal of one facet."""
    window = int(limits.window_seconds)
    messages = {
        REQUESTS: f"Number of requests exceeded the limit of {limits.requests} over time window of {window} seconds.",
        EXECUTION_TIME: "Combined execution time of incoming requests exceeded limit of "
        f"{int(limits.execution_seconds * 1000):,} milliseconds over time window of {window} seconds. Decrease number "
        "of concurrent requests or reduce the duration of requests and try again later.",
        CONCURRENCY: f"Number of concurrent requests exceeded the limit of {limits.concurrent}.",
    }
    return DataverseFault(429, code, messages[code], {"Retry-After": str(retry_after)})


@dataclass(slots=True)
class Usage:
    """What one user did on one server inside the window."""

    requests: deque[float] = field(default_factory=deque)
    durations: deque[tuple[float, float]] = field(default_factory=deque)
    spent: float = 0.0
    concurrent: int = 0
    strikes: int = 0  # refused in a row: hammering lengthens the wait

    def forget_before(self, moment: float) -> None:
        while self.requests and self.requests[0] <= moment:
            self.requests.popleft()
        while self.durations and self.durations[0][0] <= moment:
            self.spent -= self.durations.popleft()[1]


class Throttle:
    """Counts and refuses. `seconds` tells the time, as seconds that only grow."""

    def __init__(self, limits: ServiceLimits | None, seconds: Callable[[], float]) -> None:
        self._limits = limits
        self._seconds = seconds
        self._usage: dict[tuple[str, int], Usage] = {}
        self._next_server = 0

    @property
    def limits(self) -> ServiceLimits:
        return self._limits or ServiceLimits()

    def server_of(self, cookie_header: str) -> int:
        """Return the server a request reaches: the one its affinity cookie names, else the next in turn."""
        servers = self.limits.servers
        for piece in cookie_header.split(";"):
            name, _, value = piece.strip().partition("=")
            if name == AFFINITY_COOKIE and value.startswith("server-") and value[7:].isdigit():
                return int(value[7:]) % servers
        self._next_server = (self._next_server + 1) % servers
        return self._next_server

    def enter(self, user: str, server: int) -> Usage:
        """
        Count a request that begins.

        Raises:
            DataverseFault: 429.
        """
        usage = self._usage.setdefault((user, server), Usage())
        limits = self._limits
        now = self._seconds()
        if limits is not None:
            usage.forget_before(now - limits.window_seconds)
            code = None
            if usage.concurrent >= limits.concurrent:
                code = CONCURRENCY
            elif len(usage.requests) >= limits.requests:
                code = REQUESTS
            elif usage.spent >= limits.execution_seconds:
                code = EXECUTION_TIME
            if code is not None:
                usage.strikes += 1
                raise throttled(code, limits, self._wait(usage, code, now, limits))
        usage.strikes = 0
        usage.requests.append(now)
        usage.concurrent += 1
        return usage

    def _wait(self, usage: Usage, code: str, now: float, limits: ServiceLimits) -> int:
        if code == REQUESTS:
            base = usage.requests[0] + limits.window_seconds - now
        elif code == EXECUTION_TIME:
            base = usage.durations[0][0] + limits.window_seconds - now
        else:
            base = 2.0
        return max(1, math.ceil(base)) + usage.strikes // 20

    def leave(self, usage: Usage, started: float) -> None:
        now = self._seconds()
        usage.concurrent -= 1
        usage.durations.append((now, now - started))
        usage.spent += now - started

    def headers(self, usage: Usage, server: int) -> dict[str, str]:
        limits = self.limits
        return {
            "x-ms-ratelimit-burst-remaining-xrm-requests": str(max(0, limits.requests - len(usage.requests))),
            "x-ms-ratelimit-time-remaining-xrm-requests": f"{max(0.0, limits.execution_seconds - usage.spent):.2f}",
            "Set-Cookie": f"{AFFINITY_COOKIE}=server-{server}; Path=/; HttpOnly",
        }
