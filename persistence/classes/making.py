"""
Periods that no write has made itself: which accounts are next, and what is made of them in one transaction.

On SQLite, where one writes at a time, accounts are read and their periods derived before the turn to write comes
(`Ahead`): who writes beside it waits for the writing alone, and several workers derive at once. What was written
meanwhile is known by its mark, and made another time.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Integer, Select, bindparam, delete, exists, func, select, text, update

from persistence.classes.generations import Generation, generations, kept_up
from persistence.classes.writing import Made, derived, stored_of, write_changes
from persistence.database import Database, DatabaseKind, Transaction
from persistence.records import Fetch, inside, keys_among, kind_of, list_value
from persistence.tables.accounts import account
from persistence.tables.classes import class_generation, class_mark, class_period
from persistence.tables.columns import Key

_LOOKED_AT: Final = 20_000
"""Accounts that are looked for in a set at once: after a load they are in it, most often."""
_WORKERS: Final = 4
"""So many find accounts of their own to make."""


class Missing(NamedTuple):
    """
    Accounts that are not in a set.

    Attributes:
        keys: The next of them, in order.
        last: The last account that was looked at; 0: there is none.
    """

    keys: Sequence[int]
    last: int


class Ahead(NamedTuple):
    """
    What was derived before the turn to write came.

    Attributes:
        marks: Keys of marks with the accounts that they name, or none: then these are accounts that a set lacks.
        missing: These, and others that it lacks.
        keys: Of accounts.
        given: How many marks had been given when reading began.
    """

    marks: Sequence[tuple[int, int]]
    missing: Missing | None
    keys: Sequence[int]
    sets: Sequence[Generation]
    made: Made
    given: int


async def look_ahead(database: Database, most: int) -> Ahead | None:
    """Derive what is next; None: there is nothing, or it is better derived in the transaction (PostgreSQL)."""
    if database.kind == "postgresql":
        return None
    read = database.read
    ((given,),) = await read(_GIVEN)
    live = kept_up(await generations(read))
    marks = [(row.pk, row.account_pk) for row in await read(_SOME_MARKS, {"most": most})]
    missing = None
    if marks:
        keys = sorted({key for _, key in marks})
    elif live and not live[-1].whole:
        live, missing = live[-1:], await _missing(read, live[-1], _WORKERS * most)
        # of many, some in the midst: another worker is at the first, or at others
        first = random.randrange(_WORKERS) * most if len(missing.keys) == _WORKERS * most else 0  # noqa: S311  (no secret)
        keys = list(missing.keys[first : first + most])
    else:
        return None
    return Ahead(marks, missing, keys, live, await _derived(read, database.kind, keys, live), given)


async def make_marked(tx: Transaction, most: int, ahead: Ahead | None) -> int:
    """
    Make the periods of accounts that were marked by others, from at most so many marks; how many marks were looked at.

    Several workers take different marks.
    """
    if ahead is not None and ahead.marks:
        marks = ahead.marks
    else:
        found = select(class_mark.c.pk, class_mark.c.account_pk).order_by(class_mark.c.pk).limit(most)
        marks = [(row.pk, row.account_pk) for row in await tx.execute(found.with_for_update(skip_locked=True))]
    if not marks:
        return 0
    keys = sorted({key for _, key in marks})
    left = await _make(tx, keys, kept_up(await generations(inside(tx))), ahead)
    gone = delete(class_mark).where(keys_among(kind_of(tx), class_mark.c.pk))
    await tx.execute(gone, {"keys": list_value(kind_of(tx), [pk for pk, key in marks if key not in left])})
    return len(marks)


async def make_next(tx: Transaction, generation: Generation, most: int, ahead: Ahead | None) -> int:
    """
    Make the next accounts that are not in a set which is not whole; 0: there are no more, or others are at them.

    Accounts are in it out of turn when somebody wrote them meanwhile or a load marked them: these are passed over.
    Several workers take different accounts, and where one was interrupted the next goes on.
    """
    if ahead is not None and ahead.missing is not None:
        missing, taken = ahead.missing, ahead.keys
    else:
        missing = await _missing(inside(tx), generation, _WORKERS * most)
        free = {"keys": list_value(kind_of(tx), missing.keys), "most": most}
        taken = [row.pk for row in await tx.execute(_free(kind_of(tx)), free)] if missing.keys else []
    if not missing.last:
        return 0
    made = set(taken) - await _make(tx, taken, [generation], ahead) if taken else set()
    waiting = next((key for key in missing.keys if key not in made), None)
    reached = missing.last if waiting is None else waiting - 1
    c = class_generation.c
    further = update(class_generation).where(c.id == generation.id, c.reached < reached).values(reached=reached)
    moved = (await tx.execute(further)).rowcount
    return len(taken) or moved


async def _make(
    tx: Transaction, keys: Sequence[int], sets: Sequence[Generation], ahead: Ahead | None
) -> frozenset[int]:
    """
    Make the periods of these accounts in these sets; of an account that is gone there are none.

    Returns:
        Those that were left, for they were written after they were read.
    """
    kind, read = kind_of(tx), inside(tx)
    same = ahead is not None and [each.id for each in ahead.sets] == [each.id for each in sets]
    left = await _written_since(tx, ahead.given) if ahead is not None and same else None
    if ahead is None or left is None:
        left, made = frozenset(), await _derived(read, kind, keys, sets)
    else:
        keys, made = [key for key in keys if key not in left], ahead.made
    await write_changes(tx, keys, made, await stored_of(read, kind, keys))
    return left


async def _derived(read: Fetch, kind: DatabaseKind, keys: Sequence[int], sets: Sequence[Generation]) -> Made:
    """On PostgreSQL the rows of the accounts are held from here on."""
    held = {row.id: row.pk for row in await read(_holding(kind), {"keys": list_value(kind, keys)})}
    return await derived(read, kind, held, keys, sets)


async def _written_since(tx: Transaction, given: int) -> frozenset[int] | None:
    """The accounts of which the classes read something that was written since; None: some marks are gone already."""
    ((now,),) = await tx.execute(_GIVEN)
    marked = [row.account_pk for row in await tx.execute(_MARKED_SINCE, {"given": given})]
    return frozenset(marked) if len(marked) == now - given else None


async def _missing(read: Fetch, generation: Generation, most: int) -> Missing:
    ((last,),) = await read(_LAST, {"reached": generation.reached})
    asked = {"generation": generation.id, "reached": generation.reached, "last": last or 0, "most": most}
    return Missing([row.pk for row in await read(_MISSING, asked)] if last else [], last or 0)


_GIVEN: Final = text("SELECT coalesce(max(seq), 0) AS given FROM sqlite_sequence WHERE name = 'class_mark'")
"""How many marks there have ever been: they are counted on when marks are gone."""
_MARKED_SINCE: Final = select(class_mark.c.account_pk).where(class_mark.c.pk > bindparam("given", type_=Key))
_SOME_MARKS: Final = text(
    f"SELECT pk, account_pk FROM class_mark WHERE pk >= (SELECT min(pk) + abs(random() % "  # noqa: S608  (a number)
    f"(max(0, max(pk) - min(pk) - {_WORKERS} * :most) + 1)) FROM class_mark) ORDER BY pk LIMIT :most"
)
"""Of many, some in the midst: another worker is at others."""
_NEXT: Final = (
    select(account.c.pk)
    .where(account.c.pk > bindparam("reached", type_=Key))
    .order_by(account.c.pk)
    .limit(_LOOKED_AT)
    .subquery()
)
_LAST: Final = select(func.max(_NEXT.c.pk).label("last"))
_MISSING: Final = (
    select(account.c.pk)
    .where(
        account.c.pk > bindparam("reached", type_=Key),
        account.c.pk <= bindparam("last", type_=Key),
        account.c.merged_into.is_(None),  # it has none
        ~exists().where(
            class_period.c.account_pk == account.c.pk,
            class_period.c.generation == bindparam("generation", type_=Integer),
        ),
    )
    .order_by(account.c.pk)
    .limit(bindparam("most", type_=Integer))
)


@lru_cache
def _free(kind: DatabaseKind) -> Select[Any]:
    """Of these accounts the first that nobody holds."""
    found = select(account.c.pk).where(keys_among(kind, account.c.pk)).order_by(account.c.pk)
    return found.limit(bindparam("most", type_=Integer)).with_for_update(key_share=True, skip_locked=True)


@lru_cache
def _holding(kind: DatabaseKind) -> Select[Any]:
    """Locked as little as will do: a foreign key that somebody else is writing waits for nobody."""
    found = select(account.c.pk, account.c.id).where(keys_among(kind, account.c.pk)).order_by(account.c.id)
    return found.with_for_update(key_share=True)
