"""Where in a request an input is wrong: the whole path, from the variable or the argument down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    ListValueNode,
    Node,
    ObjectValueNode,
    ValueNode,
    Visitor,
    visit,
)

# As graphql-core begins the error of a variable; it is pinned exactly, and a test holds the wording.
_OF_VARIABLE: Final = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ([^ ]+))?: ")
_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]")


def path_of_variable(error: GraphQLError) -> list[str] | None:
    """["i", "fields", "country"] for what is wrong in the variable `$i`; None: no variable's value is at fault."""
    found = _OF_VARIABLE.match(error.message)
    if found is None:
        return None
    return [found[1], *(name or index for name, index in _STEP.findall(found[2] or ""))]


def with_paths(errors: Sequence[GraphQLError], document: DocumentNode | None) -> list[GraphQLError]:
    """The errors, each that speaks of an input with its path in `extensions.field`."""
    found = _paths_in(document, {id(e.nodes[0]) for e in errors if e.nodes}) if document else {}
    for error in errors:
        path = path_of_variable(error) or (found.get(id(error.nodes[0])) if error.nodes else None)
        if path:
            error.extensions = {**(error.extensions or {}), "field": path}
        error.message = _said_by_scalar(error) or error.message
    return list(errors)


def _said_by_scalar(error: GraphQLError) -> str | None:
    """The sentence of the scalar that could not read a value: it says what to do; graphql-core's own errors do not."""
    cause: Exception | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return None if cause is None else str(cause)


def _paths_in(document: DocumentNode, wanted: set[int]) -> dict[int, list[str]]:
    """The paths of the values among *wanted*, from the argument down."""
    arguments = _Arguments()
    visit(document, arguments)
    found: dict[int, list[str]] = {}
    below: list[tuple[list[str], ValueNode]] = [([node.name.value], node.value) for node in arguments.nodes]
    while below:
        path, value = below.pop()
        if id(value) in wanted:
            found[id(value)] = path
        if isinstance(value, ObjectValueNode):
            below += [([*path, each.name.value], each.value) for each in value.fields]
        elif isinstance(value, ListValueNode):
            below += [([*path, str(index)], each) for index, each in enumerate(value.values)]
    return found


class _Arguments(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[ArgumentNode] = []

    def enter_argument(self, node: ArgumentNode, *_: Node) -> None:
        self.nodes.append(node)
