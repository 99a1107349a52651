"""The feed of changes: written with the change, numbered afterwards, read by position; and webhooks, told of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.model.history.feed import Change, ChangeKind
from domain.model.history.webhooks import AccountBehind, Webhook, WebhookDelivery


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """
    Which changes; what is empty does not limit.

    Attributes:
        account_ids: Of these accounts, or of one of them before; None: of all, and of none.
        opened_by: With `account_ids`: also cases of no account that this person opened.
        office: Of this office, or of it before.
        line: Only of this line (`Change.line`).
    """

    kinds: frozenset[ChangeKind] = frozenset()
    account_ids: frozenset[str] | None = None
    opened_by: str | None = None
    office: str | None = None
    line: str | None = None

    def covers(self, change: Change) -> bool:
        """Whether it is one of them; the store finds the same ones."""
        if self.kinds and change.kind not in self.kinds:
            return False
        if self.office is not None and self.office not in (change.office, change.office_before):
            return False
        if self.line is not None and self.line != change.line:
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
    """Gives committed changes their position, where the write does not. Any number may run: one does at a time."""

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

    async def stop(self, webhook_id: str, line: str) -> bool:
        """Send what waits of an account no more; False: it was stopped already, or is not behind."""
        ...

    async def try_behind(self, webhook_id: str) -> None:
        """Send what waits of each account at once, as if nothing had failed."""
        ...

    async def forget_behind(self, webhook_id: str) -> None:
        """Nothing waits for an account any more: what is told is told from the webhook's own place on."""
        ...


class WebhookReads(Protocol):
    """Webhooks for screens."""

    async def all(self) -> Sequence[Webhook]:
        """Every one, newest first, at most 200, with the accounts that are behind. Two statements."""
        ...

    async def deliveries(self, webhook_id: str, most: int) -> Sequence[WebhookDelivery]:
        """The newest tries. One statement."""
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """
    What one worker tells a webhook, as long as its lease lives: the news, or what waits of one account.

    Attributes:
        behind: The account; None: the news.
        refused: How many (other) accounts it refused since it took anything.
    """

    webhook: Webhook
    lease: str
    behind: AccountBehind | None = None
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """
    What of an account has to wait.

    Attributes:
        error: Why, in Spanish; None: there was no time to send it.
        wait_seconds: For so long.
    """

    line: str
    account_id: str | None
    error: str | None
    wait_seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came of a claim.

    Attributes:
        position: All up to it is told, or waits with its account; None: the same is sent again.
        deliveries: What was tried.
        refused: Accounts that wait from now on, or go on waiting.
        passed: Accounts that were behind already, and of which there was more.
        down_seconds: It is down as a whole: nothing for so long; None: it is not.
    """

    position: int | None
    deliveries: Sequence[WebhookDelivery] = ()
    refused: Sequence[Refused] = ()
    passed: Collection[str] = ()
    down_seconds: float | None = None


class WebhookDesk(Protocol):
    """
    What workers that tell webhooks ask of the store. Any number may run: one at a time tells the news of a webhook, and
    one what waits of each of its accounts.
    """

    async def claim(self, most: int, most_behind: int, lease_seconds: float) -> Sequence[Claim]:
        """What is due and nobody tells now: news of so many webhooks, and so many accounts, few of each webhook."""
        ...

    async def begin(self, claim: Claim, until: int) -> Collection[str] | None:
        """Keep how far goes what is about to be sent: the lines that are behind; None: the claim is lost."""
        ...

    async def settle(self, claim: Claim, outcome: Outcome) -> bool:
        """Keep what came of it; False: the claim is lost, and the deliveries alone are kept."""
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
