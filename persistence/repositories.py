"""The other stores of `domain.ports.store` in SQL, each in the unit of work's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from domain.errors import DuplicateRecord, InvalidValue, RecordNotFound, VersionConflict
from domain.exchange.merge import DELETED_FIELD
from domain.model.exchange.conflicts import Conflict, Side
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.model.institution.people import Actor
from domain.model.terms import Milestones, Term
from domain.protocol.access.actionable import ActionableAction, ActionableTerm
from persistence import records, tables
from persistence.accounts.repository import ACCOUNT_ES
from persistence.database import Transaction
from persistence.lease_clock import store_now
from persistence.mapping import decision_columns, term_columns, term_from
from persistence.sync.changes import Changes
from persistence.sync.mapping import conflict_columns, conflict_from, resolution_columns
from persistence.sync.outbox import CRM_CHANNEL, let_go_on
from persistence.tables.columns import Key

ACTION_ES: Final = "una acción"
TERM_ES: Final = "un plazo"
CONFLICT_ES: Final = "un conflicto"


class SqlActions:
    """`ActionStore` in SQL."""

    def __init__(self, tx: Transaction, changes: Changes) -> None:
        self._tx = tx
        self._kind = records.kind_of(tx)
        self._fetch = records.inside(tx)
        self._changes = changes

    async def get(self, action_id: str) -> Action:
        """See `ActionStore.get`."""
        return await self._read(action_id, lock=False)

    async def of_account(self, account_id: str) -> Sequence[Action]:
        """See `ActionStore.of_account`."""
        found = (await records.read_actions_of(self._fetch, self._kind, [account_id]))[account_id]
        self._changes.in_hand.actions(account_id, found)
        return found

    async def add(self, action: ActionableAction) -> Action:
        """See `ActionStore.add`. Raises RecordNotFound for its account, DuplicateRecord for its id."""
        if await self._tx.scalar(select(tables.account.c.pk).where(tables.account.c.id == action.account_id)) is None:
            raise RecordNotFound(ACCOUNT_ES, action.account_id)
        added = replace(action, version=1)
        try:
            async with self._tx.begin_nested():
                await records.insert_actions(self._tx, [added])
        except IntegrityError as taken:
            raise DuplicateRecord(ACTION_ES, action.id, action.id) from taken
        self._changes.action(None, added)
        return added

    async def save(self, action: ActionableAction, seen: int) -> Action:
        """See `ActionStore.save`."""
        stored = await self._read(action.id, lock=True)
        if stored.version != seen:
            raise VersionConflict(ACTION_ES, action.id, seen, stored, stored.version)
        after = replace(
            stored,
            version=seen + 1,
            notes=action.notes,
            topic=action.topic,
            confirmation=action.confirmation,
            annulment=action.annulment,
        )
        await records.update_actions(self._tx, [after])
        self._changes.action(stored, after)
        return after

    async def _read(self, action_id: str, *, lock: bool) -> Action:
        found = await records.read_actions(self._fetch, self._kind, [action_id], lock=lock)
        if action_id not in found:
            raise RecordNotFound(ACTION_ES, action_id)
        return found[action_id]


class SqlTerms:
    """`TermStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, term_id: str) -> Term:
        """See `TermStore.get`."""
        row = (await self._tx.execute(select(tables.term).where(tables.term.c.id == term_id))).one_or_none()
        if row is None:
            raise RecordNotFound(TERM_ES, term_id)
        return term_from(row)

    async def of_account(self, account_id: str, *, open_only: bool = False) -> Sequence[Term]:
        """See `TermStore.of_account`."""
        wanted = (
            select(tables.term)
            .where(tables.term.c.account_id == account_id)
            .order_by(tables.term.c.started_at, tables.term.c.id)
        )
        if open_only:
            wanted = wanted.where(tables.term.c.stopped_at.is_(None), tables.term.c.waived_at.is_(None))
        return [term_from(row) for row in await self._tx.execute(wanted)]

    async def open_terms(self, offices: Sequence[str] | None = None) -> Sequence[Term]:
        """See `TermStore.open_terms`; by due instant."""
        wanted = select(tables.term).where(tables.term.c.stopped_at.is_(None), tables.term.c.waived_at.is_(None))
        if offices is not None:
            wanted = wanted.where(tables.term.c.office.in_(offices))
        return [
            term_from(row) for row in await self._tx.execute(wanted.order_by(tables.term.c.due_key, tables.term.c.id))
        ]

    async def add(self, term: ActionableTerm, milestones: Milestones) -> Term:
        """See `TermStore.add`."""
        await self._tx.execute(insert(tables.term), term_columns(term, milestones))
        return term

    async def save(self, term: ActionableTerm, milestones: Milestones) -> Term:
        """See `TermStore.save`."""
        columns = term_columns(term, milestones)
        done = await self._tx.execute(update(tables.term).where(tables.term.c.id == term.id).values(columns))
        if done.rowcount == 0:
            raise RecordNotFound(TERM_ES, term.id)
        return term


class SqlConflicts:
    """`ConflictStore` in SQL."""

    def __init__(self, tx: Transaction, changes: Changes) -> None:
        self._tx = tx
        self._changes = changes

    async def get(self, conflict_id: str) -> Conflict:
        """See `ConflictStore.get`."""
        return await self._read(conflict_id, lock=False)

    async def add(self, conflict: Conflict) -> None:
        """See `ConflictStore.add`."""
        same = (
            tables.conflict.c.kind == conflict.kind.value,
            tables.conflict.c.key == conflict.key,
            tables.conflict.c.field == conflict.field,
        )
        columns = conflict_columns(conflict)
        done = await self._tx.execute(
            update(tables.conflict).where(*same, tables.conflict.c.resolved_at.is_(None)).values(columns)
        )
        if done.rowcount == 0:
            await self._tx.execute(insert(tables.conflict), columns)

    async def resolve(self, conflict: Conflict) -> None:
        """See `ConflictStore.resolve`."""
        stored = await self._read(conflict.id, lock=True)
        if stored.resolution is not None or conflict.resolution is None:
            raise VersionConflict(CONFLICT_ES, conflict.id, 1, stored, 2 if stored.resolution else 1)
        await self._tx.execute(
            update(tables.conflict)
            .where(tables.conflict.c.id == conflict.id)
            .values(resolution_columns(conflict.resolution))
        )
        if stored.field == DELETED_FIELD:
            await self._decide_deletion(stored, anew=conflict.resolution.side is Side.ATENCION)
        if conflict.resolution.side is not Side.CRM:
            self._changes.field(stored.kind, stored.account_id, stored.key, stored.field, conflict.resolution.value)

    async def _decide_deletion(self, decided: Conflict, *, anew: bool) -> None:
        """Nothing is agreed on any more, or it stays away; either way what waited for the decision goes on."""
        now = await store_now(self._tx)
        dialect: Any = sqlite if records.kind_of(self._tx) == "sqlite" else postgresql
        state = {"version": None, "agreed_at": now, "seen_at": now, "deleted_at": None if anew else now}
        ref = {"kind": decided.kind.value, "key": decided.key, "account_id": decided.account_id}
        forgotten: dict[str, object] = {**state, "agreed": {}} if anew else {**state}
        await self._tx.execute(
            dialect.insert(tables.crm_shadow)
            .values(**ref, **state, agreed={})
            .on_conflict_do_update(index_elements=["kind", "key"], set_=forgotten)
        )
        await let_go_on(self._tx, CRM_CHANNEL, decided.account_id, now)

    async def open_of(self, account_id: str) -> Sequence[Conflict]:
        """See `ConflictStore.open_of`; oldest first."""
        wanted = (
            select(tables.conflict)
            .where(tables.conflict.c.account_id == account_id, tables.conflict.c.resolved_at.is_(None))
            .order_by(tables.conflict.c.detected_at, tables.conflict.c.pk)
        )
        return [conflict_from(row) for row in await self._tx.execute(wanted)]

    async def _read(self, conflict_id: str, *, lock: bool) -> Conflict:
        wanted = select(tables.conflict).where(tables.conflict.c.id == conflict_id)
        row = (await self._tx.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
        if row is None:
            raise RecordNotFound(CONFLICT_ES, conflict_id)
        return conflict_from(row)


class SqlDecisions:
    """`DecisionLog` in SQL (POL-07)."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def record(self, decision: Decision) -> None:
        """See `DecisionLog.record`."""
        await self._tx.execute(insert(tables.decision), decision_columns(decision))


class SqlIdempotency:
    """`IdempotencyStore` in SQL: keys belong to the actor that sent them."""

    def __init__(self, tx: Transaction, actor: Actor) -> None:
        self._tx = tx
        self._actor = actor

    async def recall(self, key: str, operation: str, fingerprint: str) -> str | None:
        """See `IdempotencyStore.recall`. Whoever comes second with a key waits here until the first has ended."""
        if records.kind_of(self._tx) == "postgresql":  # SQLite has one writer at a time anyway
            name = func.hashtextextended(literal(f"{self._actor.id}\n{key}"), literal(0, Key))
            await self._tx.execute(select(func.pg_advisory_xact_lock(name)))
        row = (
            await self._tx.execute(
                select(tables.idempotency).where(
                    tables.idempotency.c.actor == self._actor.id, tables.idempotency.c.key == key
                )
            )
        ).one_or_none()
        if row is None:
            return None
        if (row.operation, row.fingerprint) != (operation, fingerprint):
            raise InvalidValue(
                f"La clave de cliente «{key}» ya se usó para otra operación o con otros datos: use una nueva.",
                field=("clientKey",),
            )
        return str(row.result)

    async def remember(self, key: str, operation: str, fingerprint: str, result: str) -> None:
        """See `IdempotencyStore.remember`."""
        await self._tx.execute(
            insert(tables.idempotency).values(
                actor=self._actor.id, key=key, operation=operation, fingerprint=fingerprint, result=result
            )
        )
