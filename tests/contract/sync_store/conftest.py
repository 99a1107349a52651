"""Both sides of the synchronisation: a real database with its unit of work, and a CRM in memory."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from api.clock import SystemClock
from connectors.mock.connector import MockConnector
from domain.model.accounts import Account
from domain.model.exchange.conflicts import Conflict
from domain.model.exchange.crm_records import FieldOwner, RecordKind, Scalar
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from persistence.database import Database
from persistence.sync.mapping import conflict_from
from persistence.sync.store import SqlSyncStore
from persistence.tables import conflict, outbox_message, outbox_stream
from persistence.unit_of_work import SqlTransactions
from sync.records import Policy
from sync.settings import SyncSettings
from sync.worker import SyncWorker
from tests.support.builders import REGIONAL, an_account

QUICK = SyncSettings(lease_seconds=3.0, poll_seconds=0.02, pull_seconds=0.05, backoff_seconds=0.01, first_batch=100)


class MachineClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


@dataclass
class Sides:
    """Atención and the CRM, with the shortest way to change and look at each."""

    database: Database
    crm: MockConnector
    store: SqlSyncStore
    worker: SyncWorker
    policy: Policy

    def __post_init__(self) -> None:
        self.transactions = SqlTransactions(self.database, MachineClock())

    def another_worker(self, settings: SyncSettings = QUICK) -> SyncWorker:
        """As on another machine."""
        return SyncWorker(SqlSyncStore(self.database, SystemClock()), self.crm, self.policy, settings)

    async def register(self, **fields: Scalar | Rut) -> Account:
        """A new account without RUT."""
        async with self.transactions(REGIONAL) as work:
            account = an_account(id=str(uuid.uuid4()), rut=None, contacts=(), facts=())
            return await work.accounts.add(replace(account, **fields))

    async def change(self, account_id: str, by: Actor = REGIONAL, **fields: Scalar) -> Account:
        """Change an account here."""
        async with self.transactions(by) as work:
            account = await work.accounts.get(account_id)
            return await work.accounts.save(replace(account, **fields), account.version)

    async def here(self, account_id: str) -> Account:
        """The account as stored."""
        async with self.transactions(REGIONAL) as work:
            return await work.accounts.get(account_id)

    def there(self, account_id: str) -> Mapping[str, Scalar]:
        """The account as the CRM has it."""
        record = self.crm.record(RecordKind.ACCOUNT, account_id)
        assert record is not None
        return record.values

    async def open_conflicts(self) -> list[Conflict]:
        """All of them, by field."""
        rows = await self.database.read(select(conflict).where(conflict.c.resolved_at.is_(None)))
        return sorted((conflict_from(row) for row in rows), key=lambda each: each.field)

    async def queued(self) -> int:
        """Messages not yet delivered."""
        return len(await self.database.read(select(outbox_message.c.seq)))

    async def stream(self, account_id: str) -> object:
        """The account's row of the outbox."""
        return (await self.database.read(select(outbox_stream).where(outbox_stream.c.key == account_id)))[0]

    async def settle(self) -> None:
        """Synchronise until nothing moves: no message waits, but for a person."""
        waiting = select(outbox_stream.c.id).where(
            outbox_stream.c.tail > outbox_stream.c.acked, outbox_stream.c.parked_at.is_(None)
        )
        for _ in range(100):
            await self.worker.run_once()
            await self.worker.run_once()
            if not await self.database.read(waiting):
                return
            await asyncio.sleep(0.03)
        raise AssertionError("the outbox does not drain")


def both_sides(database: Database) -> Sides:
    """A fresh CRM for this database; the phone belongs to the CRM, the name to us, other fields to the latest."""
    crm = MockConnector()
    policy = Policy(
        {"account.phone": FieldOwner.CRM, "account.name": FieldOwner.ATENCION}, "2024-04", lambda: str(uuid.uuid4())
    )
    store = SqlSyncStore(database, SystemClock())
    return Sides(database, crm, store, SyncWorker(store, crm, policy, QUICK), policy)


@pytest.fixture
async def sides(database: Database) -> Sides:
    """A fresh pair, on SQLite and on PostgreSQL."""
    return both_sides(database)
