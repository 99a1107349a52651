"""`domain.ports.sync.SyncStore` in SQL: what the workers of one store share, on SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, bindparam, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.model.exchange.crm_records import RecordKind
from domain.ports.clock import Clock
from domain.ports.sync import CursorLease, Lease, Pace, Ref, Replica, StoreBusy, SyncTransaction, Wait
from persistence.database import Database
from persistence.lease_clock import SERVER_CLOCK, looked_at, store_now
from persistence.sync import held_back
from persistence.sync.leases import (
    ANY_DUE,
    PENDING,
    Claimed,
    back_off,
    charge_gate,
    claim,
    close_gate,
    messages_from,
    pass_gate,
    release,
    text_list,
)
from persistence.sync.outbox import CRM_CHANNEL
from persistence.sync.transaction import SqlSyncTransaction
from persistence.sync.twins import read_records, read_twins
from persistence.tables import account, action, conflict, contact
from persistence.tables.columns import Instant, Key

_TABLES: Final[dict[RecordKind, Table]] = {
    RecordKind.ACCOUNT: account,
    RecordKind.CONTACT: contact,
    RecordKind.ACTION: action,
}
_IDLE: Final = 3600.0
_DEADLOCKS: Final = frozenset({"40P01", "40001"})
_NEW_CURSOR: Final = text("INSERT INTO pull_cursor (table_name) VALUES (:kind) ON CONFLICT (table_name) DO NOTHING")
_LEASE_CURSOR: Final = (
    text(
        "UPDATE pull_cursor SET token = :token, leased_until = :until WHERE table_name = :kind "
        "AND (token IS NULL OR leased_until <= :now) RETURNING cursor, resync_since"
    )
    .bindparams(bindparam("until", type_=Instant), bindparam("now", type_=Instant))
    .columns(resync_since=Instant)
)
_FREE_CURSOR: Final = text(
    "UPDATE pull_cursor SET token = NULL, leased_until = NULL, error = :error "
    "WHERE table_name = :kind AND token = :token"
)
_REFUSED: Final = (
    select(conflict.c.key, conflict.c.field, conflict.c.remote)
    .where(
        conflict.c.kind == RecordKind.ACCOUNT.value,
        conflict.c.field.in_(bindparam("fields", expanding=True)),
        conflict.c.resolved_at.is_(None),
        conflict.c.reason.is_not(None),
    )
    .order_by(conflict.c.key)
    .limit(bindparam("most", type_=Key))
)


class SqlSyncStore:
    """
    The synchronisation's store on one database. Leases and the gate are in it: nothing is kept in the process.

    *clock* tells the protocol's day, by which changes from the CRM are remembered; leases go by the store's own.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._busy = False  # the last claim found work: claim again without looking first

    async def now(self) -> datetime:
        """See the port."""
        if self._database.kind == "sqlite":
            return await looked_at(self._database)
        now: datetime = (await self._database.read(SERVER_CLOCK))[0].now
        return now

    async def claim(self, pace: Pace) -> Lease | Wait:
        """See the port. Looks first without a lock, so that an idle worker costs one read."""
        due = {"channel": CRM_CHANNEL, "now": await looked_at(self._database)}
        if not self._busy and not await self._database.read(ANY_DUE[self._database.kind], due):
            return Wait(_IDLE)
        async with self._database.begin() as tx:
            claimed = await claim(tx, pace)
        self._busy = isinstance(claimed, Claimed)
        if isinstance(claimed, Wait):
            return claimed
        found = await self._replicas(claimed)
        return Lease(claimed.token, claimed.messages, found, claimed.attempts, claimed.now, claimed.refusals)

    async def _replicas(self, claimed: Claimed) -> dict[Ref, Replica]:
        """What the messages name, as it is now; read after the claim, so that nobody waits for it."""
        keys: dict[RecordKind, set[str]] = {kind: set() for kind in RecordKind}
        parents: set[str] = set()
        for message in claimed.messages:
            keys[message.kind].add(message.key)
            if message.kind is not RecordKind.ACCOUNT:
                parents.add(message.account_id)
        read, database = self._database.read, self._database.kind
        named = sorted(set().union(*keys.values(), parents))
        twins = await read_twins(read, database, tuple(RecordKind), named, lock=False)
        keys[RecordKind.ACCOUNT].update(parent for parent in parents if twins.absent(parent))
        found = await read_records(read, database, keys, lock=False)
        return {ref: twins.replica(record) for ref, record in found.items()}

    async def take_call(self, pace: Pace) -> Wait | None:
        """See the port."""
        async with self._database.begin() as tx:
            return (await pass_gate(tx, pace, work=False))[1]

    async def release(self, token: str, retry_after: float) -> None:
        """See the port."""
        async with self._database.begin() as tx:
            await close_gate(tx, retry_after, None)
            await release(tx, token)

    async def back_off(
        self, token: str, reason: str, *, base_seconds: float, most_seconds: float, pause: float
    ) -> None:
        """See the port."""
        async with self._database.begin() as tx:
            await close_gate(tx, pause, reason)
            await back_off(tx, token, reason, base_seconds=base_seconds, most_seconds=most_seconds)

    async def charge(self, calls: float, pace: Pace) -> None:
        """See the port."""
        async with self._database.begin() as tx:
            await charge_gate(tx, calls, pace)

    async def close_gate(self, seconds: float, reason: str) -> None:
        """See the port."""
        async with self._database.begin() as tx:
            await close_gate(tx, seconds, reason)

    async def lease_cursor(self, kind: RecordKind, seconds: float) -> CursorLease | None:
        """See the port."""
        token = uuid.uuid4().hex
        async with self._database.begin() as tx:
            now = await store_now(tx)
            await tx.execute(_NEW_CURSOR, {"kind": kind.value})
            until = now + timedelta(seconds=seconds)
            leased = await tx.execute(_LEASE_CURSOR, {"token": token, "until": until, "kind": kind.value, "now": now})
            row: Any = leased.one_or_none()
        return None if row is None else CursorLease(kind, token, row.cursor, row.resync_since, now)

    async def free_cursor(self, lease: CursorLease, error: str | None = None) -> None:
        """See the port."""
        async with self._database.begin() as tx:
            await tx.execute(_FREE_CURSOR, {"error": error, "kind": lease.kind.value, "token": lease.token})

    def begin(self) -> AbstractAsyncContextManager[SyncTransaction]:
        """See the port."""
        return self._begin()

    @contextlib.asynccontextmanager
    async def _begin(self) -> AsyncIterator[SyncTransaction]:
        try:
            async with self._database.begin() as tx:
                yield SqlSyncTransaction(tx, await store_now(tx), self._clock.now())
        except IntegrityError as taken:  # a RUT or an id that another transaction took meanwhile
            raise StoreBusy from taken
        except DBAPIError as failure:
            if getattr(failure.orig, "sqlstate", None) in _DEADLOCKS:
                raise StoreBusy from failure
            raise

    async def strays(self, kind: RecordKind, after: str, limit: int) -> tuple[Sequence[Replica], str | None]:
        """See the port."""
        table, database = _TABLES[kind], self._database.kind
        wanted = select(table.c.id).where(table.c.id > bindparam("after")).order_by(table.c.id).limit(limit)
        keys = [row.id for row in await self._database.read(wanted, {"after": after})]
        twins = await read_twins(self._database.read, database, [kind], keys, lock=False)
        found = await read_records(self._database.read, database, {kind: keys}, lock=False)
        replicas = [twins.replica(record) for record in found.values()]
        accounts = sorted({replica.account_id for replica in replicas})
        rows = await self._database.read(
            PENDING[database], {"channel": CRM_CHANNEL, "keys": text_list(database, accounts)}
        )
        busy = {message.account_id for message in messages_from(rows)}
        quiet = [replica for replica in replicas if replica.account_id not in busy]
        return quiet, keys[-1] if len(keys) == limit else None

    async def refused(self, fields: Collection[str], limit: int) -> Sequence[tuple[str, str, str]]:
        """See the port."""
        rows = await self._database.read(_REFUSED, {"most": limit, "fields": sorted(fields)})
        return [(row.key, row.field, row.remote) for row in rows if isinstance(row.remote, str)]

    async def held_keys(self, kind: RecordKind, limit: int, *, ready: bool) -> Sequence[str]:
        """See the port."""
        rows = await self._database.read(held_back.keys_of(kind, ready=ready), {"most": limit})
        return [row.key for row in rows]
