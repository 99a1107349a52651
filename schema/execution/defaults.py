"""An argument that is given as null where it has a default: null can only mean the default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLSchema,
    Undefined,
    is_non_null_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value

_DEFAULTS: Final = "atencion-defaults"


def take_null_for_default(schema: GraphQLSchema) -> None:
    """
    Let every argument and input field of *schema* that has a default be null, and read that as the default.

    A client that builds its variables from a form sends null for what nobody chose; a resolver never sees it.
    """
    for type_ in schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLInputObjectType):
            if defaults := _made_nullable(type_.fields):
                reading = _reading(defaults, type_.out_type)
                type_.out_type = reading  # type: ignore[assignment, method-assign]  # as the type's constructor does
            continue
        for field in getattr(type_, "fields", {}).values():
            if isinstance(field, GraphQLField) and (defaults := _made_nullable(field.args)):
                field.extensions[_DEFAULTS] = defaults
                if field.resolve is not None:
                    field.resolve = _resolving(defaults, field.resolve)


def with_defaults(field: GraphQLField, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments *given* to a field, as graphql-core coerces them, with each default that null stands for."""
    return _filled(field.extensions.get(_DEFAULTS, {}), given)


def _made_nullable(of: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]) -> dict[str, Any]:
    """The defaults by the name under which a value is handed on; their types are nullable from then on."""
    found = {}
    for name, each in of.items():
        if is_non_null_type(each.type) and each.default_value not in (Undefined, None):
            each.type = each.type.of_type
            found[each.out_name or name] = coerce_default_value(each)
    return found


def _filled(defaults: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    nothing = [name for name in defaults if name in given and given[name] is None]
    return {**given, **{name: defaults[name] for name in nothing}} if nothing else given


def _reading(defaults: Mapping[str, Any], made: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda given: made(_filled(defaults, given))


def _resolving(defaults: Mapping[str, Any], resolve: Callable[..., Any]) -> Callable[..., Any]:
    return lambda source, info, **given: resolve(source, info, **_filled(defaults, given))
