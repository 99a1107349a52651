"""`CaseReads` in SQL: cases, timelines and messages for screens, one statement each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from domain.model.cases import Case, CaseEvent
from domain.model.messages import Message, MessageState
from domain.model.representations import Representation
from domain.model.terms import Term
from domain.ports.casework import CaseOrder, CaseQuery
from domain.ports.reading import Page, PageRequest
from persistence.accounts.query import no_contact_since
from persistence.background.messages import message_of
from persistence.cases.mapping import case_from, event_from
from persistence.cases.terms import accounts_of_executive, oldest_terms_of
from persistence.classes.finding import day_parameters, has_value
from persistence.counted import counted, counted_each
from persistence.database import Database, DatabaseKind
from persistence.keyset import Keyset, is_backward, of_each
from persistence.mapping import NEVER, term_from
from persistence.records import among, list_value, newest_of_each
from persistence.representations.mapping import REPRESENTATION
from persistence.tables import account, message, term
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.columns import Instant, Key
from persistence.tables.representations import representation

CASES_NEWEST_FIRST: Final = Keyset("k", (protocol_case.c.pk,), descending=True)
NEXT_DUE: Final[ColumnElement[int]] = type_coerce(
    func.coalesce(
        select(func.min(term.c.due_key))
        .where(term.c.case_id == protocol_case.c.id, term.c.stopped_at.is_(None), term.c.waived_at.is_(None))
        .correlate(protocol_case)
        .scalar_subquery(),
        literal(NEVER, Key),
    ),
    Key,
)
"""The end of the open term of a case that ends first."""
LAST_ENTRY: Final[ColumnElement[int]] = type_coerce(
    select(func.max(case_event.c.pk)).where(case_event.c.case_id == protocol_case.c.id).correlate(protocol_case)
    .scalar_subquery(),
    Key,
)  # fmt: skip
"""The last entry of a case: entries are written in order."""
CASE_ORDERS: Final = {
    CaseOrder.NEWEST: CASES_NEWEST_FIRST,
    CaseOrder.UPDATED: Keyset("ku", (LAST_ENTRY, protocol_case.c.pk), descending=True),
    CaseOrder.DUE: Keyset("kd", (NEXT_DUE, protocol_case.c.pk)),
}
MESSAGES_NEWEST_FIRST: Final = Keyset("m", (message.c.pk,), descending=True)
MOST_CASES_OF_ONE: Final = 100

_LIMIT: Final = bindparam("limit", type_=protocol_case.c.pk.type)
_CASE_BY_ID: Final = select(protocol_case).where(protocol_case.c.id == bindparam("id"))


class SqlCaseReads:
    """Reads for screens; see `domain.ports.casework.CaseReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def case(self, case_id: str) -> Case | None:
        """See `CaseReads.case`."""
        rows = await self._database.read(_CASE_BY_ID, {"id": case_id})
        return case_from(rows[0]) if rows else None

    async def cases_by_id(self, case_ids: Sequence[str]) -> Mapping[str, Case]:
        """See `CaseReads.cases_by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_by_id(kind, protocol_case), {"ids": list_value(kind, case_ids)})
        return {row.id: case_from(row) for row in rows}

    async def cases(self, query: CaseQuery, page: PageRequest) -> Page[Case]:
        """See `CaseReads.cases`."""
        order = CASE_ORDERS[query.order]
        placed = [column.label("place") for column in order.columns[:-1]]
        whole = select(protocol_case, *placed).where(*_wanted(query))
        if query.category is not None:
            whole = whole.params(day_parameters(query.category[1]))
        statement = whole.where(*order.window(page)).order_by(*order.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(statement, order.parameters(page), long=bool(placed))
        found = order.page(rows, page, case_from, _place_and_pk if placed else _pk)
        return await counted(self._database, found, page, whole)

    async def cases_of(self, account_ids: Sequence[str], *, open_only: bool = True) -> Mapping[str, Sequence[Case]]:
        """See `CaseReads.cases_of`."""
        kind = self._database.kind
        rows = await self._database.read(_cases_of(kind, open_only), {"ids": list_value(kind, account_ids)})
        found: dict[str, list[Case]] = {account_id: [] for account_id in account_ids}
        for row in rows:
            found[row.account_id].append(case_from(row))
        return found

    async def entries_of(self, account_ids: Sequence[str], fact: str) -> Mapping[str, Sequence[CaseEvent]]:
        """See `CaseReads.entries_of`."""
        kind = self._database.kind
        rows = await self._database.read(_entries_of(kind), {"ids": list_value(kind, account_ids), "fact": fact})
        found: dict[str, list[CaseEvent]] = {account_id: [] for account_id in account_ids}
        for row in rows:
            found[row.account_id].append(event_from(row))
        return found

    async def newest_cases_of(
        self, account_ids: Sequence[str], page: PageRequest, *, open_only: bool = False
    ) -> Mapping[str, Page[Case]]:
        """See `CaseReads.newest_cases_of`."""
        c = protocol_case.c
        conditions = (c.account_id == account.c.id, *((c.closed_at.is_(None),) if open_only else ()))
        rows = await self._newest(CASES_NEWEST_FIRST, protocol_case, account_ids, page, conditions)
        found = CASES_NEWEST_FIRST.pages(rows, page, case_from, _pk)
        return await counted_each(self._database, found, page, account.c.id, *conditions)

    async def declared_in(self, cases: Sequence[Case]) -> Mapping[str, Representation]:
        """See `CaseReads.declared_in`."""
        kind = self._database.kind
        rows = await self._database.read(_declared_in(kind), {"ids": list_value(kind, [case.id for case in cases])})
        return {row.case_id: REPRESENTATION.record(row) for row in rows}

    async def timelines(self, cases: Sequence[Case]) -> Mapping[str, Sequence[CaseEvent]]:
        """See `CaseReads.timelines`."""
        kind = self._database.kind
        rows = await self._database.read(_timelines(kind), {"ids": list_value(kind, [case.id for case in cases])})
        found: dict[str, list[CaseEvent]] = {case.id: [] for case in cases}
        for row in rows:
            found[row.case_id].append(event_from(row))
        return found

    async def updated_at(self, cases: Sequence[Case]) -> Mapping[str, datetime]:
        """See `CaseReads.updated_at`."""
        kind = self._database.kind
        rows = await self._database.read(_updated_at(kind), {"ids": list_value(kind, [case.id for case in cases])})
        return {row.case_id: row.updated_at for row in rows}

    async def open_terms_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[Term]]:
        """See `CaseReads.open_terms_of`."""
        kind = self._database.kind
        rows = await self._database.read(_open_terms_of(kind), {"ids": list_value(kind, [case.id for case in cases])})
        found: dict[str, list[Term]] = {case.id: [] for case in cases}
        for row in rows:
            found[row.case_id].append(term_from(row))
        return found

    async def terms_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[Term]]:
        """See `CaseReads.terms_of`."""
        kind = self._database.kind
        statement = oldest_terms_of(kind, "case_id")
        rows = await self._database.read(statement, {"ids": list_value(kind, [case.id for case in cases])})
        found: dict[str, list[Term]] = {case.id: [] for case in cases}
        for row in rows:
            found[row.case_id].append(term_from(row))
        return found

    async def messages_of_accounts(
        self, account_ids: Sequence[str], page: PageRequest, *, templates: frozenset[str] | None = None
    ) -> Mapping[str, Page[Message]]:
        """See `CaseReads.messages_of_accounts`."""
        theirs = (message.c.account_id == account.c.id, *_of_templates(templates))
        rows = await self._newest(MESSAGES_NEWEST_FIRST, message, account_ids, page, theirs)
        found = MESSAGES_NEWEST_FIRST.pages(rows, page, message_of, _pk)
        return await counted_each(self._database, found, page, account.c.id, *theirs)

    async def messages_of_cases(
        self, cases: Sequence[Case], page: PageRequest, *, templates: frozenset[str] | None = None
    ) -> Mapping[str, Page[Message]]:
        """See `CaseReads.messages_of_cases`."""
        ids = [case.id for case in cases]
        theirs = (message.c.case_id == protocol_case.c.id, *_of_templates(templates))
        rows = await self._newest(MESSAGES_NEWEST_FIRST, message, ids, page, theirs, protocol_case)
        found = MESSAGES_NEWEST_FIRST.pages(rows, page, message_of, _pk)
        return await counted_each(self._database, found, page, protocol_case.c.id, *theirs)

    async def _newest(
        self,
        order: Keyset,
        table: Table,
        ids: Sequence[str],
        page: PageRequest,
        of_owner: Sequence[ColumnElement[bool]],
        owner: Table = account,
    ) -> Mapping[str, list[Any]]:
        """The rows of *table* that make up a page of each owner, in no order."""
        kind = self._database.kind
        statement = newest_of_each(
            kind, table, order.order(is_backward(page)), *of_owner, *order.window(page), owner=owner
        )
        rows = await self._database.read(statement, {**order.parameters(page), "ids": list_value(kind, ids)})
        return of_each(ids, rows)

    async def messages(
        self,
        page: PageRequest,
        *,
        account_ids: frozenset[str] | None = None,
        case_id: str | None = None,
        states: frozenset[MessageState] = frozenset(),
        templates: frozenset[str] | None = None,
    ) -> Page[Message]:
        """See `CaseReads.messages`."""
        conditions = _of_templates(templates)
        if account_ids is not None:
            conditions.append(message.c.account_id.in_(sorted(account_ids)))
        if case_id is not None:
            conditions.append(message.c.case_id == case_id)
        if states:
            conditions.append(message.c.state.in_(sorted(state.value for state in states)))
        order = MESSAGES_NEWEST_FIRST
        whole = select(message).where(*conditions)
        statement = whole.where(*order.window(page)).order_by(*order.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(statement, order.parameters(page))
        return await counted(self._database, order.page(rows, page, message_of, _pk), page, whole)

    async def messages_by_id(self, message_ids: Sequence[str]) -> Mapping[str, Message]:
        """See `CaseReads.messages_by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_by_id(kind, message), {"ids": list_value(kind, message_ids)})
        return {row.id: message_of(row) for row in rows}


def _of_templates(templates: frozenset[str] | None) -> list[ColumnElement[bool]]:
    return [] if templates is None else [message.c.template.in_(sorted(templates))]


def _pk(row: Any) -> tuple[int]:
    return (row.pk,)


def _place_and_pk(row: Any) -> tuple[int, int]:
    return row.place, row.pk


@lru_cache
def _by_id(kind: DatabaseKind, table: Table) -> Select[Any]:
    return select(table).where(among(kind, table.c.id))


@lru_cache
def _cases_of(kind: DatabaseKind, open_only: bool) -> Select[Any]:
    c = protocol_case.c
    place = func.row_number().over(partition_by=c.account_id, order_by=c.pk).label("place")
    wanted = select(protocol_case, place).where(among(kind, c.account_id))
    ranked = (wanted.where(c.closed_at.is_(None)) if open_only else wanted).subquery()
    columns = [ranked.c[column.name] for column in c]
    return select(*columns).where(ranked.c.place <= MOST_CASES_OF_ONE).order_by(ranked.c.account_id, ranked.c.place)


@lru_cache
def _entries_of(kind: DatabaseKind) -> Select[Any]:
    c, of_case = case_event.c, protocol_case.c
    return (
        select(case_event, of_case.account_id)
        .join(protocol_case, of_case.id == c.case_id)
        .where(among(kind, of_case.account_id), c.fact == bindparam("fact"), c.taken_back.is_(None))
        .order_by(c.pk)
    )


@lru_cache
def _declared_in(kind: DatabaseKind) -> Select[Any]:
    return select(representation).where(among(kind, representation.c.case_id)).order_by(representation.c.pk)


@lru_cache
def _timelines(kind: DatabaseKind) -> Select[Any]:
    c = case_event.c
    return select(case_event).where(among(kind, c.case_id)).order_by(c.case_id, c.sequence)


@lru_cache
def _updated_at(kind: DatabaseKind) -> Select[Any]:
    c = case_event.c
    latest = type_coerce(func.max(c.at), Instant).label("updated_at")
    return select(c.case_id, latest).where(among(kind, c.case_id)).group_by(c.case_id)


@lru_cache
def _open_terms_of(kind: DatabaseKind) -> Select[Any]:
    c = term.c
    is_open = (c.stopped_at.is_(None), c.waived_at.is_(None))
    return select(term).where(among(kind, c.case_id), *is_open).order_by(c.case_id, c.started_at, c.id)


def _due_between(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    t = term.c
    bounds = [t.due_at >= since] if since is not None else []
    bounds += [t.due_at <= until] if until is not None else []
    return exists().where(t.case_id == protocol_case.c.id, t.stopped_at.is_(None), t.waived_at.is_(None), *bounds)


def _of_accounts(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return protocol_case.c.account_id.in_(select(account.c.id).where(condition))


def _wanted(query: CaseQuery) -> list[ColumnElement[bool]]:
    c = protocol_case.c
    flows = {flow.value for flow in query.flows}
    chosen = ((c.flow, flows), (c.state, query.states), (c.office, query.offices))
    conditions: list[ColumnElement[bool]] = [column.in_(sorted(values)) for column, values in chosen if values]
    if query.account_ids is not None:
        hers = and_(c.account_id.is_(None), c.opened_by == query.opened_by) if query.opened_by else false()
        conditions.append(or_(c.account_id.in_(sorted(query.account_ids)), hers))
    if query.assignees:
        conditions.append(c.assignee.in_(sorted(query.assignees)))
    if query.executive is not None:
        conditions.append(c.account_id.in_(accounts_of_executive(query.executive)))
    if query.category is not None:
        conditions.append(_of_accounts(has_value("category", frozenset({query.category[0]}), account.c.pk)))
    if query.no_contact_since is not None:
        conditions.append(_of_accounts(no_contact_since(query.no_contact_since, query.on)))
    if query.updated_since is not None:
        written = case_event.c.at >= query.updated_since
        conditions.append(exists().where(case_event.c.case_id == c.id, written))
    if query.due_from is not None or query.due_until is not None:
        conditions.append(_due_between(query.due_from, query.due_until))
    if query.open_only:
        conditions.append(c.closed_at.is_(None))
    if query.complex is not None:
        conditions.append(c.complex.is_(query.complex))
    if query.complex_market is not None:
        conditions.append(c.complex_market == query.complex_market.value)
    return conditions
