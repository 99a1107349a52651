"""How the synchronisation stands, its conflicts, and the record of decisions, for screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, case, func, select, type_coerce

from domain.exchange.merge import DELETED_FIELD
from domain.model.exchange.conflicts import Conflict, SyncState, SyncStatus
from domain.model.exchange.held_back import HeldBack
from domain.model.history.decisions import Decision
from domain.ports.reading import Backlog, Page, PageRequest
from persistence.counted import counted
from persistence.database import Database, DatabaseKind
from persistence.keyset import Keyset, is_backward
from persistence.mapping import decision_from
from persistence.records import among, list_value
from persistence.sync.held_back import HELD_BACK, held_back_from
from persistence.sync.mapping import conflict_from
from persistence.sync.outbox import CRM_CHANNEL
from persistence.tables import (
    account,
    conflict,
    crm_held_back,
    crm_shadow,
    decision,
    outbox_gate,
    outbox_message,
    outbox_stream,
    pull_cursor,
)
from persistence.tables.columns import Instant
from persistence.tables.columns import Key as KeyType

DELETED_ES: Final = "El CRM ya no tiene este registro: decida si se crea de nuevo o se deja."

CONFLICTS: Final = Keyset("c", (type_coerce(conflict.c.detected_at, KeyType), conflict.c.pk), descending=True)
DECISIONS: Final = Keyset("d", (type_coerce(decision.c.at, KeyType), decision.c.pk), descending=True)
_LIMIT: Final = bindparam("limit", type_=conflict.c.pk.type)


class SyncReads:
    """The part of `ReadModel` about the synchronisation and the record of decisions."""

    _database: Database

    async def sync_states(self, account_ids: Sequence[str]) -> Mapping[str, SyncState]:
        """See `ReadModel.sync_states`; an account that does not exist has no state."""
        kind = self._database.kind
        rows = await self._database.read(_sync_states(kind), {"ids": list_value(kind, account_ids)})
        return {row.id: _state_of(row) for row in rows}

    async def backlog(self) -> Backlog:
        """See `ReadModel.backlog`. Two statements."""
        (row,) = await self._database.read(_BACKLOG, {"channel": CRM_CHANNEL}, long=True)
        cursors = await self._database.read(select(pull_cursor).order_by(pull_cursor.c.table_name))
        failed = next((each.error for each in cursors if each.error), None)
        return Backlog(
            pending=int(row.pending or 0),
            accounts=int(row.accounts or 0),
            parked=int(row.parked or 0),
            conflicts=int(row.conflicts),
            held_back=int(row.held_back),
            oldest_pending_at=row.oldest_pending_at,
            blocked_until=row.blocked_until,
            last_push_at=row.last_push_at,
            last_pull_at=max((each.last_ok_at for each in cursors if each.last_ok_at), default=None),
            last_error=row.last_error or failed,
            details={f"pull.{each.table_name}": each.error for each in cursors if each.error},
        )

    async def held_back(self, page: PageRequest) -> Page[HeldBack]:
        """See `ReadModel.held_back`."""
        whole = select(crm_held_back, *HELD_BACK.columns)
        wanted = whole.where(*HELD_BACK.window(page)).order_by(*HELD_BACK.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(wanted, HELD_BACK.parameters(page))
        found = HELD_BACK.page(rows, page, held_back_from, lambda row: row[-2:])
        return await counted(self._database, found, page, whole)

    async def conflicts(
        self, page: PageRequest, *, account_id: str | None = None, open_only: bool = True
    ) -> Page[Conflict]:
        """See `ReadModel.conflicts`."""
        whole = select(conflict, *CONFLICTS.columns)
        if account_id is not None:
            whole = whole.where(conflict.c.account_id == account_id)
        if open_only:
            whole = whole.where(conflict.c.resolved_at.is_(None))
        wanted = whole.where(*CONFLICTS.window(page)).order_by(*CONFLICTS.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(wanted, CONFLICTS.parameters(page))
        found = CONFLICTS.page(rows, page, conflict_from, lambda row: row[-2:])
        return await counted(self._database, found, page, whole)

    async def conflicts_by_id(self, conflict_ids: Sequence[str]) -> Mapping[str, Conflict]:
        """See `ReadModel.conflicts_by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_conflicts_by_id(kind), {"ids": list_value(kind, conflict_ids)})
        return {row.id: conflict_from(row) for row in rows}

    async def decisions(
        self, page: PageRequest, *, account_id: str | None = None, case_id: str | None = None
    ) -> Page[Decision]:
        """See `ReadModel.decisions`."""
        whole = select(decision, *DECISIONS.columns)
        if account_id is not None:
            whole = whole.where(decision.c.account_id == account_id)
        if case_id is not None:
            whole = whole.where(decision.c.case_id == case_id)
        wanted = whole.where(*DECISIONS.window(page)).order_by(*DECISIONS.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(wanted, DECISIONS.parameters(page))
        found = DECISIONS.page(rows, page, decision_from, lambda row: row[-2:])
        return await counted(self._database, found, page, whole)


@lru_cache
def _sync_states(kind: DatabaseKind) -> Select[Any]:
    stream, shadow = outbox_stream.c, crm_shadow.c
    oldest = (
        select(outbox_message.c.created_at)
        .where(outbox_message.c.stream_id == stream.id, outbox_message.c.seq > stream.acked)
        .order_by(outbox_message.c.seq)
        .limit(1)
        .correlate(outbox_stream)
        .scalar_subquery()
    )
    conflicts = (
        select(func.count())
        .where(conflict.c.account_id == account.c.id, conflict.c.resolved_at.is_(None))
        .correlate(account)
        .scalar_subquery()
    )
    of_account = shadow.account_id == account.c.id
    agreed = select(func.max(shadow.agreed_at)).where(of_account).correlate(account).scalar_subquery()
    deleted = (
        select(func.count())
        .where(
            conflict.c.account_id == account.c.id,
            conflict.c.resolved_at.is_(None),
            conflict.c.field == DELETED_FIELD,
        )
        .correlate(account)
        .scalar_subquery()
    )
    return (
        select(
            account.c.id,
            (stream.tail - stream.acked).label("pending"),
            stream.parked_at,
            stream.error,
            type_coerce(oldest, Instant).label("oldest_pending_at"),
            conflicts.label("conflicts"),
            deleted.label("deleted"),
            type_coerce(agreed, Instant).label("agreed_at"),
        )
        .outerjoin_from(account, outbox_stream, and_(stream.channel == CRM_CHANNEL, stream.key == account.c.id))
        .where(among(kind, account.c.id))
    )


@lru_cache
def _conflicts_by_id(kind: DatabaseKind) -> Select[Any]:
    return select(conflict).where(among(kind, conflict.c.id))


def _state_of(row: Any) -> SyncState:
    pending = int(row.pending or 0)
    if row.parked_at is not None or row.deleted:
        status = SyncStatus.FAILED
    elif row.conflicts:
        status = SyncStatus.CONFLICT
    else:
        status = SyncStatus.PENDING if pending else SyncStatus.IN_SYNC
    return SyncState(
        status=status,
        pending=pending,
        oldest_pending_at=row.oldest_pending_at,
        agreed_at=row.agreed_at,
        error=(row.error if pending else None) or (DELETED_ES if row.deleted else None),
    )


def _backlog() -> Select[Any]:
    stream, gate = outbox_stream.c, outbox_gate.c
    waiting = stream.tail - stream.acked
    mine = and_(stream.channel == bindparam("channel"), stream.tail > stream.acked)
    oldest = (
        select(func.min(outbox_message.c.created_at))
        .join_from(outbox_message, outbox_stream, outbox_message.c.stream_id == stream.id)
        .where(mine)
    )
    of_gate = gate.channel == bindparam("channel")
    return select(
        func.sum(waiting).label("pending"),
        func.count().label("accounts"),
        func.sum(case((stream.parked_at.is_not(None), 1), else_=0)).label("parked"),
        select(func.count()).where(conflict.c.resolved_at.is_(None)).scalar_subquery().label("conflicts"),
        select(func.count()).select_from(crm_held_back).scalar_subquery().label("held_back"),
        type_coerce(oldest.scalar_subquery(), Instant).label("oldest_pending_at"),
        type_coerce(select(gate.blocked_until).where(of_gate).scalar_subquery(), Instant).label("blocked_until"),
        type_coerce(select(gate.last_ok_at).where(of_gate).scalar_subquery(), Instant).label("last_push_at"),
        select(gate.last_error).where(of_gate).scalar_subquery().label("last_error"),
    ).where(mine)


_BACKLOG: Final = _backlog()
