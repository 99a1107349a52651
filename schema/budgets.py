"""Budgets as the engine sees them: what a request asks of its actor's, and what is told of it. `api` keeps them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from schema.faults import Fault, FaultCode


@dataclass(frozen=True, slots=True)
class Demand:
    """
    What one request asks for.

    Attributes:
        cost: As `schema.cost` measures it; a request that is refused before it could be measured costs 1.
        writes: Fields of a mutation; 0 for a query.
    """

    cost: int = 1
    writes: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """
    What became of a demand.

    Attributes:
        requested: Its cost.
        remaining: What is left of the window's cost; None: no limit is set.
        reset_at: Aware UTC instant from which the whole budget is there again, if nothing more is asked.
        headers: The same for those who read headers only.
        refusal: The budget is used up, and nothing was done.
    """

    requested: int
    remaining: int | None
    reset_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: Fault | None = None

    def told(self) -> dict[str, object]:
        """As `extensions.cost` of the answer."""
        return {
            "requested": self.requested,
            "remaining": self.remaining,
            "resetAt": self.reset_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }


Meter = Callable[[Any, Demand], Spent]
"""Takes what a request demands out of the budget of the context's actor."""


def used_up(message: str, retry_after: float) -> Fault:
    """A budget that is used up; *retry_after* in seconds."""
    return Fault(FaultCode.RATE_LIMITED, message, extensions={"retryAfter": max(1, math.ceil(retry_after))})
