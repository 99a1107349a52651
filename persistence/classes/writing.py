"""
Periods made and kept: of accounts that were marked, in the transaction that marked them or later, and of all of them.

Whoever makes the periods of an account holds its row, so that of two that write to it at once the second to make them
reads what the first wrote. Only rows that differ are written, so that making an account again costs a read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, delete, func, select, text, true, update

from domain.model.accounts import Account
from domain.model.history.actions import Action
from domain.protocol.classes.course import periods_of
from domain.protocol.classes.settings import ClassSettings
from persistence import records
from persistence.classes.codes import CLASSES, OF_CLASS, OF_CLASSES, TALLIED, PeriodRow, row_of
from persistence.classes.generations import Generation, generations, kept_up, settings_of
from persistence.database import DatabaseKind, Transaction
from persistence.records import inside, keys_among, kind_of, list_value
from persistence.tables.accounts import account
from persistence.tables.classes import class_generation, class_mark, class_period

AT_ONCE: Final = 50
"""A unit of work that marked more accounts leaves them to the worker."""

Whole = tuple[Account, Sequence[Action]]
Stored = tuple[int, int, PeriodRow]
"""Account, generation, and the row."""
_OWN_XACT: Final = text("written_in = pg_current_xact_id_if_assigned()::text::bigint")


_PLACES: Final = [tuple(n for n in range(len(CLASSES)) if bits >> n & 1) for bits in range(1 << len(CLASSES))]
"""The places of the classes in a set, by its bits."""


class Place(NamedTuple):
    """A row of `class_tally`, but its change."""

    generation: int
    axis: int
    value: int
    day: int


async def last_mark(tx: Transaction) -> int:
    """Where the marks of this transaction begin, on SQLite, where one writes at a time."""
    if kind_of(tx) == "postgresql":
        return 0
    return await tx.scalar(select(func.coalesce(func.max(class_mark.c.pk), 0))) or 0


async def settle(tx: Transaction, after: int) -> None:
    """
    Make the periods of the accounts that this transaction marked; the last thing before it commits.

    Args:
        after: `last_mark` at its beginning.
    """
    own: ColumnElement[bool] = class_mark.c.pk > after
    if kind_of(tx) == "postgresql":
        own = _OWN_XACT  # type: ignore[assignment]  # text() is a condition here
    marked = select(class_mark.c.account_pk).where(own)
    rows = (await tx.execute(_HOLDING_EACH_SET.where(account.c.pk.in_(marked)))).all()
    held = {row.id: row.pk for row in rows}
    if not held or len(held) > AT_ONCE:  # nothing, or nobody has begun to make any: the marks wait
        return
    known = sorted({Generation._make(row[2:]) for row in rows})
    await _make(tx, held, list(held.values()), kept_up(known))
    gone = delete(class_mark).where(own, keys_among(kind_of(tx), class_mark.c.account_pk))
    await tx.execute(gone, {"keys": list_value(kind_of(tx), list(held.values()))})


_HOLDING_EACH_SET: Final = (
    select(account.c.pk, account.c.id, *(class_generation.c[name] for name in Generation._fields))
    .join_from(account, class_generation, true())
    .order_by(account.c.id)
    .with_for_update(of=account, key_share=True)
)
"""Accounts, held, each with every set."""


async def make_marked(tx: Transaction, most: int) -> int:
    """
    Make the periods of accounts that were marked by others, from at most so many marks; how many marks are gone.

    Several workers take different marks.
    """
    marks = select(class_mark.c.pk, class_mark.c.account_pk).order_by(class_mark.c.pk).limit(most)
    rows = (await tx.execute(marks.with_for_update(skip_locked=True))).all()
    if not rows:
        return 0
    await make(tx, sorted({row.account_pk for row in rows}), kept_up(await generations(tx)))
    gone = delete(class_mark).where(keys_among(kind_of(tx), class_mark.c.pk))
    await tx.execute(gone, {"keys": list_value(kind_of(tx), [row.pk for row in rows])})
    return len(rows)


async def make_next(tx: Transaction, generation: Generation, most: int) -> int:
    """
    Make the next accounts of a set that is not whole, in the order of their keys; how many. None: it is whole now.

    One worker at a time; where it was interrupted the next goes on.
    """
    mine = select(class_generation.c.reached).where(
        class_generation.c.id == generation.id, class_generation.c.finished_at.is_(None)
    )
    reached = await tx.scalar(mine.with_for_update(skip_locked=True))
    if reached is None:
        return 0
    following = select(account.c.pk).where(account.c.pk > reached).order_by(account.c.pk).limit(most)
    keys = [row.pk for row in await tx.execute(following)]
    if not keys:
        return 0
    await make(tx, keys, [generation])
    await tx.execute(update(class_generation).where(class_generation.c.id == generation.id).values(reached=keys[-1]))
    return len(keys)


async def make(tx: Transaction, keys: Sequence[int], sets: Sequence[Generation]) -> None:
    """Make the periods of the accounts with these keys in these sets; of an account that is gone there are none."""
    kind = kind_of(tx)
    held = {row.id: row.pk for row in await tx.execute(_holding(kind), {"keys": list_value(kind, keys)})}
    await _make(tx, held, keys, sets)


async def _make(tx: Transaction, held: Mapping[str, int], keys: Sequence[int], sets: Sequence[Generation]) -> None:
    """See `make`, of accounts whose rows are *held*: their keys by id."""
    kind, fetch = kind_of(tx), inside(tx)
    accounts = await records.read_accounts(fetch, kind, list(held))
    actions = await records.read_actions_of(fetch, kind, list(held))
    before: defaultdict[int, dict[int, set[PeriodRow]]] = defaultdict(lambda: defaultdict(set))
    for row in await fetch(_periods(kind), {"keys": list_value(kind, keys)}):
        before[row.generation][row.account_pk].add(PeriodRow._make(row[2:]))
    gone: list[Stored] = []
    new: list[Stored] = []
    for each in sets:
        settings = await settings_of(tx, each)
        made = made_rows(((held[key], (found, actions[key])) for key, found in accounts.items()), settings)
        stored = before[each.id]
        for key in keys:
            old, now = stored.get(key, set()), made.get(key, set())
            gone += [(key, each.id, row) for row in old - now]
            new += [(key, each.id, row) for row in now - old]
    await _write(tx, gone, new)


def made_rows(whole: Iterable[tuple[int, Whole]], settings: ClassSettings) -> dict[int, set[PeriodRow]]:
    """The periods of accounts as rows, by key."""
    return {key: {row_of(period) for period in periods_of(*each, settings)} for key, each in whole}


def tally(rows: Iterable[Stored], sign: int, into: Counter[Place]) -> None:
    """
    Add what these rows say of how many accounts are what: *sign* from their first day, the opposite after their last.

    Accounts that are not registered yet are counted as that and as nothing else.
    """
    for _, generation, row in rows:
        told = [(TALLIED["registration"], row.registration)]
        if row.classes:
            told += [
                (OF_CLASSES, row.classes),
                *((OF_CLASS, place) for place in _PLACES[row.classes]),
                *((number, getattr(row, name)) for name, number in TALLIED.items() if name != "registration"),
            ]
        for axis, value in told:
            into[Place(generation, axis, value, row.since)] += sign
            into[Place(generation, axis, value, row.until + 1)] -= sign


async def _write(tx: Transaction, gone: Sequence[Stored], new: Sequence[Stored]) -> None:
    """Take rows away, add rows, and the change of the tallies, in the order of keys, which is that of locks."""
    if not gone and not new:
        return
    changes: Counter[Place] = Counter()
    tally(gone, -1, changes)
    tally(new, +1, changes)
    places = sorted((*place, change) for place, change in changes.items() if change)
    replaced = {(key, generation, row.since) for key, generation, row in new}
    ended = [(key, of, row.since) for key, of, row in gone if (key, of, row.since) not in replaced]
    rows = [(key, generation, *row) for key, generation, row in new]
    if kind_of(tx) == "sqlite":
        for statement, some in ((_DELETE_SQLITE, ended), (_INSERT_SQLITE, rows), (_TALLY_SQLITE, places)):
            if some:
                await tx.exec_driver_sql(statement, some)
        return
    for statement, some in ((_DELETE_POSTGRES, ended), (_INSERT_POSTGRES, rows), (_TALLY_POSTGRES, places)):
        if some:
            await tx.exec_driver_sql(statement, tuple(map(list, zip(*some, strict=True))))


_NAMES: Final = tuple(each.name for each in class_period.c)
_ON_CONFLICT: Final = "ON CONFLICT (account_pk, generation, since) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _NAMES[3:]
)
_INTO: Final = f"INSERT INTO class_period ({', '.join(_NAMES)})"
_ARRAYS: Final = ", ".join(
    f"${n}::{'bigint' if name == 'account_pk' else 'boolean' if name == 'capacity' else 'integer'}[]"
    for n, name in enumerate(_NAMES, 1)
)
_TALLY: Final = "INSERT INTO class_tally (generation, axis, value, day, change)"
_ADDED: Final = "ON CONFLICT (generation, axis, value, day) DO UPDATE SET change = class_tally.change + excluded.change"
_DELETE_SQLITE: Final = "DELETE FROM class_period WHERE account_pk = ? AND generation = ? AND since = ?"
_INSERT_SQLITE: Final = f"{_INTO} VALUES ({', '.join('?' * len(_NAMES))}) {_ON_CONFLICT}"
_TALLY_SQLITE: Final = f"{_TALLY} VALUES (?, ?, ?, ?, ?) {_ADDED}"
_DELETE_POSTGRES: Final = (
    "DELETE FROM class_period p "
    "USING unnest($1::bigint[], $2::integer[], $3::integer[]) AS d(account, generation, since) "
    "WHERE p.account_pk = d.account AND p.generation = d.generation AND p.since = d.since"
)
_INSERT_POSTGRES: Final = f"{_INTO} SELECT * FROM unnest({_ARRAYS}) {_ON_CONFLICT}"  # noqa: S608  (our own names)
_FIVE: Final = ", ".join(f"${n}::integer[]" for n in range(1, 6))
_TALLY_POSTGRES: Final = f"{_TALLY} SELECT * FROM unnest({_FIVE}) {_ADDED}"  # noqa: S608  (our own names)


@lru_cache
def _holding(kind: DatabaseKind) -> Select[Any]:
    """Locked as little as will do: a foreign key that somebody else is writing waits for nobody."""
    found = select(account.c.pk, account.c.id).where(keys_among(kind, account.c.pk)).order_by(account.c.id)
    return found.with_for_update(key_share=True)


@lru_cache
def _periods(kind: DatabaseKind) -> Select[Any]:
    columns = [class_period.c[name] for name in PeriodRow._fields]
    return select(class_period.c.account_pk, class_period.c.generation, *columns).where(
        keys_among(kind, class_period.c.account_pk)
    )
