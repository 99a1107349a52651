"""Faults on demand: what goes wrong, with which requests, how often. For rehearsals and crash tests."""

from __future__ import annotations

import random
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from standin.calls import Reply, json_reply
from standin.config import ServiceLimits
from standin.web.throttling import CONCURRENCY, EXECUTION_TIME, REQUESTS, throttled

_THROTTLES: Final = {"requests": REQUESTS, "time": EXECUTION_TIME, "concurrency": CONCURRENCY}
GATEWAY_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>Error</title></head><body><h2>Our services aren't available "
    b"right now</h2></body></html>"
)


class FaultKind(StrEnum):
    THROTTLE = "throttle"  # 429 of the given facet, nothing done
    SLOW = "slow"  # waits `seconds`, then answers
    DROP_BEFORE = "drop_before"  # the connection is cut, nothing was done
    DROP_AFTER = "drop_after"  # the connection is cut, the work is done
    STATUS = "status"  # `status` with an HTML page or a JSON error, nothing done
    STATUS_AFTER = "status_after"  # the same, but the work is done


@dataclass(slots=True)
class FaultPlan:
    """
    One rule. `times` None means for ever; `after` lets that many matching requests pass first.

    `method` and `path` (a regular expression searched in path and query) choose the requests; `probability` lets
    only some of them fail.
    """

    kind: FaultKind
    times: int | None = 1
    after: int = 0
    method: str | None = None
    path: str | None = None
    probability: float = 1.0
    seconds: float = 1.0
    status: int = 503
    html: bool = True
    code: str = "0x80040216"
    message: str = "An unexpected error occurred"
    facet: str = "requests"
    retry_after: int | None = 1

    @classmethod
    def read(cls, document: dict[str, Any]) -> FaultPlan:
        """
        Raises:
            ValueError, TypeError: An unknown kind, facet or field, or an expression that cannot be compiled.
        """
        plan = cls(**{**document, "kind": FaultKind(document["kind"])})
        if plan.facet not in _THROTTLES:
            raise ValueError(f"facet must be one of {', '.join(_THROTTLES)}")
        if plan.path is not None:
            re.compile(plan.path)
        return plan

    def describe(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value}

    def matches(self, method: str, url: str) -> bool:
        return (self.method is None or self.method == method) and (
            self.path is None or re.search(self.path, url) is not None
        )

    def reply(self, limits: ServiceLimits) -> Reply:
        """Return the answer of a throttle or status fault."""
        if self.kind is FaultKind.THROTTLE:
            fault = throttled(_THROTTLES[self.facet], limits, self.retry_after or 0)
            headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
            answer = json_reply({"error": {"code": fault.code, "message": fault.message}}, 429)
            answer.headers |= headers
            return answer
        headers = (
            {} if self.retry_after is None or self.status not in {429, 503} else {"Retry-After": str(self.retry_after)}
        )
        if self.html:
            return Reply(self.status, {"Content-Type": "text/html", **headers}, GATEWAY_PAGE)
        answer = json_reply({"error": {"code": self.code, "message": self.message}}, self.status)
        answer.headers |= headers
        return answer


class Faults:
    """The rules in force, asked in order; the first that fires wins."""

    def __init__(self, seed: int = 0) -> None:
        self.plans: list[FaultPlan] = []
        self._random = random.Random(seed)  # noqa: S311 - repeatable chance for tests, no secret

    def seed(self, seed: int) -> None:
        self._random.seed(seed)

    def add(self, plan: FaultPlan) -> None:
        self.plans.append(plan)

    def clear(self) -> None:
        self.plans.clear()

    def take(self, method: str, url: str) -> FaultPlan | None:
        """Return the rule this request falls under and count it; None when it may pass."""
        for plan in self.plans:
            if not plan.matches(method, url):
                continue
            if plan.after > 0:
                plan.after -= 1
                continue
            if plan.probability < 1 and self._random.random() >= plan.probability:
                continue
            if plan.times is not None:
                plan.times -= 1
                if plan.times <= 0:
                    self.plans.remove(plan)
            return plan
        return None
