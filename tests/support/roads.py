"""A road to the CRM that goes nowhere: it answers what a test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.dynamics365.transport import Reply, RoadError


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it left."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(slots=True)
class ScriptedRoad:
    """
    Answers in turn; the last answer goes on for ever.

    Attributes:
        answers: What comes back; an error is raised.
        sent: The requests so far.
    """

    answers: Sequence[Reply | RoadError]
    sent: list[Sent] = field(default_factory=list)

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """See `Road`."""
        self.sent.append(Sent(method, url, dict(headers), body))
        answer = self.answers[min(len(self.sent), len(self.answers)) - 1]
        if isinstance(answer, RoadError):
            raise answer
        return answer

    async def aclose(self) -> None:
        """Nothing is open."""
