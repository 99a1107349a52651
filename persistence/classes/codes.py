"""
A period of the domain as a row of `class_period`, in whole numbers, and the names of its axes.

Codes are places in the tuples below: what is new comes last, and nothing is taken out, or every period would have to
be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, NamedTuple

from domain.errors import InvalidValue
from domain.model.classes import (
    AccountClass,
    Category,
    ClassPeriod,
    Export,
    Group,
    Origin,
    Phase,
    Registration,
    Relation,
)
from persistence.classes.days import fork_of

CLASSES: Final = tuple(AccountClass)
"""The class whose bit is 1, 2, 4, …"""

AXES: Final[Mapping[str, tuple[Enum, ...]]] = {
    "origin": tuple(Origin),
    "registration": tuple(Registration),
    "relation": tuple(Relation),
    "export": tuple(Export),
    "phase": tuple(Phase),
    "target_group": tuple(Group),
    "category": tuple(Category),
}
"""Columns of `class_period` with the values whose places they hold."""

OF_CLASSES: Final = 0
"""The axis of `class_tally` whose values are sets of classes, as bits."""
OF_CLASS: Final = -1
"""That whose values are single classes, by place: an account is in it as often as it has classes."""
TALLIED: Final = {name: number for number, name in enumerate(AXES, 1)}
"""Number of each axis in `class_tally`."""

_BITS: Final = {klass: 1 << place for place, klass in enumerate(CLASSES)}
_SETS: Final[dict[frozenset[AccountClass], int]] = {}
"""Sets of classes met so far, as bits."""


def bits_of(classes: Iterable[AccountClass]) -> int:
    """The classes as bits."""
    return sum(_BITS[klass] for klass in set(classes))


def bits_named(names: Iterable[str]) -> int:
    """
    The classes so named as bits.

    Raises:
        InvalidValue: There is no such class.
    """
    return bits_of(_class_named(name) for name in names)


def _class_named(name: str) -> AccountClass:
    try:
        return AccountClass(name)
    except ValueError as wrong:
        raise InvalidValue(f"«{name}» no es una clase de cuenta.", field=("classes",)) from wrong


def code_named(axis: str, name: str) -> int:
    """
    The code of the value so named.

    Raises:
        InvalidValue: The axis has no such value.
    """
    for place, value in enumerate(AXES[axis]):
        if value.value == name:
            return place
    if axis == "category":
        raise InvalidValue(f"«{name}» no es una categoría de atención.", field=("category",))
    raise InvalidValue(f"«{name}» no es un valor de «{axis}».", field=(axis,))


class PeriodRow(NamedTuple):
    """A row of `class_period`, but its account and generation."""

    since: int
    until: int
    fork: int
    classes: int
    origin: int
    registration: int
    relation: int
    export: int
    capacity: bool
    phase: int
    target_group: int
    category: int


def row_of(period: ClassPeriod) -> PeriodRow:
    """The period as it is stored."""
    since, until = period.since.toordinal(), period.until.toordinal()
    bits = _SETS.get(period.classes)
    if bits is None:
        bits = _SETS[period.classes] = bits_of(period.classes)
    return PeriodRow(
        since,
        until,
        fork_of(since, until),
        bits,
        _ORIGIN[period.origin],
        _REGISTRATION[period.registration],
        _RELATION[period.relation],
        _EXPORT[period.export],
        period.capacity,
        _PHASE[period.phase],
        _GROUP[period.group],
        _CATEGORY[period.category],
    )


def _codes(axis: str) -> dict[Enum, int]:
    return {value: place for place, value in enumerate(AXES[axis])}


_ORIGIN: Final = _codes("origin")
_REGISTRATION: Final = _codes("registration")
_RELATION: Final = _codes("relation")
_EXPORT: Final = _codes("export")
_PHASE: Final = _codes("phase")
_GROUP: Final = _codes("target_group")
_CATEGORY: Final = _codes("category")
