"""The classes that graphql-core executes an operation with.

`AcyclicExecutor` answers as Strawberry's own and leaves nothing for the garbage collector. `CompiledExecutor` adds
the plans of `schema.execution.query_plans`. Both override methods that graphql-core does not call public: it is pinned
exactly, and tests hold both equal to the plain executor on random data.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLList,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    default_field_resolver,
    default_type_resolver,
    get_named_type,
    is_leaf_type,
    visit,
)
from graphql.execution import ExecutionResult
from graphql.execution.collect_fields import FieldDetails, FragmentDetails
from graphql.pyutils import Path
from strawberry.schema import Schema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.forms import NotAFormError, Refuse, Slip, read_variables, slips_of
from schema.execution.query_plans import AwaitableFoundError, Plan, PlanWriter, Run

_PLANS_PER_OPERATION: Final = 64
"""`@skip` and `@include` with n variables ask for up to 2**n plans of each selection."""

PlanKey = tuple[object, ...]


class AcyclicExecutor(StrawberryGraphQLCoreExecutionContext):
    """
    Strawberry's executor, freed as soon as the answer is there.

    graphql-core 3.3 keeps two bound methods of the executor in the executor (`async_helpers`), so that each request
    would leave a cycle, with its context in it, until the collector's next full pass.

    Attributes:
        refuse: Answers a field of a mutation whose arguments a person got wrong; None: they are errors of the request.
        slips: What is wrong with the variables of a mutation, by name.
    """

    refuse: ClassVar[staticmethod[[Any, Mapping[str, Any], Sequence[Slip]], Awaitable[object]] | None] = None
    slips: Mapping[str, Sequence[Slip]] = MappingProxyType({})

    @classmethod
    def of_form(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        context: object,
        variables: Mapping[str, Any] | None,
        **more: Any,
    ) -> AcyclicExecutor | None:
        """
        What executes a mutation some of whose variables a person got wrong; None: a program did.

        Args:
            variables: As they were sent.
            more: What the constructor takes besides.
        """
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        try:
            read = read_variables(schema, operation, list(fragments.values()), variables or {})
        except NotAFormError:
            return None
        details = {name: FragmentDetails(each) for name, each in fragments.items()}
        resolvers = default_field_resolver, default_type_resolver, default_field_resolver
        made = cls(schema, fragments, details, None, context, operation, read.values, *resolvers, **more)
        made.slips = read.slips
        return made

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: list[FieldDetails],
        path: Path,
        position_context: Any,
    ) -> Any:
        """Execute a field; one of a mutation whose arguments a person got wrong is answered by `refuse`."""
        if self.refuse is not None and parent_type is self.schema.mutation_type:
            node = field_details_list[0].node
            field = self.schema.get_field(parent_type, node.name.value)
            with suppress(NotAFormError):  # graphql-core tells it
                read, slips = slips_of(node, field.args if field else {}, self.variable_values, self.slips)
                if field and slips:
                    info = self.build_resolve_info(field, [node], parent_type, path)
                    refused = self.refuse(info, read, slips)
                    return self.complete_awaitable_value(
                        field.type, field_details_list, info, path, refused, position_context
                    )
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    def execute_operation(self, serially: bool | None = None) -> Any:
        """Execute, and forget; a result or an awaitable of one."""
        try:
            result = super().execute_operation(serially)
        except BaseException:
            self.forget()
            raise
        if isinstance(result, ExecutionResult):
            self.forget()
            return result
        return self._finish(result) if self.is_awaitable(result) else result

    async def _finish(self, awaitable: Awaitable[object]) -> object:
        try:
            return await awaitable
        finally:
            self.forget()

    def forget(self) -> None:
        """Cut what leads from the executor back to itself."""
        vars(self).pop("async_helpers", None)  # nothing asks for it once the answer is there


class _RunTimeChoices(Visitor):
    """What an operation leaves open until its variables are known."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()
        self.is_incremental = False

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value in {"defer", "stream"}:
            self.is_incremental = True
        elif node.name.value in {"skip", "include"}:
            values = (argument.value for argument in node.arguments or ())
            self.variables.update(value.name.value for value in values if isinstance(value, VariableNode))


@dataclass(slots=True)
class OperationPlans:
    """What is kept for one parsed operation across requests. It keeps the tree alive: keys hold ids of its nodes."""

    operation: OperationDefinitionNode
    kept: tuple[object, ...]
    choices: tuple[str, ...]
    """The variables of its `@skip` and `@include`, a part of each key."""
    compilable: bool
    plans: dict[PlanKey, Plan | None] = field(default_factory=dict)
    """None: not plain, graphql-core executes it."""

    @classmethod
    def of(cls, executor: CompiledExecutor) -> OperationPlans:
        """Look through the operation and its fragments."""
        fragments = tuple(executor.fragment_definitions.values())
        seen = _RunTimeChoices()
        for node in (executor.operation, *fragments):
            visit(node, seen)
        parametric = any(fragment.variable_definitions for fragment in fragments)
        compilable = not seen.is_incremental and not parametric
        return cls(executor.operation, fragments, tuple(sorted(seen.variables)), compilable)


class PlanStore:
    """The plans of the operations seen last, at most *size* of them. Belongs to one schema."""

    def __init__(self, size: int = 500) -> None:
        self._size = size
        self.given_up = 0
        """How often a plan met something odd and graphql-core did it again: each time costs twice."""
        self._operations: OrderedDict[int, OperationPlans] = OrderedDict()

    def __len__(self) -> int:
        """Return how many operations are kept."""
        return len(self._operations)

    def compiled(self) -> int:
        """Return how many selections are compiled, for tests and metrics."""
        return sum(p is not None for o in self._operations.values() for p in o.plans.values())

    def of(self, executor: CompiledExecutor) -> OperationPlans:
        """Return the plans of the executor's operation."""
        key = id(executor.operation)
        found = self._operations.get(key)
        if found is None:
            found = self._operations[key] = OperationPlans.of(executor)
            if len(self._operations) > self._size:
                self._operations.popitem(last=False)
        else:
            self._operations.move_to_end(key)
        return found


class CompiledExecutor(AcyclicExecutor):
    """Executes plain selections by their plan, the rest as Strawberry does. Use a subclass from `compiled_executor`."""

    store: ClassVar[PlanStore]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._bound: dict[PlanKey, tuple[Run, list[object]] | None] = {}
        self._shared: OperationPlans | None = None
        manager = self.middleware_manager
        if not (manager and manager.middlewares):  # a middleware wants to see each field
            shared = self.store.of(self)
            self._shared = shared if shared.compilable else None
        self._choices = (
            tuple(self.variable_values.coerced.get(name) for name in self._shared.choices) if self._shared else ()
        )

    @property
    def strawberry_schema(self) -> Schema:
        """The Strawberry schema that the operation runs on."""
        schema: Schema = vars(self.schema)["_strawberry_schema"]  # set by Strawberry, read by its own Info
        return schema

    def forget(self) -> None:
        """Cut what leads back, a shared `Info` included."""
        super().forget()
        self._bound.clear()

    def collect_and_execute_subfields(
        self,
        return_type: GraphQLObjectType,
        field_details_list: list[FieldDetails],
        path: Path,
        result: object,
        position_context: Any,
    ) -> Any:
        """Complete one object, by its plan where there is one."""
        if self._shared is not None:
            key = (return_type, self._choices, *[id(d.node) for d in field_details_list])
            done = self._run(key, result, lambda: PlanWriter(self).object_plan(return_type, field_details_list))
            if done is not None:
                return done
        return super().collect_and_execute_subfields(return_type, field_details_list, path, result, position_context)

    def complete_list_value(
        self,
        return_type: GraphQLList[Any],
        field_details_list: list[FieldDetails],
        info: GraphQLResolveInfo[object],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete a list of objects at once; where one of them is odd, one by one."""
        if self._shared is not None and not is_leaf_type(get_named_type(return_type)):
            parent, name = info.parent_type, info.field_name
            key = (parent, return_type, self._choices, *[id(d.node) for d in field_details_list])
            done = self._run(
                key,
                result,
                lambda: PlanWriter(self).list_plan(parent, parent.fields[name], return_type, field_details_list),
            )
            if done is not None:
                return done
        return super().complete_list_value(return_type, field_details_list, info, path, result, position_context)

    def _run(self, key: PlanKey, source: object, write: Callable[[], Plan]) -> Any:
        """Return what the plan at *key* makes of *source*; None when graphql-core must do it."""
        try:
            bound = self._bound[key]
        except KeyError:
            bound = self._bound[key] = self._bind(key, write)
        if bound is None:
            return None
        try:
            return bound[0](source, bound[1])
        except AwaitableFoundError:
            self.store.given_up += 1
            self._bound[key] = None
            if self._shared is not None:
                self._shared.plans[key] = None
        except Exception:  # graphql-core does it again, and says what is wrong with the data
            self.store.given_up += 1
        return None

    def _bind(self, key: PlanKey, write: Callable[[], Plan]) -> tuple[Run, list[object]] | None:
        if self._shared is None:
            return None
        plans = self._shared.plans
        if key not in plans:
            if len(plans) >= _PLANS_PER_OPERATION:
                return None
            plans[key] = None
            with suppress(Exception):  # not plain; and nothing here may fail a request
                plans[key] = write()
        plan = plans[key]
        if plan is None:
            return None
        try:
            return plan.bind(self)
        except Exception:
            return None


def compiled_executor(store: PlanStore, refuse: Refuse | None = None) -> type[CompiledExecutor]:
    """Return an executor class whose plans live in *store*, and which answers mistaken forms by *refuse*."""
    return type("CompiledExecutor", (CompiledExecutor,), {"store": store, **with_refuse(refuse)})


def with_refuse(refuse: Refuse | None) -> dict[str, Any]:
    """The attributes of an executor class that answers mistaken forms so."""
    return {"refuse": staticmethod(refuse)} if refuse else {}
