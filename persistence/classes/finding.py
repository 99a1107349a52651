"""
Accounts found by class, axis or category on any day, from the index of their periods.

A class that few accounts have on the day drives the search: its periods around the day are read whole. One that many
have is walked in the order of accounts when nothing else is asked, and else checked for each candidate; so is one of
whose periods most hold the day, for then a page of it is near at hand. How many they are decides only which way is
taken, never what is found.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    UnaryExpression,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.sql import operators

from persistence.classes.codes import CLASSES, OF_CLASS, OF_CLASSES, bits_named, code_named
from persistence.classes.days import nodes_around
from persistence.classes.generations import current
from persistence.database import DatabaseKind
from persistence.keyset import PageShape
from persistence.records import keys_among, list_value
from persistence.tables.accounts import account
from persistence.tables.classes import class_period, class_tally
from persistence.tables.columns import Key

FEW: Final = 4_000
_PAGE: Final = 50
_DESCENTS: Final = 600
"""To look for a day at every node above it takes as long as to walk over so many periods."""
_SORTED: Final = 2
"""The same of one period that is found there, until the accounts are in order."""
_REMEMBERED_SECONDS: Final = 60.0

_DAY: Final = bindparam("class_day", type_=Integer)
_C: Final = class_period.c


def unsorted(key: ColumnElement[int]) -> ColumnElement[int]:
    """The same number, so that no index is taken for the sake of its order."""
    return UnaryExpression(key, operator=operators.custom_op("+"), type_=key.type)


class Way(Enum):
    """What drives a search by class."""

    CHECKED = "whatever else is asked for; the class is checked of each candidate"
    BY_WORDS = "the same by the words alone, put in order afterwards: walking over accounts would meet them late"
    MET = "SQLite: the words alone and the classes alone, and what is in both: few have either"
    WALKED = "the accounts of the one class in order; what else is asked for is checked of each"
    AMONG = "the periods of the classes around the day, which are few; what else is asked for is checked of each"


def day_parameters(on: date) -> Mapping[str, object]:
    """What to bind in a condition for this day."""
    return {"class_day": on.toordinal()}


def is_of_classes(names: frozenset[str], key: ColumnElement[int]) -> ColumnElement[bool]:
    """
    Any of the classes so named holds on the day, of the account with this *key*. Bind `day_parameters`.

    Raises:
        InvalidValue: There is no such class.
    """
    bits = bits_named(names)
    return _has_period(literal_column(f"(period.classes & {bits}) != 0"), key)


def held(names: frozenset[str], key: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    """
    The same of one class, by a join with `class_period`, where an account has one row at most: quicker than to ask for
    each account whether there is one.

    Raises:
        InvalidValue: There is no such class.
    """
    (is_of,) = _each(bits_named(names))
    return (is_of, *_holds(class_period, _C.account_pk == key))


def walked(name: str) -> tuple[ColumnElement[bool], ...]:
    """
    The same of one class by a join that gives the accounts in order, each once.

    Raises:
        InvalidValue: There is no such class.
    """
    (is_of,) = _each(bits_named((name,)))
    return (is_of, *_holds(class_period, account.c.pk == unsorted(_C.account_pk)))


def has_value(axis: str, names: frozenset[str], key: ColumnElement[int]) -> ColumnElement[bool]:
    """
    The axis (a key of `codes.AXES`) has one of these values on the day. Bind `day_parameters`.

    Raises:
        InvalidValue: The axis has no such value.
    """
    codes = ", ".join(str(code_named(axis, name)) for name in sorted(names))
    return _has_period(literal_column(f"period.{axis} IN ({codes})"), key)


def value_of(axis: str, on: ColumnElement[int]) -> ColumnElement[int]:
    """The code of the axis on the day *on* (`date.toordinal`), of a row of `account`."""
    period = class_period.alias("period")
    found = (
        select(period.c[axis]).where(*_holds(period, period.c.account_pk == account.c.pk, on)).correlate_except(period)
    )
    return found.scalar_subquery()


def _has_period(condition: ColumnElement[Any], key: ColumnElement[int]) -> ColumnElement[bool]:
    period = class_period.alias("period")
    found: Select[Any] = (
        select(literal_column("1")).select_from(period).where(*_holds(period, period.c.account_pk == key), condition)
    )
    return exists(found.correlate_except(period))


def _holds(
    period: FromClause, is_of_account: ColumnElement[bool], on: ColumnElement[int] = _DAY
) -> tuple[ColumnElement[bool], ...]:
    """
    Of the account, and holding the day.

    The end is looked at in the index, not looked for: else PostgreSQL 18 believes that it would jump from one beginning
    to the next, finds that dear, and reads the rows themselves.
    """
    c = period.c
    return (is_of_account, c.generation == current(), c.since <= on, unsorted(c.until) >= on)


# --- whole classes ------------------------------------------------------------------------------------------------


@lru_cache
def day_and_nodes(kind: DatabaseKind, on: date) -> Mapping[str, object]:
    """What to bind in `first_of` and in `is_around`."""
    before, after = nodes_around(on.toordinal())
    return {"class_day": on.toordinal(), "before": list_value(kind, before), "after": list_value(kind, after)}


def is_around(kind: DatabaseKind, names: frozenset[str], key: ColumnElement[int]) -> ColumnElement[bool]:
    """
    Any of the classes holds on the day, of the account with this *key*, by the periods around the day.

    PostgreSQL gets them as a list, of which it expects few; of rows it expects millions, and makes ready for them.
    """
    keys = union_all(*(part for is_of in _each(bits_named(names)) for part in _around(kind, is_of)))
    return key.in_(keys) if kind == "sqlite" else key == func.any(func.array(keys.scalar_subquery()))


@lru_cache
def first_of(
    kind: DatabaseKind, walked: frozenset[str], read: frozenset[str], place: PageShape
) -> CompoundSelect[Any] | Select[Any]:
    """
    Keys of accounts that are of any of the classes on the day: of each class the first `limit` of the page.

    Bind `day_and_nodes`, `limit`, and `after_0` and `before_0` where they are asked for, as `keyset` does.

    Args:
        walked: Classes whose accounts are walked in order, in their index.
        read: Classes whose periods around the day are read whole.
    """
    found = []
    for is_of in _each(bits_named(walked)):
        walk = select(_C.account_pk).where(
            is_of, _C.generation == current(), _C.since <= _DAY, unsorted(_C.until) >= _DAY
        )
        found.append(_first(walk, _C.account_pk, place))
    for is_of in _each(bits_named(read)):
        found += [_first(part, unsorted(_C.account_pk), place) for part in _around(kind, is_of)]
    return found[0] if len(found) == 1 else union_all(*(select(each.subquery().c.account_pk) for each in found))


def _each(bits: int) -> list[ColumnElement[bool]]:
    """A condition for each of the classes, in the words of its index."""
    return [literal_column(f"(classes & {1 << n}) != 0") for n in range(len(CLASSES)) if bits >> n & 1]


def _around(kind: DatabaseKind, is_of: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    """Those whose periods lie at a node before the day, and at one after it."""
    of_set = select(_C.account_pk).where(is_of, _C.generation == current())
    return (
        of_set.where(keys_among(kind, _C.fork, "before"), _C.until >= _DAY),
        of_set.where(keys_among(kind, _C.fork, "after"), _C.since <= _DAY),
    )


def _first(found: Select[Any], key: ColumnElement[Any], place: PageShape) -> Select[Any]:
    if place.after:
        found = found.where(key > bindparam("after_0", type_=Key))
    if place.before:
        found = found.where(key < bindparam("before_0", type_=Key))
    return found.order_by(key.desc() if place.backward else key).limit(bindparam("limit", type_=Integer))


@lru_cache
def counted(names: frozenset[str]) -> Select[Any]:
    """How many accounts are of any of the classes on the day, from the tally. Bind `day_parameters`."""
    c, bits = class_tally.c, bits_named(names)
    of = [c.axis == OF_CLASS, c.value == bits.bit_length() - 1]
    if len(names) > 1:  # each set of classes with one of these is looked up: that they are many is in the index
        sets = ", ".join(str(held) for held in range(1 << len(CLASSES)) if held & bits)
        of = [c.axis == OF_CLASSES, literal_column(f"value IN ({sets})")]
    return select(func.coalesce(func.sum(c.change), 0).label("accounts")).where(
        c.generation == current(), *of, c.day <= _DAY
    )


@lru_cache
def changes_of(names: frozenset[str]) -> Select[Any]:
    """Of each class its place in `CLASSES`, and how many accounts more it has from which day on, in order of days."""
    c, bits = class_tally.c, bits_named(names)
    places = ", ".join(str(n) for n in range(len(CLASSES)) if bits >> n & 1)
    found = select(c.value, c.day, c.change).where(c.generation == current(), c.axis == OF_CLASS)
    return found.where(literal_column(f"value IN ({places})")).order_by(c.value, c.day)


class Size(NamedTuple):
    """
    How large a class is.

    Attributes:
        now: Accounts that are of it on the day.
        ever: About how many periods it has, on all days.
    """

    now: int
    ever: int

    @property
    def is_near(self) -> bool:
        """A page of it is met in its index before its periods around the day are read."""
        return _PAGE * self.ever < self.now * (_DESCENTS + _SORTED * self.now)


class Curve:
    """How large a class is on any day. Made of its changes in order of days."""

    def __init__(self, changes: Iterable[tuple[int, int]]) -> None:
        told = list(changes)
        self._days = [day for day, _ in told]
        self._sizes = list(accumulate((change for _, change in told), initial=0))
        self._ever = sum(change for _, change in told if change > 0)

    def on(self, day: date) -> Size:
        """On this day."""
        return Size(self._sizes[bisect_right(self._days, day.toordinal())], self._ever)


class Sizes:
    """
    How large which classes were a short while ago, so that it is not counted for each page.

    Attributes:
        few: Classes of up to so many accounts on the day drive the search.
    """

    def __init__(self, few: int = FEW, clock: Callable[[], float] = time.monotonic) -> None:
        self.few = few
        self._clock = clock
        self._known: dict[str, tuple[float, Curve]] = {}

    def known(self, name: str) -> Curve | None:
        """How large it was, if that was counted a short while ago."""
        until, curve = self._known.get(name, (0.0, None))
        return curve if self._clock() < until else None

    def note(self, name: str, curve: Curve) -> None:
        """It is so large."""
        self._known[name] = (self._clock() + _REMEMBERED_SECONDS, curve)
