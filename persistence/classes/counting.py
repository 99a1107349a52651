"""How many accounts are of what, on days in order: from the tally, and for who sees only some, from their periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Integer, bindparam, case, func, select

from domain.errors import InvalidValue
from domain.model.classes import ClassCount
from persistence.classes.codes import AXES, CLASSES, OF_CLASSES, TALLIED
from persistence.classes.generations import current
from persistence.database import Database
from persistence.records import among, list_value
from persistence.tables.accounts import account
from persistence.tables.classes import class_period, class_tally

OF_SETS: Final = "classes"
"""Name of the axis of classes, of which several hold at once."""

_T: Final = class_tally.c
_FIRST: Final = bindparam("first", type_=Integer)
_day = case((_T.day <= _FIRST, _FIRST), else_=_T.day)
_CHANGES: Final = (
    select(_T.value, _day.label("day"), func.sum(_T.change).label("change"))
    .where(
        _T.generation == current(),
        _T.axis == bindparam("axis", type_=Integer),
        _T.day <= bindparam("last", type_=Integer),
    )
    .group_by(_T.value, _day)
    .order_by(_day)
)


async def read_counts(
    database: Database, axis: str, days: Sequence[date], account_ids: frozenset[str] | None
) -> Sequence[ClassCount]:
    """
    Registered accounts by value of *axis* on each of *days*, which are in order; values that nobody has are there too.

    Args:
        axis: A key of `codes.AXES`, or `OF_SETS`.
        account_ids: Only these; None: all.

    Raises:
        InvalidValue: There is no such axis.
    """
    if axis != OF_SETS and axis not in AXES:
        raise InvalidValue(f"«{axis}» no es un eje de las clases.", field=("axis",))
    if not days:
        return ()
    changes = _changes(database, axis, days) if account_ids is None else _of_some(database, axis, days, account_ids)
    return list(_counted(axis, days, await changes))


async def _changes(database: Database, axis: str, days: Sequence[date]) -> list[tuple[int, int, int]]:
    number = OF_CLASSES if axis == OF_SETS else TALLIED[axis]
    asked = {"axis": number, "first": days[0].toordinal(), "last": days[-1].toordinal()}
    rows = await database.read(_CHANGES, asked, long=True)
    return [(row.day, row.value, row.change) for row in rows]


async def _of_some(
    database: Database, axis: str, days: Sequence[date], account_ids: frozenset[str]
) -> list[tuple[int, int, int]]:
    c, kind = class_period.c, database.kind
    first, last = days[0].toordinal(), days[-1].toordinal()
    periods = (
        select(c.since, c.until, c[axis].label("value"))
        .join_from(account, class_period, c.account_pk == account.c.pk)
        .where(among(kind, account.c.id), c.generation == current(), c.classes != 0, c.since <= last, c.until >= first)
    )
    found: list[tuple[int, int, int]] = []
    for row in await database.read(periods, {"ids": list_value(kind, sorted(account_ids))}):
        found += [(max(row.since, first), row.value, 1), (row.until + 1, row.value, -1)]
    return sorted(found)


def _counted(axis: str, days: Sequence[date], changes: Sequence[tuple[int, int, int]]) -> Iterator[ClassCount]:
    """Walk the changes and the days together."""
    now: Counter[int] = Counter()
    place = 0
    for on in days:
        day = on.toordinal()
        while place < len(changes) and changes[place][0] <= day:
            _, value, change = changes[place]
            now[value] += change
            place += 1
        if axis == OF_SETS:
            for n, klass in enumerate(CLASSES):
                yield ClassCount(on, klass.value, sum(many for bits, many in now.items() if bits >> n & 1))
        else:
            for code, name in enumerate(AXES[axis]):
                yield ClassCount(on, str(name.value), now[code])
