"""What is done again and again beside the loops: forgetting what is kept no longer, and what else must be looked at."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from api.settings import Settings
from persistence.changes.feed import SqlChangeFeed
from persistence.changes.webhook_desk import SqlWebhookDesk
from persistence.identity.personal_reads import SqlPersonalReads

_RETENTION_SECONDS: Final = 3_600.0


@contextlib.asynccontextmanager
async def forgetting(
    settings: Settings, reads: SqlPersonalReads, changes: SqlChangeFeed, webhooks: SqlWebhookDesk
) -> AsyncIterator[None]:
    """Forget while inside what the configured retentions no longer keep."""
    async with contextlib.AsyncExitStack() as stack:
        if settings.audit_reads_days is not None:
            forget = partial(forget_reads, reads, timedelta(days=settings.audit_reads_days))
            await stack.enter_async_context(repeating(forget, _RETENTION_SECONDS))
        if settings.changes_days is not None:
            await stack.enter_async_context(repeating(changes.forget, _RETENTION_SECONDS))
        told = partial(webhooks.forget, timedelta(days=settings.webhook_log_days))
        await stack.enter_async_context(repeating(told, _RETENTION_SECONDS))
        yield


async def forget_reads(log: SqlPersonalReads, kept: timedelta) -> None:
    """Delete what the configured retention no longer keeps (POL-07)."""
    await log.forget(datetime.now(UTC) - kept)


@contextlib.asynccontextmanager
async def repeating(step: Callable[[], Awaitable[object]], seconds: float) -> AsyncIterator[None]:
    """Do *step* again and again while inside; a failure (the store is away) is waited out."""

    async def forever() -> None:
        while True:
            await asyncio.sleep(seconds)
            with contextlib.suppress(Exception):
                await step()

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
