"""The exported SDL as the tests of access read it: root fields, kinds of node, and a selection of everything."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    Undefined,
    build_schema,
    get_named_type,
    is_composite_type,
    is_non_null_type,
)

SDL: Final = build_schema((Path(__file__).parents[2] / "schema" / "schema.graphql").read_text())
"""What is exported, not what the code builds: a front-end team's view."""

GUARDED: Final = frozenset({"Account.readsOfPersonalData", "Account.similarAccounts"})
"""Fields below the root that not everybody who sees the rest may see."""
_DEPTH: Final = 4
_LINKS: Final = 1
"""Records inside records from which on only what is their own is asked: what they lead to, others ask."""
_NESTED_PAGE: Final = 4
_OFFERED: Final[Mapping[str, str]] = {"first": str(_NESTED_PAGE), "since": '"2026-01-01"', "until": '"2026-12-31"'}
"""Arguments of nested fields, by name; the others are left out when they may be."""


def _members(name: str) -> Mapping[str, GraphQLField]:
    found = SDL.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found.fields


def queries() -> Mapping[str, GraphQLField]:
    """Root fields of Query."""
    return _members("Query")


def mutations() -> Mapping[str, GraphQLField]:
    """Root fields of Mutation."""
    return _members("Mutation")


def subscriptions() -> Mapping[str, GraphQLField]:
    """Root fields of Subscription."""
    return _members("Subscription")


@cache
def node_kinds() -> list[str]:
    """Types that `node(id:)` may answer."""
    node = SDL.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return sorted(each.name for each in SDL.get_possible_types(node))


@cache
def everything(type_name: str, depth: int = _DEPTH, path: tuple[str, ...] = ()) -> str:
    """
    A selection of every field of a type, so many objects deep; a type is not entered again inside itself.

    What only some may see of others (`GUARDED`) is left out: it would hide all the rest, and is asked by itself.
    """
    found = SDL.type_map[type_name]
    if isinstance(found, GraphQLInterfaceType):
        members = [f"... on {each.name} {everything(each.name, depth, path)}" for each in SDL.get_possible_types(found)]
        return "{ __typename " + " ".join(members) + " }"
    assert isinstance(found, GraphQLObjectType)
    parts = (_selected(name, each, depth, (*path, type_name)) for name, each in found.fields.items())
    return "{ __typename " + " ".join(part for part in parts if part) + " }"


def _selected(name: str, field: GraphQLField, depth: int, path: tuple[str, ...]) -> str | None:
    if f"{path[-1]}.{name}" in GUARDED or any(is_required(field.args[key]) for key in field.args.keys() - _OFFERED):
        return None
    given = ", ".join(f"{key}: {_OFFERED[key]}" for key in field.args if key in _OFFERED)
    called = f"{name}({given})" if given else name
    inner = get_named_type(field.type)
    if not is_composite_type(inner):
        return called
    if inner.name in node_kinds() and sum(each in node_kinds() for each in path) >= _LINKS:
        depth = min(depth, 2)  # a record that another leads to, by itself
    if depth <= 1 or inner.name in path or inner.name == "PageInfo" or inner.name.endswith("Edge"):
        return None
    return f"{called} {everything(inner.name, depth - (not inner.name.endswith('Connection')), path)}"


def guarded_field(holder: str, name: str) -> str:
    """A little of a guarded field."""
    is_page = str(get_named_type(_members(holder)[name].type)).endswith("Connection")
    return f"{name}(first: 5) {{ nodes {{ id }} }}" if is_page else f"{name} {{ __typename }}"


def is_required(each: GraphQLArgument | GraphQLInputField) -> bool:
    """Whether it must be given."""
    return is_non_null_type(each.type) and each.default_value is Undefined
