"""What is asked of the roots may be null: a root field that is refused leaves the rest of the answer (F-58)."""

from __future__ import annotations

import copy

from strawberry.tools import merge_types
from strawberry.types.base import StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField

__all__ = ["root"]


def root(name: str, parts: tuple[type, ...], description: str) -> type:
    """
    The root type *name* with the fields of *parts*, each of which may be null in an answer.

    GraphQL makes the parent of what cannot be had null, and the parent of a root field is the whole answer: where the
    type promised a value, one refusal would take what all other fields of the request found.
    """
    merged = merge_types(name, parts)
    definition = get_object_definition(merged, strict=True)
    definition.description = description
    definition.fields = [_nullable(field) for field in definition.fields]
    return merged


def _nullable(field: StrawberryField) -> StrawberryField:
    if isinstance(field.type, StrawberryOptional):
        return field
    nullable = copy.copy(field)
    nullable.type = StrawberryOptional(field.type)
    return nullable
