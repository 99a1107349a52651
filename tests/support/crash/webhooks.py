"""A worker that numbers what changed and tells it to webhooks on this machine, until it is killed."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from typing import Final

from api.telling import body_of
from messaging.webhooks.addresses import Addresses
from messaging.webhooks.delivering import Delivering
from messaging.webhooks.secrets import WebhookSecrets
from persistence.changes.feed import SqlChangeFeed
from persistence.changes.webhook_desk import SqlWebhookDesk
from persistence.database import Database
from sync.loops.numbering import NumberRunner
from sync.loops.webhooks import WebhookRunner, WebhookSettings
from tests.support.crash.roles import SLOWNESS

PACE: Final = WebhookSettings(
    poll_seconds=0.02,
    batch=10,
    request_seconds=0.25 * SLOWNESS,
    backoff_seconds=0.02,
    backoff_most_seconds=0.1,
)


async def tell(url: str) -> None:
    """For ever."""
    database = await Database.open(url, pool_size=4, synchronous="OFF")
    feed = SqlChangeFeed(database)
    secrets, loopback = WebhookSecrets(["clave-de-pruebas-de-treinta-y-dos-caracteres"]), [ip_network("127.0.0.0/8")]
    how = Delivering(secrets, Addresses(loopback), body_of, PACE.request_seconds)
    runner = WebhookRunner(SqlWebhookDesk(database), feed, how, _never, PACE)
    feed.after_numbering(runner.wake)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(NumberRunner(feed, 0.02).run())
        tasks.create_task(runner.run())


async def _never(webhook_id: str, why: str, line: str | None = None) -> None:
    raise AssertionError(f"{webhook_id} {line}: {why}")
