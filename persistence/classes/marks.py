"""
The database marks each account of which something is written that the classes read ("cuentas por derivar de nuevo").

Triggers do it, so that no writer can forget it and none need know of it: a use case, the synchronisation, a loader, an
operator's own statement. The mark is in the transaction of the write: a unit of work makes the periods of the accounts
that it marked before it commits, what others marked the worker makes. Belongs here: what counts as written. Does not
belong here: what is done with marks (`persistence.classes.writing`).

SQLite marks row by row; PostgreSQL statement by statement, which is what keeps COPY fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from persistence.database import DatabaseKind

VALUES: Final = (
    "organisation", "country", "active", "sector", "sii_started", "sii_started_on", "chilean_capital",
    "led_by_chileans", "sells_national", "purposes", "registered_on", "merged_into", "standings",
)  # fmt: skip
"""Columns of `account` of which the classes read the value."""

PRESENCE: Final = (
    "name", "trade_name", "rut", "region", "commune", "address", "phone", "email", "website", "company_size",
    "sii_checked_on", "tax_category", "office", "regional_executive", "commercial_executive", "sector_officer",
)  # fmt: skip
"""Columns of which they read only whether there is something: any of them may be mandatory (DEF-07)."""

UNREAD: Final = (
    "pk", "id", "version", "person_type", "registered_by", "registered_role", "provenance", "known_since", "updated_at",
    "former_names", "name_key", "search",
)  # fmt: skip
"""Columns that decide no class: an account always has the kind of person, and was always registered by somebody."""

_CONTACT: Final = ("is_main", "active", "account_pk")
_CONTACT_PRESENCE: Final = ("name", "email", "phone")
_FACT: Final = ("kind", "value", "on_date", "until", "role", "account_pk")
_ACTION: Final = ("type", "ended_on", "registered_role", "confirmed_role", "annulled_at", "account_pk")
_TABLES: Final = ("account", "contact", "account_fact", "action")


def _changed(database: DatabaseKind, values: tuple[str, ...], present: tuple[str, ...] = ()) -> str:
    """Old and new differ in one of these columns, or one has something where the other has nothing."""
    # in PostgreSQL's functions old and new are words of their own
    old, new, different = ("old", "new", "IS NOT") if database == "sqlite" else ("was", "now", "IS DISTINCT FROM")
    told = [f"{old}.{name} {different} {new}.{name}" for name in values]
    told += [f"({_is_empty(old, name)}) <> ({_is_empty(new, name)})" for name in present]
    return " OR ".join(told)


def _is_empty(row: str, name: str) -> str:
    return f"{row}.{name} IS NULL" if name == "sii_checked_on" else f"coalesce({row}.{name}, '') = ''"


def _when(database: DatabaseKind) -> dict[str, str]:
    return {
        "account": _changed(database, VALUES, PRESENCE),
        "contact": _changed(database, _CONTACT, _CONTACT_PRESENCE),
        "account_fact": _changed(database, _FACT),
        "action": _changed(database, _ACTION),
    }


def _key(table: str) -> str:
    return "pk" if table == "account" else "account_pk"


def _sqlite() -> Iterator[tuple[str, str]]:
    conditions = _when("sqlite")
    for table in _TABLES:
        key = _key(table)
        for event, rows, condition in (
            ("INSERT", ("new",), None),
            ("UPDATE", ("new",) if table == "account" else ("old", "new"), conditions[table]),
            ("DELETE", ("old",), None),
        ):
            name = f"class_mark_{table}_{event.lower()}"
            marks = "; ".join(f"INSERT INTO class_mark (account_pk) SELECT {row}.{key}" for row in rows)
            if len(rows) > 1:
                marks += f" WHERE old.{key} <> new.{key}"
            when = f" WHEN {condition}" if condition else ""
            yield name, f"CREATE TRIGGER {name} AFTER {event} ON {table}{when} BEGIN {marks}; END"


SQLITE_TRIGGERS: Final = dict(_sqlite())


def _postgresql() -> Iterator[str]:
    conditions = _when("postgresql")
    mark = "INSERT INTO class_mark (account_pk, written_in) SELECT DISTINCT {key}, pg_current_xact_id()::text::bigint"
    for table in _TABLES:
        key = _key(table)
        told = "now.pk" if table == "account" else f"unnest(ARRAY[was.{key}, now.{key}])"
        for event, seen, source in (
            ("INSERT", "NEW TABLE AS now", f"{mark.format(key=key)} FROM now"),
            (
                "UPDATE",
                "OLD TABLE AS was NEW TABLE AS now",
                f"{mark.format(key=told)} FROM was JOIN now ON was.pk = now.pk WHERE {conditions[table]}",
            ),
            ("DELETE", "OLD TABLE AS was", f"{mark.format(key=key)} FROM was"),
        ):
            name = f"class_mark_{table}_{event.lower()}"
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {source}; RETURN NULL; END $$"
            )
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {seen} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )


POSTGRESQL: Final = tuple(_postgresql())

DROP_POSTGRESQL: Final = tuple(
    statement
    for table in _TABLES
    for event in ("insert", "update", "delete")
    for statement in (
        f"DROP TRIGGER class_mark_{table}_{event} ON {table}",
        f"DROP FUNCTION class_mark_{table}_{event}()",
    )
)
"""What a bulk loader does instead of marking row by row."""
PAUSE_POSTGRESQL: Final = tuple(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in _TABLES)
RESUME_POSTGRESQL: Final = tuple(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _TABLES)
