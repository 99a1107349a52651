"""Accounts and actions as flat rows for screens."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, column, func, select, true
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import ARRAY

from domain.model.accounts import Account
from domain.model.history.actions import Action
from domain.ports.reading import AccountOrder, AccountQuery, AccountRow, ActionRow, Page, PageRequest
from persistence import records
from persistence.accounts.by_class import ClassReads, is_of_class_alone
from persistence.accounts.query import KEYSETS, ROW, Question, last_contact, question_of
from persistence.classes.finding import Way, day_and_nodes, day_parameters, unsorted
from persistence.counted import counted_each
from persistence.database import DatabaseKind
from persistence.keyset import Keyset, is_backward, of_each
from persistence.records import among, list_value
from persistence.tables import account, action

ACTIONS: Final = Keyset("x", (action.c.ended_on, action.c.id), descending=True)

_ROW_WIDTH: Final = len(ROW)
_EVERYTHING: Final = {order: AccountQuery(order=order) for order in AccountOrder}
_MOST_ASKED: Final = 256
_LIMIT: Final = bindparam("limit", type_=account.c.version.type)
_ACTION_ROW: Final = tuple(
    account.c.id.label("account_id") if name == "account_id" else action.c[name] for name in ActionRow._fields
)


_Asked = tuple[Question, Select[Any]]


class AccountReads(ClassReads):
    """The part of `ReadModel` about accounts and actions."""

    _asked: OrderedDict[Hashable, _Asked]
    """The questions asked last. To build one, and SQLAlchemy's key of it, costs more than most take to run."""

    async def account(self, account_id: str) -> AccountRow | None:
        """See `ReadModel.account`."""
        rows = await self._database.read(_ACCOUNT_BY_ID, {"id": account_id})
        return AccountRow._make(rows[0]) if rows else None

    async def account_by_rut(self, rut: str) -> AccountRow | None:
        """See `ReadModel.account_by_rut`."""
        rows = await self._database.read(_ACCOUNT_BY_RUT, {"rut": rut})
        return AccountRow._make(rows[0]) if rows else None

    async def accounts_by_id(self, account_ids: Sequence[str]) -> Mapping[str, AccountRow]:
        """See `ReadModel.accounts_by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_accounts_by_id(kind), {"ids": list_value(kind, account_ids)})
        return {row.id: AccountRow._make(row) for row in rows}

    async def accounts(self, query: AccountQuery, page: PageRequest) -> Page[AccountRow]:
        """See `ReadModel.accounts`."""
        keyset = KEYSETS[query.order]
        if query == _EVERYTHING[query.order]:
            statement = _page_of_all(query.order, is_backward(page), page.after is not None, page.before is not None)
            rows = await self._database.read(statement, keyset.parameters(page))
        elif query.classes and is_of_class_alone(query):
            rows = await self._page_of_classes(query, page)
        else:
            way = await self._way(query)
            question, statement = self._question(query, page, way)
            keyset = question.keyset
            parameters = {**question.parameters, **self._day(query, way), **keyset.parameters(page)}
            rows = await self._database.read(statement, parameters, long=True)
        return keyset.page(rows, page, _account_row, _account_key)

    async def longest_waiting(self, query: AccountQuery, most: int) -> Sequence[str]:
        """See `ReadModel.longest_waiting`."""
        question = question_of(self._database.kind, query)
        placed = question.select(account.c.id).order_by(last_contact(query.classes_on), account.c.id).limit(most)
        parameters = {**question.parameters, **self._day(query, Way.CHECKED)}
        return [row[0] for row in await self._database.read(placed, parameters, long=True)]

    async def count_accounts(self, query: AccountQuery) -> int:
        """See `ReadModel.count_accounts`."""
        query = replace(query, order=AccountOrder.RELEVANCE)
        if query.classes and is_of_class_alone(query):
            return await self._count_of_classes(query)
        way = await self._way(query)
        question, statement = self._question(query, None, way)
        rows = await self._database.read(statement, {**question.parameters, **self._day(query, way)}, long=True)
        return int(rows[0][0])

    def _question(self, query: AccountQuery, page: PageRequest | None, way: Way) -> _Asked:
        """What *query* asks, with the statement of this page of it; without a page, that of the count."""
        dated = query.classes_on is not None
        undated = replace(query, classes_on=None) if dated and query.no_contact_since is None else query
        place = None if page is None else (is_backward(page), bool(page.after), bool(page.before))
        key = (undated, dated, way, place)
        found = self._asked.get(key)
        if found is None:
            kind = self._database.kind
            question = question_of(kind, query, way)
            sorts = way is Way.BY_WORDS or (way is Way.AMONG and kind == "postgresql")
            statement = question.select(func.count()) if page is None else _page_of(question, page, sorts=sorts)
            found = self._asked[key] = question, statement
            if len(self._asked) > _MOST_ASKED:
                self._asked.popitem(last=False)
        else:
            self._asked.move_to_end(key)
        return found

    def _day(self, query: AccountQuery, way: Way) -> Mapping[str, object]:
        """The day asked about, when anything of it is."""
        on = query.classes_on
        if on is None or not (query.category is not None or query.axes or query.classes):
            return {}
        return day_and_nodes(self._database.kind, on) if way in {Way.AMONG, Way.MET} else day_parameters(on)

    async def actions_of(
        self, account_ids: Sequence[str], page: PageRequest, *, log_types: frozenset[str] | None = None
    ) -> Mapping[str, Page[ActionRow]]:
        """See `ReadModel.actions_of`; *log_types*: only actions of these types."""
        kind = self._database.kind
        shape = (is_backward(page), page.after is not None, page.before is not None, log_types is not None)
        parameters = ACTIONS.parameters(page)
        parameters["ids"] = list_value(kind, account_ids)
        if log_types is not None:
            parameters["types"] = list_value(kind, sorted(log_types))
        rows = map(ActionRow._make, await self._database.read(_actions_of(kind, *shape), parameters))
        found = ACTIONS.pages(of_each(account_ids, rows, "account_id"), page, _same, _action_key)
        theirs = [action.c.account_pk == account.c.pk]
        if log_types is not None:
            theirs.append(action.c.type.in_(sorted(log_types)))
        return await counted_each(self._database, found, page, account.c.id, *theirs)

    async def actions_by_id(self, action_ids: Sequence[str]) -> Mapping[str, ActionRow]:
        """See `ReadModel.actions_by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_actions_by_id(kind), {"ids": list_value(kind, action_ids)})
        return {row.id: ActionRow._make(row) for row in rows}

    async def whole(self, account_ids: Sequence[str]) -> Mapping[str, tuple[Account, Sequence[Action]]]:
        """See `ReadModel.whole`."""
        kind = self._database.kind
        accounts = await records.read_accounts(self._database.read, kind, account_ids)
        actions = await records.read_actions_of(self._database.read, kind, account_ids)
        return {each: (found, actions[each]) for each, found in accounts.items()}


_ACCOUNT_BY_ID: Final = select(*ROW).where(account.c.id == bindparam("id"))
_ACCOUNT_BY_RUT: Final = select(*ROW).where(account.c.rut == bindparam("rut"))


@lru_cache
def _accounts_by_id(kind: DatabaseKind) -> Select[Any]:
    return select(*ROW).where(among(kind, account.c.id))


@lru_cache
def _actions_by_id(kind: DatabaseKind) -> Select[Any]:
    of_account = account.c.pk == action.c.account_pk
    return select(*_ACTION_ROW).join_from(action, account, of_account).where(among(kind, action.c.id))


def _account_row(row: Any) -> AccountRow:
    """As `AccountRow._make`, without its look at the length: most of a page's time here is that of its rows."""
    return tuple.__new__(AccountRow, row[:_ROW_WIDTH])


def _account_key(row: Any) -> Sequence[object]:
    key: Sequence[object] = row[_ROW_WIDTH:]
    return key


def _same(row: ActionRow) -> ActionRow:
    return row


def _action_key(row: ActionRow) -> tuple[date, str]:
    return (row.ended_on, row.id)


@lru_cache
def _page_of_all(order: AccountOrder, backward: bool, after: bool, before: bool) -> Select[Any]:
    keyset = KEYSETS[order]
    sides = [keyset.beyond(side) for side, given in ((True, after), (False, before)) if given]
    return select(*ROW, *keyset.columns).where(*sides).order_by(*keyset.order(backward)).limit(_LIMIT)


def _page_of(question: Question, page: PageRequest, *, sorts: bool) -> Select[Any]:
    """
    Args:
        sorts: What is found is few: PostgreSQL is not to walk over all accounts for the sake of the order.
    """
    keyset, backward = question.keyset, is_backward(page)
    order = keyset.order(backward)
    if sorts and keyset is KEYSETS[AccountOrder.RELEVANCE]:
        key = unsorted(account.c.pk)
        order = (key.desc() if backward else key.asc(),)
    return question.select(*ROW, *keyset.columns).where(*keyset.window(page)).order_by(*order).limit(_LIMIT)


@lru_cache
def _actions_of(kind: DatabaseKind, backward: bool, after: bool, before: bool, typed: bool) -> Select[Any]:
    """The latest actions of each account, in no order: one index walk for each, which stops at the limit."""
    sides = [ACTIONS.beyond(side) for side, given in ((True, after), (False, before)) if given]
    if typed:
        sides.append(among(kind, action.c.type, "types"))
    if kind == "sqlite":
        latest_keys = (
            select(action.c.pk)
            .where(action.c.account_pk == account.c.pk, *sides)
            .order_by(*ACTIONS.order(backward))
            .limit(_LIMIT)
            .correlate(account)
        )
        shown = action.alias("shown")
        columns = [account.c.id if name == "account_id" else shown.c[name] for name in ActionRow._fields]
        return select(*columns).join_from(account, shown, shown.c.pk.in_(latest_keys)).where(among(kind, account.c.id))
    asked = (
        func.unnest(bindparam("ids", type_=ARRAY(TextType())))
        .table_valued(column("id", TextType()))
        .render_derived("asked")
    )
    latest = (
        select(action)
        .where(action.c.account_pk == account.c.pk, *sides)
        .order_by(*ACTIONS.order(backward))
        .limit(_LIMIT)
        .correlate(account)
        .lateral("latest")
    )
    chosen = [account.c.id if name == "account_id" else latest.c[name] for name in ActionRow._fields]
    return select(*chosen).select_from(asked.join(account, account.c.id == asked.c.id).join(latest, true()))
