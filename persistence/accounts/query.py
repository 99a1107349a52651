"""`AccountQuery` as SQL: conditions, search and order; one statement text for each shape of question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    UnaryExpression,
    and_,
    bindparam,
    column,
    exists,
    false,
    func,
    or_,
    select,
    table,
    text,
    union,
)
from sqlalchemy.sql import operators

from domain.errors import InvalidValue, MissingData
from domain.exchange.merge import DELETED_FIELD
from domain.model.accounts import FactKind
from domain.model.exchange.conflicts import SyncStatus
from domain.model.rut import Rut
from domain.ports.reading import AccountOrder, AccountQuery, AccountRow
from domain.protocol.follow_up.contact_frequency import NO_CONTACT
from persistence.accounts.folding import SHORTEST_WHOLE_RUT, search_words
from persistence.accounts.search_index import PREFIX_LENGTHS, SQLITE_TABLE
from persistence.classes.finding import Way, has_value, held, is_around, is_of_classes, unsorted, walked
from persistence.database import DatabaseKind
from persistence.keyset import Keyset
from persistence.records import among, list_value
from persistence.sync.outbox import CRM_CHANNEL
from persistence.tables import account, account_fact, action, class_period, conflict, outbox_stream
from persistence.tables.columns import micros

ROW: Final = tuple(account.c[name] for name in AccountRow._fields)

KEYSETS: Final[Mapping[AccountOrder, Keyset]] = {
    AccountOrder.RELEVANCE: Keyset("a", (account.c.pk,)),
    AccountOrder.NAME: Keyset("an", (account.c.name_key, account.c.id)),
    AccountOrder.REGISTERED_ON: Keyset("ar", (account.c.registered_on, account.c.id)),
    AccountOrder.REGISTERED_ON_DESC: Keyset("ard", (account.c.registered_on, account.c.id), descending=True),
    AccountOrder.UPDATED: Keyset("au", (account.c.updated_at, account.c.id), descending=True),
}
_OTHER: Final = account.alias("other")
_INDEX: Final = table(SQLITE_TABLE, column("rowid", account.c.pk.type))
# "+" is how SQLite is told to walk the search index and look accounts up by key, never the other way round.
_ROWID_OF_MATCH: Final[ColumnElement[int]] = UnaryExpression(
    _INDEX.c.rowid, operator=operators.custom_op("+"), type_=account.c.pk.type
)
_BY_MATCH: Final = Keyset("a", (_INDEX.c.rowid,))  # the same order and cursors, walked in the search index
_BY_CLASS: Final = Keyset("a", (class_period.c.account_pk,))  # and in that of a class


@dataclass(frozen=True, slots=True)
class Question:
    """
    Conditions of one `AccountQuery` with what to bind.

    Attributes:
        matched: It is answered out of SQLite's search index.
    """

    conditions: tuple[ColumnElement[bool], ...]
    parameters: Mapping[str, object]
    keyset: Keyset
    matched: bool

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """These columns of the accounts that fit, in no order yet."""
        found = select(*columns).where(*self.conditions)
        return found.select_from(_INDEX, account) if self.matched else found.select_from(account)


def question_of(kind: DatabaseKind, query: AccountQuery, way: Way = Way.CHECKED) -> Question:
    """
    The question that *query* asks of this database.

    Args:
        way: What drives a search by class.

    Raises:
        MissingData: Classes are asked for without a date.
        InvalidValue: There is no such class, or no such value of an axis.
    """
    parameters: dict[str, object] = {}
    conditions = [account.c.merged_into.is_(None), *_where(kind, query, parameters)]
    if query.account_ids is not None:
        conditions.append(_is_among_keys(among(kind, _OTHER.c.id, "only_ids")))
        parameters["only_ids"] = list_value(kind, sorted(query.account_ids))
    if query.executive is not None:
        executive = bindparam("executive", type_=String)
        conditions.append(
            _is_among_keys(_OTHER.c.regional_executive == executive, _OTHER.c.commercial_executive == executive)
        )
        parameters["executive"] = query.executive
    if query.no_contact_since is not None:
        conditions.append(no_contact_since(query.no_contact_since, query.classes_on))
    if query.updated_since is not None:
        conditions.append(account.c.updated_at >= bindparam("updated_since", type_=BigInteger))
        parameters["updated_since"] = micros(query.updated_since)
    if query.active is not None:
        conditions.append(account.c.active.is_(query.active))
    if query.sync_status is not None:
        conditions.append(_sync_status_is(query.sync_status))
    ruts, asked = _apart(search_words(query.search or ""))
    match = _match(asked) if kind == "sqlite" and way in {Way.CHECKED, Way.MET} else ""
    conditions += _of_classes(kind, query, way, _INDEX.c.rowid if match else account.c.pk)
    if query.search and query.search.strip() and not ruts and not asked:
        conditions.append(false())  # nothing but punctuation: no word begins with it
    conditions += [account.c.rut == bindparam(None, rut, String, unique=True) for rut in ruts]
    if match:
        # SQLite looks for the class of what the search index names before it looks at the account
        named = unsorted(class_period.c.account_pk) if _is_held(query, way) else _ROWID_OF_MATCH
        conditions += [text(f"{SQLITE_TABLE} MATCH :match"), account.c.pk == named]  # type: ignore[list-item]  # text() is a condition here
        parameters["match"] = match
    conditions += [has_word(kind, word) for word in asked if not match or len(word) not in PREFIX_LENGTHS]
    keyset = KEYSETS[query.order]
    if query.order is AccountOrder.RELEVANCE:
        keyset = _BY_MATCH if match else _BY_CLASS if way is Way.WALKED else keyset
    return Question(tuple(conditions), parameters, keyset, bool(match))


def words_of(search: str) -> tuple[Sequence[str], str]:
    """The words but whole RUTs, and what SQLite's search index is asked for them; empty: nothing that it knows."""
    ruts, asked = _apart(search_words(search))
    return ([], "") if ruts else (asked, _match(asked))


def _match(words: Sequence[str]) -> str:
    return " ".join(f'"{head}"*' for head in map(_head, words) if head)


def _of_classes(
    kind: DatabaseKind, query: AccountQuery, way: Way, key: ColumnElement[int]
) -> list[ColumnElement[bool]]:
    """Classes, axes and category on the day, of the account with this *key*."""
    found: list[ColumnElement[bool]] = []
    if query.category is not None:
        dated = query.classes_on is not None
        of_category = frozenset({query.category})
        found.append(has_value("category", of_category, key) if dated else _last_category_is(query.category))
    if (query.classes or query.axes) and query.classes_on is None:
        raise MissingData("Para filtrar por clase indique la fecha.", missing=("classes_on",), field=("classesOn",))
    found += [
        has_value(axis, frozenset(value for name, value in query.axes if name == axis), key)
        for axis in sorted({axis for axis, _ in query.axes})
    ]
    if way is Way.AMONG:
        found.append(is_around(kind, query.classes, key))
    elif way is Way.MET:  # not each of the class looked for in the index of words
        found.append(is_around(kind, query.classes, unsorted(key)))
    elif way is Way.WALKED:
        found += walked(*query.classes)
    elif key is _INDEX.c.rowid and _is_held(query, way):
        found += held(query.classes, _ROWID_OF_MATCH)
    elif query.classes:
        found.append(is_of_classes(query.classes, key))
    return found


def _is_held(query: AccountQuery, way: Way) -> bool:
    """Whether SQLite joins what the search index names with the periods of the class."""
    return way is Way.CHECKED and len(query.classes) == 1


def _where(kind: DatabaseKind, query: AccountQuery, parameters: dict[str, object]) -> list[ColumnElement[bool]]:
    """Regions, sectors and offices."""
    chosen = ((account.c.region, query.regions), (account.c.sector, query.sectors), (account.c.office, query.offices))
    conditions = [_one_of(kind, compared, values, parameters) for compared, values in chosen if values]
    if query.outside_offices:
        elsewhere = account.c.office.not_in(sorted(query.outside_offices))
        conditions.append(or_(account.c.office.is_(None), elsewhere))
    return conditions


def _apart(asked: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """
    Whole RUTs, compact, and the other words. A whole RUT is looked up in its own index, nowhere else.

    A short number is a word: it may stand in a name, and the words of an account hold its RUT too.
    """
    ruts: list[str] = []
    others: list[str] = []
    for word in asked:
        rut = _rut(word) if len(word) >= SHORTEST_WHOLE_RUT else None
        if rut is None:
            others.append(word)
        else:
            ruts.append(rut.compact)
    return ruts, others


def _rut(word: str) -> Rut | None:
    try:
        return Rut.parse(word)
    except InvalidValue:
        return None


def _head(word: str) -> str:
    """The beginning of *word* that SQLite keeps a list for; empty: it is too short."""
    length = max((length for length in PREFIX_LENGTHS if length <= len(word)), default=0)
    return word[:length]


def has_word(kind: DatabaseKind, word: str) -> ColumnElement[bool]:
    """
    A word of the account begins with *word*, which holds only letters and digits.

    It stands in the statement's text, so that PostgreSQL's planner sees how rare it is.
    """
    if kind == "sqlite":
        return func.instr(account.c.search, f" {word}") > 0
    return account.c.search.like(bindparam(None, f"% {word}%", String, literal_execute=True, unique=True))


def _is_among_keys(*any_of: ColumnElement[bool]) -> ColumnElement[bool]:
    """
    One of these conditions, which few accounts fit, holds.

    As a list of keys, each from its own index: else SQLite walks all accounts in order, hoping to meet them early.
    """
    return account.c.pk.in_(union(*(select(_OTHER.c.pk).where(each) for each in any_of)))


def _one_of(
    kind: DatabaseKind, compared: ColumnElement[Any], chosen: frozenset[str], parameters: dict[str, object]
) -> ColumnElement[bool]:
    """One value compares with "=", so that an index on (column, pk) gives the rows in order."""
    name = f"one_of_{compared.key}"
    if len(chosen) == 1:
        (parameters[name],) = chosen
        return compared == bindparam(name, type_=String)
    parameters[name] = list_value(kind, sorted(chosen))
    return among(kind, compared, name)


def _last_category_is(category: str) -> ColumnElement[bool]:
    """The category last assigned, whatever the day (ATN-01)."""
    fact = account_fact.c
    latest = (
        select(fact.value)
        .where(fact.account_pk == account.c.pk, fact.kind == FactKind.CATEGORY.value)
        .order_by(fact.on_date.desc(), fact.at.desc(), fact.pk.desc())
        .limit(1)
        .correlate(account)
        .scalar_subquery()
    )
    return latest == category


def no_contact_since(day: date, today: date | None) -> ColumnElement[bool]:
    """Registered before, and with no contact from that day to today: as `contact_gap` counts. Source: FUP-02."""
    contacted = exists().where(action.c.ended_on >= day, *_contacts(today))
    return and_(account.c.registered_on < day, ~contacted)


def last_contact(today: date | None) -> ColumnElement[date]:
    """Day of its last contact up to today, else that of its registration: as `contact_gap` counts. Source: FUP-02."""
    last = select(func.max(action.c.ended_on)).where(*_contacts(today)).correlate(account).scalar_subquery()
    return func.coalesce(last, account.c.registered_on)


def _contacts(today: date | None) -> tuple[ColumnElement[bool], ...]:
    """Its actions that are contacts, up to today."""
    of_account = action.c.account_pk == account.c.pk
    up_to = () if today is None else (action.c.ended_on <= today,)
    return of_account, *up_to, action.c.annulled_at.is_(None), action.c.type.not_in(sorted(NO_CONTACT))


def _sync_status_is(status: SyncStatus) -> ColumnElement[bool]:
    """The same precedence as `persistence.sync.reading`: failed, then conflict, then pending, then in sync."""
    stream, mine_too = outbox_stream.c, conflict.c.account_id == account.c.id
    mine = and_(stream.channel == CRM_CHANNEL, stream.key == account.c.id)
    failed = or_(
        exists().where(mine, stream.parked_at.is_not(None)),
        exists().where(mine_too, conflict.c.resolved_at.is_(None), conflict.c.field == DELETED_FIELD),
    )
    disputed = exists().where(mine_too, conflict.c.resolved_at.is_(None))
    pending = exists().where(mine, stream.tail > stream.acked)
    match status:
        case SyncStatus.FAILED:
            return failed
        case SyncStatus.CONFLICT:
            return and_(disputed, ~failed)
        case SyncStatus.PENDING:
            return and_(pending, ~disputed, ~failed)
        case SyncStatus.IN_SYNC:
            return and_(~pending, ~disputed, ~failed)
