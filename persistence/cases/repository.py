"""`CaseStore` in SQL, in the unit of work's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.cases import Case, CaseEvent, Flow, TakenBack, Undo
from domain.model.terms import Term
from domain.protocol.access.actionable import ActionableCase
from persistence.cases.mapping import (
    case_columns,
    case_from,
    event_columns,
    event_from,
    taken_back_columns,
    undo_columns,
)
from persistence.database import Transaction
from persistence.mapping import term_from
from persistence.tables import account, message, term
from persistence.tables.cases import case_event, protocol_case

CASE_ES: Final = "un caso"


class SqlCases:
    """`CaseStore` in SQL. `opened`: ids of the cases that were added."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.opened: set[str] = set()

    async def get(self, case_id: str) -> Case:
        """See `CaseStore.get`."""
        return await self._read(select(protocol_case).where(protocol_case.c.id == case_id), case_id)

    async def hold(self, case_id: str) -> Case:
        """See `CaseStore.hold`. SQLite has one writer at a time: whoever writes holds everything."""
        wanted = select(protocol_case).where(protocol_case.c.id == case_id)
        if self._tx.dialect.name != "sqlite":
            owner = select(protocol_case.c.account_id).where(protocol_case.c.id == case_id).scalar_subquery()
            await self._tx.execute(select(account.c.pk).where(account.c.id == owner).with_for_update())
        return await self._read(wanted.with_for_update(), case_id)

    async def of_account(self, account_id: str, flow: Flow | None = None, *, open_only: bool = True) -> Sequence[Case]:
        """See `CaseStore.of_account`."""
        wanted = select(protocol_case).where(protocol_case.c.account_id == account_id).order_by(protocol_case.c.pk)
        if flow is not None:
            wanted = wanted.where(protocol_case.c.flow == flow.value)
        if open_only:
            wanted = wanted.where(protocol_case.c.closed_at.is_(None))
        return [case_from(row) for row in await self._tx.execute(wanted)]

    async def _read(self, wanted: Select[Any], case_id: str) -> Case:
        row = (await self._tx.execute(wanted)).one_or_none()
        if row is None:
            raise RecordNotFound(CASE_ES, case_id)
        return case_from(row)

    async def of_assignee(self, person: str, most: int) -> Sequence[Case]:
        """See `CaseStore.of_assignee`."""
        mine = (protocol_case.c.assignee == person, protocol_case.c.closed_at.is_(None))
        wanted = select(protocol_case).where(*mine).order_by(protocol_case.c.pk).limit(most)
        return [case_from(row) for row in await self._tx.execute(wanted)]

    async def in_hands(self) -> Mapping[str, frozenset[str | None]]:
        """See `CaseStore.in_hands`."""
        held = (protocol_case.c.assignee.is_not(None), protocol_case.c.closed_at.is_(None))
        pairs = select(protocol_case.c.assignee, protocol_case.c.office).distinct().where(*held)
        found: dict[str, set[str | None]] = {}
        for row in await self._tx.execute(pairs):
            found.setdefault(row.assignee, set()).add(row.office)
        return {person: frozenset(offices) for person, offices in found.items()}

    async def add(self, case: ActionableCase, event: CaseEvent) -> Case:
        """See `CaseStore.add`."""
        columns = case_columns(replace(case, version=1))
        try:
            async with self._tx.begin_nested():
                done = await self._tx.execute(insert(protocol_case).returning(protocol_case.c.pk), columns)
                number = int(done.scalar_one())
        except IntegrityError as taken:
            key = columns["single_key"]
            single = select(protocol_case.c.id).where(protocol_case.c.single_key == key)
            existing = None if key is None else await self._tx.scalar(single)
            raise DuplicateRecord(CASE_ES, case.flow.value, str(existing or case.id)) from taken
        await self._tx.execute(insert(case_event), event_columns(event))
        self.opened.add(case.id)
        return replace(case, version=1, number=number)

    async def advance(self, case: ActionableCase, seen: int, event: CaseEvent) -> Case:
        """See `CaseStore.advance`."""
        after = replace(case, version=seen + 1)
        written = (
            update(protocol_case)
            .where(protocol_case.c.id == case.id, protocol_case.c.version == seen)
            .values(case_columns(after))
        )
        try:
            done = await self._tx.execute(written)
        except IntegrityError as taken:  # nothing more can be read in this transaction
            raise DuplicateRecord(CASE_ES, case.flow.value, case.id) from taken
        if done.rowcount == 0:
            stored = await self.get(case.id)
            raise VersionConflict(CASE_ES, case.id, seen, stored, stored.version)
        await self._tx.execute(insert(case_event), event_columns(event))
        return after

    async def give(self, case_id: str, account_id: str) -> None:
        """See `CaseStore.give`."""
        for table in (term, message):
            await self._tx.execute(update(table).where(table.c.case_id == case_id).values(account_id=account_id))

    async def timeline(self, case_id: str) -> Sequence[CaseEvent]:
        """See `CaseStore.timeline`."""
        wanted = select(case_event).where(case_event.c.case_id == case_id).order_by(case_event.c.sequence)
        return tuple(event_from(row) for row in await self._tx.execute(wanted))

    async def retell(self, case_id: str, sequence: int, effects: Sequence[str]) -> None:
        """See `CaseStore.retell`."""
        await self._annotate(case_id, sequence, effects=list(effects))

    async def keep_undo(self, case_id: str, sequence: int, undo: Undo) -> None:
        """See `CaseStore.keep_undo`."""
        await self._annotate(case_id, sequence, undo=undo_columns(undo))

    async def mark_taken_back(self, case_id: str, sequence: int, taken_back: TakenBack) -> None:
        """See `CaseStore.mark_taken_back`."""
        await self._annotate(case_id, sequence, taken_back=taken_back_columns(taken_back))

    async def mark_topic(self, case_id: str, sequence: int, topic: str | None) -> None:
        """See `CaseStore.mark_topic`."""
        await self._annotate(case_id, sequence, topic=topic)

    async def _annotate(self, case_id: str, sequence: int, **columns: object) -> None:
        which = case_event.c.case_id == case_id, case_event.c.sequence == sequence
        await self._tx.execute(update(case_event).where(*which).values(**columns))

    async def open_terms(self, case_id: str) -> Sequence[Term]:
        """See `CaseStore.open_terms`."""
        wanted = (
            select(term)
            .where(term.c.case_id == case_id, term.c.stopped_at.is_(None), term.c.waived_at.is_(None))
            .order_by(term.c.started_at, term.c.id)
        )
        return [term_from(row) for row in await self._tx.execute(wanted)]
