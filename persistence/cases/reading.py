"""`CaseReads` in SQL: cases, timelines and messages for screens, one statement each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select

from domain.model.cases import Case, CaseEvent
from domain.model.messages import Message, MessageState
from domain.model.representations import Representation
from domain.model.terms import Term
from domain.ports.casework import CaseQuery
from domain.ports.reading import Page, PageRequest
from persistence.background.messages import message_of
from persistence.cases.mapping import case_from, event_from
from persistence.database import Database, DatabaseKind
from persistence.keyset import Keyset, is_backward
from persistence.mapping import term_from
from persistence.records import among, list_value
from persistence.representations.mapping import representation_from
from persistence.tables import message, term
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.representations import representation

CASES_NEWEST_FIRST: Final = Keyset("k", (protocol_case.c.pk,), descending=True)
MESSAGES_NEWEST_FIRST: Final = Keyset("m", (message.c.pk,), descending=True)
MOST_CASES_OF_ONE: Final = 100

_LIMIT: Final = bindparam("limit", type_=protocol_case.c.pk.type)
_CASE_BY_ID: Final = select(protocol_case).where(protocol_case.c.id == bindparam("id"))
_MESSAGE_BY_ID: Final = select(message).where(message.c.id == bindparam("id"))


class SqlCaseReads:
    """Reads for screens; see `domain.ports.casework.CaseReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def case(self, case_id: str) -> Case | None:
        """See `CaseReads.case`."""
        rows = await self._database.read(_CASE_BY_ID, {"id": case_id})
        return case_from(rows[0]) if rows else None

    async def cases(self, query: CaseQuery, page: PageRequest) -> Page[Case]:
        """See `CaseReads.cases`."""
        order = CASES_NEWEST_FIRST
        statement = (
            select(protocol_case)
            .where(*_wanted(query), *order.window(page))
            .order_by(*order.order(is_backward(page)))
            .limit(_LIMIT)
        )
        rows = await self._database.read(statement, order.parameters(page))
        return order.page(rows, page, case_from, lambda row: (row.pk,))

    async def cases_of(self, account_ids: Sequence[str], *, open_only: bool = True) -> Mapping[str, Sequence[Case]]:
        """See `CaseReads.cases_of`."""
        kind = self._database.kind
        rows = await self._database.read(_cases_of(kind, open_only), {"ids": list_value(kind, account_ids)})
        found: dict[str, list[Case]] = {account_id: [] for account_id in account_ids}
        for row in rows:
            found[row.account_id].append(case_from(row))
        return found

    async def declared_in(self, cases: Sequence[Case]) -> Mapping[str, Representation]:
        """See `CaseReads.declared_in`."""
        kind = self._database.kind
        rows = await self._database.read(_declared_in(kind), {"ids": list_value(kind, [case.id for case in cases])})
        return {row.case_id: representation_from(row) for row in rows}

    async def timelines(self, cases: Sequence[Case]) -> Mapping[str, Sequence[CaseEvent]]:
        """See `CaseReads.timelines`."""
        kind = self._database.kind
        rows = await self._database.read(_timelines(kind), {"ids": list_value(kind, [case.id for case in cases])})
        found: dict[str, list[CaseEvent]] = {case.id: [] for case in cases}
        for row in rows:
            found[row.case_id].append(event_from(row))
        return found

    async def open_terms_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[Term]]:
        """See `CaseReads.open_terms_of`."""
        kind = self._database.kind
        rows = await self._database.read(_open_terms_of(kind), {"ids": list_value(kind, [case.id for case in cases])})
        found: dict[str, list[Term]] = {case.id: [] for case in cases}
        for row in rows:
            found[row.case_id].append(term_from(row))
        return found

    async def messages(
        self,
        page: PageRequest,
        *,
        account_ids: frozenset[str] | None = None,
        case_id: str | None = None,
        states: frozenset[MessageState] = frozenset(),
    ) -> Page[Message]:
        """See `CaseReads.messages`."""
        conditions: list[ColumnElement[bool]] = []
        if account_ids is not None:
            conditions.append(message.c.account_id.in_(sorted(account_ids)))
        if case_id is not None:
            conditions.append(message.c.case_id == case_id)
        if states:
            conditions.append(message.c.state.in_(sorted(state.value for state in states)))
        order = MESSAGES_NEWEST_FIRST
        statement = (
            select(message)
            .where(*conditions, *order.window(page))
            .order_by(*order.order(is_backward(page)))
            .limit(_LIMIT)
        )
        rows = await self._database.read(statement, order.parameters(page))
        return order.page(rows, page, message_of, lambda row: (row.pk,))

    async def message(self, message_id: str) -> Message | None:
        """See `CaseReads.message`."""
        rows = await self._database.read(_MESSAGE_BY_ID, {"id": message_id})
        return message_of(rows[0]) if rows else None


@lru_cache
def _cases_of(kind: DatabaseKind, open_only: bool) -> Select[Any]:
    c = protocol_case.c
    place = func.row_number().over(partition_by=c.account_id, order_by=c.pk).label("place")
    wanted = select(protocol_case, place).where(among(kind, c.account_id))
    ranked = (wanted.where(c.closed_at.is_(None)) if open_only else wanted).subquery()
    columns = [ranked.c[column.name] for column in c]
    return select(*columns).where(ranked.c.place <= MOST_CASES_OF_ONE).order_by(ranked.c.account_id, ranked.c.place)


@lru_cache
def _declared_in(kind: DatabaseKind) -> Select[Any]:
    return select(representation).where(among(kind, representation.c.case_id)).order_by(representation.c.pk)


@lru_cache
def _timelines(kind: DatabaseKind) -> Select[Any]:
    c = case_event.c
    return select(case_event).where(among(kind, c.case_id)).order_by(c.case_id, c.sequence)


@lru_cache
def _open_terms_of(kind: DatabaseKind) -> Select[Any]:
    c = term.c
    is_open = (c.stopped_at.is_(None), c.waived_at.is_(None))
    return select(term).where(among(kind, c.case_id), *is_open).order_by(c.case_id, c.started_at, c.id)


def _wanted(query: CaseQuery) -> list[ColumnElement[bool]]:
    c = protocol_case.c
    flows = {flow.value for flow in query.flows}
    chosen = ((c.flow, flows), (c.state, query.states), (c.office, query.offices))
    conditions: list[ColumnElement[bool]] = [column.in_(sorted(values)) for column, values in chosen if values]
    if query.account_ids is not None:
        hers = and_(c.account_id.is_(None), c.opened_by == query.opened_by) if query.opened_by else false()
        conditions.append(or_(c.account_id.in_(sorted(query.account_ids)), hers))
    if query.assignee is not None:
        conditions.append(c.assignee == query.assignee)
    if query.open_only:
        conditions.append(c.closed_at.is_(None))
    if query.complex is not None:
        conditions.append(c.complex.is_(query.complex))
    if query.complex_market is not None:
        conditions.append(c.complex_market == query.complex_market.value)
    return conditions
