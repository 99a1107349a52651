"""
The loop that tells webhooks what changed. Stops gracefully; any number may run against one store.

Each is told in the order of the feed, account by account: the changes of one account leave in one request when those
before were taken, so they never overtake each other. What of one is refused waits by itself, and so does all that
comes after it of that account; those of others go on. How far a batch goes is kept before it leaves; whoever repeats
it, after a failure or a killed worker, sends the same under the same id.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.errors import ChangesForgotten, InvalidValue, StoreUnavailable
from domain.model.history.feed import Change
from domain.model.history.webhooks import DOWN_AFTER, MOST_BEHIND, AccountBehind, Webhook, WebhookDelivery
from domain.model.outages import doubled_wait
from domain.ports.changes import ChangeFeed, ChangeQuery, Claim, Outcome, Refused, WebhookDesk, WebhookTransport
from domain.use_cases.seen_changes import Changes, SeenChanges
from sync.loops.paced import Paced

_GONE: Final = 410
_FORGOTTEN: Final = (
    "Los cambios desde su último aviso ya no se guardan: lea los registros de nuevo y reanude desde ahora."
)
_TOO_MANY: Final = f"No recibe los cambios de {MOST_BEHIND} cuentas, y las demás no caben."
_ENDED_ITSELF: Final = "El sistema respondió que esa dirección ya no existe (410)."


class Pause(Protocol):
    """Pauses a webhook, or what is told of one account alone, and tells its owner why, in Spanish."""

    async def __call__(self, webhook_id: str, why: str, line: str | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """
    How the loop paces itself. Times in seconds.

    Attributes:
        poll_seconds: Pause when nothing is due; a wake-up cuts it short.
        batch: Most changes in one request.
        at_once: Most webhooks whose news are told at the same time; half as many accounts that are behind.
        accounts_at_once: Most requests with news of one webhook at the same time, each of another account.
        request_seconds: Most that a request may take, all in all; a lease lives four times as long.
        backoff_seconds, backoff_most_seconds: First and longest wait after a failure, doubling, with jitter.
        paused_after: One that takes nothing for so long is paused; an account that is refused for so long, stopped.
    """

    poll_seconds: float = 0.5
    batch: int = 100
    at_once: int = 16
    accounts_at_once: int = 8
    request_seconds: float = 15.0
    backoff_seconds: float = 5.0
    backoff_most_seconds: float = 3_600.0
    paused_after: timedelta = timedelta(days=5)


class WebhookRunner(Paced):
    """
    Tells what is due, woken when changes got their place in the feed.

    Args:
        desk, feed: Of the store.
        how: Sends what is told; closed when the loop ends.
        pause: See `Pause`.
    """

    log = logging.getLogger("atencion.webhooks")
    failed = "webhooks could not be looked for; it will be tried again"

    def __init__(
        self,
        desk: WebhookDesk,
        feed: ChangeFeed,
        how: WebhookTransport,
        pause: Pause,
        settings: WebhookSettings,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._feed = feed
        self._how = how
        self._pause = pause
        self._settings = settings
        self._telling: set[asyncio.Task[None]] = set()
        self._behind = 0

    async def run(self) -> None:
        """See `Paced.run`; the requests under way are finished, too."""
        try:
            await super().run()
        finally:
            if self._telling:
                await asyncio.wait(self._telling)
            await self._how.close()

    async def _round(self) -> None:
        if not await self._begin_some():
            await self._sleep(self._wake, self._settings.poll_seconds)

    async def run_once(self) -> None:
        """Tell what is due until nothing is."""
        while await self._begin_some():
            await asyncio.wait(self._telling)

    async def _begin_some(self) -> int:
        most = self._settings.at_once
        news, behind = most - len(self._telling) + self._behind, max(1, most // 2) - self._behind
        if news <= 0 and behind <= 0:
            return 0
        claims = await self._desk.claim(max(news, 0), max(behind, 0), self._settings.request_seconds * 4)
        for claim in claims:
            task = asyncio.create_task(self._tell(claim))
            self._telling.add(task)
            task.add_done_callback(self._told)
            if claim.behind is not None:
                self._behind += 1
                task.add_done_callback(self._told_behind)
        return len(claims)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        self._wake.set()

    def _told_behind(self, _task: asyncio.Task[None]) -> None:
        self._behind -= 1

    async def _tell(self, claim: Claim) -> None:
        try:
            if claim.behind is None:
                await self._tell_news(claim)
            else:
                await self._tell_behind(claim, claim.behind)
        except (ChangesForgotten, InvalidValue):
            await self._pause(claim.webhook.id, _FORGOTTEN)
        except StoreUnavailable:
            pass  # the lease runs out, and the same is told again
        except Exception:
            self.log.exception(
                "a webhook could not be told; it will be tried again", extra={"webhook": claim.webhook.id}
            )

    async def _tell_news(self, claim: Claim) -> None:
        """The next changes of one webhook, but those of accounts that are behind."""
        webhook, started = claim.webhook, time.monotonic()
        found = await self._seen(webhook, webhook.position)
        until = webhook.until or found.position
        lines: dict[str, list[Change]] = {}
        for change in found.items:
            if change.position <= until:
                lines.setdefault(change.line, []).append(change)
        if not lines:
            await self._desk.settle(claim, Outcome(until))
            return
        behind = await self._desk.begin(claim, until)
        if behind is None:
            return
        if len(behind) >= MOST_BEHIND:
            await self._pause(webhook.id, _TOO_MANY)
            return
        passed = lines.keys() & set(behind)
        going = [line for line in lines if line not in passed]
        sending = _Sending(self._how, claim, until, started + self._settings.request_seconds)
        room = asyncio.Semaphore(1 if webhook.attempts else self._settings.accounts_at_once)
        async with asyncio.TaskGroup() as tasks:
            for line in going:
                tasks.create_task(sending.send(lines[line], room))
        untried = [lines[line][0] for line in going if line not in sending.taken and line not in sending.refused]
        refused = [self._refused(told, delivery, 0) for told, delivery in sending.refused.values()]
        wait = self._wait(webhook.attempts) if sending.is_down else None
        if wait is None:  # there was no time for them: they are sent by themselves
            refused += [Refused(told.line, told.account_id, None, 0.0) for told in untried]
        outcome = Outcome(None if untried and wait is not None else until, sending.deliveries, refused, passed, wait)
        if await self._desk.settle(claim, outcome):
            await self._pause_the_dead(webhook, sending.deliveries, is_down=sending.is_down)

    async def _tell_behind(self, claim: Claim, behind: AccountBehind) -> None:
        """The next changes of one account, up to where the others are."""
        webhook, started = claim.webhook, time.monotonic()
        found = await self._seen(webhook, behind.position, behind.line)
        until = behind.until or min(found.position, webhook.position)
        changes = [change for change in found.items if change.position <= until]
        if not changes:
            await self._desk.settle(claim, Outcome(until))
            return
        if await self._desk.begin(claim, until) is None:
            return
        sending = _Sending(self._how, claim, until, started + self._settings.request_seconds)
        await sending.send(changes, asyncio.Semaphore(1))
        refused = [self._refused(told, delivery, behind.attempts) for told, delivery in sending.refused.values()]
        wait = self._wait(webhook.attempts) if sending.is_down else None
        outcome = Outcome(until if sending.taken else None, sending.deliveries, refused, (), wait)
        if not await self._desk.settle(claim, outcome):
            return
        await self._pause_the_dead(webhook, sending.deliveries, is_down=sending.is_down)
        if sending.refused and not sending.is_down and self._is_too_long(behind.failing_since, sending.deliveries):
            days, last = self._settings.paused_after.days, sending.deliveries[-1].error
            why = f"Hace {days} días que ese sistema no recibe los cambios de una cuenta. Lo último: {last}"
            await self._pause(webhook.id, why, behind.line)

    async def _seen(self, webhook: Webhook, after: int, line: str | None = None) -> Changes:
        query = ChangeQuery(webhook.kinds, webhook.account_ids, office=webhook.office, line=line)
        return await SeenChanges(self._feed, webhook.owner).since(query, after, self._settings.batch)

    async def _pause_the_dead(self, webhook: Webhook, tried: Sequence[WebhookDelivery], *, is_down: bool) -> None:
        if any(delivery.status == _GONE for delivery in tried):
            await self._pause(webhook.id, _ENDED_ITSELF)
        elif is_down and self._is_too_long(webhook.failing_since, tried):
            days, last = self._settings.paused_after.days, tried[-1].error
            await self._pause(webhook.id, f"Hace {days} días que ese sistema no recibe. Lo último: {last}")

    def _is_too_long(self, since: datetime | None, tried: Sequence[WebhookDelivery]) -> bool:
        return since is not None and bool(tried) and tried[-1].at - since >= self._settings.paused_after

    def _refused(self, told: Change, delivery: WebhookDelivery, attempts: int) -> Refused:
        return Refused(told.line, told.account_id, delivery.error, self._wait(attempts))

    def _wait(self, attempts: int) -> float:
        wait = doubled_wait(attempts, self._settings.backoff_seconds, self._settings.backoff_most_seconds)
        return wait * random.uniform(0.8, 1.2)  # noqa: S311  (spreads, no secret)


class _Sending:
    """
    Requests of one claim, each with what changed of one account, until it shows that all is down, or time is up.

    Args:
        last: When none begins any more, by the monotonic clock: what is left of the lease may be too short.
    """

    def __init__(self, how: WebhookTransport, claim: Claim, until: int, last: float) -> None:
        self._how = how
        self._webhook = claim.webhook
        self._after = claim.webhook.position if claim.behind is None else claim.behind.position
        self._refused_before = claim.refused
        self._until = until
        self._last = last
        self._away = False
        self.deliveries: list[WebhookDelivery] = []
        self.taken: set[str] = set()
        self.refused: dict[str, tuple[Change, WebhookDelivery]] = {}

    @property
    def is_down(self) -> bool:
        """Whether nobody is there, or nothing was taken of so many accounts that it is not for what they are."""
        failed = len(self.refused)
        return self._away or (failed > 0 and not self.taken and self._refused_before + failed >= DOWN_AFTER)

    async def send(self, changes: Sequence[Change], room: asyncio.Semaphore) -> None:
        """All of one account, in one request, under an id that tells which."""
        async with room:
            if self.is_down or time.monotonic() > self._last:
                return
            first = changes[0]
            message_id = f"{self._webhook.id}.{first.line}.{self._after}.{self._until}"
            delivery = await self._how.send(self._webhook, message_id, changes)
            self.deliveries.append(delivery)
            if delivery.error is None:
                self.taken.add(first.line)
            elif delivery.is_away or delivery.status == _GONE:
                self._away = True
            else:
                self.refused[first.line] = (first, delivery)
