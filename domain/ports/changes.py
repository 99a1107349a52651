"""The feed of changes: written with the change, numbered afterwards, read by position; and webhooks, told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.model.history.feed import Change, ChangeKind
from domain.model.history.webhooks import Webhook, WebhookDelivery


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """
    Which changes; what is empty does not limit.

    Attributes:
        account_ids: Of these accounts, or of one of them before; None: of all, and of none.
        opened_by: With `account_ids`: also cases of no account that this person opened.
        office: Of this office, or of it before.
    """

    kinds: frozenset[ChangeKind] = frozenset()
    account_ids: frozenset[str] | None = None
    opened_by: str | None = None
    office: str | None = None

    def covers(self, change: Change) -> bool:
        """Whether it is one of them; the store finds the same ones."""
        if self.kinds and change.kind not in self.kinds:
            return False
        if self.office is not None and self.office not in (change.office, change.office_before):
            return False
        if self.account_ids is None or not self.account_ids.isdisjoint((change.account_id, change.account_before)):
            return True
        return self.opened_by is not None and change.account_id is None and change.opened_by == self.opened_by


@dataclass(frozen=True, slots=True)
class FeedState:
    """How far the feed goes: the last position given, and the last one that is kept no more."""

    head: int
    expired: int


class ChangeFeed(Protocol):
    """Reads of the feed. Positions are given in the order in which changes were committed, without gaps."""

    async def state(self) -> FeedState:
        """One statement."""
        ...

    async def between(self, query: ChangeQuery, after: int, until: int, most: int) -> Sequence[Change]:
        """Changes with a position after *after* up to *until*, in their order, at most so many. One statement."""
        ...

    async def beyond(self, position: int) -> None:
        """Wait until there are positions after this one."""
        ...


class ChangeNumberer(Protocol):
    """Gives committed changes their position. Any number may run: one does at a time."""

    async def number_some(self) -> int:
        """Number what waits, a short transaction's worth; how many."""
        ...


class WebhookStore(Protocol):
    """Webhooks, in a unit of work: what people decide of them."""

    async def head(self) -> int:
        """The last position of the feed."""
        ...

    async def position_at(self, at: datetime) -> int:
        """Of the last change that is kept and was noted before *at*; else of the last one that is not."""
        ...

    async def get(self, webhook_id: str) -> Webhook:
        """The webhook, held until the unit of work ends. Raises RecordNotFound."""
        ...

    async def add(self, webhook: Webhook) -> None:
        """Add one."""
        ...

    async def save(self, webhook: Webhook) -> Webhook:
        """Write one that is held, with its next version; whoever is sending to it meanwhile settles nothing."""
        ...


class WebhookReads(Protocol):
    """Webhooks for screens."""

    async def all(self) -> Sequence[Webhook]:
        """Every one, newest first, at most 200. One statement."""
        ...

    async def deliveries(self, webhook_id: str, most: int) -> Sequence[WebhookDelivery]:
        """The newest tries. One statement."""
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """A webhook that one worker tells, as long as its lease lives."""

    webhook: Webhook
    lease: str


class WebhookDesk(Protocol):
    """What workers that tell webhooks ask of the store. Any number may run: each webhook is told by one at a time."""

    async def claim(self, most: int, lease_seconds: float) -> Sequence[Claim]:
        """Those that are due and behind the feed, and that nobody tells now."""
        ...

    async def begin(self, claim: Claim, until: int) -> bool:
        """Keep how far goes what is about to be sent; False: the claim is lost."""
        ...

    async def took(self, claim: Claim, position: int, delivery: WebhookDelivery | None) -> bool:
        """It took everything up to *position*, or there was nothing for it; False: the claim is lost."""
        ...

    async def failed(self, claim: Claim, delivery: WebhookDelivery, wait_seconds: float) -> bool:
        """It took nothing; again after so long. False: the claim is lost."""
        ...

    async def forget(self, kept: timedelta) -> int:
        """Drop tries that are older; how many."""
        ...


class WebhookTransport(Protocol):
    """Takes what is told out of the house."""

    async def send(self, webhook: Webhook, message_id: str, changes: Sequence[Change]) -> WebhookDelivery:
        """Send, and tell what came of it; it never raises for what the other side does."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...
