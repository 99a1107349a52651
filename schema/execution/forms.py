"""
The arguments of a mutation read as the form that they are: what a person got wrong, field by field, all at once.

graphql-core answers the first thing that is wrong with an error of the whole request, in English and for developers.
A mistyped RUT or an empty field is a person's: it is read here as a `Slip`, so that the mutation can answer it in its
payload. What only a program gets wrong (a field that does not exist, an object where a list is due) stays an error of
the request: `NotAFormError`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLSchema,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    is_scalar_type,
    is_specified_scalar_type,
    print_ast,
    visit,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, input_is_nested_too_deeply
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

Path = tuple[str, ...]


class SlipKind(Enum):
    """What is wrong with a field of a form."""

    ABSENT = "it must be there"
    UNREADABLE = "it is not of its kind"
    NO_CHOICE = "it is none of the choices"
    NO_NUMBER = "it is no whole number of 32 bits"
    NOT_ONE = "more than one of the alternatives is given"


@dataclass(frozen=True, slots=True)
class Slip:
    """
    One thing that a person got wrong.

    Attributes:
        path: From the argument down.
        parent: The input object it stands in.
        given: What was given, as text; "" when it is absent.
        why: The sentence of the scalar that could not read it.
        choices: Those there are.
    """

    kind: SlipKind
    path: Path
    parent: str
    given: str = ""
    why: str = ""
    choices: tuple[str, ...] = ()


class NotAFormError(Exception):
    """What is wrong is for the developer of the client."""


@dataclass(slots=True)
class FormReader:
    """
    Reads values by their input type; what cannot be read is left out, and told in `slips`.

    Attributes:
        slips_of_variables: What is wrong with the variables of the operation, by name.
        values: The variables that could be read.
    """

    slips: list[Slip]
    slips_of_variables: Mapping[str, Sequence[Slip]]
    values: VariableValues | None = None

    def read(self, given: object, type_: GraphQLInputType, path: Path, parent: str = "") -> Any:
        """*given*, a value of JSON or of the text of a document; `Undefined` when it is wrong."""
        if isinstance(given, VariableNode):
            return self._variable(given, path, type_, parent)
        if is_non_null_type(type_):
            if _is_nothing(given):
                if not parent:
                    raise NotAFormError
                return self._slip(Slip(SlipKind.ABSENT, path, parent))
            type_ = type_.of_type
        if _is_nothing(given):
            return None
        if is_list_type(type_):
            return self._list(given, type_.of_type, path, parent)
        if is_input_object_type(type_):
            return self._object(given, type_, path)
        return self._leaf(given, type_, path, parent)

    def _slip(self, slip: Slip) -> Any:
        self.slips.append(slip)
        return Undefined

    def _variable(self, node: VariableNode, path: Path, type_: GraphQLInputType, parent: str) -> Any:
        name = node.name.value
        for slip in self.slips_of_variables.get(name, ()):
            self.slips.append(
                Slip(slip.kind, (*path, *slip.path), slip.parent or parent, slip.given, slip.why, slip.choices)
            )
        value = self.values.coerced.get(name, Undefined) if self.values else Undefined
        if is_non_null_type(type_) and (value is None or value is Undefined) and name not in self.slips_of_variables:
            if not parent:
                raise NotAFormError
            return self._slip(Slip(SlipKind.ABSENT, path, parent))
        return value

    def _list(self, given: object, of: GraphQLInputType, path: Path, parent: str) -> list[Any]:
        above = parent or get_named_type(of).name
        read = [self.read(each, of, (*path, str(at)), above) for at, each in enumerate(_items(given))]
        return [each for each in read if each is not Undefined]

    def _object(self, given: object, type_: GraphQLInputObjectType, path: Path) -> Any:
        fields = _fields(given)
        if fields is None or not fields.keys() <= type_.fields.keys():
            raise NotAFormError
        if _is_one_of(type_):
            return self._one_of(fields, type_, path)
        found: dict[str, Any] = {}
        for name, field in type_.fields.items():
            value = self._field(fields.get(name, Undefined), field, (*path, name), type_.name)
            if value is not Undefined:
                found[field.out_name or name] = value
        return found

    def _field(self, given: object, field: GraphQLInputField, path: Path, parent: str) -> Any:
        if given is Undefined or (isinstance(given, VariableNode) and self._is_unset(given)):
            if is_required_input_field(field):
                return self._slip(Slip(SlipKind.ABSENT, path, parent))
            return coerce_default_value(field)
        value = self.read(given, field.type, path, parent)
        return value if value is not None or field.default_value is Undefined else coerce_default_value(field)

    def _is_unset(self, node: VariableNode) -> bool:
        name = node.name.value
        return name not in self.slips_of_variables and (self.values is None or name not in self.values.coerced)

    def _one_of(self, fields: Mapping[str, object], type_: GraphQLInputObjectType, path: Path) -> Any:
        said = [name for name, value in fields.items() if not _is_nothing(value)]
        choices = tuple(type_.fields)
        if len(said) != 1:
            kind = SlipKind.NOT_ONE if said else SlipKind.ABSENT
            return self._slip(Slip(kind, path, type_.name, choices=choices))
        (name,) = said
        field = type_.fields[name]
        value = self.read(fields[name], field.type, (*path, name), type_.name)
        return value if value is Undefined else {field.out_name or name: value}

    def _leaf(self, given: object, type_: Any, path: Path, parent: str) -> Any:
        try:
            value = _leaf_value(given, type_, self.values)
            why = ""
        except Exception as wrong:
            value, why = Undefined, str(wrong)
        if value is not Undefined:
            return value
        kind = _kind_of(type_, given)
        if kind is None:
            raise NotAFormError
        choices = tuple(type_.values) if isinstance(type_, GraphQLEnumType) else ()
        return self._slip(Slip(kind, path, parent or type_.name, _text(given), why, choices))


def _is_one_of(type_: GraphQLInputObjectType) -> bool:
    """Whether exactly one of its fields is given; Strawberry says so beside graphql-core."""
    return type_.is_one_of or bool(getattr(type_.extensions.get("strawberry-definition"), "is_one_of", False))


def _leaf_value(given: object, type_: Any, values: VariableValues | None) -> Any:
    if not isinstance(given, ValueNode):
        return type_.coerce_input_value(given)
    if is_scalar_type(type_) and not is_specified_scalar_type(type_) and type_.coerce_input_literal is None:
        return type_.parse_literal(given, None)  # coerce_input_literal would hide why
    return coerce_input_literal(given, type_, values)


def _kind_of(type_: Any, given: object) -> SlipKind | None:
    """What a person did wrong with a leaf; None: a program did it."""
    if is_enum_type(type_):
        return SlipKind.NO_CHOICE
    if type_ is GraphQLInt:
        return SlipKind.NO_NUMBER if isinstance(given, int | float | str | ValueNode) else None
    return None if is_specified_scalar_type(type_) else SlipKind.UNREADABLE


def _is_nothing(given: object) -> bool:
    return given is None or given is Undefined or isinstance(given, NullValueNode)


def _items(given: object) -> Sequence[object]:
    if isinstance(given, ListValueNode):
        return given.values
    return given if isinstance(given, list | tuple) else [given]


def _fields(given: object) -> Mapping[str, object] | None:
    if isinstance(given, ObjectValueNode):
        return {each.name.value: each.value for each in given.fields}
    return given if isinstance(given, dict) else None


_LONGEST: Final = 100


def _text(given: object) -> str:
    text = print_ast(given).strip('"') if isinstance(given, ValueNode) else str(given)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# --- a whole operation -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadVariables:
    """The variables of a mutation: those that could be read, and what is wrong with the others."""

    values: VariableValues
    slips: Mapping[str, Sequence[Slip]]


def read_variables(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Sequence[FragmentDefinitionNode],
    given: Mapping[str, object],
) -> ReadVariables:
    """
    The variables of a mutation that cannot run as it was sent.

    Raises:
        NotAFormError: Something is wrong that no person did, or in a variable that is used below a mutation's fields.
    """
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    slips: dict[str, Sequence[Slip]] = {}
    for definition in operation.variable_definitions or ():
        signature = get_variable_signature(schema, definition)
        if isinstance(signature, Exception):
            raise NotAFormError
        name = signature.name
        value = given.get(name, Undefined)
        sources[name] = VariableValueSource(signature, value)
        if value is Undefined:
            if definition.default_value is not None:
                coerced[name] = coerce_default_value(signature)
            elif is_non_null_type(signature.type):
                raise NotAFormError
            continue
        if input_is_nested_too_deeply(value, signature.type):
            raise NotAFormError
        reader = FormReader([], {})
        read = reader.read(value, signature.type, ())
        if reader.slips:
            slips[name] = reader.slips
        if read is not Undefined:
            coerced[name] = read
    if not slips or _uses_elsewhere(operation, fragments, slips):
        raise NotAFormError
    return ReadVariables(VariableValues(sources, coerced), slips)


def slips_of(
    node: FieldNode,
    arguments: Mapping[str, GraphQLArgument],
    values: VariableValues,
    of_variables: Mapping[str, Sequence[Slip]],
) -> tuple[dict[str, Any], list[Slip]]:
    """
    What is wrong with the arguments of one field of a mutation, and the arguments without it.

    Raises:
        NotAFormError: Something is wrong that no person did.
    """
    given = {each.name.value: each.value for each in node.arguments or ()}
    reader = FormReader([], of_variables, values)
    read = {
        argument.out_name or name: reader.read(given[name], argument.type, (name,))
        for name, argument in arguments.items()
        if name in given
    }
    return {name: value for name, value in read.items() if value is not Undefined}, reader.slips


def is_only_slips(node: ValueNode, type_: GraphQLInputType) -> bool:
    """Whether all that is wrong with a value in the text of a document is what a person may get wrong."""
    reader = FormReader([], _Unknown())
    try:
        reader.read(node, type_, ())
    except NotAFormError:
        return False
    return bool(reader.slips)


class _Unknown(dict[str, Sequence[Slip]]):
    """Variables of which nothing is known yet: nothing is wrong with any."""

    def __contains__(self, name: object) -> bool:
        return True


class _Uses(Visitor):
    """How often each variable is used below a node."""

    def __init__(self, names: Mapping[str, object]) -> None:
        super().__init__()
        self.names = names
        self.count = 0

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        if node.name.value in self.names:
            self.count += 1


def _uses_elsewhere(
    operation: OperationDefinitionNode, fragments: Sequence[FragmentDefinitionNode], names: Mapping[str, object]
) -> bool:
    """Whether one of the variables is used anywhere but in arguments of the mutation's own fields."""

    def uses(*nodes: Any) -> int:
        found = _Uses(names)
        for node in nodes:
            visit(node, found)
        return found.count

    arguments = [
        argument
        for field in operation.selection_set.selections
        if isinstance(field, FieldNode)
        for argument in field.arguments or ()
    ]
    everywhere = uses(operation.selection_set, *(operation.directives or ()), *fragments)
    return everywhere != uses(*arguments)


Refuse = Callable[[Any, Mapping[str, Any], Sequence[Slip]], Awaitable[object]]
"""Of (the resolve info of graphql-core, the arguments that could be read, what is wrong): the payload."""
