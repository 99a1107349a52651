"""
How a record of the domain is a row, said once for both directions by the types of its fields.

Belongs here: how a type of value is kept. Does not belong here: which record is kept how (`mapping` of each subject).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
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
                told.append(f"{self.renamed.get(name, name)!r}: {code.written(self._kind(name, kind), f'r.{name}')}")
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
                read.append(f"{name}={code.read(self._kind(name, kind), column)}")
        found: Callable[..., _R] = code.compiled(f"lambda r, **given: {code.name(self.of)}({', '.join(read)}, **given)")
        return found

    def _kind(self, name: str, kind: Any) -> Any:
        return self.stored.get(name, kind)


def in_json(kind: Any) -> Stored:
    """How a value of a type is kept inside a JSON document."""
    code = _Code()
    written, read = code.written(kind, "v0", inside=True), code.read(kind, "v0", inside=True)
    return Stored(code.compiled(f"lambda v0: {written}"), code.compiled(f"lambda v0: {read}"))


def _types(record: Any) -> dict[str, Any]:
    told = get_type_hints(record)
    return {each.name: told[each.name] for each in fields(record)}


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

    def written(self, kind: Any, value: str, *, inside: bool = False) -> str:
        """What is written of a value of that type; *inside* a JSON document where instants and days are made plain."""
        if (stored := _stored(kind, inside)) is not None:
            return f"{self.name(stored.written)}({value})"
        origin, of = get_origin(kind), get_args(kind)
        if origin in _UNIONS and NoneType in of:
            told = self.written(_needed(kind), value, inside=inside)
            return value if told == value else f"(None if {value} is None else {told})"
        if origin is tuple:
            return self._written_row(of, value)
        if origin is frozenset:
            return f"sorted({self._each(self.written(of[0], 'e', inside=True), 'e', value)})"
        if isinstance(origin, type) and issubclass(origin, Mapping):
            told = self.written(of[1], "v", inside=True)
            return f"dict({value})" if told == "v" else f"{{k: {told} for k, v in {value}.items()}}"
        if isinstance(kind, type) and issubclass(kind, Enum):
            return f"{value}.value"
        if is_dataclass(kind):
            told_of = (f"{n!r}: {self.written(t, f'{value}.{n}', inside=True)}" for n, t in _types(kind).items())
            return f"{{{', '.join(told_of)}}}"
        return value

    def read(self, kind: Any, value: str, *, inside: bool = False) -> str:
        """The value of that type again."""
        if (stored := _stored(kind, inside)) is not None:
            return f"{self.name(stored.read)}({value})"
        origin, of = get_origin(kind), get_args(kind)
        if origin in _UNIONS and NoneType in of:
            told = self.read(_needed(kind), value, inside=inside)
            return value if told == value else f"(None if {value} is None else {told})"
        if origin is tuple:
            return self._read_row(of, value)
        if origin is frozenset:
            return f"frozenset({self._each(self.read(of[0], 'e', inside=True), 'e', value)})"
        if isinstance(origin, type) and issubclass(origin, Mapping):
            told = self.read(of[1], "v", inside=True)
            return value if told == "v" else f"{{k: {told} for k, v in {value}.items()}}"
        if isinstance(kind, type) and issubclass(kind, Enum):
            return f"{self.name({each.value: each for each in kind})}[{value}]"
        if is_dataclass(kind):
            told_of = (f"{n}={self.read(t, f'{value}[{n!r}]', inside=True)}" for n, t in _types(kind).items())
            return f"{self.name(kind)}({', '.join(told_of)})"
        return value

    def written_apart(self, spread: Spread, value: str) -> list[str]:
        """The columns of a field that is spread over several."""
        if_any = f"None if {value} is None else " if spread.told_by else ""
        return [f"{column!r}: {if_any}{self.written(kind, f'{value}.{n}')}" for n, column, kind in spread.columns()]

    def read_apart(self, spread: Spread) -> str:
        """The field again."""
        told = (f"{name}={self.read(kind, self.column(column))}" for name, column, kind in spread.columns())
        made = f"{self.name(spread.record)}({', '.join(told)})"
        return f"(None if {self.column(spread.told_by)} is None else {made})" if spread.told_by else made

    def _written_row(self, of: tuple[Any, ...], value: str) -> str:
        if of[-1] is Ellipsis:
            return f"list({self._each(self.written(of[0], 'e', inside=True), 'e', value)})"
        return f"[{', '.join(self.written(each, f'{value}[{n}]', inside=True) for n, each in enumerate(of))}]"

    def _read_row(self, of: tuple[Any, ...], value: str) -> str:
        if of[-1] is Ellipsis:
            return f"tuple({self._each(self.read(of[0], 'e', inside=True), 'e', value)})"
        told = (self.read(each, f"{value}[{n}]", inside=True) for n, each in enumerate(of))
        return f"({', '.join(told)},)"

    @staticmethod
    def _each(told: str, name: str, value: str) -> str:
        return value if told == name else f"{told} for {name} in {value}"


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
