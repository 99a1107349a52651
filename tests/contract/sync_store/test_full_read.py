"""A full read takes for deleted only what it did not show, whatever is stored late meanwhile (POL-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from domain.model.exchange.crm_records import CrmRecord, RecordKind
from domain.ports.sync import Agreement
from sync.reconcile import CrmAnswer, reconcile
from tests.contract.sync_store.conftest import Sides

ACCOUNT = RecordKind.ACCOUNT


async def shown(sides: Sides, key: str) -> CrmRecord:
    """The record as a page of the full read shows it."""
    return (await sides.crm.get(ACCOUNT, [key]))[key]


async def unseen(sides: Sides, since: datetime) -> Sequence[str]:
    """What the full read that runs since then takes for gone."""
    async with sides.store.begin() as tx:
        return await tx.unseen(ACCOUNT, since, 10)


async def test_what_was_seen_stays_seen_when_an_older_transaction_agrees_on_it(sides: Sides) -> None:
    """A push that began before the full read, and stood still, stores what was agreed after the page was read."""
    account = await sides.register(phone="1")
    await sides.settle()
    record = await shown(sides, account.id)
    since = await sides.store.now()
    assert await unseen(sides, since) == [account.id]
    async with sides.store.begin() as tx:
        await tx.seen(ACCOUNT, [account.id])
    async with sides.store.begin() as late:
        late.now = since - timedelta(seconds=1)  # type: ignore[misc]  # when it began
        await late.agree([Agreement(ACCOUNT, account.id, account.id, record.values, "after", record.version)])
    assert await unseen(sides, since) == []


async def test_what_both_sides_agree_on_while_its_page_is_looked_at_is_seen(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not known at the first look, and at the second, behind the lock, exactly what the page shows."""
    account = await sides.register(phone="1")
    await sides.settle()
    record = await shown(sides, account.id)
    since = await sides.store.now()

    async def not_yet(kind: RecordKind, keys: Sequence[str]) -> Mapping[str, tuple[str | None, datetime | None]]:
        return {}

    async with sides.store.begin() as tx:
        monkeypatch.setattr(tx, "agreed_versions", not_yet)
        await reconcile(tx, CrmAnswer(ACCOUNT, [record], full_read=True), sides.policy)
    assert await unseen(sides, since) == []
    assert await sides.open_conflicts() == []
