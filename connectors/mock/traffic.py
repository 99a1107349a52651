"""What happens to any request on its way to the CRM in memory and back: latency, faults, pace, and a trace of it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.mock.faults import FaultKind, Faults
from domain.errors import AccessDenied, CrmThrottled, CrmUnavailable
from domain.model.exchange.crm_records import Capabilities, RecordKind

_TRACE_LENGTH: Final = 1000
"""The latest requests that are kept, for whoever rehearses."""


@dataclass(frozen=True, slots=True)
class Request:
    """
    One line of the trace.

    Attributes:
        kind: Record kind, None when the call has several or none.
        records: Keys asked, changes answered or writes received.
        result: "ok", the count of each outcome ("created 3, conflict 1"), or the fault that struck.
    """

    number: int
    at: datetime
    operation: str
    kind: RecordKind | None
    records: int
    result: str


class Traffic:
    """
    The road of one CRM in memory.

    Args:
        capabilities: With `calls_per_second` the pace is enforced.
        clock: Aware UTC instants for the trace.

    Attributes:
        faults: What is to go wrong.
        latency_seconds: Time that every call takes.
        requests: How many have arrived so far.
        trace: The latest requests, oldest first.
    """

    def __init__(
        self,
        faults: Faults,
        capabilities: Capabilities,
        *,
        latency_seconds: float,
        clock: Callable[[], datetime],
    ) -> None:
        self.faults = faults
        self.latency_seconds = latency_seconds
        self.requests = 0
        self.trace: deque[Request] = deque(maxlen=_TRACE_LENGTH)
        self._capabilities = capabilities
        self._clock = clock
        self._pace_due = 0.0

    async def arrive(self, operation: str, kind: RecordKind | None, records: int) -> None:
        """What happens to any request before the CRM does anything."""
        self.requests += 1
        delay = self.latency_seconds
        if self.faults.active:
            if (slow := self.faults.strike(FaultKind.SLOW, operation)) is not None:
                delay += slow.seconds
            if self.faults.strike(FaultKind.DENIED, operation):
                self.note(operation, kind, records, "denied")
                raise AccessDenied("El CRM no reconoce las credenciales o faltan permisos.", operation=operation)
            if (throttled := self.faults.strike(FaultKind.THROTTLED, operation)) is not None:
                raise self._throttled(operation, kind, records, throttled.seconds)
            for fault in (FaultKind.DOWN, FaultKind.LOST_BEFORE):
                if self.faults.strike(fault, operation):
                    raise self.cut(operation, kind, records, fault)
        if (wait := self._too_fast()) > 0:
            raise self._throttled(operation, kind, records, wait)
        await asyncio.sleep(delay)

    def answered(self, operation: str, kind: RecordKind | None, records: int, result: str = "ok") -> None:
        """Note the request, unless its answer gets lost on the way."""
        if self.faults.active and self.faults.strike(FaultKind.LOST_AFTER, operation):
            raise self.cut(operation, kind, records, FaultKind.LOST_AFTER)
        self.note(operation, kind, records, result)

    def cut(self, operation: str, kind: RecordKind | None, records: int, fault: FaultKind) -> CrmUnavailable:
        """The error for a connection that broke, or a CRM that is down; noted."""
        self.note(operation, kind, records, fault)
        said = "El CRM no está disponible." if fault is FaultKind.DOWN else "Se cortó la conexión con el CRM."
        return CrmUnavailable(said, operation=operation, request_id=f"mock-{self.requests}")

    def _throttled(self, operation: str, kind: RecordKind | None, records: int, seconds: float) -> CrmThrottled:
        self.note(operation, kind, records, FaultKind.THROTTLED)
        return CrmThrottled(
            f"El CRM pide esperar {seconds:g} s.",
            operation=operation,
            request_id=f"mock-{self.requests}",
            retry_after=seconds,
        )

    def _too_fast(self) -> float:
        """GCRA, one call more lenient than `burst` lest an exact client be refused: seconds to wait, or at most 0."""
        pace = self._capabilities.calls_per_second
        if pace is None:
            return 0.0
        now = time.monotonic()
        due = max(self._pace_due, now)
        wait = due - now - self._capabilities.burst / pace
        if wait <= 0:
            self._pace_due = due + 1 / pace
        return wait

    def note(self, operation: str, kind: RecordKind | None, records: int, result: str) -> None:
        """One line more in the trace."""
        self.trace.append(Request(self.requests, self._clock(), operation, kind, records, str(result)))
