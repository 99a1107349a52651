"""
The database notes each change of what clients read, in the transaction of the write ("cambio").

Triggers do it, as they mark accounts (`persistence.classes.marks`), so that no writer can forget it and none need know
of it: a use case, a timer, the synchronisation, an operator's own statement. A note tells that something changed and
whose it is and was; never what it says. Belongs here: what counts as changed. Does not belong here: the positions of
PostgreSQL (`feed`).

SQLite notes row by row; PostgreSQL statement by statement. SQLite has one writer at a time, so the order of writing is
that of the commits, and a note gets its position with itself: it is told although the next write lasts long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

_COLUMNS: Final = "at, kind, key, account_id, account_before, office, office_before, opened_by, version, gone"
_PARENT: Final = "(SELECT id FROM account WHERE pk = {row}.account_pk)"
_OF_CASE: Final = "(SELECT {column} FROM protocol_case WHERE id = {{row}}.case_id)"
_NOW_SQLITE: Final = (
    "CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000"
)
_NEXT: Final = "(SELECT head + 1 FROM change_feed)"
_TAKEN: Final = "UPDATE change_feed SET head = head + 1"
_NOW_POSTGRESQL: Final = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"


@dataclass(frozen=True, slots=True)
class Watched:
    """
    A table whose rows are told of.

    Attributes:
        changed: Columns whose change is told; others change nothing that clients wait for.
        key, account, office, opened_by, version: SQL of them, `{row}` being the row.
        whole: The row is the record itself; else a part of it, whose end is no end of the record.
    """

    table: str
    kind: str
    changed: tuple[str, ...]
    key: str = "{row}.id"
    account: str = "{row}.account_id"
    office: str = "NULL"
    opened_by: str = "NULL"
    version: str = "NULL"
    whole: bool = True


WATCHED: Final = (
    Watched("account", "ACCOUNT", ("version", "standings", "merged_into"), account="{row}.id", office="{row}.office",
            version="{row}.version"),
    Watched("contact", "ACCOUNT", ("version", "account_pk"), key=_PARENT, account=_PARENT, whole=False),
    Watched("action", "ACTION", ("version", "account_pk"), account=_PARENT, office="{row}.office",
            version="{row}.version"),
    Watched("protocol_case", "CASE", ("version", "account_id"), office="{row}.office", opened_by="{row}.opened_by",
            version="{row}.version"),
    Watched("term", "TERM", ("account_id", "office", "stopped_at", "waived_at", "opens_at", "due_at", "given_date"),
            office="{row}.office"),
    Watched("message", "MESSAGE", ("state", "account_id", "deliveries")),
    Watched("conflict", "CONFLICT", ("account_id", "local", "remote", "resolved_at")),
    Watched("case_document", "DOCUMENT", ("withdrawn_at", "erased_at"), account=_OF_CASE.format(column="account_id"),
            office=_OF_CASE.format(column="office"), opened_by=_OF_CASE.format(column="opened_by")),
)  # fmt: skip


def _values(watched: Watched, row: str, before: str | None, now: str, *, gone: bool = False) -> str:
    """The note of one row: *before* is the row as it was, when it was there."""
    account, office = watched.account.format(row=row), watched.office.format(row=row)
    told = [now, f"'{watched.kind}'", watched.key.format(row=row), account]
    for reach, is_now in ((watched.account, account), (watched.office, office)):
        was = "NULL" if before is None or reach == "NULL" else reach.format(row=before)
        told.append(was if was == "NULL" else f"NULLIF({was}, {is_now})")
    told.insert(5, office)
    told += [watched.opened_by.format(row=row), watched.version.format(row=row), "TRUE" if gone else "FALSE"]
    return ", ".join(told)


def _differs(watched: Watched, was: str, now: str, different: str) -> str:
    return " OR ".join(f"{was}.{name} {different} {now}.{name}" for name in watched.changed)


def _sqlite(watched: Watched) -> Iterator[tuple[str, str]]:
    for event, row, before in (("INSERT", "new", None), ("UPDATE", "new", "old"), ("DELETE", "old", None)):
        name = f"change_{watched.table}_{event.lower()}"
        when = f" WHEN {_differs(watched, 'old', 'new', 'IS NOT')}" if event == "UPDATE" else ""
        values = _values(watched, row, before, _NOW_SQLITE, gone=event == "DELETE" and watched.whole)
        note = f"INSERT INTO change ({_COLUMNS}, position) VALUES ({values}, {_NEXT})"  # noqa: S608  (our own names)
        yield name, f"CREATE TRIGGER {name} AFTER {event} ON {watched.table}{when} BEGIN {note}; {_TAKEN}; END"


def _postgresql(watched: Watched) -> Iterator[str]:
    key = "id" if watched.table == "term" else "pk"
    for event, seen, row, before, source in (
        ("INSERT", "NEW TABLE AS now", "now", None, "now"),
        ("UPDATE", "OLD TABLE AS was NEW TABLE AS now", "now", "was", f"was JOIN now ON was.{key} = now.{key}"),
        ("DELETE", "OLD TABLE AS was", "was", None, "was"),
    ):
        name = f"change_{watched.table}_{event.lower()}"
        when = f" WHERE {_differs(watched, 'was', 'now', 'IS DISTINCT FROM')}" if event == "UPDATE" else ""
        values = _values(watched, row, before, _NOW_POSTGRESQL, gone=event == "DELETE" and watched.whole)
        note = f"INSERT INTO change ({_COLUMNS}) SELECT {values} FROM {source}{when}"  # noqa: S608  (our own names)
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note}; RETURN NULL; END $$"
        yield (
            f"CREATE TRIGGER {name} AFTER {event} ON {watched.table} REFERENCING {seen} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


SQLITE_TRIGGERS: Final = {name: made for watched in WATCHED for name, made in _sqlite(watched)}


def making(tables: Collection[str], *, sqlite: bool) -> list[str]:
    """What makes the triggers of *tables*; a migration names those that it finds or brings, for others come later."""
    watched = [each for each in WATCHED if each.table in tables]
    if sqlite:
        return [made for each in watched for _, made in _sqlite(each)]
    return [made for each in watched for made in _postgresql(each)]


def dropping(tables: Collection[str], *, sqlite: bool) -> list[str]:
    """What undoes `making`."""
    found = []
    for table in tables:
        for name in (f"change_{table}_{event}" for event in ("insert", "update", "delete")):
            found += (
                [f"DROP TRIGGER {name}"] if sqlite else [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"]
            )
    return found
