"""Fast loading of many records, for demonstrations and measurements. Nothing is queued for the CRM."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import JSON, Date, Table, func, insert, select, text

from domain.model.accounts import Account
from domain.model.history.actions import Action
from persistence.accounts import search_index
from persistence.changes import triggers
from persistence.classes import marks
from persistence.database import Database, Transaction
from persistence.mapping import account_columns, action_columns, contact_columns, fact_columns
from persistence.records import kind_of
from persistence.tables import account, account_fact, action, contact
from persistence.tables.classes import class_mark
from persistence.tables.columns import Instant, micros

BATCH: Final = 5_000

Record = tuple[object, ...]


async def load_accounts(database: Database, loaded: Iterable[tuple[Account, Sequence[Action]]]) -> int:
    """
    Add accounts with their contacts, facts and actions, in one transaction, without checks; how many accounts. The
    feed of changes does not tell of them.

    Search indexes are built once at the end instead of row by row, and so are the accounts marked whose classes the
    worker is to derive. IntegrityError for a RUT or id in use.
    """
    source = iter(loaded)
    count = 0
    async with database.begin() as tx:
        async with paused(tx):
            sink = _Sink(tx)
            await sink.prepare()
            while batch := list(islice(source, BATCH)):
                await sink.write(batch)
                count += len(batch)
            await sink.finish()
        new = select(account.c.pk).where(account.c.pk >= sink.first_account).order_by(account.c.pk)
        await tx.execute(insert(class_mark).from_select(["account_pk"], new))
    async with database.begin() as tx:
        for table in (account, account_fact, action, contact):
            await tx.execute(text(f"ANALYZE {table.name}"))
    return count


class _Sink:
    """Writes batches with keys of its own counting."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._kind = kind_of(tx)
        self._next = dict.fromkeys((account, contact, account_fact, action), 1)
        self.first_account = 1
        self._rows = {table: _converter(table, self._kind == "sqlite") for table in self._next}

    async def prepare(self) -> None:
        for table in self._next:
            self._next[table] = (await self._tx.scalar(select(func.coalesce(func.max(table.c.pk), 0))) or 0) + 1
        self.first_account = self._next[account]

    async def write(self, batch: Sequence[tuple[Account, Sequence[Action]]]) -> None:
        rows: dict[Table, list[Record]] = {table: [] for table in self._next}
        for each, actions in batch:
            parent = self._add(rows, account, account_columns(each), None)
            for one in each.contacts:
                self._add(rows, contact, contact_columns(one), parent)
            for fact in each.facts:
                self._add(rows, account_fact, fact_columns(each.id, fact), parent)
            for done in actions:
                self._add(rows, action, action_columns(done), parent)
        for table, records in rows.items():
            if records:
                await self._insert(table, records)

    async def finish(self) -> None:
        if self._kind == "postgresql":
            for table, following in self._next.items():
                await self._tx.execute(text(f"SELECT setval('{table.name}_pk_seq', {following}, false)"))

    def _add(
        self, rows: Mapping[Table, list[Record]], table: Table, columns: dict[str, object], parent: int | None
    ) -> int:
        key = self._next[table]
        self._next[table] = key + 1
        rows[table].append(self._rows[table]({**columns, "pk": key, "account_pk": parent}))
        return key

    async def _insert(self, table: Table, records: list[Record]) -> None:
        names = [column.name for column in table.c]
        if self._kind == "postgresql":
            driver = (await self._tx.get_raw_connection()).driver_connection
            if driver is None:
                raise RuntimeError("the transaction has lost its connection")
            await driver.copy_records_to_table(table.name, records=records, columns=names)
        else:
            quoted = ", ".join(f'"{name}"' for name in names)
            places = ", ".join("?" * len(names))
            await self._tx.exec_driver_sql(
                f'INSERT INTO "{table.name}" ({quoted}) VALUES ({places})',  # noqa: S608  (names of our own tables)
                records,
            )


def _converter(table: Table, sqlite: bool) -> Callable[[Mapping[str, Any]], Record]:
    """Turns columns by name into the driver's own values, in the table's order."""

    def step(type_: object) -> Callable[[Any], object] | None:
        if isinstance(type_, Instant):
            return micros
        if isinstance(type_, JSON):
            return _as_json
        return date.isoformat if sqlite and isinstance(type_, Date) else None

    in_order = itemgetter(*(column.name for column in table.c))
    found = [(place, step(column.type)) for place, column in enumerate(table.c)]
    steps = [(place, convert) for place, convert in found if convert is not None]

    def converted(columns: Mapping[str, Any]) -> Record:
        values = list(in_order(columns))
        for place, convert in steps:
            value = values[place]
            if value is not None:
                values[place] = convert(value)
        return tuple(values)

    return converted


def _as_json(value: object) -> str:
    return json.dumps(value) if value else "[]" if isinstance(value, list) else "{}"


_NOTED: Final = {
    name: made
    for name, made in triggers.SQLITE_TRIGGERS.items()
    if name.startswith(tuple(f"change_{table.name}_" for table in (account, account_fact, action, contact)))
}
_SQLITE_TRIGGERS: Final = {**search_index.SQLITE_TRIGGERS, **marks.SQLITE_TRIGGERS, **_NOTED}


@contextlib.asynccontextmanager
async def paused(tx: Transaction) -> AsyncIterator[None]:
    """What is kept up row by row is not while inside, and search indexes are built at the end. Nobody is marked."""
    if kind_of(tx) == "sqlite":
        left = [f"DROP TRIGGER {name}" for name in _SQLITE_TRIGGERS]
    else:
        left = [f"DROP INDEX {search_index.POSTGRESQL_INDEX}", *marks.PAUSE_POSTGRESQL]
    for statement in left:
        await tx.execute(text(statement))
    yield
    if kind_of(tx) == "sqlite":
        table = search_index.SQLITE_TABLE
        resumed = [f"INSERT INTO {table} ({table}) VALUES ('{each}')" for each in ("rebuild", "optimize")]  # noqa: S608  (our own name)
        resumed += _SQLITE_TRIGGERS.values()
    else:
        resumed = [search_index.POSTGRESQL_CREATE_INDEX, *marks.RESUME_POSTGRESQL]
    for statement in resumed:
        await tx.exec_driver_sql(statement)
