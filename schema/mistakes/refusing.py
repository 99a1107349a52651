"""The payload of a mutation whose form could not be read: all that is wrong with it, and nothing done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField

from domain.errors import InvalidValue, MissingData, ProtocolError
from domain.protocol.engine.rows import Datum
from schema.errors import user_errors
from schema.execution.forms import Path, Slip, SlipKind
from schema.mistakes.labels import DATUM, LABELS

READ_ANYWAY: Final = "read_anyway"
"""Under this name the metadata of a mutation hold what tells all that the protocol misses as well."""

ReadAnyway = Callable[[Any, Mapping[str, Any], Sequence[Slip], "Told"], Awaitable[object]]


class Told(Protocol):
    """Tells what is wrong, where the path says; by default where it stands in the input."""

    def __call__(self, slip: Slip, path: Path | None = None) -> ProtocolError:
        """The mistake, in words."""
        ...


def in_python(input_type: type, read: Mapping[str, Any]) -> dict[str, Any]:
    """What could be read of an input, by the names of the fields of its Python class; None where nothing was."""
    fields = get_object_definition(input_type, strict=True).fields
    return {each.python_name: read.get(NameConverter().from_field(each)) for each in fields}


_BACK: Final = "strawberry-definition"


async def refuse(info: GraphQLResolveInfo[Any], read: Mapping[str, Any], slips: Sequence[Slip]) -> object:
    """
    The payload that says what is wrong with the form of a mutation.

    Args:
        read: The arguments that could be read.
        slips: What is wrong with the others.
    """

    def told(slip: Slip, path: Path | None = None) -> ProtocolError:
        return _mistake(slip, _datum(info, slip), path or (slip.path[1:] if slip.path[0] == "input" else slip.path))

    field = info.parent_type.fields[info.field_name].extensions.get(_BACK)
    read_anyway: ReadAnyway | None = field.metadata.get(READ_ANYWAY) if isinstance(field, StrawberryField) else None
    if read_anyway is not None:
        payload = await read_anyway(info, read, slips, told)
        if payload is not None:
            return payload
    return _payload(info, list(mistakes_of(slips, told)))


def mistakes_of(slips: Sequence[Slip], told: Told) -> Iterator[ProtocolError]:
    """What is wrong, in the order of the input; all that is missing in one, where the first of it is missing."""
    absent = [told(slip) for slip in slips if slip.kind is SlipKind.ABSENT]
    for slip in slips:
        if slip.kind is not SlipKind.ABSENT:
            yield told(slip)
        elif absent:
            yield _all_missing([each for each in absent if isinstance(each, MissingData)])
            absent = []


def _all_missing(absent: Sequence[MissingData]) -> MissingData:
    what = ", ".join(dict.fromkeys(each.message.removeprefix("Falta ").removesuffix(".") for each in absent))
    return MissingData(
        f"Falta {what}.",
        missing=[name for each in absent for name in each.missing],
        rule=next((each.rule for each in absent if each.rule), None),
        fields=[path for each in absent for path in each.fields],
    )


def _mistake(slip: Slip, datum: Datum | None, path: Path) -> ProtocolError:
    rule = datum.rule if datum else None
    label = f"«{datum.label}»" if datum else LABELS.get(slip.path[-1])
    if slip.kind is SlipKind.ABSENT:
        return MissingData(f"Falta {label or _alternatives(slip)}.", missing=path[-1:], rule=rule, fields=[path])
    return InvalidValue(_sentence(slip, datum, label), rule=rule, field=path)


def _sentence(slip: Slip, datum: Datum | None, label: str | None) -> str:
    about = f"{label[0].upper()}{label[1:]}: " if label else ""
    match slip.kind:
        case SlipKind.NO_CHOICE:
            listed = f": {', '.join(datum.choices.values())}" if datum and datum.choices else " que se ofrecen"
            return f"{about}«{slip.given}» no es una de las opciones{listed}."
        case SlipKind.NO_NUMBER:
            return f"{about}«{slip.given}» no es un número entero de hasta nueve cifras."
        case SlipKind.NOT_ONE:
            return f"Indique solo uno: {_alternatives(slip)}."
        case _:
            return f"{about}{slip.why[0].lower()}{slip.why[1:]}" if about else slip.why


def _alternatives(slip: Slip) -> str:
    return " o ".join(LABELS.get(name, name) for name in slip.choices)


def _datum(info: GraphQLResolveInfo[Any], slip: Slip) -> Datum | None:
    """The row of a flow that the field was made from."""
    parent = info.schema.type_map.get(slip.parent)
    names = [step for step in slip.path if not step.isdigit()]
    field = getattr(parent, "fields", {}).get(names[-1])
    made_of = field.extensions.get(_BACK) if field is not None else None
    found = getattr(made_of, "metadata", {}).get(DATUM)
    return found if isinstance(found, Datum) else None


def _payload(info: GraphQLResolveInfo[Any], mistakes: Sequence[ProtocolError]) -> object:
    errors = [member for mistake in mistakes for member in user_errors(mistake)]
    type_ = get_named_type(info.return_type)
    definition = type_.extensions[_BACK]
    empty = {field.python_name: nothing_of(type_, field) for field in definition.fields}
    return definition.origin(**{**empty, "user_errors": errors})


def nothing_of(type_: Any, field: StrawberryField) -> object:
    """
    What a field of a payload is when nothing was done.

    Raises:
        TypeError: It has no such value: a payload says with null, nothing, no or 0 that nothing was done.
    """
    found = [each for each in type_.fields.values() if each.extensions.get(_BACK) is field]
    returned = found[0].type
    if not isinstance(returned, GraphQLNonNull):
        return None
    if isinstance(returned.of_type, GraphQLList):
        return []
    if isinstance(returned.of_type, GraphQLObjectType) or returned.of_type.name not in _NOTHING:
        raise TypeError(f"{type_.name}.{field.python_name} must be nullable: a refused form has none")
    return _NOTHING[returned.of_type.name]


_NOTHING: Final[Mapping[str, object]] = {"Boolean": False, "Int": 0}
