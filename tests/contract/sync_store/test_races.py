"""Races that the crash test met, made certain; PostgreSQL only, for SQLite has one writer at a time."""

from __future__ import annotations

from typing import Any

import pytest

from domain.model.exchange.crm_records import RecordKind, WriteOutcome
from domain.ports.sync import Agreement, Delivery, Lease
from persistence.database import Database
from persistence.sync import transaction, twins
from sync.dispatch import Dispatcher
from sync.plan import plan_writes
from sync.pull import Puller
from tests.contract.sync_store.conftest import QUICK, both_sides


async def test_a_first_push_confirmed_while_a_pull_reads_is_no_conflict(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account was created there with phone 0, here it is 1 by now, and the confirmation falls between two reads."""
    sides = both_sides(postgres_database)
    account = await sides.register(phone="0")
    pace = Dispatcher(sides.store, sides.crm, sides.policy, QUICK).pace()
    lease = await sides.store.claim(pace)
    assert isinstance(lease, Lease)
    plan = plan_writes(lease)
    (outcome,) = await sides.crm.write([planned.write for planned in plan.writes])
    await sides.change(account.id, phone="1")
    confirmed = []
    read_twins = twins.read_twins

    async def confirm_first(*arguments: Any, lock: bool) -> twins.Twins:
        if not confirmed:
            confirmed.append(True)
            await confirm(lease, outcome)
        return await read_twins(*arguments, lock=lock)

    async def confirm(lease: Lease, outcome: WriteOutcome) -> None:
        async with sides.store.begin() as tx:
            values = outcome.write.values
            agreement = Agreement(RecordKind.ACCOUNT, account.id, account.id, values, outcome.version, None)
            await tx.agree([agreement])
            assert await tx.deliver(lease.token, Delivery(plan.upto, {}, {}))

    monkeypatch.setattr(transaction, "read_twins", confirm_first)
    await Puller(sides.store, sides.crm, sides.policy, QUICK).pull(RecordKind.ACCOUNT)
    monkeypatch.undo()
    await sides.settle()

    assert confirmed == [True]
    assert await sides.open_conflicts() == []
    assert sides.there(account.id)["phone"] == "1"
