"""What a class says of its attributes is what its shape says of its fields (`schema.answers`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import EnumType, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import pytest
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField

from schema.accounts.classes import FindingShape
from schema.build import build_schema

_LISTS = (list, tuple, frozenset, Sequence)


def _form(hint: Any) -> object:
    """
    A type without what GraphQL does not tell apart: new types, kinds of list, and which class answers for a type.

    A `Finding` of the domain is published under a name for each kind of value.
    """
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(hint, NewType):
        return _form(hint.__supertype__)
    if origin is Annotated:
        return _form(args[0])
    if origin in _LISTS:
        return "list", _form(args[0])
    if origin in {Union, UnionType}:
        return frozenset(map(_form, args))
    if args:
        return get_origin(hint).__name__.removesuffix("Shape"), *map(_form, args)
    if isinstance(hint, type) and issubclass(hint, FindingShape):
        (general,) = hint.__orig_bases__
        return _form(general)
    definition = get_object_definition(hint)
    return definition.name if definition else hint


def _without_none(form: object) -> frozenset[object]:
    return (form if isinstance(form, frozenset) else frozenset({form})) - {NoneType}


def _stored(form: object) -> frozenset[object]:
    """As rows of the store carry it: an enum by its value."""
    return frozenset(
        str if isinstance(each, EnumType) and issubclass(each, StrEnum) else each for each in _without_none(form)
    )


def _described(field: StrawberryField) -> object:
    """The form of a field, as its shape is annotated."""
    assert field.type_annotation is not None
    return _form(field.type_annotation.evaluate())


def _offered(cls: type, name: str) -> object | None:
    """The form of an attribute; None: the class does not say, an object beneath it does."""
    found = getattr(cls, name, None)
    if isinstance(found, property):
        return _form(get_type_hints(found.fget)["return"])
    hints = get_type_hints(cls)
    return _form(hints[name]) if name in hints else None


def _attributes() -> Iterator[tuple[type, StrawberryField]]:
    for concrete in build_schema().schema_converter.type_map.values():
        definition = concrete.definition
        if isinstance(definition, StrawberryObjectDefinition) and not definition.concrete_of:
            for field in definition.fields:
                if field.is_basic_field and not definition.is_input and not definition.is_interface:
                    yield definition.origin, field


SAID = [
    pytest.param(cls, field, id=f"{cls.__name__}.{field.python_name}")
    for cls, field in _attributes()
    if not issubclass(type(vars(cls).get("__dataclass_fields__", {}).get(field.python_name)), StrawberryField)
    and _offered(cls, field.python_name) is not None
]


def test_most_attributes_say_what_they_are() -> None:
    assert len(SAID) > 150


@pytest.mark.parametrize(("cls", "field"), SAID)
def test_an_attribute_is_of_the_type_that_clients_are_told(cls: type, field: StrawberryField) -> None:
    """Of the same type; and none only where clients are told so."""
    told, offered = _described(field), _offered(cls, field.python_name)
    if isinstance(told, TypeVar):
        return
    assert _without_none(offered) in {_without_none(told), _stored(told)}
    if isinstance(offered, frozenset) and NoneType in offered:
        assert isinstance(told, frozenset)
        assert NoneType in told
