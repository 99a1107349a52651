"""
Tables of the periods of accounts, by which lists find them by class on any day; nothing here is a source of anything.

All of it can be thrown away and made again from accounts, facts and actions (`persistence.classes`). Days are whole
numbers (`date.toordinal`): they are compared, and taken apart by their bits, on both databases alike.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, SmallInteger, String, Table, Text

from persistence.tables.columns import Instant, Json, Key
from persistence.tables.naming import metadata, partial

CLASSES: Final = 9
"""How many classes there are: each is a bit of `class_period.classes` and has indexes of its own."""

class_generation: Final = Table(
    "class_generation",  # one set of periods: of all accounts, by one state of the settings
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),  # of the settings
    Column("version", Text, nullable=False),  # of the configuration that they are of
    Column("settings", Json, nullable=False),  # what the classes read of it, to keep the set up after it has changed
    Column("reached", Key, nullable=False),  # every account up to this pk is in
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),  # NULL: still being made
    sqlite_autoincrement=True,
)

class_period: Final = Table(
    "class_period",
    metadata,
    Column("account_pk", Key, primary_key=True, autoincrement=False),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("since", Integer, primary_key=True, autoincrement=False),
    Column("until", Integer, nullable=False),  # inclusive
    Column("fork", Integer, nullable=False),  # the day between both that halves most often (`persistence.classes.days`)
    Column("classes", Integer, nullable=False),  # a bit for each class
    # codes of `persistence.classes.codes`
    Column("origin", SmallInteger, nullable=False),
    Column("registration", SmallInteger, nullable=False),
    Column("relation", SmallInteger, nullable=False),
    Column("export", SmallInteger, nullable=False),
    Column("capacity", Boolean, nullable=False),
    Column("phase", SmallInteger, nullable=False),
    Column("target_group", SmallInteger, nullable=False),
    Column("category", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
# Of each class: its accounts in order (a large class is walked), and its periods around a day (a small one is read
# whole): those whose fork is before the day by their end, those whose fork is after it by their beginning. Each holds
# the classes too, or SQLite would look at the row itself for what the index is of.
for _place in range(CLASSES):
    _is_of = f"(classes & {1 << _place}) != 0"
    _c = class_period.c
    _walked = (_c.account_pk, _c.since, _c.until)
    for _name, _columns in (("accounts", _walked), ("until", (_c.fork, _c.until)), ("since", (_c.fork, _c.since))):
        partial(f"ix_class_period_{_place}_{_name}", _c.generation, *_columns, _c.classes, where=_is_of)

class_tally: Final = Table(
    "class_tally",  # how many accounts more than the day before: what lists count, and figures over time
    metadata,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("axis", SmallInteger, primary_key=True, autoincrement=False),
    Column("value", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("change", Integer, nullable=False),
    sqlite_with_rowid=False,
)

class_mark: Final = Table(
    "class_mark",  # what the classes read of this account was written: its periods are to be made again
    metadata,
    Column("pk", Key, primary_key=True),
    Column("account_pk", Key, nullable=False),
    Column("written_in", Key),  # PostgreSQL: the transaction
    sqlite_autoincrement=True,  # by how many there have been one knows whether something was written
)
Index("ix_class_mark_written_in", class_mark.c.written_in)
