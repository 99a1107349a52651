"""Where in an input a mistake lies: the whole path, when the protocol names only the field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryObjectDefinition, StrawberryOptional, get_object_definition

_NAMES = NameConverter()


def whole_path(form: type, path: Sequence[str]) -> list[str]:
    """
    *path* from the top of the input: a field that the input lacks stands in the one object of it that has it (F-58).

    Args:
        form: Class of the input.
    """
    definition = get_object_definition(form)
    if definition is None or not path:
        return list(path)
    nested = dict(_fields(definition))
    if path[0] in nested:
        return list(path)
    above = [name for name, below in nested.items() if below is not None and path[0] in dict(_fields(below))]
    return [above[0], *path] if len(above) == 1 else list(path)


def _fields(definition: StrawberryObjectDefinition) -> Iterator[tuple[str, StrawberryObjectDefinition | None]]:
    """The fields of an input by name, each with the input that it holds; none: a value or a list."""
    for field in definition.fields:
        held = field.type
        while isinstance(held, StrawberryOptional):
            held = held.of_type
        below = get_object_definition(held) if isinstance(held, type) else None
        yield _NAMES.from_field(field), below
