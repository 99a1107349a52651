"""Puts the protocol's Spanish term on every value of an enum."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import strawberry

E = TypeVar("E", bound=Enum)


def described(enum: type[E], description: str, values: Mapping[str, str], name: str | None = None) -> type[E]:
    """
    Register *enum* with a description for itself and for every value.

    Raises:
        ValueError: A value has no description, or a description has no value.
    """
    names = {member.name for member in enum}
    if names != set(values):
        raise ValueError(f"{enum.__name__}: describe exactly its values; differs: {names ^ set(values)}")
    strawberry.enum(enum, description=description, name=name)
    definition: Any = enum.__strawberry_definition__  # type: ignore[attr-defined]  # set by the line above
    for value in definition.values:
        value.description = values[value.name]
    return enum
