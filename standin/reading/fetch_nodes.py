"""What FetchXML is read into: nodes, links, and the operators it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree import ElementTree

from standin.errors import DataverseFault, bad_request
from standin.reading.predicates import (
    Answer,
    Scope,
)
from standin.tables.schema import Column, Table
from standin.tables.store import Row

Joined = dict[str, Row | None]


JoinedTest = Callable[[Joined], Answer]


Getters = Callable[[Joined], Any]


PREFIX: Final = "Microsoft.Dynamics.CRM."


COMPARISONS: Final = {"eq": "eq", "ne": "ne", "neq": "ne", "gt": "gt", "ge": "ge", "lt": "lt", "le": "le"}


RENAMED: Final = {
    "last-seven-days": "Last7Days",
    "next-seven-days": "Next7Days",
    "eq-userid": "EqualUserId",
    "ne-userid": "NotEqualUserId",
    "eq-businessid": "EqualBusinessId",
    "ne-businessid": "NotEqualBusinessId",
    "in": "In",
    "not-in": "NotIn",
    "between": "Between",
    "not-between": "NotBetween",
    "contain-values": "ContainValues",
    "not-contain-values": "DoesNotContainValues",
}


TEXT: Final = {
    "like": "{}",
    "not-like": "{}",
    "begins-with": "{}%",
    "not-begin-with": "{}%",
    "ends-with": "%{}",
    "not-end-with": "%{}",
}


@dataclass(slots=True)
class Node:
    """The root entity or a linked one."""

    element: ElementTree.Element
    table: Table
    alias: str
    scope: Scope
    is_root: bool = False
    links: list[Link] = field(default_factory=list)
    test: JoinedTest | None = None


@dataclass(slots=True)
class Link:
    node: Node
    own: Column  # on the linked table ("from")
    parent: Column  # on the table above ("to")
    outer: bool


def malformed(text: str) -> DataverseFault:
    return bad_request(f"Invalid XML: {text}", "0x80040201")
