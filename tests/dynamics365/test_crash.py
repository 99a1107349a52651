"""
The crash and fault suite of the core issue against this connector and the stand-in (issue 3, section 3).

Clients and workers are real processes, killed at random instants while the stand-in cuts, throttles, fails, expires
tokens and delta links, one worker freezes past its leases, and a colleague edits. Afterwards nothing is lost, doubled,
reordered or overwritten.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
from sqlalchemy import select

from domain.model.exchange.crm_records import RecordKind
from persistence.database import Database, DatabaseKind
from persistence.tables import account, action, conflict, outbox_message, outbox_stream
from standin import FaultKind, FaultPlan, StandIn
from standin.writing.records import Records
from tests.contract.connector.dynamics import CONFIG, DynamicsColleague, Rehearsal, rehearsal
from tests.e2e.test_crash_safety import register_accounts
from tests.support.crash.launcher import Launcher, launcher
from tests.support.crash.roles import LEASE_SECONDS
from tests.support.system.databases import KINDS, Databases

ROUNDS: Final = 56
WORKERS: Final = 2
CLIENTS: Final = 2
DRAIN_SECONDS: Final = 90.0
WRITES: Final = r"/(accounts|pch_actions)(\(|/Microsoft)|\$batch"
FAULTS: Final[tuple[Mapping[str, Any], ...]] = (
    {"kind": FaultKind.DROP_AFTER, "times": 3, "path": WRITES},
    {"kind": FaultKind.DROP_BEFORE, "times": 3, "path": WRITES},
    {"kind": FaultKind.STATUS_AFTER, "times": 2, "path": WRITES, "status": 502, "retry_after": None},
    {"kind": FaultKind.DROP_BEFORE, "times": 2, "path": "deltatoken"},
    {"kind": FaultKind.THROTTLE, "times": 2, "path": "/api/data/", "retry_after": 1},
    {"kind": FaultKind.STATUS, "times": 4, "path": "/api/data/", "status": 503, "retry_after": None},
)


class History:
    """Every creation, and every phone number an account went through, as the rows were written."""

    def __init__(self) -> None:
        self.created: Counter[str] = Counter()
        self.phones: dict[str, list[int]] = {}
        self.writes = 0

    def note(self, row_id: str, values: Mapping[str, Any]) -> None:
        """One row was written with these values."""
        self.writes += 1
        if values.get("telephone1") is not None:
            self.phones.setdefault(row_id, []).append(int(values["telephone1"]))

    @contextmanager
    def kept(self) -> Iterator[None]:
        """While open, the stand-in tells what it writes."""
        insert, change = Records._insert, Records._change

        def inserting(records: Records, table: Any, payload: Any, key_values: Any, row_id: Any) -> str:
            made = insert(records, table, payload, key_values, row_id)
            self.created[made] += 1
            self.note(made, payload.values)
            return made

        def changing(records: Records, table: Any, row_id: str, values: Any) -> None:
            change(records, table, row_id, values)
            self.note(row_id, values)

        with mock.patch.object(Records, "_insert", inserting), mock.patch.object(Records, "_change", changing):
            yield


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_lost_doubled_reordered_or_overwritten(
    kind: DatabaseKind, databases: Databases, tmp_path: Path
) -> None:
    """At least 50 kills; answers lost before and after the write, throttled, down, tokens and delta links expired."""
    url = await databases.create(kind)
    database = await Database.open(url, pool_size=2, synchronous="OFF")
    context = rehearsal(replace(CONFIG, trace_length=1_000_000))
    prepared = await asyncio.to_thread(context.__enter__)
    history = History()
    try:
        await register_accounts(database)
        with history.kept(), launcher(tmp_path / "processes.txt") as processes:
            kills, streets = await havoc(processes, prepared, database, url, history)
            prepared.standin.faults.clear()
            await drained(database, prepared.standin)
        assert sum(kills.values()) >= 50
        assert history.writes > ROUNDS
        every_fault_was_met(prepared.standin)
        await compare(database, prepared.standin, history, streets)
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)
        await database.close()
        await databases.drop(url)


async def havoc(
    processes: Launcher, prepared: Rehearsal, database: Database, url: str, history: History
) -> tuple[Counter[str], dict[str, str]]:
    """The rounds: kill one process and start another, strike the CRM, let a colleague edit."""
    draws = random.Random(20240401)
    commands = {"worker": (url, "tests.contract.connector.dynamics:connect", prepared.root), "client": (url,)}
    alive = {
        role: [processes.start(role, *commands[role]) for _ in range(many)]
        for role, many in (("worker", WORKERS), ("client", CLIENTS))
    }
    kills: Counter[str] = Counter()
    streets: dict[str, str] = {}
    frozen: int | None = None
    frozen_at = 0.0
    async with prepared.colleague() as connector:
        colleague = DynamicsColleague(connector)
        for number in range(ROUNDS):
            await work_goes_on(history)
            await asyncio.sleep(draws.uniform(0.0, 0.3))
            there = list(prepared.standin.organization().store.of("account").rows)
            prepared.standin.faults.clear()
            if there:
                chosen = draws.choice(there)
                streets[chosen] = f"calle {number}"
                await colleague.edit(RecordKind.ACCOUNT, chosen, {"address": streets[chosen]})
            prepared.standin.faults.add(FaultPlan(**draws.choice(FAULTS)))
            if number % 14 == 5:
                prepared.standin.expire_tokens()
            if number % 14 == 9:
                prepared.standin.expire_delta_links()
            if number == ROUNDS // 3:
                frozen, frozen_at = alive["worker"].pop(0), time.monotonic()
                processes.freeze(frozen)
                alive["worker"].append(processes.start("worker", *commands["worker"]))
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
    return kills, streets


def every_fault_was_met(standin: StandIn) -> None:
    """The trace shows each kind of fault, a token refused as expired and a delta link refused as too old."""
    trace = list(standin.trace)
    assert {entry.fault for entry in trace if entry.fault} == {fault["kind"].value for fault in FAULTS}
    assert any(entry.status == 401 and entry.fault is None for entry in trace)
    assert any(entry.status == 400 and "deltatoken" in entry.url for entry in trace)


async def work_goes_on(history: History) -> None:
    """Wait until the CRM was written to since the last round, so that deaths fall into work; not for ever."""
    before, deadline = history.writes, time.monotonic() + 1.5
    while True:
        if history.writes != before or time.monotonic() > deadline:
            return
        await asyncio.sleep(0.02)


def rows(standin: StandIn, table: str, column: str) -> dict[str, Any]:
    """One column of a table of the stand-in, by id."""
    return {key: row.get(column) for key, row in dict(standin.organization().store.of(table).rows).items()}


async def drained(database: Database, standin: StandIn) -> None:
    """Wait until nothing is queued, no lease is left, and the colleague's last edits have arrived."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while True:
        queued = await database.read(select(outbox_message.c.seq).limit(1))
        leased = await database.read(select(outbox_stream.c.id).where(outbox_stream.c.token.is_not(None)).limit(1))
        here = {row.id: row.address for row in await database.read(select(account.c.id, account.c.address))}
        if not queued and not leased and here == rows(standin, "account", "address1_line1"):
            return
        streams = await database.read(select(outbox_stream).where(outbox_stream.c.tail > outbox_stream.c.acked))
        assert time.monotonic() < deadline, f"stuck: {[tuple(row) for row in streams][:5]}"
        await asyncio.sleep(0.2)


async def compare(database: Database, standin: StandIn, history: History, streets: Mapping[str, str]) -> None:
    """Both sides hold the same; each record was created once; no counter went back; the colleague's edits stand."""
    here = {row.id: row.phone for row in await database.read(select(account.c.id, account.c.phone))}
    assert rows(standin, "account", "telephone1") == here
    assert {row.id for row in await database.read(select(action.c.id))} == set(rows(standin, "pch_action", "pch_title"))
    assert {key: times for key, times in history.created.items() if times != 1} == {}
    for key, counts in history.phones.items():
        assert counts == sorted(set(counts)), key
    found = rows(standin, "account", "address1_line1")
    assert {key: found[key] for key in streets} == streets
    assert await database.read(select(conflict.c.field)) == []
