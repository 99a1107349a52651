"""
`WebhookStore` in SQL: webhooks as people decide of them, and as their rows are read.

Whoever tells a webhook, or what waits of one of its accounts, holds a lease (`persistence.changes.webhook_desk`);
what is decided here takes it away.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, select, update

from domain.errors import RecordNotFound
from domain.model.history.webhooks import AccountBehind, Webhook, WebhookDelivery
from domain.model.institution.people import Actor, Role
from persistence.database import Transaction
from persistence.row_mapper import RowMapper, Stored
from persistence.tables.decisions import change, change_feed, webhook, webhook_behind

WHAT_ES: Final = "un aviso a otro sistema"
HEAD: Final = select(change_feed.c.head)
FREE: Final = {"lease": None, "lease_until": None}
GOOD: Final = {"failing_since": None, "attempts": 0, "next_at": None}
"""Of a webhook that takes what it is told, and of an account whose changes it takes."""
_OWNER: Final = Stored(
    lambda owner: {"id": owner.id, "name": owner.name, "role": owner.role.value, "office": owner.office},
    lambda stored: Actor(stored["id"], stored["name"], Role(stored["role"]), stored["office"]),
)
_WEBHOOK: Final = RowMapper(Webhook, stored={"owner": _OWNER}, apart={"behind"})
webhook_of: Final = _WEBHOOK.record
behind_of: Final = RowMapper(AccountBehind).record
DELIVERY: Final = RowMapper(WebhookDelivery, apart={"is_away"})
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
        await self._tx.execute(insert(webhook), _WEBHOOK.columns(made))

    async def save(self, changed: Webhook) -> Webhook:
        """See `WebhookStore.save`."""
        after = replace(changed, version=changed.version + 1)
        await self._tx.execute(update(webhook).where(_W.id == after.id).values({**_WEBHOOK.columns(after), **FREE}))
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
