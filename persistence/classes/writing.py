"""
Periods made and kept: of accounts that were marked, in the transaction that marked them or later, and of all of them.

Whoever makes the periods of an account holds its row, so that of two that write to it at once the second to make them
reads what the first wrote. Only rows that differ are written, so that making an account again costs a read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, select

from domain.protocol.classes.course import periods_of
from domain.protocol.classes.settings import ClassSettings
from persistence import records
from persistence.classes.codes import CLASSES, OF_CLASS, OF_CLASSES, TALLIED, PeriodRow, row_of
from persistence.classes.driver import fetch
from persistence.classes.generations import Generation, kept_up, settings_of
from persistence.classes.in_hand import InHand, Whole
from persistence.database import DatabaseKind, Transaction
from persistence.records import Fetch, inside, keys_among, kind_of, list_value
from persistence.tables.classes import class_period

AT_ONCE: Final = 50
"""A unit of work that marked more accounts leaves them to the worker."""

BySet = defaultdict[int, defaultdict[int, set[PeriodRow]]]
"""Periods that are there, by set and account."""
Made = Mapping[int, Mapping[int, set[PeriodRow]]]
"""Periods as they are to be, by set and account."""
Stored = tuple[int, int, PeriodRow]
"""Account, generation, and the row."""

_OF_CLASS: Final = [
    [(OF_CLASS, place) for place in range(len(CLASSES)) if bits >> place & 1] for bits in range(1 << len(CLASSES))
]
"""Axis and values of the classes in a set, by its bits."""


Place = tuple[int, int, int, int]
"""A row of `class_tally`, but its change: generation, axis, value, day."""
_AXES: Final = tuple((number, PeriodRow._fields.index(name)) for name, number in TALLIED.items())
"""The number of each axis, and where its value is in a row."""
_REGISTRATION: Final = TALLIED["registration"]


async def last_mark(tx: Transaction) -> int:
    """Where the marks of this transaction begin, on SQLite, where one writes at a time."""
    if kind_of(tx) == "postgresql":
        return 0
    ((last,),) = await fetch(tx, "SELECT coalesce(max(pk), 0) FROM class_mark")
    return int(last)


async def settle(tx: Transaction, after: int, in_hand: InHand) -> None:
    """
    Make the periods of the accounts that this transaction marked; the last thing before it commits.

    Args:
        after: `last_mark` at its beginning.
        in_hand: What need not be read again.
    """
    kind, read = kind_of(tx), inside(tx)
    bound = (after,) if kind == "sqlite" else ()
    rows = await fetch(tx, OWN[kind], *bound)
    held = {row[1]: row[0] for row in rows}
    if not held or len(held) > AT_ONCE:  # nothing, or nobody has begun to make any: the marks wait
        return
    sets = kept_up(sorted({Generation._make(row[2:7]) for row in rows}))
    known = [in_hand.whole(key) for key in held]
    keys = list(held.values())
    if None in known:  # what others wrote until the row was held is read after it
        made, before = await derived(read, kind, held, keys, sets), await stored_of(read, kind, keys)
    else:
        made = await _derived_of(read, dict(zip(keys, known, strict=True)), sets)
        before = _by_set((row[2], row[0], PeriodRow._make(row[7:])) for row in rows if row[7] is not None)
    written = await write_changes(tx, keys, made, before)
    if kind == "sqlite" or not written:
        await fetch(tx, SETTLED[kind], *bound)


def _own(condition: str, held: str) -> str:
    """The accounts that this transaction marked, *held*, with every set and the periods that they have in it."""
    periods = ", ".join(f"p.{name}" for name in PeriodRow._fields)
    return (
        f"SELECT a.pk, a.id, g.id, g.fingerprint, g.version, g.reached, g.finished_at IS NOT NULL, {periods} "  # noqa: S608  (our own names)
        "FROM account a CROSS JOIN class_generation g "
        "LEFT JOIN class_period p ON p.account_pk = a.pk AND p.generation = g.id "
        f"WHERE a.pk IN (SELECT account_pk FROM class_mark WHERE {condition}){held}"
    )


_IS_OWN: Final = {"sqlite": "pk > ?", "postgresql": "written_in = pg_current_xact_id_if_assigned()::text::bigint"}
OWN: Final = {
    "sqlite": _own(_IS_OWN["sqlite"], ""),  # in no order: it would read all accounts in that order
    "postgresql": _own(_IS_OWN["postgresql"], " ORDER BY a.id FOR NO KEY UPDATE OF a"),
}
SETTLED: Final = {
    kind: f"DELETE FROM class_mark WHERE {own} AND account_pk IN (SELECT pk FROM account)"  # noqa: S608  (our own names)
    for kind, own in _IS_OWN.items()
}


async def derived(
    read: Fetch, kind: DatabaseKind, held: Mapping[str, int], keys: Iterable[int], sets: Sequence[Generation]
) -> Made:
    """The periods, in these sets, of the accounts with these keys as they are now; *held* are the keys by id."""
    accounts = await records.read_accounts(read, kind, list(held))
    actions = await records.read_actions_of(read, kind, list(held))
    whole: dict[int, Whole | None] = dict.fromkeys(keys)
    whole |= {held[key]: (found, actions[key]) for key, found in accounts.items()}
    return await _derived_of(read, whole, sets)


async def _derived_of(read: Fetch, whole: Mapping[int, Whole | None], sets: Sequence[Generation]) -> Made:
    """None: the account is gone, and has no periods."""
    known = [(key, found) for key, found in whole.items() if found is not None]
    return {each.id: made_rows(known, await settings_of(read, each)) for each in sets}


async def stored_of(read: Fetch, kind: DatabaseKind, keys: Sequence[int]) -> BySet:
    """The periods of these accounts that are there."""
    rows = await read(_periods(kind), {"keys": list_value(kind, keys)})
    return _by_set((row.generation, row.account_pk, PeriodRow._make(row[2:])) for row in rows)


def _by_set(rows: Iterable[tuple[int, int, PeriodRow]]) -> BySet:
    """Periods by set and account."""
    found: BySet = defaultdict(lambda: defaultdict(set))
    for generation, key, row in rows:
        found[generation][key].add(row)
    return found


async def write_changes(tx: Transaction, keys: Iterable[int], made: Made, before: BySet) -> bool:
    """Write what was *made* of accounts by key and differs from *before*, set by set; whether anything does."""
    gone: list[Stored] = []
    new: list[Stored] = []
    for generation, rows in made.items():
        stored = before[generation]
        for key in keys:
            old, now = stored.get(key, set()), rows.get(key, set())
            gone += [(key, generation, row) for row in old - now]
            new += [(key, generation, row) for row in now - old]
    if gone or new:
        await _write(tx, gone, new)
    return bool(gone or new)


def made_rows(whole: Iterable[tuple[int, Whole]], settings: ClassSettings) -> dict[int, set[PeriodRow]]:
    """The periods of accounts as rows, by key."""
    return {key: {row_of(period) for period in periods_of(*each, settings)} for key, each in whole}


def tally(rows: Iterable[Stored], sign: int, into: defaultdict[Place, int]) -> None:
    """
    Add what these rows say of how many accounts are what: *sign* from their first day, the opposite after their last.

    Accounts that are not registered yet are counted as that and as nothing else.
    """
    for _, generation, row in rows:
        told = [(_REGISTRATION, row.registration)]
        if row.classes:
            told = [(number, row[place]) for number, place in _AXES]
            told.append((OF_CLASSES, row.classes))
            told += _OF_CLASS[row.classes]
        since, after = row.since, row.until + 1
        for axis, value in told:
            into[generation, axis, value, since] += sign
            into[generation, axis, value, after] -= sign


async def _write(tx: Transaction, gone: Sequence[Stored], new: Sequence[Stored]) -> None:
    """
    Take rows away, add rows, and the change of the tallies, in the order of keys, which is that of locks. On
    PostgreSQL the marks that this transaction made go with it.
    """
    changes: defaultdict[Place, int] = defaultdict(int)
    tally(gone, -1, changes)
    tally(new, +1, changes)
    places = sorted((*place, change) for place, change in changes.items() if change)
    replaced = {(key, generation, row.since) for key, generation, row in new}
    ended = [(key, of, row.since) for key, of, row in gone if (key, of, row.since) not in replaced]
    rows = [(key, generation, *row) for key, generation, row in new]
    if kind_of(tx) == "sqlite":
        for statement, some in ((_DELETE_SQLITE, ended), (_INSERT_SQLITE, rows), (_TALLY_SQLITE, places)):
            if some:
                await fetch(tx, statement, json.dumps(some))
        return
    await fetch(
        tx, _WRITE_POSTGRES, *_columns(ended, 3), *_columns(rows, len(_NAMES)), *_columns(places, len(_TALLIED_BY))
    )


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Sequence[list[int]]:
    return [[row[place] for row in rows] for place in range(width)]


_NAMES: Final = tuple(each.name for each in class_period.c)
_TALLIED_BY: Final = ("generation", "axis", "value", "day", "change")
_KEY: Final = ("account_pk", "generation", "since")
_ON_CONFLICT: Final = "ON CONFLICT (account_pk, generation, since) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _NAMES[3:]
)
_INTO: Final = f"INSERT INTO class_period ({', '.join(_NAMES)})"
_TALLY: Final = f"INSERT INTO class_tally ({', '.join(_TALLIED_BY)})"
_ADDED: Final = "ON CONFLICT (generation, axis, value, day) DO UPDATE SET change = class_tally.change + excluded.change"


def _each(width: int) -> str:
    """The rows of a list of lists in JSON. SQLite takes ON after a table for that of a join: hence the WHERE."""
    columns = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(width))
    return f"SELECT {columns} FROM json_each(?) WHERE true"  # noqa: S608  (numbers)


_DELETE_SQLITE: Final = f"DELETE FROM class_period WHERE ({', '.join(_KEY)}) IN ({_each(3)})"  # noqa: S608  (our own names)
_INSERT_SQLITE: Final = f"{_INTO} {_each(len(_NAMES))} {_ON_CONFLICT}"
_TALLY_SQLITE: Final = f"{_TALLY} {_each(len(_TALLIED_BY))} {_ADDED}"


def _unnest(names: Sequence[str], first: int) -> str:
    types = {"account_pk": "bigint", "capacity": "boolean"}
    return ", ".join(f"${n}::{types.get(name, 'integer')}[]" for n, name in enumerate(names, first))


_WRITE_POSTGRES: Final = (
    f"WITH ended AS (DELETE FROM class_period p USING unnest({_unnest(_KEY, 1)}) AS d(account, generation, since) "  # noqa: S608  (our own names)
    "WHERE p.account_pk = d.account AND p.generation = d.generation AND p.since = d.since), "
    f"written AS ({_INTO} SELECT * FROM unnest({_unnest(_NAMES, 4)}) {_ON_CONFLICT}), "
    f"settled AS ({SETTLED['postgresql']}) "
    f"{_TALLY} SELECT * FROM unnest({_unnest(_TALLIED_BY, 4 + len(_NAMES))}) {_ADDED}"
)


@lru_cache
def _periods(kind: DatabaseKind) -> Select[Any]:
    columns = [class_period.c[name] for name in PeriodRow._fields]
    return select(class_period.c.account_pk, class_period.c.generation, *columns).where(
        keys_among(kind, class_period.c.account_pk)
    )
