"""Leaves of an answer: which objects a plan admits, and how a scalar or a date is presented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLScalarType,
    Undefined,
)

_REMEMBERED_DAYS: Final = 4_000
"""A list of actions has many dates and few days; writing a day costs three times what finding it does."""


class NotPlainError(Exception):
    """Leave this selection to graphql-core."""


def admission(object_type: GraphQLObjectType, seen: set[type]) -> Callable[[object], None]:
    """Return the look at the first object of each Python class."""
    is_type_of = object_type.is_type_of

    def admit(source: object) -> None:
        if source is None or source is Undefined or isinstance(source, Exception):
            raise NotPlainError
        if hasattr(source, "__await__"):
            raise NotPlainError
        if is_type_of is not None and is_type_of(source, None) is not True:  # type: ignore[arg-type]  # no Info here: one that needs it raises, and is not plain
            raise NotPlainError
        seen.add(source.__class__)

    return admit


def present_date(leaf_type: GraphQLScalarType, texts: dict[dt.date, object]) -> Callable[[object], object]:
    """Complete a date, and remember how it is written."""
    present = present_leaf(leaf_type)

    def write(value: object) -> object:
        text = present(value)
        if value.__class__ is dt.date:
            if len(texts) >= _REMEMBERED_DAYS:
                texts.clear()
            texts[value] = text
        return text

    return write


def present_leaf(
    leaf_type: GraphQLScalarType | GraphQLEnumType, plain: set[type] | None = None
) -> Callable[[object], object]:
    """Complete a leaf as graphql-core does; odd where it would report an error. *plain* learns its classes."""
    coerce = leaf_type.coerce_output_value

    def present(value: object) -> object:
        if value is None or value is Undefined or isinstance(value, Exception):
            raise NotPlainError
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise NotPlainError
        if plain is not None:
            plain.add(value.__class__)
        return coerced

    return present
