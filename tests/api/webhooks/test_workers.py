"""The workers that tell webhooks: they die, freeze, run by themselves and forget, on both databases (F-60)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from api.telling import body_of, secrets_of
from api.wiring import working
from domain.model.history.feed import Change
from domain.model.history.webhooks import Webhook, WebhookDelivery
from messaging.webhooks.addresses import Addresses
from messaging.webhooks.delivering import Delivering
from persistence.changes.webhooks import SqlWebhookDesk
from sync.loops.numbering import NumberRunner
from sync.loops.webhooks import WebhookRunner
from tests.api.webhooks.conftest import FAST, LOG, Room


class _Killed(Delivering):
    """A worker that dies before it sends, or before it can keep that it did."""

    before = True

    async def send(self, webhook: Webhook, message_id: str, changes: Sequence[Change]) -> WebhookDelivery:
        if not self.before:
            await super().send(webhook, message_id, changes)
        raise RuntimeError("killed")


async def test_a_worker_that_dies_in_the_middle_leaves_everything_to_the_next(room: Room) -> None:
    """F-60: over rounds of deaths each change is told at least once, recognisable by its id, and in order."""
    await room.webhook(kinds=["ACCOUNT"])
    runtime, made = room.desk.runtime, []

    async def pause(webhook_id: str, why: str) -> None:
        raise AssertionError(f"{webhook_id}: {why}")

    for number in range(12):
        made.append(await room.account(f"Cuenta {number}"))
        await room.numbered()
        how = _Killed(secrets_of(runtime.settings), Addresses(runtime.settings.webhook_networks), body_of, 2.0)
        how.before = number % 3 == 0
        pace = replace(FAST, batch=3, backoff_seconds=0.0, backoff_most_seconds=0.0)
        if number % 4 == 3:
            room.receiver.answers = ["500 Oops"]
            await room.runner(pace).run_once()
        else:
            await WebhookRunner(SqlWebhookDesk(runtime.database), runtime.changes, how, pause, pace).run_once()
        async with runtime.database.begin() as tx:
            await tx.execute(text("UPDATE webhook SET lease_until = 1 WHERE lease_until IS NOT NULL"))
    await room.told()
    assert [change["nodeId"] for change in room.receiver.accepted()] == made
    bodies: dict[str, set[str]] = {}
    for headers, body, _ in room.receiver.taken:
        bodies.setdefault(headers["webhook-id"], set()).add(body)
    assert {len(each) for each in bodies.values()} == {1}
    assert len(room.receiver.taken) > len(bodies)


async def test_a_worker_that_was_frozen_past_its_lease_settles_nothing(room: Room) -> None:
    """F-60: what another one did meanwhile stands."""
    await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.numbered()
    desk = SqlWebhookDesk(room.desk.runtime.database)
    (frozen,) = await desk.claim(10, 60.0)
    assert list(await desk.claim(10, 60.0)) == []
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook SET lease_until = 1"))
    (other,) = await desk.claim(10, 60.0)
    assert not await desk.begin(frozen, 5)
    assert not await desk.took(frozen, 5, None)
    assert await desk.took(other, other.webhook.position + 1, None)


async def test_what_is_told_comes_by_itself_while_a_worker_runs(room: Room) -> None:
    """F-60: numbered and told within moments of the write; the loop ends when it is asked to."""
    await room.webhook(kinds=["ACCOUNT"])
    runner, numbering = room.runner(), NumberRunner(room.desk.runtime.changes, 0.02)
    room.desk.runtime.changes.after_numbering(runner.wake)
    async with working([runner, numbering]):
        made = [await room.account(f"Cuenta {number}") for number in range(3)]
        async with asyncio.timeout(10):
            while len(room.receiver.accepted()) < 3:  # noqa: ASYNC110  (another system tells nobody)
                await asyncio.sleep(0.02)
    assert [change["nodeId"] for change in room.receiver.accepted()] == made


async def test_old_tries_are_forgotten(room: Room) -> None:
    """F-60: the log is kept for so many days."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.told()
    desk = SqlWebhookDesk(room.desk.runtime.database)
    assert await desk.forget(timedelta(days=1)) == 0
    assert await desk.forget(timedelta(0)) == 1
    assert (await room.desk.ask(LOG, k=key))["webhookDeliveries"] == []
