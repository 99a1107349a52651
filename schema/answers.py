"""
The class that is returned is the GraphQL type: resolvers name it, mypy checks it, Strawberry publishes it.

A *shape* is a Strawberry type that says what clients read, field by field, and is never made. `answers` puts it on the
class whose objects are really returned, of the domain or of the API; fields without a resolver read its attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, Protocol, TypeVar

import strawberry
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition

import schema.enums  # noqa: F401  # a type made before them would define its enums once more, without their words

_SHAPE: Final = "Shape"
C = TypeVar("C")


def answers(shape: type, *, beneath: type = object) -> Callable[[type[C]], type[C]]:
    """
    Publish a class as the GraphQL type that *shape* describes; it is named as the shape, without its last word.

    Args:
        shape: The Strawberry type with the fields.
        beneath: Class of the object to which the published class passes on what it has not itself.

    Raises:
        TypeError: The class lacks something that clients may read.
    """
    described = get_object_definition(shape, strict=True)

    def publish(returned: type[C]) -> type[C]:
        lacking = {*_read(described)} - {*_offered(returned), *_offered(beneath)}
        if lacking:
            raise TypeError(f"{returned.__name__} has not what {shape.__name__} reads: {sorted(lacking)}")
        published = replace(
            described,
            name=described.name.removesuffix(_SHAPE),
            origin=returned,
            is_type_of=(lambda value, _info: isinstance(value, returned)) if described.interfaces else None,
        )
        type.__setattr__(returned, "__strawberry_definition__", published)
        return returned

    return publish


def _read(described: StrawberryObjectDefinition) -> Iterator[str]:
    return (field.python_name for field in described.fields if field.is_basic_field)


def _offered(offering: type) -> Iterator[str]:
    for each in offering.__mro__:
        yield from vars(each)
        yield from vars(each).get("__annotations__", ())


@strawberry.interface(description="An object that can be read again by its global id.")
class Node:
    global_id: strawberry.ID = strawberry.field(name="id", description="Global id; opaque and stable.")


class Identified(Protocol):
    """What is returned where any `Node` may be: an object of whichever class, with its id."""

    @property
    def global_id(self) -> str: ...
