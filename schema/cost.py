"""The cost of an operation, and its page sizes.

`measure_cost` folds an operation into a small formula in which only the page sizes that come from variables are
still open; `Cost.of` fills them in for each request.

An object costs 1 (or `metadata={"cost": n}` of its Strawberry field), a leaf nothing (1 when the same place
selects it already), and a list or a page multiplies what is asked of each of its members: by its size where that is
asked for, else by what is usual (`metadata={"length": n}`, for lists that hold fewer than most). Introspection is free
here; it exists in development only, where graphql-core bounds its depth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)

from schema.faults import Fault, FaultCode
from schema.limits import Limits

PAGE_ARGUMENTS: Final = ("first", "last")


@dataclass(frozen=True, slots=True)
class PageArgument:
    """A page size that a variable decides."""

    field: str
    argument: str
    variable: str


@dataclass(frozen=True, slots=True)
class _Multiplied:
    """`sizes` (the first that is given counts) times `each`."""

    sizes: tuple[PageArgument, ...]
    otherwise: int
    each: Cost


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an operation: a number, and what page sizes from variables multiply."""

    fixed: int = 0
    pages: tuple[_Multiplied, ...] = ()
    least: int = 0
    """With every page size at 1. Never less than the number of terms, which bounds the formula itself."""

    def plus(self, other: Cost) -> Cost:
        """Add."""
        return Cost(self.fixed + other.fixed, self.pages + other.pages, self.least + other.least)

    def times(self, number: int) -> Cost:
        """Multiply by a number known now."""
        scaled = tuple(_Multiplied(p.sizes, p.otherwise, p.each.times(number)) for p in self.pages)
        return Cost(self.fixed * number, scaled, self.least * number)

    def of(self, variables: Mapping[str, object]) -> int:
        """Fill in the page sizes of one request."""
        total = self.fixed
        for page in self.pages:
            total += _size(page, variables) * page.each.of(variables)
        return total


def _size(page: _Multiplied, variables: Mapping[str, object]) -> int:
    for argument in page.sizes:
        value = variables.get(argument.variable)
        if isinstance(value, int):
            return max(0, value)
    return page.otherwise


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of an operation before it runs."""

    cost: Cost
    page_arguments: tuple[PageArgument, ...]
    """Every page size that a variable decides; `check_request` looks at its value."""
    errors: tuple[GraphQLError, ...]
    """Page sizes written in the document that are out of range."""


def measure_cost(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, limits: Limits
) -> Measured:
    """Fold *operation* into its cost. The document must be valid: fragments exist and are not circular."""
    meter = _Meter(
        schema,
        limits,
        {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)},
    )
    root = schema.get_root_type(operation.operation)
    try:
        cost = meter.selections(root, operation.selection_set, None) if root else Cost()
    except _BeyondMeasureError as beyond:
        message = f"The operation would cost over {beyond.least} of at most {limits.cost}; ask for fewer levels."
        fault = Fault(FaultCode.TOO_COSTLY, message, extensions={"limit": limits.cost, "actual": beyond.least})
        return Measured(Cost(), (), (*meter.errors, fault))
    cost = cost.plus(_known(meter.repeats))
    return Measured(cost, tuple(dict.fromkeys(meter.page_arguments)), tuple(meter.errors))


def count_writes(document: DocumentNode, operation: OperationDefinitionNode) -> int:
    """How many fields of a mutation *operation* asks for; at least 1, and 0 for a query."""
    if operation.operation is not OperationType.MUTATION:
        return 0
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}

    def fields(selections: SelectionSetNode) -> int:
        count = 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                count += 1
            elif isinstance(node, InlineFragmentNode):
                count += fields(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and (fragment := fragments.pop(node.name.value, None)):
                count += fields(fragment.selection_set)  # collected once, however often it is spread
        return count

    return max(1, fields(operation.selection_set))


def check_request(measured: Measured, variables: Mapping[str, object], limits: Limits) -> list[GraphQLError]:
    """Look at the page sizes that *variables* (coerced) decide, and at the whole cost."""
    errors = list(measured.errors)
    for page in measured.page_arguments:
        value = variables.get(page.variable)
        if isinstance(value, int) and not 1 <= value <= limits.page_size:
            errors.append(_page_fault(page.field, page.argument, value, limits))
    if errors:
        return errors
    cost = measured.cost.of(variables)
    if cost > limits.cost:
        message = f"The operation would cost {cost} of at most {limits.cost}; ask for smaller pages or fewer levels."
        return [Fault(FaultCode.TOO_COSTLY, message, extensions={"limit": limits.cost, "actual": cost})]
    return []


def _page_fault(field_name: str, argument: str, value: int, limits: Limits, node: FieldNode | None = None) -> Fault:
    return Fault(
        FaultCode.PAGE_SIZE,
        f"'{argument}' of '{field_name}' is {value}; it must be between 1 and {limits.page_size}.",
        nodes=node,
        extensions={"argument": argument, "minimum": 1, "maximum": limits.page_size, "actual": value},
    )


class _BeyondMeasureError(Exception):
    """Even with pages of one the operation costs too much: stop, fragments can multiply without end."""

    def __init__(self, least: int) -> None:
        super().__init__(least)
        self.least = least


def _known(number: int) -> Cost:
    return Cost(number, (), number)


@dataclass(slots=True)
class _Meter:
    schema: GraphQLSchema
    limits: Limits
    fragments: dict[str, FragmentDefinitionNode]
    page_arguments: list[PageArgument] = field(default_factory=list)
    errors: list[GraphQLError] = field(default_factory=list)
    of_fragments: dict[tuple[str, _Multiplied | None], Cost] = field(default_factory=dict)
    leaves_of_fragments: dict[str, frozenset[str]] = field(default_factory=dict)
    repeats: int = 0
    """Leaves selected where they are selected already; merged once for the document, so no page multiplies them."""

    def selections(
        self,
        parent: GraphQLCompositeType,
        selections: SelectionSetNode | None,
        page: _Multiplied | None,
        leaves: set[str] | None = None,
    ) -> Cost:
        """
        Return the cost of *selections* on one *parent*.

        Args:
            page: Multiplies the lists right below the parent.
            leaves: Names under which the same place selects leaves already.
        """
        total = Cost()
        leaves = set() if leaves is None else leaves
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                if node.selection_set is None:
                    self._note({(node.alias or node.name).value}, leaves)
                total = total.plus(self.field(parent, node, page))
            elif isinstance(node, InlineFragmentNode):
                named = node.type_condition
                on = self._type(named.name.value if named else "", parent)
                total = total.plus(self.selections(on, node.selection_set, page, leaves if on is parent else None))
            elif isinstance(node, FragmentSpreadNode):
                self._note(self.leaves_of(node.name.value), leaves)
                total = total.plus(self.fragment(parent, node.name.value, page))
            if total.least > self.limits.cost:
                raise _BeyondMeasureError(total.least)
        return total

    def fragment(self, parent: GraphQLCompositeType, name: str, page: _Multiplied | None) -> Cost:
        """Return the cost of a named fragment, worked out once."""
        key = (name, page)
        if key not in self.of_fragments:
            fragment = self.fragments[name]
            on = self._type(fragment.type_condition.name.value, parent)
            self.of_fragments[key] = self.selections(on, fragment.selection_set, page)
        return self.of_fragments[key]

    def leaves_of(self, name: str) -> frozenset[str]:
        """Return the names under which a fragment, and those spread right in it, select leaves."""
        if name not in self.leaves_of_fragments:
            found: set[str] = set()
            for node in self.fragments[name].selection_set.selections:
                if isinstance(node, FieldNode) and node.selection_set is None:
                    found.add((node.alias or node.name).value)
                elif isinstance(node, FragmentSpreadNode):
                    found |= self.leaves_of(node.name.value)
            self.leaves_of_fragments[name] = frozenset(found)
        return self.leaves_of_fragments[name]

    def _note(self, selected: AbstractSet[str], leaves: set[str]) -> None:
        self.repeats += len(selected & leaves)
        leaves |= selected

    def _type(self, name: str, otherwise: GraphQLCompositeType) -> GraphQLCompositeType:
        found = self.schema.get_type(name) if name else None
        return found if is_composite_type(found) else otherwise

    def field(self, parent: GraphQLCompositeType, node: FieldNode, page: _Multiplied | None) -> Cost:
        """Return the cost of one field of one *parent*."""
        definition = self.schema.get_field(parent, node.name.value)
        if definition is None or node.name.value.startswith("__"):
            return Cost()
        returned = get_named_type(definition.type)
        own = _own_cost(definition)
        if not is_composite_type(returned) or is_leaf_type(returned):
            return _known(own or 0)
        sizes, stated = self._page_size(definition, node)
        paged = bool(sizes) or stated is not None or any(name in definition.args for name in PAGE_ARGUMENTS)
        if _is_list(definition):
            each = _known(1 if own is None else own).plus(self.selections(returned, node.selection_set, None))
            if page is not None:
                return _multiply(page.sizes, page.otherwise, each)
            return _multiply(sizes, stated or _usual_length(definition) or self.limits.assumed_list_length, each)
        inner_page = None
        if paged:
            inner_page = _Multiplied(sizes, stated or self.limits.unstated_page_size, Cost())
        below = self.selections(returned, node.selection_set, inner_page)
        return _known(1 if own is None else own).plus(below)

    def _page_size(self, definition: GraphQLField, node: FieldNode) -> tuple[tuple[PageArgument, ...], int | None]:
        """Return the variables that may decide the page size, and the size written or defaulted."""
        sizes: list[PageArgument] = []
        stated: int | None = None
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        for name in PAGE_ARGUMENTS:
            if name not in definition.args:
                continue
            value = given.get(name)
            if isinstance(value, VariableNode):
                sizes.append(PageArgument(node.name.value, name, value.name.value))
            elif value is not None and not isinstance(value, NullValueNode):
                stated = self._literal(node, name, value)
                continue
            default = definition.args[name].default_value  # null, and a variable without value, stand for it
            if stated is None and default is not Undefined and isinstance(default, int):
                stated = default
        self.page_arguments.extend(sizes)
        return tuple(sizes), stated

    def _literal(self, node: FieldNode, argument: str, value: ValueNode) -> int | None:
        if not isinstance(value, IntValueNode):
            return None
        number = int(value.value)
        if not 1 <= number <= self.limits.page_size:
            self.errors.append(_page_fault(node.name.value, argument, number, self.limits, node))
        return number


def _multiply(sizes: Sequence[PageArgument], otherwise: int, each: Cost) -> Cost:
    if sizes:
        return Cost(0, (_Multiplied(tuple(sizes), otherwise, each),), max(1, each.least))
    return each.times(otherwise)


def _is_list(definition: GraphQLField) -> bool:
    returned = definition.type
    if isinstance(returned, GraphQLNonNull):
        returned = returned.of_type
    return isinstance(returned, GraphQLList)


def _own_cost(definition: GraphQLField) -> int | None:
    return _stated(definition, "cost")


def _usual_length(definition: GraphQLField) -> int | None:
    return _stated(definition, "length")


def _stated(definition: GraphQLField, name: str) -> int | None:
    strawberry_field = definition.extensions.get("strawberry-definition")
    stated = getattr(strawberry_field, "metadata", {}).get(name)
    return stated if isinstance(stated, int) else None
