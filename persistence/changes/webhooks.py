"""
`WebhookStore`, `WebhookReads` and `WebhookDesk` in SQL.

Whoever tells a webhook holds its lease, which is named in every statement that settles: a worker that was frozen past
it, and one whose webhook was paused or resumed meanwhile, settles nothing. Waits go by the store's own clock.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, or_, select, update

from domain.errors import RecordNotFound
from domain.model.history.feed import ChangeKind
from domain.model.history.webhooks import Webhook, WebhookDelivery, WebhookState
from domain.model.institution.people import Actor, Role
from domain.ports.changes import Claim
from persistence.database import Database, Transaction
from persistence.lease_clock import looked_at, store_now
from persistence.tables.columns import Instant
from persistence.tables.decisions import change, change_feed, webhook, webhook_delivery

WHAT_ES: Final = "un aviso a otro sistema"
_W: Final = webhook.c
_D: Final = webhook_delivery.c
_MOST: Final = 200
_HEAD: Final = select(change_feed.c.head)
_ACTIVE: Final = _W.state == WebhookState.ACTIVE.value
_FREE: Final = {"lease": None, "lease_until": None}


class SqlWebhooks:
    """`WebhookStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def head(self) -> int:
        """See `WebhookStore.head`."""
        return int((await self._tx.execute(_HEAD)).scalar_one())

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
        return _webhook(row)

    async def add(self, made: Webhook) -> None:
        """See `WebhookStore.add`."""
        await self._tx.execute(insert(webhook), _columns(made))

    async def save(self, changed: Webhook) -> Webhook:
        """See `WebhookStore.save`."""
        after = replace(changed, version=changed.version + 1)
        await self._tx.execute(update(webhook).where(_W.id == after.id).values({**_columns(after), **_FREE}))
        return after


class SqlWebhookDesk:
    """`WebhookReads` and `WebhookDesk` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Webhook]:
        """See `WebhookReads.all`."""
        rows = await self._database.read(select(webhook).order_by(_W.pk.desc()).limit(_MOST))
        return [_webhook(row) for row in rows]

    async def deliveries(self, webhook_id: str, most: int) -> Sequence[WebhookDelivery]:
        """See `WebhookReads.deliveries`."""
        wanted = select(webhook_delivery).where(_D.webhook_id == webhook_id).order_by(_D.pk.desc()).limit(most)
        return [_delivery(row) for row in await self._database.read(wanted)]

    async def claim(self, most: int, lease_seconds: float) -> Sequence[Claim]:
        """See `WebhookDesk.claim`."""
        due = _due(await looked_at(self._database))
        if not await self._database.read(select(_W.pk).where(due).limit(1)):
            return []
        async with self._database.begin(wakes=False) as tx:
            now = await store_now(tx)
            chosen = select(_W.pk).where(_due(now)).order_by(_W.next_at, _W.pk).limit(most)
            keys = (await tx.execute(chosen.with_for_update(skip_locked=True))).scalars().all()
            claims = []
            for key in keys:
                lease = str(uuid.uuid4())
                taken = {"lease": lease, "lease_until": now + timedelta(seconds=lease_seconds)}
                row = (await tx.execute(update(webhook).where(_W.pk == key).values(taken).returning(*_W))).one()
                claims.append(Claim(_webhook(row), lease))
        return claims

    async def begin(self, claim: Claim, until: int) -> bool:
        """See `WebhookDesk.begin`."""
        async with self._database.begin(wakes=False) as tx:
            return await _settled(tx, claim, {"until": until})

    async def took(self, claim: Claim, position: int, delivery: WebhookDelivery | None) -> bool:
        """See `WebhookDesk.took`."""
        good = {"position": position, "until": None, "failing_since": None, "attempts": 0, "next_at": None, **_FREE}
        async with self._database.begin(wakes=False) as tx:
            return await _settled(tx, claim, good, delivery)

    async def failed(self, claim: Claim, delivery: WebhookDelivery, wait_seconds: float) -> bool:
        """See `WebhookDesk.failed`."""
        async with self._database.begin(wakes=False) as tx:
            now = await store_now(tx)
            bad = {
                "failing_since": func.coalesce(_W.failing_since, literal(now, Instant)),
                "attempts": _W.attempts + 1,
                "next_at": now + timedelta(seconds=wait_seconds),
                **_FREE,
            }
            return await _settled(tx, claim, bad, delivery)

    async def forget(self, kept: timedelta) -> int:
        """See `WebhookDesk.forget`."""
        async with self._database.begin(wakes=False) as tx:
            old = delete(webhook_delivery).where(_D.at < await store_now(tx) - kept)
            return int((await tx.execute(old)).rowcount)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(
        _ACTIVE,
        _W.position < _HEAD.scalar_subquery(),
        or_(_W.next_at.is_(None), _W.next_at <= now),
        or_(_W.lease_until.is_(None), _W.lease_until <= now),
    )


async def _settled(
    tx: Transaction, claim: Claim, values: Mapping[str, object], delivery: WebhookDelivery | None = None
) -> bool:
    held = (_W.id == claim.webhook.id, _W.lease == claim.lease)
    done = await tx.execute(update(webhook).where(*held).values(values))
    if delivery is not None:
        await tx.execute(
            insert(webhook_delivery),
            {
                "webhook_id": delivery.webhook_id,
                "message_id": delivery.message_id,
                "changes": delivery.changes,
                "at": delivery.at,
                "milliseconds": delivery.milliseconds,
                "status": delivery.status,
                "error": delivery.error,
            },
        )
    return bool(done.rowcount)


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


def _webhook(row: Any) -> Webhook:
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


def _delivery(row: Any) -> WebhookDelivery:
    return WebhookDelivery(row.webhook_id, row.message_id, row.changes, row.at, row.milliseconds, row.status, row.error)
