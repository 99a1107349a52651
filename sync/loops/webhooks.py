"""
The loop that tells webhooks what changed. Stops gracefully; any number may run against one store.

Each is told in the order of the feed, a batch after the other: the next leaves when the one before was taken, so no
account's changes overtake each other. How far a batch goes is kept before it leaves; whoever repeats it, after a
failure or a killed worker, sends the same under the same id.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from domain.errors import ChangesForgotten, InvalidValue, StoreUnavailable
from domain.model.outages import doubled_wait
from domain.ports.changes import ChangeFeed, ChangeQuery, Claim, WebhookDesk, WebhookTransport
from domain.use_cases.seen_changes import SeenChanges
from sync.loops.paced import Paced

_GONE: Final = 410
_FORGOTTEN: Final = (
    "Los cambios desde su último aviso ya no se guardan: lea los registros de nuevo y reanude desde ahora."
)
_ENDED_ITSELF: Final = "El sistema respondió que esa dirección ya no existe (410)."


class Pause(Protocol):
    """Pauses a webhook, and tells its owner why, in Spanish."""

    async def __call__(self, webhook_id: str, why: str) -> None: ...


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """
    How the loop paces itself. Times in seconds.

    Attributes:
        poll_seconds: Pause when nothing is due; a wake-up cuts it short.
        batch: Most changes in one request.
        at_once: Most webhooks that are told at the same time.
        request_seconds: Most that a request may take, all in all; a lease lives four times as long.
        backoff_seconds, backoff_most_seconds: First and longest wait after a failure, doubling, with jitter.
        paused_after: One that takes nothing for so long is paused.
    """

    poll_seconds: float = 0.5
    batch: int = 100
    at_once: int = 16
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
        free = self._settings.at_once - len(self._telling)
        claims = await self._desk.claim(free, self._settings.request_seconds * 4) if free else []
        for claim in claims:
            task = asyncio.create_task(self._tell(claim))
            self._telling.add(task)
            task.add_done_callback(self._told)
        return len(claims)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        self._wake.set()

    async def _tell(self, claim: Claim) -> None:
        try:
            await self._tell_batch(claim)
        except StoreUnavailable:
            pass  # the lease runs out, and the same is told again
        except Exception:
            self.log.exception(
                "a webhook could not be told; it will be tried again", extra={"webhook": claim.webhook.id}
            )

    async def _tell_batch(self, claim: Claim) -> None:
        """The next batch of one webhook."""
        webhook, started = claim.webhook, time.monotonic()
        query = ChangeQuery(webhook.kinds, webhook.account_ids, office=webhook.office)
        try:
            found = await SeenChanges(self._feed, webhook.owner).since(query, webhook.position, self._settings.batch)
        except (ChangesForgotten, InvalidValue):
            await self._pause(webhook.id, _FORGOTTEN)
            return
        until = webhook.until or found.position
        changes = [change for change in found.items if change.position <= until]
        if not changes:
            await self._desk.took(claim, until, None)
            return
        if not await self._desk.begin(claim, until):
            return
        if time.monotonic() - started > self._settings.request_seconds:
            return  # it was frozen: what is left of the lease may be too short
        delivery = await self._how.send(webhook, f"{webhook.id}.{webhook.position}.{until}", changes)
        if delivery.error is None:
            await self._desk.took(claim, until, delivery)
            return
        wait = doubled_wait(webhook.attempts, self._settings.backoff_seconds, self._settings.backoff_most_seconds)
        kept = await self._desk.failed(claim, delivery, wait * random.uniform(0.8, 1.2))  # noqa: S311  (spreads, no secret)
        since = webhook.failing_since
        if kept and delivery.status == _GONE:
            await self._pause(webhook.id, _ENDED_ITSELF)
        elif kept and since is not None and delivery.at - since >= self._settings.paused_after:
            days = self._settings.paused_after.days
            await self._pause(webhook.id, f"Hace {days} días que ese sistema no recibe. Lo último: {delivery.error}")
