"""
Crash safety is proved, not argued (issue 2, section 3; engineering notes A.3).

Clients and workers are real processes, killed at random instants while the CRM is cut, throttled and edited by a
colleague. Afterwards both sides are compared: nothing lost, nothing doubled, order kept, no lease left.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from connectors.mock.faults import Fault, FaultKind
from domain.model.exchange.crm_records import RecordKind
from persistence.database import Database, DatabaseKind
from persistence.tables import account, action, conflict, outbox_message, outbox_stream
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, an_account
from tests.support.crash.crm import RemoteCrm
from tests.support.crash.launcher import Launcher, launcher
from tests.support.crash.roles import LEASE_SECONDS, MachineClock
from tests.support.system.databases import KINDS, Databases

ROUNDS: Final = 60
ACCOUNTS: Final = 25
WORKERS: Final = 2
CLIENTS: Final = 2
LONGEST_ROUND_SECONDS: Final = 1.5
DRAIN_SECONDS: Final = 60.0
FAULTS: Final = (
    Fault(FaultKind.LOST_AFTER, times=2, operation="write"),
    Fault(FaultKind.LOST_BEFORE, times=2, operation="write"),
    Fault(FaultKind.LOST_HALFWAY, times=2, operation="write"),
    Fault(FaultKind.LOST_AFTER, times=1, operation="changes"),
    Fault(FaultKind.THROTTLED, times=1, seconds=0.3),
    Fault(FaultKind.DOWN, times=4),
    Fault(FaultKind.EXPIRED, times=1, operation="changes"),
)


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_lost_doubled_or_reordered_whoever_dies(
    kind: DatabaseKind, databases: Databases, tmp_path: Path
) -> None:
    """At least 50 kills; the CRM cut before, in and after the write, throttled, down, its cursor expired."""
    url = await databases.create(kind)
    database = await Database.open(url, pool_size=2, synchronous="OFF")
    errors = tmp_path / "processes.txt"
    try:
        await register_accounts(database)
        address = str(tmp_path / "crm.sock")
        crm = RemoteCrm(address)
        with launcher(errors) as processes:
            processes.start("crm", address)
            await until(lambda: Path(address).exists(), seconds=30)
            kills = await havoc(processes, crm, database, url, address)
            await crm.call("recover")
            await drained(database, crm)
            created, phones, calls = await crm.call("history")
            await compare(database, crm, created, phones)
        assert sum(kills.values()) >= 50
        assert kills["worker"] >= 20
        assert calls >= ROUNDS / 2
    finally:
        await database.close()
        await databases.drop(url)


async def register_accounts(database: Database) -> None:
    """Accounts whose phone counts their changes."""
    transactions = SqlTransactions(database, MachineClock())
    for number in range(ACCOUNTS):
        async with transactions(REGIONAL) as work:
            blank = an_account(id=str(uuid.uuid4()), name=f"Empresa {number}", rut=None, phone="0")
            await work.accounts.add(blank)


async def havoc(processes: Launcher, crm: RemoteCrm, database: Database, url: str, address: str) -> Counter[str]:
    """The rounds: kill one process and start another, strike the CRM, let a colleague edit; one worker freezes."""
    draws = random.Random(20240401)
    commands: Mapping[str, tuple[str, ...]] = {
        "worker": (url, "tests.support.crash.crm:connect", address),
        "client": (url,),
    }
    alive = {"worker": [], "client": []}  # type: dict[str, list[int]]
    for role, many in (("worker", WORKERS), ("client", CLIENTS)):
        alive[role] = [processes.start(role, *commands[role]) for _ in range(many)]
    ids = [row.id for row in await database.read(select(account.c.id))]
    frozen: int | None = None
    kills: Counter[str] = Counter()
    calls = 0
    for number in range(ROUNDS):
        calls = await some_writes(crm, calls)
        await asyncio.sleep(draws.uniform(0.0, 0.3))
        if number % 2:
            await crm.call("fault", draws.choice(FAULTS))
        await crm.edit(RecordKind.ACCOUNT, draws.choice(ids), {"address": f"calle {number}"})
        if number == ROUNDS // 3:
            frozen = alive["worker"].pop(0)
            processes.freeze(frozen)
            alive["worker"].append(processes.start("worker", *commands["worker"]))
            frozen_at = time.monotonic()
        if frozen is not None and time.monotonic() - frozen_at > 2 * LEASE_SECONDS:
            processes.thaw(frozen)
            frozen = None
        role = draws.choice(("worker", "worker", "client"))
        victim = alive[role].pop(draws.randrange(len(alive[role])))
        processes.kill(victim)
        kills[role] += 1
        alive[role].append(processes.start(role, *commands[role]))
    if frozen is not None:
        processes.thaw(frozen)
    for client in alive["client"]:
        processes.kill(client)
    return kills


async def some_writes(crm: RemoteCrm, before: int) -> int:
    """Wait until the CRM was written to since the last round, so that deaths fall into work; not for ever."""
    deadline = time.monotonic() + LONGEST_ROUND_SECONDS
    while True:
        calls = int(await crm.call("calls"))
        if calls != before or time.monotonic() > deadline:
            return calls
        await asyncio.sleep(0.02)


async def drained(database: Database, crm: RemoteCrm) -> None:
    """Wait until nothing is queued, no lease is left, and the colleague's last edits have arrived."""

    async def quiet() -> bool:
        if await database.read(select(outbox_message.c.seq).limit(1)):
            return False
        if await database.read(select(outbox_stream.c.id).where(outbox_stream.c.token.is_not(None)).limit(1)):
            return False
        here = {row.id: row.address for row in await database.read(select(account.c.id, account.c.address))}
        there = {record.key: record.values.get("address") for record in await crm.call("records", RecordKind.ACCOUNT)}
        return here == there

    deadline = time.monotonic() + DRAIN_SECONDS
    while not await quiet():
        streams = await database.read(select(outbox_stream).where(outbox_stream.c.tail > outbox_stream.c.acked))
        assert time.monotonic() < deadline, f"stuck: {[tuple(row) for row in streams][:5]}"
        await asyncio.sleep(0.2)


async def compare(
    database: Database, crm: RemoteCrm, created: Mapping[str, int], phones: Mapping[str, list[str]]
) -> None:
    """Both sides hold the same, every record was created once, and no account's counter ever went back."""
    here = {row.id: row.phone for row in await database.read(select(account.c.id, account.c.phone))}
    there = {record.key: record.values.get("phone") for record in await crm.call("records", RecordKind.ACCOUNT)}
    assert there == here
    assert sum(int(str(phone)) for phone in here.values()) > ACCOUNTS

    actions_here = {row.id for row in await database.read(select(action.c.id))}
    actions_there = [record.key for record in await crm.call("records", RecordKind.ACTION)]
    assert sorted(actions_there) == sorted(actions_here)

    assert {key: times for key, times in created.items() if times != 1} == {}
    for key, seen in phones.items():
        counts = [int(phone) for phone in seen]
        assert counts == sorted(set(counts)), key
    assert await database.read(select(conflict.c.field)) == []


async def until(holds: Callable[[], bool], *, seconds: float) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
