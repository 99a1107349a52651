"""A CRM that answers what a test says, in place of sockets (`httpx2.MockTransport`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx2


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(slots=True)
class ScriptedService:
    """
    Answers in turn; the last answer goes on for ever.

    Attributes:
        answers: What comes back; an error is raised.
        sent: The requests so far.
    """

    answers: Sequence[Reply | httpx2.HTTPError]
    sent: list[httpx2.Request] = field(default_factory=list)

    def client(self) -> httpx2.AsyncClient:
        """A client that reaches this service and nobody else."""
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        # a copy: the client changes the token of the request it sends again
        self.sent.append(httpx2.Request(request.method, request.url, headers=request.headers, content=request.content))
        answer = self.answers[min(len(self.sent), len(self.answers)) - 1]
        if isinstance(answer, httpx2.HTTPError):
            raise answer
        return httpx2.Response(answer.status, headers=answer.headers, content=answer.body)
