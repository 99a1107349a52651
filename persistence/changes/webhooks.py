"""
`WebhookStore` in SQL: webhooks as people decide of them, and as their rows are read.

Whoever tells a webhook, or what waits of one of its accounts, holds a lease (`persistence.changes.webhook_desk`);
what is decided here takes it away.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from domain.errors import RecordNotFound
from domain.model.history.feed import ChangeKind
from domain.model.history.webhooks import AccountBehind, Webhook, WebhookDelivery, WebhookState
from domain.model.institution.people import Actor, Role
from persistence.database import Transaction
from persistence.tables.decisions import change, change_feed, webhook, webhook_behind

WHAT_ES: Final = "un aviso a otro sistema"
HEAD: Final = select(change_feed.c.head)
FREE: Final = {"lease": None, "lease_until": None}
GOOD: Final = {"failing_since": None, "attempts": 0, "next_at": None}
"""Of a webhook that takes what it is told, and of an account whose changes it takes."""
_W: Final = webhook.c
_B: Final = webhook_behind.c


class SqlWebhooks:
    """`WebhookStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def head(self) -> int:
        """See `WebhookStore.head`."""
        return int((await self._tx.execute(HEAD)).scalar_one())

    async def position_at(self, at: datetime) -> int:
        """See `WebhookStore.position_at`."""
        before = select(func.max(change.c.position)).where(change.c.at < at, change.c.position.is_not(None))
        found = (await self._tx.execute(before)).scalar_one_or_none()
        return int(found or (await self._tx.execute(select(change_feed.c.expired))).scalar_one())

    async def get(self, webhook_id: str) -> Webhook:
        """See `WebhookStore.get`."""
        row = (await self._tx.execute(select(webhook).where(_W.id == webhook_id).with_for_update())).one_or_none()
        if row is None:
            raise RecordNotFound(WHAT_ES, webhook_id)
        return webhook_of(row)

    async def add(self, made: Webhook) -> None:
        """See `WebhookStore.add`."""
        await self._tx.execute(insert(webhook), _columns(made))

    async def save(self, changed: Webhook) -> Webhook:
        """See `WebhookStore.save`."""
        after = replace(changed, version=changed.version + 1)
        await self._tx.execute(update(webhook).where(_W.id == after.id).values({**_columns(after), **FREE}))
        await self._tx.execute(update(webhook_behind).where(_B.webhook_id == after.id).values(FREE))
        return after

    async def stop(self, webhook_id: str, line: str) -> bool:
        """See `WebhookStore.stop`."""
        goes = (_B.webhook_id == webhook_id, _B.line == line, _B.is_stopped.is_(False))
        done = await self._tx.execute(update(webhook_behind).where(*goes).values({"is_stopped": True, **FREE}))
        return bool(done.rowcount)

    async def try_behind(self, webhook_id: str) -> None:
        """See `WebhookStore.try_behind`."""
        anew = {"is_stopped": False, "failed_at": None, **GOOD, **FREE}
        await self._tx.execute(update(webhook_behind).where(_B.webhook_id == webhook_id).values(anew))

    async def forget_behind(self, webhook_id: str) -> None:
        """See `WebhookStore.forget_behind`."""
        await self._tx.execute(delete(webhook_behind).where(_B.webhook_id == webhook_id))


def _columns(made: Webhook) -> dict[str, object]:
    """Every column but pk and those of the lease."""
    owner = made.owner
    return {
        "id": made.id,
        "url": made.url,
        "kinds": sorted(kind.value for kind in made.kinds),
        "account_ids": None if made.account_ids is None else sorted(made.account_ids),
        "office": made.office,
        "owner": {"id": owner.id, "name": owner.name, "role": owner.role.value, "office": owner.office},
        "created_at": made.created_at,
        "state": made.state.value,
        "position": made.position,
        "until": made.until,
        "generation": made.generation,
        "old_secret_until": made.old_secret_until,
        "paused_why": made.paused_why,
        "failing_since": made.failing_since,
        "attempts": made.attempts,
        "next_at": made.next_at,
        "version": made.version,
    }


def webhook_of(row: Any) -> Webhook:
    """Of its row."""
    owner = row.owner
    return Webhook(
        id=row.id,
        url=row.url,
        kinds=frozenset(ChangeKind(kind) for kind in row.kinds),
        account_ids=None if row.account_ids is None else frozenset(row.account_ids),
        office=row.office,
        owner=Actor(owner["id"], owner["name"], Role(owner["role"]), owner["office"]),
        created_at=row.created_at,
        position=row.position,
        state=WebhookState(row.state),
        until=row.until,
        generation=row.generation,
        old_secret_until=row.old_secret_until,
        paused_why=row.paused_why,
        failing_since=row.failing_since,
        attempts=row.attempts,
        next_at=row.next_at,
        version=row.version,
    )


def behind_of(row: Any) -> AccountBehind:
    """Of its row."""
    return AccountBehind(
        line=row.line,
        account_id=row.account_id,
        position=row.position,
        until=row.until,
        failing_since=row.failing_since,
        attempts=row.attempts,
        next_at=row.next_at,
        is_stopped=row.is_stopped,
        error=row.error,
    )


def delivery_of(row: Any) -> WebhookDelivery:
    """Of its row."""
    return WebhookDelivery(row.webhook_id, row.message_id, row.changes, row.at, row.milliseconds, row.status, row.error)
