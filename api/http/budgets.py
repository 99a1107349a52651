"""
Budgets: so much for each actor within a window, given back evenly.

Four of them: the cost of everything an actor asks; the writes of outsiders, who see only what is theirs; the letters
that somebody causes, fewer for outsiders; and the requests of nobody, by address. They are kept in the memory of the
process: with n processes an actor has up to n times as much, and a restart forgets what was used (ADR 0016).
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from throttled import Throttled
from throttled.constants import RateLimiterType
from throttled.rate_limiter import per_duration
from throttled.store import MemoryStore

from api.http.quotas import Quota, Quotas
from domain.errors import BudgetUsedUp
from domain.model.institution.people import SYSTEM, Actor
from domain.model.messages import Message, MessageState
from domain.ports.casework import MessageQueue
from domain.ports.store import Transactions, UnitOfWork
from domain.protocol.access.permissions import sees_all
from schema.budgets import Demand, Spent, used_up
from schema.faults import Fault

_REMEMBERED: Final = 100_000
"""Actors whose use is remembered; beyond, the one that asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a budget answers. *reset_after* and *retry_after* in seconds; a refusal took nothing."""

    refused: bool
    remaining: int
    reset_after: float
    retry_after: float


class Budget:
    """One budget, by key. What is used comes back evenly (GCRA), by a clock that does not go back."""

    def __init__(self, name: str, quota: Quota) -> None:
        self.name = name
        self.quota = quota
        self._limiter = Throttled(
            using=RateLimiterType.GCRA.value,
            quota=per_duration(timedelta(seconds=quota.seconds), quota.units),
            store=MemoryStore(options={"MAX_SIZE": _REMEMBERED}),
        )

    def take(self, key: str, amount: int) -> Taken:
        """Take *amount*, all or nothing."""
        result = self._limiter.limit(key, cost=amount)
        state = result.state
        return Taken(result.limited, state.remaining, state.reset_after, state.retry_after)

    def policy(self) -> str:
        """As a member of the header `RateLimit-Policy`."""
        return f'"{self.name}";q={self.quota.units};w={self.quota.seconds}'

    def state(self, taken: Taken) -> str:
        """As a member of the header `RateLimit`."""
        return f'"{self.name}";r={taken.remaining};t={math.ceil(taken.reset_after)}'


class Budgets:
    """The budgets of a process."""

    def __init__(self, quotas: Quotas) -> None:
        self._cost = _budget("cost", quotas.cost)
        self._writes = _budget("outsider-writes", quotas.outsider_writes)
        self._mail = _budget("mail", quotas.mail)
        self._outsider_mail = _budget("outsider-mail", quotas.outsider_mail)
        self._strangers = _budget("strangers", quotas.strangers)

    def of_request(self, actor: Actor, demand: Demand) -> Spent:
        """Take what a request of *actor* demands: its cost, and of an outsider its writes."""
        key = f"{actor.role.value}:{actor.id}"
        takes = [(self._cost, demand.cost, _COST)]
        if not sees_all(actor) and demand.writes:
            takes.append((self._writes, demand.writes, _WRITES))
        told: list[tuple[Budget, Taken]] = []
        refusal: Fault | None = None
        for budget, amount, sentence in takes:
            if budget is not None and refusal is None:
                taken = budget.take(key, amount)
                told.append((budget, taken))
                refusal = used_up(sentence, taken.retry_after) if taken.refused else None
        return _spent(demand, told, refusal)

    def of_stranger(self, address: str) -> None:
        """
        Take one request of somebody unknown.

        Raises:
            Fault: RATE_LIMITED.
        """
        if self._strangers is not None and (taken := self._strangers.take(address, 1)).refused:
            raise used_up(_STRANGERS, taken.retry_after)

    def of_letters(self, actor: Actor, letters: int) -> None:
        """
        Take the letters that *actor* is about to cause; nothing is limited that the software causes by itself.

        Raises:
            BudgetUsedUp: They would be too many.
        """
        budget = self._mail if sees_all(actor) else self._outsider_mail
        if budget is None or actor is SYSTEM or not letters:
            return
        taken = budget.take(f"{actor.role.value}:{actor.id}", letters)
        if taken.refused:
            raise BudgetUsedUp(_MAIL, taken.retry_after)

    def metered(self, transactions: Transactions) -> Transactions:
        """The same units of work; one that queues more letters than its actor may cause is rolled back."""

        @contextlib.asynccontextmanager
        async def begin(actor: Actor) -> AsyncIterator[UnitOfWork]:
            async with transactions(actor) as work:
                counted = _CountedMessages(work.messages)
                work.messages = counted
                yield work
                self.of_letters(actor, counted.queued)

        return begin


_COST: Final = "Your requests cost more than is given in this time: ask for less, or come back later."
_WRITES: Final = "You have written as much as is accepted in this time: come back later."
_STRANGERS: Final = "Too many requests without a valid token came from your address: come back later."
_MAIL: Final = "Por ahora no se envían más correos a su nombre. Intente más tarde."


class _CountedMessages:
    """`MessageQueue` that counts what it queues."""

    def __init__(self, queue: MessageQueue) -> None:
        self._queue = queue
        self.queued = 0

    async def queue(self, message: Message) -> bool:
        """See `MessageQueue.queue`."""
        is_new = await self._queue.queue(message)
        self.queued += is_new
        return is_new

    async def may_cause(self, actor_id: str, day: date, most: int) -> bool:
        """See `MessageQueue.may_cause`."""
        return await self._queue.may_cause(actor_id, day, most)

    async def withdraw(self, case_id: str, cause: str) -> Sequence[Message]:
        """See `MessageQueue.withdraw`."""
        return await self._queue.withdraw(case_id, cause)

    async def get(self, message_id: str) -> Message:
        """See `MessageQueue.get`."""
        return await self._queue.get(message_id)

    async def mark(self, message_id: str, state: MessageState, *, at: datetime, error: str | None = None) -> None:
        """See `MessageQueue.mark`."""
        await self._queue.mark(message_id, state, at=at, error=error)


def _budget(name: str, quota: Quota | None) -> Budget | None:
    return None if quota is None else Budget(name, quota)


def _spent(demand: Demand, told: Sequence[tuple[Budget, Taken]], refusal: Fault | None) -> Spent:
    remaining, reset_after = (told[0][1].remaining, told[0][1].reset_after) if told else (None, 0.0)
    headers = {
        "RateLimit-Policy": ", ".join(budget.policy() for budget, _ in told),
        "RateLimit": ", ".join(budget.state(taken) for budget, taken in told),
    }
    reset_at = datetime.now(UTC) + timedelta(seconds=reset_after)
    return Spent(demand.cost, remaining, reset_at, headers if told else {}, refusal)
