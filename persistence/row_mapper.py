"""
How a record of the domain is a row, said once for both directions by the types of its fields.

Belongs here: how a type of value is kept. Does not belong here: which record is kept how (`mapping` of each subject).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Final, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Row

from domain.model.cases import Value
from domain.model.rut import Rut
from persistence.tables.columns import instant, micros

AnyRow = Row[Any]
Columns = dict[str, object]
_DAY: Final = "day"
_INSTANT: Final = "instant"
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Stored:
    """How a value is kept that its type does not tell: what is written, and the value again."""

    written: Callable[[Any], object]
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Spread:
    """
    A field that is a small record in columns of this row, all NULL where there is none.

    Args:
        record: Its class.
        prefix: Before the name of each of its fields, which makes the column.
        renamed: The column of a field that is called otherwise.
        told_by: The column that is NULL exactly when there is none; None: there always is one.
        stored: How a field of it is kept whose type does not tell.
    """

    record: type
    prefix: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    told_by: str | None = None
    stored: Mapping[str, Stored] = field(default_factory=dict)

    def columns(self) -> Iterator[tuple[str, str, Any]]:
        """Each of its fields, the column, and the type."""
        for name, kind in _types(self.record).items():
            yield name, self.renamed.get(name, self.prefix + name), self.stored.get(name, kind)


def plain_value(value: Value) -> object:
    """A datum as JSON keeps it: days and instants as one-entry objects, lists as lists."""
    if isinstance(value, datetime):
        return {_INSTANT: micros(value)}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def value_from(stored: Any) -> Value:
    """The datum that JSON keeps; the inverse of `plain_value`."""
    if isinstance(stored, dict):
        kind, kept = next(iter(stored.items()))
        return instant(kept) if kind == _INSTANT else date.fromisoformat(kept)
    if isinstance(stored, list):
        return tuple(stored)
    found: Value = stored
    return found


KEPT: Final[Mapping[Any, Stored]] = {
    Rut: Stored(lambda rut: rut.compact, Rut),
    Value: Stored(plain_value, value_from),
}
"""How values of these types are kept everywhere."""
_IN_JSON: Final = {datetime: Stored(micros, instant), date: Stored(date.isoformat, date.fromisoformat)}


@dataclass(frozen=True)
class RowMapper(Generic[_R]):
    """
    Rows of one class of records: a column of its name for each field, as the type of the field says.

    An enum is kept by its value, a RUT without dots, a tuple as a list, a set as a sorted list, another record as a
    JSON object of its fields, in which an instant is its microseconds since 1970 and a day is ISO 8601. Functions are
    compiled when first needed.

    Args:
        of: The class, a dataclass.
        renamed: The column of a field that is called otherwise.
        stored: How a field is kept whose type does not tell.
        spread: Fields that are kept in several columns.
        unwritten: Fields that the row tells and nobody writes, such as its number.
        apart: Fields that are no columns: whoever reads gives them.
        optional: Fields whose column a statement may leave out; None then.
        made: Columns that are no field: what of the record makes them.
    """

    of: type[_R]
    renamed: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, Stored] = field(default_factory=dict)
    spread: Mapping[str, Spread] = field(default_factory=dict)
    unwritten: Collection[str] = ()
    apart: Collection[str] = ()
    optional: Collection[str] = ()
    made: Mapping[str, Callable[[_R], object]] = field(default_factory=dict)

    def columns(self, record: _R) -> Columns:
        """What is written of a record, by column."""
        return self._columns(record)

    def record(self, row: AnyRow, /, **given: object) -> _R:
        """The record of a row, with the fields that are *given*."""
        told = getattr(row, "_fields", None)
        if (read := self._readings.get(told)) is None:
            read = self._readings[told] = self._reading(told)
        return read(row, **given)

    @cached_property
    def _columns(self) -> Callable[[_R], Columns]:
        code = _Code()
        told = []
        for name, kind in _types(self.of).items():
            if name in self.unwritten or name in self.apart:
                continue
            if name in self.spread:
                told += code.written_apart(self.spread[name], f"r.{name}")
            else:
                told.append(
                    f"{self.renamed.get(name, name)!r}: {code.way(self._kind(name, kind)).written(f'r.{name}')}"
                )
        told += [f"{column!r}: {code.name(made)}(r)" for column, made in self.made.items()]
        found: Callable[[_R], Columns] = code.compiled(f"lambda r: {{{', '.join(told)}}}")
        return found

    @cached_property
    def _readings(self) -> dict[tuple[str, ...] | None, Callable[..., _R]]:
        """By the columns of the row, in their order; None: it is no row of a statement."""
        return {}

    def _reading(self, told: tuple[str, ...] | None) -> Callable[..., _R]:
        """Columns by place, which takes a third of the time; by name where two have the same, so that it is refused."""
        places = None if told is None or len(set(told)) < len(told) else {name: n for n, name in enumerate(told)}
        code = _Code(places)
        read = []
        for name, kind in _types(self.of).items():
            if name in self.spread:
                read.append(f"{name}={code.read_apart(self.spread[name])}")
            elif name not in self.apart:
                column = code.column(self.renamed.get(name, name), optional=name in self.optional)
                read.append(f"{name}={code.way(self._kind(name, kind)).read(column)}")
        found: Callable[..., _R] = code.compiled(f"lambda r, **given: {code.name(self.of)}({', '.join(read)}, **given)")
        return found

    def _kind(self, name: str, kind: Any) -> Any:
        return self.stored.get(name, kind)


def in_json(kind: Any) -> Stored:
    """How a value of a type is kept inside a JSON document."""
    code = _Code()
    way = code.way(kind, inside=True)
    return Stored(code.compiled(f"lambda v: {way.written('v')}"), code.compiled(f"lambda v: {way.read('v')}"))


def _types(record: Any) -> dict[str, Any]:
    told = get_type_hints(record)
    return {each.name: told[each.name] for each in fields(record)}


@dataclass(frozen=True, slots=True)
class _Way:
    """What is written of a value, and the value again: expressions of the expression that gives it."""

    written: Callable[[str], str]
    read: Callable[[str], str]

    def or_none(self) -> _Way:
        """The same, or None."""
        if self is _AS_IT_IS:
            return self
        return _Way(
            lambda v: f"(None if {v} is None else {self.written(v)})",
            lambda v: f"(None if {v} is None else {self.read(v)})",
        )

    def of_each(self, listed: str, gathered: str) -> _Way:
        """Several of them: *listed* as JSON keeps them, *gathered* again."""
        if self is _AS_IT_IS:
            return _Way(lambda v: f"{listed}({v})", lambda v: f"{gathered}({v})")
        return _Way(
            lambda v: f"{listed}({self.written('e')} for e in {v})",
            lambda v: f"{gathered}({self.read('e')} for e in {v})",
        )

    def by_key(self) -> _Way:
        """Several of them by name."""
        if self is _AS_IT_IS:
            return _Way(lambda v: f"dict({v})", lambda v: v)
        return _Way(
            lambda v: f"{{k: {self.written('each')} for k, each in {v}.items()}}",
            lambda v: f"{{k: {self.read('each')} for k, each in {v}.items()}}",
        )


_AS_IT_IS: Final = _Way(lambda v: v, lambda v: v)


def _in_order(ways: Sequence[_Way]) -> _Way:
    """A row of values, each of a type of its own."""
    return _Way(
        lambda v: f"[{', '.join(way.written(f'{v}[{n}]') for n, way in enumerate(ways))}]",
        lambda v: f"({', '.join(way.read(f'{v}[{n}]') for n, way in enumerate(ways))},)",
    )


class _Code:
    """An expression that is put together, and the objects it names; *places* of the columns of the row `r`."""

    def __init__(self, places: Mapping[str, int] | None = None) -> None:
        self._named: dict[str, object] = {}
        self._places = places

    def column(self, name: str, *, optional: bool = False) -> str:
        """The value of a column of the row; raises AttributeError when it has none of that name."""
        if self._places is None:
            return f"getattr(r, {name!r}, None)" if optional else f"r.{name}"
        if name in self._places:
            return f"r[{self._places[name]}]"
        if optional:
            return "None"
        raise AttributeError(f"The row has no column {name}.")

    def name(self, thing: object) -> str:
        """What the expression calls it."""
        name = f"n{len(self._named)}"
        self._named[name] = thing
        return name

    def compiled(self, expression: str) -> Any:
        """The function that a lambda expression is."""
        return eval(expression, self._named)  # noqa: S307  (of names of fields and columns alone)

    def way(self, kind: Any, *, inside: bool = False) -> _Way:
        """How a value of that type is kept; *inside* a JSON document instants and days are made plain."""
        if (stored := _stored(kind, inside)) is not None:
            written, read = self.name(stored.written), self.name(stored.read)
            return _Way(lambda v: f"{written}({v})", lambda v: f"{read}({v})")
        origin, of = get_origin(kind), get_args(kind)
        if origin in _UNIONS and NoneType in of:
            return self.way(_needed(kind), inside=inside).or_none()
        if origin is tuple and of[-1] is Ellipsis:
            return self.way(of[0], inside=True).of_each("list", "tuple")
        if origin is tuple:
            return _in_order([self.way(each, inside=True) for each in of])
        if origin is frozenset:
            return self.way(of[0], inside=True).of_each("sorted", "frozenset")
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self.way(of[1], inside=True).by_key()
        if isinstance(kind, type) and issubclass(kind, Enum):
            members = self.name({each.value: each for each in kind})
            return _Way(lambda v: f"{v}.value", lambda v: f"{members}[{v}]")
        if is_dataclass(kind):
            return self._object(kind)
        return _AS_IT_IS

    def _object(self, kind: Any) -> _Way:
        made, ways = self.name(kind), {name: self.way(of, inside=True) for name, of in _types(kind).items()}
        return _Way(
            lambda v: f"{{{', '.join(f'{n!r}: ' + way.written(f'{v}.{n}') for n, way in ways.items())}}}",
            lambda v: f"{made}({', '.join(f'{n}=' + way.read(f'{v}[{n!r}]') for n, way in ways.items())})",
        )

    def written_apart(self, spread: Spread, value: str) -> list[str]:
        """The columns of a field that is spread over several."""
        if_any = f"None if {value} is None else " if spread.told_by else ""
        return [f"{column!r}: {if_any}{self.way(kind).written(f'{value}.{n}')}" for n, column, kind in spread.columns()]

    def read_apart(self, spread: Spread) -> str:
        """The field again."""
        told = (f"{name}={self.way(kind).read(self.column(column))}" for name, column, kind in spread.columns())
        made = f"{self.name(spread.record)}({', '.join(told)})"
        return f"(None if {self.column(spread.told_by)} is None else {made})" if spread.told_by else made


_UNIONS: Final = (Union, UnionType)


def _needed(kind: Any) -> Any:
    """The type without None."""
    return Union[tuple(each for each in get_args(kind) if each is not NoneType)]  # noqa: UP007  (made of a tuple)


def _stored(kind: Any, inside: bool) -> Stored | None:
    """How it is kept, where the type says so as a whole."""
    if isinstance(kind, Stored):
        return kind
    try:
        return KEPT.get(kind) or (_IN_JSON.get(kind) if inside else None)
    except TypeError:  # a type that cannot be a key
        return None
