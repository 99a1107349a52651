"""
What the client selected below a field, so that a page is loaded with one statement for each level, never one a row.

A root resolver asks for the selections of the objects it is about to return, loads what they need for all rows at
once, and hands it to the rows; the fields below then stay plain and synchronous (engineering: docs/adr/0005).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Generic, Protocol, TypeVar

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import Info

from schema.execution.defaults import with_defaults

Arguments = Mapping[str, Any]
"""Of one field, as graphql-core coerces them: of the types that the schema declares."""
PageArguments = tuple[int | None, int | None, str | None, str | None]
Loaded = dict[tuple[object, ...], Any]
"""By the part and what was asked of it; only a `Part` writes and reads it, so that what is read is what was kept."""
T = TypeVar("T")
_Fields = list[tuple[str, GraphQLField, list[FieldDetails]]]
_MOST_KNOWN: Final = 2_000
# By the ids of nodes of a parsed document; each entry keeps its operation, and with its details their nodes, alive.
_KNOWN: Final[OrderedDict[tuple[object, ...], tuple[object, _Fields]]] = OrderedDict()


class Selection:
    """The fields selected on objects of one type, fragments and @skip/@include already decided."""

    __slots__ = ("_details", "_info", "_type", "_variables")

    def __init__(self, info: GraphQLResolveInfo[Any], type_: GraphQLObjectType, details: list[FieldDetails]) -> None:
        self._info = info
        # Strawberry hands the coerced dict to resolvers, graphql-core's own functions want their container
        coerced: Any = info.variable_values
        self._variables = VariableValues({}, coerced)
        self._type = type_
        self._details = details

    @property
    def root_field(self) -> str:
        """Name of the field of the root type whose resolver looks ahead."""
        return self._info.field_name

    @property
    def operation_name(self) -> str | None:
        """Name that the client gave the operation."""
        name = self._info.operation.name
        return name.value if name else None

    def names(self) -> frozenset[str]:
        """Names of the selected fields."""
        return frozenset(name for name, _, _ in self._collected())

    def fields(self) -> Iterator[tuple[str, Arguments, list[FieldDetails]]]:
        """Name, arguments (coerced, defaults filled in) and node of each selected field, aliases apart."""
        for name, field, details in self._collected():
            given = get_argument_values(field, details[0].node, self._variables) if field.args else {}
            arguments = with_defaults(field, given)
            yield name, arguments, details

    def _collected(self) -> _Fields:
        """The fields selected; collected once for each document when no directive can leave one out."""
        operation = self._info.operation
        place = operation.loc
        if place is None or "@" in place.source.body:
            return self._collect()
        key = (id(operation), self._type, *(id(details.node) for details in self._details))
        found = _KNOWN.get(key)
        if found is not None:
            return found[1]
        fields = self._collect()
        _KNOWN[key] = (operation, self._details), fields
        if len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.popitem(last=False)
        return fields

    def _collect(self) -> _Fields:
        info = self._info
        fragments = {name: FragmentDetails(definition) for name, definition in info.fragments.items()}
        grouped = collect_subfields(
            info.schema, fragments, self._variables, info.operation, self._type, self._details
        ).grouped_field_set
        named = ((details[0].node.name.value, details) for details in grouped.values())
        return [(name, self._type.fields[name], details) for name, details in named if name in self._type.fields]

    def arguments(self, name: str) -> list[Arguments]:
        """The arguments of each selection of this field; empty: it is not selected."""
        return [arguments for found, arguments, _ in self.fields() if found == name]

    def below(self, name: str, type_name: str) -> list[Selection]:
        """The selections below this field, read as objects of *type_name*, one for each alias."""
        return [
            Selection(self._info, self._object(type_name), details)
            for found, _, details in self.fields()
            if found == name
        ]

    def path(self, *steps: tuple[str, str]) -> list[Selection]:
        """The selections at the end of a path of (field, type below it)."""
        level = [self]
        for name, type_name in steps:
            level = [below for selection in level for below in selection.below(name, type_name)]
        return level

    def items_below(self, name: str, type_name: str) -> list[Selection]:
        """The selections on the items of the connection of *type_name* at this field."""
        asked = (name, f"{type_name}Connection")
        return [
            *self.path(asked, ("edges", f"{type_name}Edge"), ("node", type_name)),
            *self.path(asked, ("nodes", type_name)),
        ]

    def _object(self, name: str) -> GraphQLObjectType:
        found = self._info.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found


def selected(info: Info[Any, Any], type_name: str) -> Selection:
    """What is selected on the objects of *type_name* that the field being resolved returns."""
    raw = info._raw_info  # the only way to the executor's own view of the operation
    found = raw.schema.type_map[type_name]
    assert isinstance(found, GraphQLObjectType)
    return Selection(raw, found, [FieldDetails(node, None) for node in raw.field_nodes])


def selected_items(info: Info[Any, Any], type_name: str) -> list[Selection]:
    """What is selected on the objects of *type_name* in the connection that the field being resolved returns."""
    asked = selected(info, f"{type_name}Connection")
    return [
        *asked.path(("edges", f"{type_name}Edge"), ("node", type_name)),
        *asked.path(("nodes", type_name)),
    ]


def below(selections: Iterable[Selection], name: str, type_name: str) -> list[Selection]:
    """The selections below a field in all of *selections*, read as objects of *type_name*."""
    return [found for selection in selections for found in selection.below(name, type_name)]


def items_below(selections: Iterable[Selection], name: str, type_name: str) -> list[Selection]:
    """The selections on the items of a connection in all of *selections*."""
    return [found for selection in selections for found in selection.items_below(name, type_name)]


def arguments_of(selections: Iterable[Selection], name: str) -> list[PageArguments]:
    """Which pages of a connection are asked for: first, last, after and before, each page once."""
    pages = [
        (each.get("first"), each.get("last"), each.get("after"), each.get("before"))
        for selection in selections
        for each in selection.arguments(name)
    ]
    return list(dict.fromkeys(pages))


def is_counted(info: Info[Any, Any], type_name: str) -> bool:
    """Whether the client asks how many items the connection of *type_name* has that the field returns."""
    return "totalCount" in selected(info, f"{type_name}Connection").names()


def are_counted(selections: Iterable[Selection], name: str, type_name: str) -> bool:
    """The same of a list of other objects: the field *name* below *selections*."""
    return any("totalCount" in each.names() for each in below(selections, name, f"{type_name}Connection"))


class Record(Protocol):
    """What parts are loaded for."""

    loaded: Loaded


class Part(Generic[T]):
    """One part, of one type; the same part may be asked for several times, each time with other arguments."""

    def keep(self, record: Record, part: T, *asked: object) -> None:
        """Keep what was loaded for *asked*."""
        record.loaded[(self, *asked)] = part

    def read(self, record: Record, *asked: object) -> T:
        """
        What was kept for *asked*.

        Raises:
            KeyError: It was not loaded.
        """
        found: T = record.loaded[(self, *asked)]
        return found

    def every(self, record: Record) -> list[T]:
        """What was kept, whatever was asked."""
        return [part for key, part in record.loaded.items() if key[0] is self]
