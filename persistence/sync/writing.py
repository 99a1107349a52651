"""
Pages of records into the tables at the driver's own speed, for the synchronisation.

SQLAlchemy's executemany spends more on each row's parameters than either database on the row. PostgreSQL gets one
COPY or one UPDATE over arrays for the whole page, SQLite one driver executemany; both get only columns that changed.
The order of rows is that of their keys, which is the order of locks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from itertools import compress
from operator import attrgetter, is_not
from typing import Any, Final, cast

import orjson
from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, Table, func, select

from domain.model.account_fields import names
from domain.model.accounts import Account, Contact, Fact
from domain.model.history.actions import Action
from domain.ports.sync import Agreement, Record
from persistence.database import DatabaseKind, Transaction
from persistence.mapping import account_columns, action_columns, contact_columns, fact_columns
from persistence.records import among, kind_of, list_value
from persistence.tables import account, account_fact, action, contact
from persistence.tables.columns import Instant, micros

Row = Mapping[str, object]

_SEARCHED: Final = frozenset(names(lambda field: field.searched))
"""What an account's order and search are made of (`persistence.accounts.folding`)."""
_STEPS: Final = {
    "confirmation": ("confirmed_by", "confirmed_role", "confirmed_at"),
    "annulment": ("annulled_by", "annulled_role", "annulled_at", "annulment_reason"),
}
"""Fields of an action that are several columns."""

# A transaction that began before a full read may store what it agreed on after it: what was seen since stays seen.
_ON_CONFLICT: Final = (
    "ON CONFLICT (kind, key) DO UPDATE SET account_id = excluded.account_id, version = excluded.version, "
    "agreed = excluded.agreed, agreed_at = excluded.agreed_at, deleted_at = NULL, "
    "seen_at = CASE WHEN crm_shadow.seen_at > excluded.seen_at THEN crm_shadow.seen_at ELSE excluded.seen_at END"
)
# An agreement worked out from an older one than is stored now is dropped.
_COLUMNS: Final = "(kind, key, account_id, version, agreed, agreed_at, seen_at)"
_AGREE_SQLITE: Final = " ".join(
    (
        f"INSERT INTO crm_shadow {_COLUMNS} VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  (constants)
        _ON_CONFLICT,
        "WHERE crm_shadow.version IS ?",
    )
)
# On PostgreSQL what is the same for every row is no array: the driver looks at each element of one.
_AGREE_FIRST: Final = " ".join(
    (
        f"INSERT INTO crm_shadow {_COLUMNS} SELECT t.*, $1::bigint, $1::bigint",
        "FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[]) AS t",
        f"{_ON_CONFLICT} WHERE crm_shadow.version IS NULL",
    )
)
_AGREE_AGAIN: Final = " ".join(
    (
        "UPDATE crm_shadow s SET account_id = t.account_id, version = t.version, agreed = t.agreed,",
        "agreed_at = $1::bigint, seen_at = greatest(s.seen_at, $1::bigint), deleted_at = NULL",
        "FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[])",
        "AS t(kind, key, account_id, version, agreed, seen)",
        "WHERE s.kind = t.kind AND s.key = t.key AND s.version = t.seen",
    )
)


async def agree(tx: Transaction, agreements: Sequence[Agreement], now: datetime) -> None:
    """
    Store agreed states, each unless a newer one was made meanwhile. One statement; on PostgreSQL one for first
    agreements and one for the others, which the planner joins by key.
    """
    at = micros(now)
    rows = [
        (each.kind.value, each.key, each.account_id, each.version, _json(each.values), each.seen)
        for each in sorted(agreements, key=lambda each: (each.kind.value, each.key))
    ]
    if kind_of(tx) == "sqlite":
        await tx.exec_driver_sql(_AGREE_SQLITE, [(*row[:-1], at, at, row[-1]) for row in rows])
        return
    first, again = [row for row in rows if row[-1] is None], [row for row in rows if row[-1] is not None]
    if first:
        columns = [list(column) for column in zip(*first, strict=True)]
        await tx.exec_driver_sql(_AGREE_FIRST, (at, *columns[:-1]))
    if again:
        columns = [list(column) for column in zip(*again, strict=True)]
        await tx.exec_driver_sql(_AGREE_AGAIN, (at, *columns))


async def add_accounts(tx: Transaction, accounts: Sequence[Account]) -> None:
    """Add accounts with their facts. Two or three statements. IntegrityError for a RUT in use."""
    if accounts:
        await _insert(tx, account, [account_columns(each) for each in accounts])
        await add_facts(tx, [(each.id, fact) for each in accounts for fact in each.facts])


async def add_facts(tx: Transaction, facts: Sequence[tuple[str, Fact]]) -> None:
    """Add (account id, fact)."""
    await _insert_children(tx, account_fact, [fact_columns(account_id, fact) for account_id, fact in facts])


async def add_contacts(tx: Transaction, contacts: Sequence[Contact]) -> None:
    """Add contacts to accounts that exist."""
    await _insert_children(tx, contact, [contact_columns(each) for each in contacts])


async def add_actions(tx: Transaction, actions: Sequence[Action]) -> None:
    """Add actions to accounts that exist."""
    await _insert_children(tx, action, [action_columns(each) for each in actions])


async def save_accounts(tx: Transaction, changes: Sequence[tuple[Account, Account]]) -> None:
    """Write (before, after): changed columns, the version plus one, and the facts that are new."""
    changed = _changed(Account, changes)
    derived = not changed.isdisjoint(_SEARCHED)
    columns = changed | {"updated_at"} | ({"name_key", "search"} if derived else set())
    await _update(tx, account, columns, [account_columns(after, derived=derived) for _, after in changes])
    new: list[tuple[str, Fact]] = []
    for before, after in changes:
        if len(after.facts) != len(before.facts):
            known = {fact.id for fact in before.facts}
            new += [(after.id, fact) for fact in after.facts if fact.id not in known]
    await add_facts(tx, new)


async def save_contacts(tx: Transaction, changes: Sequence[tuple[Contact, Contact]]) -> None:
    """Write (before, after), the version plus one."""
    await _update(tx, contact, _changed(Contact, changes), [contact_columns(after) for _, after in changes])


async def save_actions(tx: Transaction, changes: Sequence[tuple[Action, Action]]) -> None:
    """Write (before, after), the version plus one."""
    columns = {column for name in _changed(Action, changes) for column in _STEPS.get(name, (name,))}
    await _update(tx, action, columns, [action_columns(after) for _, after in changes])


def _changed(kind: type[Account | Contact | Action], changes: Sequence[tuple[Record, Record]]) -> set[str]:
    """The fields of the domain record in which any of the pairs differs."""
    names = [each.name for each in fields(kind)]
    every = attrgetter(*names)
    changed: set[str] = set()
    for before, after in changes:
        for name in compress(names, map(is_not, every(before), every(after))):
            if name not in changed and getattr(before, name) != getattr(after, name):
                changed.add(name)
    return changed


async def _insert_children(tx: Transaction, table: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    kind = kind_of(tx)
    ids = list_value(kind, sorted({str(row["account_id"]) for row in rows}))
    # what comes late for an account that was merged belongs to the one that goes on (AMB-63)
    goes_on = account.alias()
    holders = select(account.c.id, func.coalesce(goes_on.c.pk, account.c.pk).label("pk")).select_from(
        account.outerjoin(goes_on, goes_on.c.id == account.c.merged_into)
    )
    found = await tx.execute(holders.where(among(kind, account.c.id)), {"ids": ids})
    parents = {row.id: row.pk for row in found}
    await _insert(tx, table, [{**row, "account_pk": parents[row["account_id"]]} for row in rows])


async def _insert(tx: Transaction, table: Table, rows: Sequence[Row]) -> None:
    kind = kind_of(tx)
    columns = [column for column in table.c if column.name != "pk"]
    converted = list(zip(*_by_column(kind, columns, rows), strict=True))
    names = [column.name for column in columns]
    if kind == "sqlite":
        quoted, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        insert = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({places})'  # noqa: S608  (names of our own tables)
        await tx.exec_driver_sql(insert, converted)
        return
    driver = (await tx.get_raw_connection()).driver_connection
    if driver is None:
        raise RuntimeError("the transaction has lost its connection")
    await driver.copy_records_to_table(table.name, records=converted, columns=names)


async def _update(tx: Transaction, table: Table, changed: set[str], after: Sequence[Row]) -> None:
    """Write the *changed* columns of these rows, and each version plus one."""
    if not after:
        return
    kind = kind_of(tx)
    columns = [column for column in table.c if column.name in changed and column.name != "version"]
    ordered = sorted(after, key=_by_id)
    versions = [cast("int", row["version"]) + 1 for row in ordered]
    values = (versions, *_by_column(kind, [*columns, table.c.id], ordered))
    names = ("version", *(column.name for column in columns))
    if kind == "sqlite":
        await tx.exec_driver_sql(_update_sqlite(table, names), list(zip(*values, strict=True)))
    else:
        await tx.exec_driver_sql(_update_postgres(table, names), values)


def _by_id(row: Row) -> str:
    return cast("str", row["id"])


@lru_cache(maxsize=512)
def _update_sqlite(table: Table, names: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{name}" = ?' for name in names)
    return f'UPDATE "{table.name}" SET {sets} WHERE id = ?'  # noqa: S608  (names of our own tables)


@lru_cache(maxsize=512)
def _update_postgres(table: Table, names: tuple[str, ...]) -> str:
    every = (*names, "id")
    arrays = ", ".join(f"${n}::{_array_type(table.c[name])}[]" for n, name in enumerate(every, 1))
    told = ", ".join(f"new_{name}" for name in every)
    sets = ", ".join(f'"{name}" = d.new_{name}' for name in names)
    return f'UPDATE "{table.name}" t SET {sets} FROM unnest({arrays}) AS d({told}) WHERE t.id = d.new_id'  # noqa: S608  (names of our own tables)


def _array_type(column: Column[Any]) -> str:
    match column.type:
        case JSON():
            return "jsonb"
        case Instant() | BigInteger():
            return "bigint"
        case Date():
            return "date"
        case Boolean():
            return "boolean"
        case Integer():
            return "integer"
        case _:
            return "text"


def _by_column(kind: DatabaseKind, columns: Sequence[Column[Any]], rows: Sequence[Row]) -> list[list[object]]:
    """Rows as the driver takes them, a list for each column."""
    whole: list[list[object]] = []
    for column in columns:
        values = [row[column.name] for row in rows]
        convert = _conversion(kind, column)
        whole.append(values if convert is None else [None if v is None else convert(v) for v in values])
    return whole


def _conversion(kind: DatabaseKind, column: Column[Any]) -> Callable[[Any], object] | None:
    match column.type:
        case JSON():
            return _json
        case Instant():
            return micros
        case Date() if kind == "sqlite":
            return date.isoformat
        case _:
            return None


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
