"""The workers that tell webhooks: they freeze, run by themselves and forget, on both databases (F-60)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import text

from api.wiring import working
from domain.ports.changes import Outcome
from persistence.changes.webhook_desk import SqlWebhookDesk
from sync.loops.numbering import NumberRunner
from tests.api.webhooks.conftest import LOG, Room


async def test_a_worker_that_was_frozen_past_its_lease_settles_nothing(room: Room) -> None:
    """F-60: what another one did meanwhile stands."""
    await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.numbered()
    desk = SqlWebhookDesk(room.desk.runtime.database)
    (frozen,) = await desk.claim(10, 10, 60.0)
    assert list(await desk.claim(10, 10, 60.0)) == []
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook SET lease_until = 1"))
    (other,) = await desk.claim(10, 10, 60.0)
    assert await desk.begin(frozen, 5) is None
    assert not await desk.settle(frozen, Outcome(5))
    assert await desk.settle(other, Outcome(other.webhook.position + 1))


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
    assert sorted(change["nodeId"] for change in room.receiver.accepted()) == sorted(made)


async def test_old_tries_are_forgotten(room: Room) -> None:
    """F-60: the log is kept for so many days."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.told()
    desk = SqlWebhookDesk(room.desk.runtime.database)
    assert await desk.forget(timedelta(days=1)) == 0
    assert await desk.forget(timedelta(0)) == 1
    assert (await room.desk.ask(LOG, k=key))["webhookDeliveries"] == []
