"""
Pages by keyset: where a page starts is the key of an item, so a page costs the same wherever it lies.

A cursor is that key as base64url text with the order's name and a version; clients must not look inside.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, Self, TypeVar, overload

from sqlalchemy import BigInteger, ColumnElement, Date, UnaryExpression, bindparam, tuple_

from domain.errors import InvalidValue
from domain.ports.reading import Page, PageRequest

R = TypeVar("R")
Key = tuple[object, ...]

_VERSION: Final = "1"
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_NOT_A_CURSOR: Final = "El cursor no sirve para esta lista: pida de nuevo la primera página."


class PageShape(NamedTuple):
    """What of a page's request its statement is made by: whether it has each cursor, and from which end it counts."""

    after: bool
    before: bool
    backward: bool

    @classmethod
    def of(cls, request: PageRequest) -> Self:
        """Of this request."""
        return cls(bool(request.after), bool(request.before), is_backward(request))


@dataclass(frozen=True, slots=True, eq=False)
class Keyset:
    """
    One order of one list: columns that are never NULL and together unique, all ascending or all descending.

    Attributes:
        name: Letters that no other order has; part of each cursor.
        columns: Texts, whole numbers or days. Instants come as their stored microseconds.
    """

    name: str
    columns: tuple[ColumnElement[Any], ...]
    descending: bool = False

    def order(self, backward: bool) -> tuple[UnaryExpression[Any], ...]:
        """For ORDER BY; *backward* reads the list from its end."""
        return tuple(c.desc() if self.descending is not backward else c.asc() for c in self.columns)

    def beyond(self, after: bool) -> ColumnElement[bool]:
        """Items after (or before) the key bound as `after_0`... (`before_0`...)."""
        side = "after" if after else "before"
        bound = [bindparam(f"{side}_{n}", type_=c.type) for n, c in enumerate(self.columns)]
        upwards = after is not self.descending
        if len(bound) == 1:
            return self.columns[0] > bound[0] if upwards else self.columns[0] < bound[0]
        ours, theirs = tuple_(*self.columns), tuple_(*bound)
        return ours > theirs if upwards else ours < theirs

    def window(self, request: PageRequest | PageShape) -> tuple[ColumnElement[bool], ...]:
        """Conditions for the cursors that *request* has."""
        return tuple(self.beyond(after) for after, cursor in ((True, request.after), (False, request.before)) if cursor)

    def parameters(self, request: PageRequest) -> dict[str, object]:
        """What to bind for `window`, and `limit`: one more than asked for. Raises InvalidValue for a foreign cursor."""
        found: dict[str, object] = {"limit": page_size(request) + 1}
        for side, cursor in (("after", request.after), ("before", request.before)):
            if cursor:
                found.update({f"{side}_{n}": value for n, value in enumerate(self.decode(cursor))})
        return found

    def encode(self, key: Sequence[object]) -> str:
        """The cursor of an item with this key."""
        told = key[0] if len(key) == 1 else "\t".join(map(str, key))  # most lists go by one number, page by page
        return b2a_base64(f"{_VERSION}{self.name}\t{told}".encode(), newline=False).translate(_URL_SAFE).decode()

    def decode(self, cursor: str) -> Key:
        """The key in a cursor of this order. Raises InvalidValue for anything else."""
        try:
            name, *parts = urlsafe_b64decode(cursor).decode().split("\t")
            if name != _VERSION + self.name or len(parts) != len(self.columns):
                raise InvalidValue(_NOT_A_CURSOR, field=("cursor",))
            return tuple(_parsed(c, part) for c, part in zip(self.columns, parts, strict=True))
        except (Base64Error, ValueError) as wrong:
            raise InvalidValue(_NOT_A_CURSOR, field=("cursor",)) from wrong

    def page(
        self,
        rows: Sequence[Any],
        request: PageRequest,
        make: Callable[[Any], R],
        key: Callable[[Any], Sequence[object]],
    ) -> Page[R]:
        """The page that *rows*, one more than asked for when there are, make up."""
        size, backward = page_size(request), is_backward(request)
        more = len(rows) > size
        kept = rows[:size] if more else rows
        if backward:
            kept = kept[::-1]
        return Page(
            items=list(map(make, kept)),
            cursors=_Cursors(lambda row: self.encode(key(row)), kept),
            has_next=request.before is not None if backward else more,
            has_previous=more if backward else request.after is not None,
        )

    def pages(
        self,
        owners: Mapping[str, list[Any]],
        request: PageRequest,
        make: Callable[[Any], R],
        key: Callable[[Any], tuple[Any, ...]],
    ) -> dict[str, Page[R]]:
        """The page of each of the *owners* of `of_each`, whose rows come in any order."""
        for rows in owners.values():
            rows.sort(key=key, reverse=self.descending is not is_backward(request))
        return {each: self.page(rows, request, make, key) for each, rows in owners.items()}


class _Cursors(Sequence[str]):
    """The cursors of the items of these rows, each made when it is read: most pages are asked for one or two."""

    def __init__(self, encode: Callable[[Any], str], rows: Sequence[Any]) -> None:
        self._encode = encode
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return _Cursors(self._encode, self._rows[place])
        return self._encode(self._rows[place])


def of_each(owners: Iterable[str], rows: Iterable[Any], owner: str = "owner_id") -> dict[str, list[Any]]:
    """The *rows* of each of these owners, by the column that names theirs; none of one that has none."""
    found: dict[str, list[Any]] = {each: [] for each in owners}
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


def is_backward(request: PageRequest) -> bool:
    """Whether the page is counted from the end."""
    return request.last is not None


def page_size(request: PageRequest) -> int:
    """How many items are asked for. Raises InvalidValue unless exactly one of first and last is given."""
    if (request.first is None) == (request.last is None):
        raise InvalidValue("Pida los primeros o los últimos, no ambos.", field=("first",))
    size = request.first if request.first is not None else request.last
    if size is None or size < 0:
        raise InvalidValue("El tamaño de la página no puede ser negativo.", field=("first",))
    return size


def _parsed(column: ColumnElement[Any], part: str) -> object:
    if isinstance(column.type, Date):
        return date.fromisoformat(part)
    if isinstance(column.type, BigInteger):
        return int(part)
    return part
