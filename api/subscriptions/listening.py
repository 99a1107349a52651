"""Who listens in this process: how many subscriptions each has, from what they are told, and when they are over."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from typing import Any, Final, Protocol

from starlette.requests import HTTPConnection

from domain.model.institution.people import Actor
from persistence.changes.shared import SharedFeed
from schema.execution import Engine, GraphQLRequest, Outcome
from schema.faults import Fault, FaultCode, FaultReporter, TranslateFault, unavailable

log: Final = logging.getLogger("atencion.subscriptions")

MOST_PER_ACTOR: Final = 20
"""Subscriptions, and sockets, of one actor in a process."""
LOOK_SECONDS: Final = 30.0
"""How often it is looked whether whoever listens is still who it was."""
_AGAIN_SECONDS: Final = 5.0
_OTHER: Final = "Your role, your office or whom you represent is another by now: subscribe again."


class ActorOf(Protocol):
    """Who is at the other end of a connection now."""

    def __call__(self, connection: HTTPConnection, *, active: bool) -> Awaitable[Actor]:
        """
        *active*: it counts as activity of the session. Raises as `Identification.actor_of` and `representative`.
        """
        ...


class Listening:
    """
    The subscriptions of one process.

    Args:
        actor_of: Who is at the other end.
        context_of: What resolvers find, for that actor.
        admits: Whether a socket may be opened at all, by its handshake.
        feed: From which all of them are told.
    """

    def __init__(
        self,
        engine: Engine,
        actor_of: ActorOf,
        context_of: Callable[[Actor], Any],
        admits: Callable[[HTTPConnection], bool],
        feed: Callable[[], SharedFeed],
        translate: TranslateFault,
    ) -> None:
        self.engine = engine
        self.actor_of = actor_of
        self.admits = admits
        self._translate = translate
        self._context_of = context_of
        self._feed = feed
        self._held: Counter[str] = Counter()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let everybody go: the process ends."""
        self._stopping.set()

    @contextlib.contextmanager
    def place(self, actor: Actor, of: str) -> Iterator[None]:
        """
        One of the places that an actor has for subscriptions, or for sockets; held while inside.

        Raises:
            Fault: RATE_LIMITED, all are taken.
        """
        key = f"{of}:{actor.role.value}:{actor.id}"
        if self._held[key] >= MOST_PER_ACTOR:
            message = f"You have {MOST_PER_ACTOR} {of} open, the most that are held at a time: close one first."
            raise Fault(FaultCode.RATE_LIMITED, message, extensions={"limit": MOST_PER_ACTOR})
        self._held[key] += 1
        try:
            yield
        finally:
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]

    def held(self) -> int:
        """How many places are taken, for tests and metrics."""
        return self._held.total()

    async def events(
        self, request: GraphQLRequest, actor: Actor, report: FaultReporter
    ) -> AsyncGenerator[Outcome, None]:
        """
        What the subscription tells; see `Engine.subscribe`.

        Raises:
            Fault: It has too many already; UNAVAILABLE while the store is away.
        """
        with self.place(actor, "subscriptions"):
            async with self._feed().reading():
                told = self.engine.subscribe(request, self._context_of(actor), trace_id=report.trace_id)
                async with aclosing(told) as outcomes:
                    async for outcome in outcomes:
                        yield outcome

    async def until_over(self, connection: HTTPConnection, actor: Actor) -> Fault | None:
        """
        Wait until a connection is over: why, or None when the process ends.

        It is when its session or token is, when its actor is nobody or another by now, and when that cannot be told.
        """
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stopping.wait()
                return None
            try:
                now = await self.actor_of(connection, active=False)
            except Exception as failure:
                return self.fault_of(failure)
            if now != actor:
                return Fault(FaultCode.FORBIDDEN, _OTHER)

    def fault_of(self, failure: Exception) -> Fault:
        """What a client is told of a failure that ends its connection."""
        known = failure if isinstance(failure, Fault) else self._translate(failure)
        if known is not None and known.code is not FaultCode.INTERNAL:
            return known
        log.error("it cannot be told who listens", exc_info=failure)
        return unavailable("It cannot be told now whether you may listen: come back.", _AGAIN_SECONDS)
