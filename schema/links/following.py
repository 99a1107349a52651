"""
Links from one object to another: those that are selected are read for a whole list at once, one statement a kind.

A subject says once how its objects are found by their keys (`finds`); whoever loads a list of objects that lead to
them then follows the links (`follow`). What the reader may not know of is not found: the link is then empty.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, TypeVar

import strawberry

from schema.context import Context
from schema.lookahead import Part, Record, Selection, below

if TYPE_CHECKING:
    from schema.accounts.types import Account
    from schema.cases.types import Case, NextStep
    from schema.documents.types import CaseDocument
    from schema.messages.types import Message
    from schema.terms.types import Term

Finder = Callable[[Context, Sequence[str], Sequence[Selection]], Awaitable[Mapping[str, Any]]]
T = TypeVar("T")
F = TypeVar("F", bound=Finder)

LazyAccount = Annotated["Account", strawberry.lazy("schema.accounts.types")]
LazyCaseDocument = Annotated["CaseDocument", strawberry.lazy("schema.documents.types")]
LazyCase = Annotated["Case", strawberry.lazy("schema.cases.types")]
LazyMessage = Annotated["Message", strawberry.lazy("schema.messages.types")]
LazyNextStep = Annotated["NextStep", strawberry.lazy("schema.cases.types")]
LazyTerm = Annotated["Term", strawberry.lazy("schema.terms.types")]

_FINDERS: Final[dict[str, Finder]] = {}


def finds(kind: str) -> Callable[[F], F]:
    """The decorated function finds objects of that GraphQL type by their keys, loaded as selected."""

    def kept(finder: F) -> F:
        _FINDERS[kind] = finder
        return finder

    return kept


def kinds() -> frozenset[str]:
    """The types whose objects can be found by their keys."""
    return frozenset(_FINDERS)


async def find(
    context: Context, kind: str, keys: Sequence[str | None], selections: Sequence[Selection]
) -> Mapping[str, Any]:
    """
    The objects with these keys that the reader may know of, loaded as selected.

    Args:
        keys: In any order; repeated or missing ones cost nothing.
    """
    asked = [key for key in dict.fromkeys(keys) if key]
    return await _FINDERS[kind](context, asked, selections) if asked else {}


class Link(Generic[T]):
    """A field that leads to one other object, or to none."""

    __slots__ = ("_part", "field", "key", "kind")

    def __init__(self, field: str, kind: str, key: Callable[[Any], str | None]) -> None:
        """
        Args:
            field: Its name, as clients write it.
            kind: The GraphQL type to which it leads.
            key: Key of the other object, out of the object that has the field.
        """
        self.field = field
        self.kind = kind
        self.key = key
        self._part: Part[T | None] = Part()

    def read(self, record: Record) -> T | None:
        """The other object; it was followed, because the field is selected."""
        return self._part.read(record)

    def keep(self, record: Record, found: T | None) -> None:
        """Keep the other object."""
        self._part.keep(record, found)


async def follow(
    context: Context, nodes: Sequence[Record], selections: Sequence[Selection], links: Sequence[Link[Any]]
) -> None:
    """Keep with each of *nodes* what its selected links lead to. One statement for each link, and what is below it."""
    for link in links:
        asked = below(selections, link.field, link.kind)
        if asked:
            keys = [link.key(node) for node in nodes]
            found = await find(context, link.kind, keys, asked)
            for node, key in zip(nodes, keys, strict=True):
                link.keep(node, found.get(key or ""))


async def follow_nodes(
    context: Context,
    nodes: Sequence[Record],
    selections: Sequence[Selection],
    field: str,
    part: Part[Any],
    leads_to: Callable[[Any], tuple[str, str] | None],
) -> None:
    """
    Keep with each of *nodes* the record, of whatever kind, to which a field leads. One statement for each kind.

    Args:
        field: Its name, as clients write it; its type is `Node`.
        leads_to: The kind and the key of the record, out of the object that has the field; None: to none.
    """
    keys: dict[str, list[str]] = {}
    for kind, key in filter(None, map(leads_to, nodes)):
        keys.setdefault(kind, []).append(key)
    found: dict[tuple[str, str], Any] = {}
    for kind, some in keys.items():
        asked = below(selections, field, kind)
        if asked and kind in _FINDERS:
            found |= {(kind, key): each for key, each in (await find(context, kind, some, asked)).items()}
    for node in nodes:
        place = leads_to(node)
        part.keep(node, None if place is None else found.get(place))
