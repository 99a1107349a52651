"""Leases, the gate, and the traps of the outbox (engineering notes A.3, A.4), on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from api.clock import SystemClock
from connectors.mock import MockConnector
from connectors.mock.faults import Fault, FaultKind
from domain.exchange.encoding import message_payload
from domain.model.exchange.crm_records import RecordKind
from domain.ports.sync import Delivery, Lease, Pace, Wait
from persistence.database import Database
from persistence.sync.leases import DUE, MESSAGES, MINE, PENDING
from persistence.sync.outbox import CRM_CHANNEL, enqueue
from persistence.sync.store import SqlSyncStore
from persistence.tables import outbox_gate, outbox_stream
from sync.dispatch import Dispatcher, Pushed
from tests.contract.sync_store.conftest import QUICK, Sides

PACE = Pace(batch=100, per_stream=10, lease_seconds=30.0, max_in_flight=4)
ACCOUNT = RecordKind.ACCOUNT


async def queue(database: Database, *keys: str) -> None:
    """A message for each of these accounts, in one transaction."""
    now = datetime.now(UTC)
    async with database.begin() as tx:
        for key in keys:
            payload = message_payload(ACCOUNT, key, {"phone": "1"}, actor=None, at=now)
            await enqueue(tx, CRM_CHANNEL, key, payload, now)


def places(lease: Lease | Wait) -> list[tuple[str, int]]:
    """Account and place in its order, of each message."""
    assert isinstance(lease, Lease)
    return sorted((m.account_id, m.seq) for m in lease.messages)


async def test_a_leased_account_is_nobody_elses_even_for_its_later_changes(database: Database) -> None:
    """Trap 4: the stream is leased, not the message, so nobody steps over a locked head."""
    store = SqlSyncStore(database, SystemClock())
    await queue(database, "a", "b")
    first = await store.claim(PACE)
    assert places(first) == [("a", 1), ("b", 1)]
    await queue(database, "a", "c")

    assert places(await store.claim(PACE)) == [("c", 1)]


async def test_what_is_confirmed_is_gone_and_the_rest_follows_in_order(database: Database) -> None:
    """Everything is guarded by the lease's token."""
    store = SqlSyncStore(database, SystemClock())
    await queue(database, "a", "a", "a")
    lease = await store.claim(replace(PACE, per_stream=2))
    assert places(lease) == [("a", 1), ("a", 2)]
    assert isinstance(lease, Lease)
    stream = lease.messages[0].stream
    async with store.begin() as tx:
        assert await tx.deliver(lease.token, Delivery({stream: 1}, {}, {})) is True

    assert places(await store.claim(PACE)) == [("a", 2), ("a", 3)]
    async with store.begin() as tx:
        assert await tx.deliver(lease.token, Delivery({stream: 3}, {}, {})) is False


async def test_a_dead_workers_lease_runs_out_and_another_takes_its_work(database: Database) -> None:
    """A worker killed before, during or after the call: the whole run is sent again."""
    store = SqlSyncStore(database, SystemClock())
    await queue(database, "a")
    dead = await store.claim(replace(PACE, lease_seconds=1.0))
    assert isinstance(await store.claim(PACE), Wait)
    await asyncio.sleep(1.1)

    alive = await store.claim(PACE)

    assert places(alive) == [("a", 1)]
    assert isinstance(dead, Lease)
    async with store.begin() as tx:
        assert await tx.deliver(dead.token, Delivery({dead.messages[0].stream: 1}, {}, {})) is False
    assert len(await database.read(select(outbox_stream.c.id).where(outbox_stream.c.acked > 0))) == 0


async def test_no_more_calls_are_in_flight_than_the_crm_bears(database: Database) -> None:
    """`max_in_flight` counts over all workers."""
    store = SqlSyncStore(database, SystemClock())
    await queue(database, *(f"k{n}" for n in range(6)))
    claims = [await store.claim(replace(PACE, batch=2, max_in_flight=2)) for _ in range(3)]

    assert [isinstance(each, Lease) for each in claims] == [True, True, False]


async def test_the_gate_lets_through_the_burst_and_then_the_pace(database: Database) -> None:
    """GCRA: a burst of 3 at 1 call in 100 seconds, whoever asks: the fifth waits (notes A.1: burst, then rate)."""
    store = SqlSyncStore(database, SystemClock())
    pace = replace(PACE, calls_per_second=0.01, burst=3)
    waits = [await store.take_call(pace) for _ in range(5)]

    assert [wait is None for wait in waits] == [True, True, True, True, False]


class Talkative(MockConnector):
    """A CRM to which each call of the port is forty requests, as one that narrows a refused bulk down (measured)."""

    def requests_since_asked(self) -> int:
        return 40


async def test_the_gate_is_charged_what_a_call_sent(sides: Sides) -> None:
    """
    F-49: a call that was thought to be four requests and was forty took ten calls' worth.

    At a call in 100 s and a burst of 3, the second push would have passed; now the gate owes 9 calls more: it opens
    when 10 - 3 of them are worked off, in 700 s.
    """
    able = replace(sides.crm.capabilities, calls_per_second=0.01, burst=3, requests_per_call=4)
    dispatcher = Dispatcher(sides.store, Talkative(capabilities=able), sides.policy, QUICK)
    await queue(sides.database, "a")
    assert isinstance(await dispatcher.push_once(), Pushed)
    await queue(sides.database, "b")

    wait = await dispatcher.push_once()
    assert isinstance(wait, Wait)
    assert 600 < wait.seconds <= 700


async def test_a_call_that_sent_less_gives_the_rest_back(sides: Sides) -> None:
    """F-49: a page of one request is a quarter of a call: 0, 25, 50 ... 300 s ahead of the pace it passes, 13 times."""
    pace = replace(PACE, calls_per_second=0.01, burst=3)
    passed = 0
    while await sides.store.take_call(pace) is None:
        await sides.store.charge(1 / 4 - 1, pace)
        passed += 1
    assert passed == 13


async def test_throttling_closes_the_gate_for_all_and_counts_no_attempt(sides: Sides) -> None:
    """429: every worker waits as told; the streams are given back as they were."""
    account = await sides.register()
    sides.crm.faults.add(Fault(FaultKind.THROTTLED, times=1, seconds=60.0, operation="write"))
    dispatcher = Dispatcher(sides.store, sides.crm, sides.policy, QUICK)

    assert await dispatcher.push_once() == Pushed(1, failed=True)

    other = await SqlSyncStore(sides.database, SystemClock()).claim(PACE)
    assert isinstance(other, Wait)
    assert 55 < other.seconds <= 60
    stream = await sides.stream(account.id)
    assert (stream.attempts, stream.token) == (0, None)  # type: ignore[attr-defined]  # a row


async def test_a_dead_crm_is_probed_ever_more_gently(sides: Sides) -> None:
    """Unavailable: each stream backs off on its own, and the gate pauses for all."""
    account = await sides.register()
    sides.crm.faults.add(Fault(FaultKind.DOWN))
    dispatcher = Dispatcher(sides.store, sides.crm, sides.policy, QUICK)
    await dispatcher.push_once()
    await asyncio.sleep(0.05)
    await dispatcher.push_once()

    stream = await sides.stream(account.id)
    assert (stream.attempts, stream.token, stream.parked_at) == (2, None, None)  # type: ignore[attr-defined]  # a row
    gate = (await sides.database.read(select(outbox_gate)))[0]
    assert gate.last_error is not None


async def test_two_workers_never_write_the_same_change_twice(sides: Sides) -> None:
    """Several workers share one database without a double push: every account was created once, none in conflict."""
    accounts = [await sides.register(name=f"Empresa {n}") for n in range(60)]
    workers = [sides.another_worker(replace(QUICK, batch=size, first_batch=size)) for size in (5, 7)]

    await asyncio.gather(*(worker.run_once() for worker in workers))
    await sides.settle()

    assert {r.key for r in sides.crm.records(ACCOUNT)} == {a.id for a in accounts}
    results = [r.result for r in sides.crm.trace if r.operation == "write"]
    assert sum(int(result.removeprefix("created ")) for result in results) == 60


async def test_writers_of_several_accounts_sorted_by_key_do_not_deadlock(database: Database) -> None:
    """Trap 2: 8 writers, 4 random accounts in each transaction, keys sorted: all commit."""
    keys = [f"k{n:02d}" for n in range(12)]
    draws = random.Random(7)  # fixed: the same accounts each time

    async def write() -> None:
        for _ in range(10):
            await queue(database, *sorted(draws.sample(keys, 4)))

    await asyncio.gather(*(write() for _ in range(8)))

    tails = await database.read(select(outbox_stream.c.tail))
    assert sum(row.tail for row in tails) == 8 * 10 * 4


async def test_claims_and_confirmations_use_the_indexes(database: Database) -> None:
    """Trap 1: no statement of the outbox walks a table, however the planner turns the join round."""
    keys = [uuid.uuid4().hex for _ in range(400)]
    await queue(database, *sorted(keys))
    if database.kind == "postgresql":
        async with database.begin() as tx:
            await tx.execute(text("ANALYZE"))
            await tx.execute(text("SET LOCAL enable_seqscan = off"))
            await check_plans(tx)
    else:
        async with database.begin() as tx:
            await check_plans(tx)


async def check_plans(tx: object) -> None:
    """EXPLAIN of each statement names no scan of a stored table."""
    dialect = tx.dialect.name  # type: ignore[attr-defined]  # a connection
    explain = "EXPLAIN QUERY PLAN " if dialect == "sqlite" else "EXPLAIN "
    ids: object = "[1, 2]" if dialect == "sqlite" else [1, 2]
    names: object = '["a", "b"]' if dialect == "sqlite" else ["a", "b"]
    now = datetime.now(UTC)
    for statement, values in (
        (DUE, {"channel": "crm", "now": now, "most": 100}),
        (MESSAGES, {"ids": ids}),
        (PENDING, {"channel": "crm", "keys": names}),
        (MINE, {"channel": "crm", "token": "t"}),
    ):
        sql = statement[dialect]
        explained = text(explain + str(sql)).bindparams()
        bound = {n: (v if not isinstance(v, datetime) else int(v.timestamp() * 1e6)) for n, v in values.items()}
        plan = "\n".join(str(row) for row in (await tx.execute(explained, bound)).all())  # type: ignore[attr-defined]  # a connection
        assert "SCAN outbox" not in plan, plan
        assert "SCAN s" not in plan, plan
        assert "SCAN m" not in plan, plan
        assert "Seq Scan" not in plan, plan


@pytest.mark.parametrize("fails", [FaultKind.LOST_BEFORE, FaultKind.LOST_AFTER, FaultKind.LOST_HALFWAY])
async def test_a_call_cut_anywhere_is_made_again_with_one_effect(sides: Sides, fails: FaultKind) -> None:
    """Idempotent at every retry: cut before, in the middle of and after the write."""
    for n in range(4):
        await sides.register(name=f"Empresa {n}")
    sides.crm.faults.add(Fault(fails, times=1, operation="write"))

    await sides.settle()

    assert sorted(str(r.values["name"]) for r in sides.crm.records(ACCOUNT)) == [f"Empresa {n}" for n in range(4)]
    assert await sides.open_conflicts() == []


async def test_what_a_slow_worker_has_no_time_left_to_send_is_free_at_once(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    On a busy machine the first third of the lease may pass before anything is sent: kept until it runs out, and claimed
    as much the next time, nothing would ever move. Nothing was sent, so another one may; this one takes less.
    """
    for phone in ("1", "2"):
        await sides.register(phone=phone)
    settings = replace(QUICK, lease_seconds=30.0, first_batch=2)
    dispatcher, claim, now = Dispatcher(sides.store, sides.crm, sides.policy, settings), sides.store.claim, [0.0]
    monkeypatch.setattr("sync.dispatch.time.monotonic", lambda: now[0])

    async def late(pace: Pace) -> Lease | Wait:
        lease = await claim(pace)
        now[0] += 10.5
        return lease

    monkeypatch.setattr(sides.store, "claim", late)
    assert await dispatcher.push_once() == Pushed(2, failed=True)
    assert list(sides.crm.records(ACCOUNT)) == []

    assert dispatcher.pace().batch == 1
    monkeypatch.setattr(sides.store, "claim", claim)
    await Dispatcher(sides.store, sides.crm, sides.policy, settings).push_once()
    assert len(sides.crm.records(ACCOUNT)) == 2
