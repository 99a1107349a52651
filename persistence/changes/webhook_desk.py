"""
`WebhookReads` and `WebhookDesk` in SQL.

Whoever tells a webhook holds its lease, which is named in every statement that settles: a worker that was frozen past
it, and one whose webhook was paused or resumed meanwhile, settles nothing. Waits go by the store's own clock.

What is told of an account that is behind goes up to the webhook's own place and no further, so that place and account
never both tell one change. It is behind no more when it got there and no news are being sent that passed it by.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    alias,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from domain.model.history.webhooks import Webhook, WebhookDelivery, WebhookState
from domain.ports.changes import Claim, Outcome, Refused
from persistence.changes.webhooks import DELIVERY, FREE, GOOD, HEAD, behind_of, webhook_of
from persistence.database import Database, Transaction
from persistence.lease_clock import looked_at, store_now
from persistence.tables.columns import Instant
from persistence.tables.decisions import webhook, webhook_behind, webhook_delivery

_W: Final = webhook.c
_B: Final = webhook_behind.c
_D: Final = webhook_delivery.c
_MOST: Final = 200
_OF_EACH: Final = 4
"""Accounts of one webhook that are tried at once: a receiver that is slow with them leaves room for others."""


class SqlWebhookDesk:
    """`WebhookReads` and `WebhookDesk` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Webhook]:
        """See `WebhookReads.all`."""
        rows = await self._database.read(select(webhook).order_by(_W.pk.desc()).limit(_MOST))
        behind = defaultdict(list)
        waiting = select(webhook_behind).where(_B.webhook_id.in_([row.id for row in rows])).order_by(_B.pk)
        for row in await self._database.read(waiting):
            behind[row.webhook_id].append(behind_of(row))
        return [replace(webhook_of(row), behind=tuple(behind[row.id])) for row in rows]

    async def deliveries(self, webhook_id: str, most: int) -> Sequence[WebhookDelivery]:
        """See `WebhookReads.deliveries`."""
        wanted = select(webhook_delivery).where(_D.webhook_id == webhook_id).order_by(_D.pk.desc()).limit(most)
        return [DELIVERY.record(row) for row in await self._database.read(wanted)]

    async def claim(self, most: int, most_behind: int, lease_seconds: float) -> Sequence[Claim]:
        """See `WebhookDesk.claim`."""
        now = await looked_at(self._database)
        something = select(or_(exists().where(_has_news(now)), exists().where(_is_due(now))))
        if not (await self._database.read(something))[0][0]:
            return []
        async with self._database.begin(wakes=False) as tx:
            now = await store_now(tx)
            until = now + timedelta(seconds=lease_seconds)
            news = select(_W.pk).where(_has_news(now)).order_by(_W.next_at.nulls_first(), _W.pk).limit(most)
            claims = []
            for key in (await tx.execute(news.with_for_update(skip_locked=True))).scalars().all():
                lease = str(uuid.uuid4())
                row = (await tx.execute(_leased(webhook, key, lease, until))).one()
                claims.append(Claim(webhook_of(row), lease, refused=await _refused(tx, row.id)))
            for key in (await tx.execute(_chosen(now, most_behind))).scalars().all():
                lease = str(uuid.uuid4())
                row = (await tx.execute(_leased(webhook_behind, key, lease, until))).one()
                whose = webhook_of((await tx.execute(select(webhook).where(_W.id == row.webhook_id))).one())
                claims.append(Claim(whose, lease, behind_of(row), await _refused(tx, row.webhook_id, row.line)))
        return claims

    async def begin(self, claim: Claim, until: int) -> Collection[str] | None:
        """See `WebhookDesk.begin`."""
        async with self._database.begin(wakes=False) as tx:
            if not await _held(tx, claim, {"until": until}):
                return None
            return (await tx.execute(select(_B.line).where(_B.webhook_id == claim.webhook.id))).scalars().all()

    async def settle(self, claim: Claim, outcome: Outcome) -> bool:
        """See `WebhookDesk.settle`."""
        async with self._database.begin(wakes=False) as tx:
            now = await store_now(tx)
            whole = (await tx.execute(select(webhook).where(_W.id == claim.webhook.id).with_for_update())).one()
            if outcome.deliveries:
                await tx.execute(insert(webhook_delivery), [DELIVERY.columns(each) for each in outcome.deliveries])
            place = {} if outcome.position is None else {"position": outcome.position, "until": None}
            if not await _held(tx, claim, {**place, **_tried(claim, outcome, now), **FREE}):
                return False
            await _rate(tx, claim, outcome, now)
            if claim.behind is None:
                for each in outcome.refused:
                    await tx.execute(insert(webhook_behind), _new(whole, each, now))
                if outcome.position is not None:
                    at_rest = (_B.position >= whole.position, _B.until.is_(None), _B.line.not_in(outcome.passed))
                    await tx.execute(delete(webhook_behind).where(_B.webhook_id == whole.id, *at_rest))
            elif outcome.position is not None and outcome.position >= whole.position and whole.until is None:
                line = _B.line == claim.behind.line
                await tx.execute(delete(webhook_behind).where(_B.webhook_id == whole.id, line))
            return True

    async def forget(self, kept: timedelta) -> int:
        """See `WebhookDesk.forget`."""
        async with self._database.begin(wakes=False) as tx:
            old = delete(webhook_delivery).where(_D.at < await store_now(tx) - kept)
            return int((await tx.execute(old)).rowcount)


def _may(now: datetime) -> ColumnElement[bool]:
    return and_(_W.state == WebhookState.ACTIVE.value, or_(_W.next_at.is_(None), _W.next_at <= now))


def _has_news(now: datetime) -> ColumnElement[bool]:
    free = or_(_W.lease_until.is_(None), _W.lease_until <= now)
    return and_(_may(now), _W.position < HEAD.scalar_subquery(), free)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Of an account that is behind. Where all is down, the news try first whether it is still."""
    up = or_(_W.attempts == 0, _W.position >= HEAD.scalar_subquery())
    own = and_(_B.is_stopped.is_(False), or_(_B.next_at.is_(None), _B.next_at <= now), _B.position < _W.position)
    free = or_(_B.lease_until.is_(None), _B.lease_until <= now)
    return and_(_B.webhook_id == _W.id, _may(now), up, own, free)


def _chosen(now: datetime, most: int) -> Select[int]:
    """Those that waited longest, few of each webhook; of one that is down, one."""
    leased = alias(webhook_behind)
    under_way = select(func.count()).where(leased.c.webhook_id == _B.webhook_id, leased.c.lease_until > now)
    place = func.row_number().over(partition_by=_B.webhook_id, order_by=(_B.next_at.nulls_first(), _B.pk))
    room = case((_W.attempts > 0, 1), else_=_OF_EACH)
    ranked = select(_B.pk, place.label("place"), (room - under_way.scalar_subquery()).label("room"))
    due = ranked.where(_is_due(now)).subquery()
    few = select(due.c.pk).where(due.c.place <= due.c.room)
    found = select(_B.pk).where(_B.pk.in_(few)).order_by(_B.next_at.nulls_first(), _B.pk).limit(most)
    return found.with_for_update(skip_locked=True)


def _leased(table: Table, key: int, lease: str, until: datetime) -> ReturningUpdate[Any]:
    taken = {"lease": lease, "lease_until": until}
    return update(table).where(table.c.pk == key).values(taken).returning(*table.c)


async def _refused(tx: Transaction, webhook_id: str, but: str | None = None) -> int:
    """How many accounts it refused since it took anything."""
    since = select(func.coalesce(_W.taken_at, literal(datetime.fromtimestamp(0, UTC), Instant))).where(
        _W.id == webhook_id
    )
    others = () if but is None else (_B.line != but,)
    counted = select(func.count()).where(_B.webhook_id == webhook_id, _B.failed_at > since.scalar_subquery(), *others)
    return int((await tx.execute(counted)).scalar_one())


async def _held(tx: Transaction, claim: Claim, values: Mapping[str, object]) -> bool:
    """Write what is leased; False: it is leased no more."""
    if claim.behind is None:
        held = update(webhook).where(_W.id == claim.webhook.id, _W.lease == claim.lease)
    else:
        held = update(webhook_behind).where(
            _B.webhook_id == claim.webhook.id, _B.line == claim.behind.line, _B.lease == claim.lease
        )
    return bool((await tx.execute(held.values(values))).rowcount)


def _tried(claim: Claim, outcome: Outcome, now: datetime) -> Mapping[str, object]:
    """Of the account that was tried, what else is kept of the try."""
    if claim.behind is None:
        return {}
    if outcome.position is not None:
        return {**GOOD, "failed_at": None, "error": None}
    return {} if not outcome.refused else _again(outcome.refused[0], now, claim.behind.attempts)


def _again(refused: Refused, now: datetime, attempts: int) -> dict[str, object]:
    tried: dict[str, object] = {"next_at": now + timedelta(seconds=refused.wait_seconds), "error": refused.error}
    if refused.error is None:
        return tried
    since = func.coalesce(_B.failing_since, literal(now, Instant)) if attempts else now
    return {**tried, "attempts": attempts + 1, "failed_at": now, "failing_since": since}


def _new(whole: Any, refused: Refused, now: datetime) -> dict[str, object]:
    """An account that is behind from now on: what was sent of it is sent again as it was."""
    return {
        "webhook_id": whole.id,
        "line": refused.line,
        "account_id": refused.account_id,
        "position": whole.position,
        "until": whole.until,
        "is_stopped": False,
        "failed_at": None,
        **GOOD,
        **_again(refused, now, 0),
    }


async def _rate(tx: Transaction, claim: Claim, outcome: Outcome, now: datetime) -> None:
    """Whether it is down as a whole."""
    if outcome.down_seconds is not None:
        rated: dict[str, object] = {
            "failing_since": func.coalesce(_W.failing_since, literal(now, Instant)),
            "attempts": _W.attempts + 1,
            "next_at": now + timedelta(seconds=outcome.down_seconds),
        }
    elif any(each.error is None for each in outcome.deliveries):
        rated = {**GOOD, "taken_at": now}
    else:
        return
    await tx.execute(update(webhook).where(_W.id == claim.webhook.id).values(rated))
