"""
Outbox drained to the mock CRM in batches of 100, and changes pulled from it, in records per second.

New records are pulled once more while the worker's loop makes the periods of their classes. Each database is as in
production: every commit is on disk (SQLite synchronous=FULL, PostgreSQL fsync on). The mock lives in the same process
and has its share of the time.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import resource
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from time import perf_counter, process_time
from typing import Final, NamedTuple

from sqlalchemy import func, insert, select, text

from api.clock import SystemClock
from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from connectors.mock.connector import MockConnector
from domain.exchange.encoding import message_payload
from domain.exchange.values import account_values, action_values
from domain.model.accounts import Account
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.actions import Action
from domain.model.institution.people import Role
from domain.ports.sync import Wait
from persistence.bulk import load_accounts
from persistence.classes.maker import SqlPeriodMaker
from persistence.database import Database
from persistence.sync.outbox import CRM_CHANNEL
from persistence.sync.store import SqlSyncStore
from persistence.tables import account, action, outbox_message, outbox_stream
from sync.dispatch import Dispatcher
from sync.loops.periods import PeriodRunner, PeriodSettings
from sync.pull import Puller
from sync.records import Policy
from sync.settings import SyncSettings
from tests.support.builders import a_configuration
from tests.support.system.databases import KINDS

PUSH_BAR: Final = 5_000
PULL_BAR: Final = 10_000
MEMORY_BAR_MIB: Final = 250
ACCOUNTS: Final = 4_000
ACTIONS_EACH: Final = 4
SENDERS: Final = 4

_SETTINGS: Final = SyncSettings(first_batch=100, batch=100, lease_seconds=60.0)
_AT: Final = datetime(2025, 5, 8, 13, 30, tzinfo=UTC)


class Pace(NamedTuple):
    """
    How fast records came in.

    Attributes:
        rate: Records per second, by the clock.
        processor: Seconds of this process: of whatever goes on in its event loop meanwhile.
    """

    rate: float
    processor: float


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Both directions on both databases, and the memory of the process at its highest."""
    accounts = 50 if small else ACCOUNTS
    for kind in KINDS:
        async with data.empty(kind) as database:
            yield Row(f"outbox drained, {kind}", await push(database, accounts), "records/s", PUSH_BAR)
        async with data.empty(kind) as database:
            born, changed = await pull(database, accounts)
        yield Row(f"pull applied, new records, {kind}", born.rate, "records/s", PULL_BAR)
        yield Row(f"pull applied, changed records, {kind}", changed.rate, "records/s", PULL_BAR)
        async with data.empty(kind) as database, _making_beside(database):
            beside, _ = await pull(database, accounts)
        longer = beside.processor / born.processor
        yield Row(f"new records, periods made beside them, {kind}", longer, "x the processor", 1.1, most=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("memory of worker, mock and data, at most", peak, "MiB", MEMORY_BAR_MIB, most=True)


async def push(database: Database, accounts: int = ACCOUNTS) -> float:
    """Records per second from the outbox into the CRM: new accounts, each with its actions in its order."""
    data = [(one, _actions(one)) for one in _accounts(accounts)]
    await load_accounts(database, data)
    await _queue(database, data)
    crm = MockConnector()
    dispatcher = Dispatcher(SqlSyncStore(database, SystemClock()), crm, _policy(), _SETTINGS)

    async def send() -> None:
        while True:
            done = await dispatcher.push_once()
            if isinstance(done, Wait):
                if done.idle:
                    return
                await asyncio.sleep(done.seconds)

    _settle_down()
    started = perf_counter()
    await asyncio.gather(*(send() for _ in range(SENDERS)))
    seconds = perf_counter() - started
    arrived = sum(len(crm.records(kind)) for kind in RecordKind)
    assert arrived == accounts * (1 + ACTIONS_EACH), arrived
    return arrived / seconds


async def pull(database: Database, accounts: int = ACCOUNTS) -> tuple[Pace, Pace]:
    """Records from the CRM into the store: first all of them new, then each changed by a colleague."""
    crm = MockConnector()
    for one in _accounts(accounts):
        crm.create(RecordKind.ACCOUNT, one.id, account_values(one))
        for each in _actions(one):
            crm.create(RecordKind.ACTION, each.id, action_values(each))
    puller = Puller(SqlSyncStore(database, SystemClock()), crm, _policy(), _SETTINGS)
    born = await _pulled(puller, accounts)
    assert (await database.read(select(func.count()).select_from(action)))[0][0] == accounts * ACTIONS_EACH
    for record in crm.records(RecordKind.ACCOUNT):
        crm.edit(RecordKind.ACCOUNT, record.key, {"phone": "+56 2 2999 0000"})
    for record in crm.records(RecordKind.ACTION):
        crm.edit(RecordKind.ACTION, record.key, {"notes": "revisado"})
    changed = await _pulled(puller, accounts)
    phones = select(func.count()).select_from(account).where(account.c.phone == "+56 2 2999 0000")
    assert (await database.read(phones))[0][0] == accounts
    return born, changed


@contextlib.asynccontextmanager
async def _making_beside(database: Database) -> AsyncIterator[None]:
    """The worker's loop that makes periods, as it runs beside a pull."""
    config = a_configuration()
    maker = SqlPeriodMaker(database, SystemClock(), lambda: config)
    await maker.begin()
    runner = PeriodRunner(maker, PeriodSettings(), lambda: True)
    database.after_commit(runner.wake)
    running = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        runner.stop()
        await running


async def _pulled(puller: Puller, accounts: int) -> Pace:
    _settle_down()
    started, begun = perf_counter(), process_time()
    records = 0
    for kind in (RecordKind.ACCOUNT, RecordKind.ACTION):
        records += (await puller.pull(kind)).records
    assert records == accounts * (1 + ACTIONS_EACH), records
    return Pace(records / (perf_counter() - started), process_time() - begun)


def _settle_down() -> None:
    """The mock's records are not the worker's: the collector need not walk them while the clock runs."""
    gc.collect()
    gc.freeze()


async def _queue(database: Database, data: Sequence[tuple[Account, Sequence[Action]]]) -> None:
    """The outbox as it would be after one transaction for each account."""
    streams, messages = [], []
    for number, (one, actions) in enumerate(data, 1):
        streams.append({"id": number, "channel": CRM_CHANNEL, "key": one.id, "tail": 1 + len(actions), "next_at": _AT})
        payloads = [message_payload(RecordKind.ACCOUNT, one.id, account_values(one), actor="ana.rojas", at=_AT)]
        payloads += [
            message_payload(RecordKind.ACTION, each.id, action_values(each), actor="ana.rojas", at=_AT)
            for each in actions
        ]
        messages += [
            {"stream_id": number, "seq": seq, "payload": payload, "created_at": _AT}
            for seq, payload in enumerate(payloads, 1)
        ]
    async with database.begin() as tx:
        await tx.execute(insert(outbox_stream), streams)
        await tx.execute(insert(outbox_message), messages)
    async with database.begin() as tx:
        await tx.execute(text("ANALYZE"))


def _accounts(count: int) -> list[Account]:
    return [
        Account(
            id=f"00000000-0000-4000-8000-{number:012d}",
            name=f"Conservas y Frutos {number} SpA",
            registered_on=date(2025, 3, 10),
            registered_by="ana.rojas",
            registered_role=Role.REGIONAL_EXECUTIVE,
            region="08",
            phone=f"+56 41 2{number:06d}",
            email=f"contacto@empresa{number}.example.cl",
            sector="ALIMENTOS",
            office="OFIREG-08",
        )
        for number in range(count)
    ]


def _actions(one: Account) -> list[Action]:
    return [
        Action(
            id=f"{one.id[:-12]}{int(one.id[-12:]) * 100 + number + 10**9:012d}",
            account_id=one.id,
            type="FERIA",
            title=f"Feria {number}",
            started_on=date(2025, 5, 6),
            ended_on=date(2025, 5, 7),
            registered_by="ana.rojas",
            registered_role=Role.REGIONAL_EXECUTIVE,
            registered_at=_AT,
        )
        for number in range(ACTIONS_EACH)
    ]


def _policy() -> Policy:
    return Policy({}, "2024-04", lambda: str(uuid.uuid4()))
