"""Puts the protocol's Spanish term on every value of an enum: its own word, or one given here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import has_enum_definition

from domain.model.worded import Worded

E = TypeVar("E", bound=Enum)
W = TypeVar("W", bound=Worded)


def worded(enum: type[W], description: str, name: str | None = None) -> type[W]:
    """Register *enum*, each value described by the word it carries."""
    return described(enum, description, {member.name: _sentence(member.es) for member in enum}, name)


def described(enum: type[E], description: str, values: Mapping[str, str], name: str | None = None) -> type[E]:
    """
    Register *enum* with a description for itself and for every value.

    Raises:
        ValueError: A value has no description, or a description has no value.
    """
    names = {member.name for member in enum}
    if names != set(values):
        raise ValueError(f"{enum.__name__}: describe exactly its values; differs: {names ^ set(values)}")
    registered: object = strawberry.enum(enum, description=description, name=name)
    assert has_enum_definition(registered)
    for value in registered.__strawberry_definition__.values:
        value.description = values[value.name]
    return enum


def _sentence(word: str) -> str:
    return word if word.endswith(".") else f"{word[0].upper()}{word[1:]}."
