"""Turns the plain parts of a selection into one Python function, once for each operation.

A selection is *plain* when every field in it, to any depth, either reads an attribute (Strawberry's field without
a resolver) or calls a synchronous resolver without field extensions or permissions. It becomes one generated
function, `row -> dict`, with no path, `ResolveInfo` or check for awaitables at each field. Anything else raises
`NotPlainError` here, and graphql-core executes it.

The generated function raises on whatever it does not expect: a null where none may be, a value of an odd type, an
exception in a resolver. The caller then lets graphql-core do the same selection again, which reports the error as
always. So resolvers below the root may run twice, and must only read.

Two things are decided once for each Python class, not for each object: whether it is an instance of the GraphQL
type (`is_type_of`), and which type of an interface or union it is. A hand-written `is_type_of` must therefore look
at the class only, and `strawberry.cast` is not for objects of a class that is also returned without it.
Interfaces with a hand-written `resolve_type` are never compiled.

A resolver may ask for `Info`: all rows share one, which knows everything but the path, since that differs between
rows; touching the path sends the selection to graphql-core.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import keyword
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import CoroutineType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLUnionType,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from strawberry.types.arguments import convert_arguments
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE
from strawberry.types.field import StrawberryField

from schema.execution.defaults import with_defaults
from schema.execution.leaves import NotPlainError, admission, present_date, present_leaf

if TYPE_CHECKING:
    from schema.execution.executors import CompiledExecutor

Run = Callable[[object, Sequence[object]], object]
"""A generated function: the source (a row, or a list of rows) and the values of `Plan.slots`."""

_IMMUTABLE: Final = (str, int, float, bool, type(None), enum.Enum, dt.date, dt.datetime)

_BUILT_IN: Final = {
    "String": "{v}.__class__ is str",
    "ID": "{v}.__class__ is str",
    "Int": "({v}.__class__ is int and -2147483648 <= {v} <= 2147483647)",
    "Boolean": "{v}.__class__ is bool",
}
"""When the value is already what the built-in scalar would make of it."""

_AWAITABLE: Final = frozenset({CoroutineType, asyncio.Future, asyncio.Task})

_DEFINITION: Final = "strawberry-definition"


class AwaitableFoundError(NotPlainError):
    """A resolver that does not look asynchronous returned an awaitable: never compile this selection again."""


class _PathIsNotShared:
    """Stands where the path would be in the `Info` that all rows share."""

    def __getattr__(self, name: str) -> NoReturn:
        raise NotPlainError(name)


_NO_PATH: Final[Any] = _PathIsNotShared()


def _odd() -> NoReturn:
    raise NotPlainError


def _awaitable(value: object) -> NoReturn:
    if isinstance(value, CoroutineType):
        value.close()
    raise AwaitableFoundError


class _HasVariables(Visitor):
    found = False

    def enter_variable(self, *_: object) -> None:
        self.found = True


def mentions_variables(node: ValueNode) -> bool:
    """Tell whether a value written in a document depends on the request's variables."""
    if isinstance(node, VariableNode):
        return True
    seen = _HasVariables()
    visit(node, seen)
    return seen.found


@dataclass(frozen=True, slots=True)
class Slot:
    """Something a generated function needs that belongs to one request: arguments, or an `Info`."""

    field: GraphQLField
    definition: StrawberryField
    parent: GraphQLObjectType
    details: list[FieldDetails]
    wants_info: bool

    def fill(self, executor: CompiledExecutor) -> Mapping[str, object]:
        """Return the keyword arguments of the resolver, as Strawberry would hand them over."""
        first = self.details[0]
        given: dict[str, object] = {}
        if self.field.args:
            given = with_defaults(
                self.field,
                get_argument_values(
                    self.field,
                    first.node,
                    executor.variable_values,
                    first.fragment_variable_values,
                    executor.hide_suggestions,
                ),
            )
        schema = executor.strawberry_schema
        info: Any = None
        if self.wants_info:
            raw = executor.build_resolve_info(self.field, [d.node for d in self.details], self.parent, _NO_PATH)
            info = schema.config.info_class(_raw_info=raw, _field=self.definition)
        arguments = convert_arguments(
            given,
            self.definition.arguments,
            scalar_registry=schema.schema_converter.scalar_registry,
            config=schema.config,
            info=info,
        )
        resolver = self.definition.base_resolver
        if self.wants_info and resolver is not None and resolver.info_parameter is not None:
            arguments[resolver.info_parameter.name] = info
        return arguments

    def constant(self, executor: CompiledExecutor) -> Mapping[str, object] | None:
        """Return the arguments when no request can change them, and no resolver can."""
        written = self.details[0].node.arguments or ()
        if self.wants_info or any(mentions_variables(argument.value) for argument in written):
            return None
        arguments = self.fill(executor)
        return arguments if all(isinstance(v, _IMMUTABLE) for v in arguments.values()) else None


@dataclass(frozen=True, slots=True)
class AbstractSlot:
    """The `ResolveInfo` with which an interface or union is asked what an object is."""

    field: GraphQLField
    parent: GraphQLObjectType
    details: list[FieldDetails]

    def fill(self, executor: CompiledExecutor) -> object:
        """Return the `ResolveInfo`, without a path."""
        return executor.build_resolve_info(self.field, [d.node for d in self.details], self.parent, _NO_PATH)


@dataclass(frozen=True, slots=True)
class Plan:
    """One compiled selection, good for every request of its operation."""

    run: Run
    slots: tuple[Slot | AbstractSlot, ...]
    constants: tuple[object, ...]
    """For each slot its value when it never changes, else None."""

    def bind(self, executor: CompiledExecutor) -> tuple[Run, list[object]]:
        """Fill the slots for one request."""
        if not self.slots:
            return self.run, []
        filled = zip(self.slots, self.constants, strict=True)
        return self.run, [slot.fill(executor) if constant is None else constant for slot, constant in filled]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: the field it came from."""

    parent: GraphQLObjectType
    field: GraphQLField
    details: list[FieldDetails]


class PlanWriter:
    """Writes the functions of one plan. Used once."""

    def __init__(self, executor: CompiledExecutor) -> None:
        self._executor = executor
        self._names: dict[str, Any] = {
            "odd": _odd,
            "awaitable": _awaitable,
            "AWAITABLE": _AWAITABLE,
            "UNDEFINED": Undefined,
            "DATE": dt.date,
        }
        self._slots: list[Slot | AbstractSlot] = []
        self._functions: list[str] = []
        self._variables = 0

    def object_plan(self, object_type: GraphQLObjectType, details: list[FieldDetails]) -> Plan:
        """Write the plan of one object's selection."""
        return self._finish(self._selection(object_type, details))

    def list_plan(
        self, parent: GraphQLObjectType, field: GraphQLField, of: GraphQLList[Any], details: list[FieldDetails]
    ) -> Plan:
        """Write the plan of a whole list, as *field* of *parent* returns it."""
        body = self._present(of, _Place(parent, field, details), "v")
        return self._finish(self._define(["v = s", *body], "v"))

    def _finish(self, name: str) -> Plan:
        source = "\n".join(self._functions)
        exec(compile(source, "<plan>", "exec"), self._names)  # noqa: S102 - identifiers come from the schema, keys are quoted
        constants = tuple(s.constant(self._executor) if isinstance(s, Slot) else None for s in self._slots)
        return Plan(self._names[name], tuple(self._slots), constants)

    def _bind(self, value: object, stem: str) -> str:
        name = f"{stem}{len(self._names)}"
        self._names[name] = value
        return name

    def _define(self, lines: list[str], returned: str) -> str:
        name = self._bind(None, "run")
        indented = "\n".join(f" {line}" for line in lines)
        self._functions.append(f"def {name}(s, slots):\n{indented}\n return {returned}")
        return name

    def _selection(self, object_type: GraphQLObjectType, details: list[FieldDetails]) -> str:
        lines, expression = self._object(object_type, details, "s")
        return self._define(lines, expression)

    def _object(
        self, object_type: GraphQLObjectType, details: list[FieldDetails], source: str
    ) -> tuple[list[str], str]:
        """Write the lines that read the fields of the variable *source*, and the dict of them."""
        collected = self._executor.collect_subfields(object_type, details)
        if collected.new_defer_usages:
            raise NotPlainError
        seen: set[type] = set()
        admit = self._bind(admission(object_type, seen), "admit")
        lines = [f"if {source}.__class__ not in {self._bind(seen, 'seen')}: {admit}({source})"]
        pairs = []
        for key, field_details in collected.grouped_field_set.items():
            name = field_details[0].node.name.value
            if name == "__typename":
                pairs.append(f"{key!r}: {object_type.name!r}")
                continue
            field = object_type.fields.get(name)
            definition = field.extensions.get(_DEFINITION) if field else None
            if field is None or not isinstance(definition, StrawberryField):
                raise NotPlainError(name)
            self._variables += 1
            value = f"v{self._variables}"
            place = _Place(object_type, field, field_details)
            lines.append(f"{value} = {self._read(place, definition, source)}")
            if definition.base_resolver is not None:
                lines.append(f"if {value}.__class__ in AWAITABLE: awaitable({value})")
            lines += self._complete(field.type, place, value)
            pairs.append(f"{key!r}: {value}")
        return lines, "{" + ", ".join(pairs) + "}"

    def _read(self, place: _Place, definition: StrawberryField, source: str) -> str:
        if definition.is_basic_field:
            name = definition.python_name
            if definition.default_resolver is not getattr or not name.isidentifier() or keyword.iskeyword(name):
                raise NotPlainError
            return f"{source}.{name}"
        resolver = definition.base_resolver
        if resolver is None or definition.is_async or definition.extensions or definition.permission_classes:
            raise NotPlainError
        slot = Slot(place.field, definition, place.parent, place.details, resolver.info_parameter is not None)
        self._slots.append(slot)
        positional = f"{source}, " if resolver.self_parameter else ""
        sources = {p.name for p in (resolver.parent_parameter, resolver.root_parameter) if p}
        named = "".join(f"{name}={source}, " for name in sorted(sources))
        function = self._bind(resolver.wrapped_func, "resolve")
        return f"{function}({positional}{named}**slots[{len(self._slots) - 1}])"

    def _complete(self, returned: GraphQLOutputType, place: _Place, value: str) -> list[str]:
        """Write the lines that complete *value*. None needs no check of its own: each kind of value refuses it."""
        if isinstance(returned, GraphQLNonNull):
            return self._present(returned.of_type, place, value)
        inner = self._present(returned, place, value)
        return [f"if {value} is not None:", *(f" {line}" for line in inner)]

    def _present(self, returned: GraphQLOutputType, place: _Place, value: str) -> list[str]:
        """Write the lines that turn *value* into what the response holds; None is odd."""
        if isinstance(returned, GraphQLList):
            return [
                f"if {value}.__class__ is not list and {value}.__class__ is not tuple: odd()",
                f"{value} = [{self._item(returned.of_type, place)} for x in {value}]",
            ]
        if isinstance(returned, GraphQLScalarType) and returned.name in _BUILT_IN:
            coerce = self._bind(present_leaf(returned), "leaf")
            return [f"if not {_BUILT_IN[returned.name].format(v=value)}: {value} = {coerce}({value})"]
        if isinstance(returned, GraphQLScalarType) and returned.name == "Date":
            known_days: dict[dt.date, object] = {}
            texts = self._bind(known_days, "days")
            present = self._bind(present_date(returned, known_days), "leaf")
            return [f"{value} = ({texts}.get({value}) if {value}.__class__ is DATE else None) or {present}({value})"]
        if isinstance(returned, GraphQLScalarType):
            plain: set[type] = set()
            present = self._bind(present_leaf(returned, plain), "leaf")
            coerce = self._bind(returned.coerce_output_value, "coerce")
            known = self._bind(plain, "plain")
            return [
                f"{value} = {coerce}({value}) if {value}.__class__ in {known} else {present}({value})",
                f"if {value} is None or {value} is UNDEFINED: odd()",
            ]
        if isinstance(returned, GraphQLObjectType):
            lines, expression = self._object(returned, place.details, value)
            return [*lines, f"{value} = {expression}"]
        return [f"{value} = {self._expression(returned, place, value)}"]

    def _item(self, returned: GraphQLOutputType, place: _Place) -> str:
        if isinstance(returned, GraphQLNonNull):
            return self._expression(returned.of_type, place, "x")
        return f"None if x is None else {self._expression(returned, place, 'x')}"

    def _expression(self, returned: GraphQLOutputType, place: _Place, value: str) -> str:
        """Write the expression that completes *value*; None is odd."""
        if isinstance(returned, GraphQLObjectType):
            return f"{self._selection(returned, place.details)}({value}, slots)"
        if isinstance(returned, GraphQLScalarType):
            return f"{self._bind(present_leaf(returned), 'leaf')}({value})"
        if isinstance(returned, GraphQLEnumType):
            known = {id(member.value): name for name, member in returned.values.items()}
            wrapped = getattr(returned, "wrapped_cls", None)
            if wrapped is not None:
                known = {id(member): returned.coerce_output_value(member) for member in wrapped}
            table = self._bind(known, "enum")
            return f"({table}.get(id({value})) or {self._bind(present_leaf(returned), 'leaf')}({value}))"
        if isinstance(returned, GraphQLInterfaceType | GraphQLUnionType):
            return self._abstract(returned, place, value)
        if isinstance(returned, GraphQLList):
            body = self._present(returned, place, "s")
            return f"{self._define(body, 's')}({value}, slots)"
        raise NotPlainError

    def _abstract(self, returned: GraphQLInterfaceType | GraphQLUnionType, place: _Place, value: str) -> str:
        definition = returned.extensions.get(_DEFINITION)
        resolve_type = returned.resolve_type
        if resolve_type is None or getattr(definition, "resolve_type", None) is not None:
            raise NotPlainError
        schema = self._executor.schema
        functions = {
            possible.name: self._selection(possible, place.details) for possible in schema.get_possible_types(returned)
        }
        self._slots.append(AbstractSlot(place.field, place.parent, place.details))
        slot = len(self._slots) - 1
        by_class: dict[type, Run] = {}
        names = self._names

        def choose(source: object, slots: Sequence[Any]) -> Run:
            if source is None or source is Undefined or isinstance(source, Exception):
                raise NotPlainError
            if hasattr(source, TYPE_CAST_ATTRIBUTE):
                raise NotPlainError
            name = resolve_type(source, slots[slot], returned)
            if not isinstance(name, str):
                raise NotPlainError
            run: Run = names[functions[name]]
            by_class[source.__class__] = run
            return run

        table, chooser = self._bind(by_class, "types"), self._bind(choose, "choose")
        return f"({table}.get({value}.__class__) or {chooser}({value}, slots))({value}, slots)"
