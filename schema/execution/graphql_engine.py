"""The way in: one GraphQL request to one outcome.

    schema = strawberry.Schema(Query, Mutation, **schema_options())
    engine = Engine(schema, Limits(), introspection=False)
    outcome = await engine.run(GraphQLRequest(text, variables), context)

The engine goes to graphql-core directly. Strawberry's schema extensions are not run (each adds its cost to every
request): a schema that has any is refused, rather than ignoring them in silence.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, TypedDict

import strawberry
from graphql import GraphQLError, OperationType
from graphql.execution import ExecutionResult, Executor
from graphql.execution.execute import execute_subscription
from strawberry.execution import optimized_is_awaitable

from schema.budgets import Demand, Meter, Spent
from schema.cost import check_request
from schema.execution.documents import Document, DocumentCache, Operation
from schema.execution.executors import AcyclicExecutor, PlanStore, compiled_executor, with_refuse
from schema.execution.forms import Refuse
from schema.execution.input_paths import with_paths
from schema.faults import (
    Fault,
    FaultCode,
    FaultReporter,
    FormattedError,
    TranslateFault,
    at_most,
    code_of,
    no_translation,
)
from schema.languages.answering import english_executor
from schema.languages.spoken import Language, asked
from schema.limits import Limits


class SchemaOptions(TypedDict):
    """The keyword arguments of `strawberry.Schema` that this package provides."""

    execution_context_class: type[Executor[Any]]


def schema_options(
    *, compiled: bool = True, store: PlanStore | None = None, refuse: Refuse | None = None
) -> SchemaOptions:
    """
    Return what to splat into `strawberry.Schema(...)`.

    Args:
        compiled: The one switch: False executes everything as Strawberry does, only without reference cycles.
        store: Where the plans live; a new one by default.
        refuse: Answers mutations whose arguments a person got wrong; None: those are errors of the request.
    """
    if compiled:
        return {"execution_context_class": compiled_executor(store or PlanStore(), refuse)}
    executor = type("AcyclicExecutor", (AcyclicExecutor,), with_refuse(refuse))
    return {"execution_context_class": executor}


class Stage(Enum):
    """How far a request came. Only `EXECUTED` has data (which may be null)."""

    PARSE = "the text is not GraphQL"
    VALIDATION = "the document does not fit the schema or the limits"
    OPERATION = "which operation to run is not clear"
    METHOD = "this operation may not be run by this method"
    VARIABLES = "the variables do not fit the operation"
    EXECUTED = "executed, perhaps with errors"
    USED_UP = "the actor's budget is used up"
    UNAVAILABLE = "what the whole answer needs is away"
    TIMEOUT = "took too long"
    FAILED = "an unexpected failure"


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client asks, free of any transport."""

    query: str
    variables: dict[str, object] | None = None
    operation_name: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, ready to be written as JSON."""

    stage: Stage
    data: dict[str, object] | None = None
    errors: Sequence[FormattedError] = ()
    spent: Spent | None = None

    def body(self) -> dict[str, object]:
        """Return the GraphQL response; a request error has no `data` key."""
        body: dict[str, object] = {"data": self.data} if self.stage is Stage.EXECUTED else {}
        if self.errors or not body:
            body["errors"] = self.errors
        if self.spent is not None:
            body["extensions"] = {"cost": self.spent.told()}
        return body


class Engine:
    """Runs requests on one schema. One for each process; safe for any number of concurrent requests of a loop."""

    def __init__(
        self,
        schema: strawberry.Schema,
        limits: Limits | None = None,
        *,
        introspection: bool = False,
        translate: TranslateFault = no_translation,
        before_answer: Callable[[Any], Awaitable[None]] | None = None,
        meter: Meter | None = None,
    ) -> None:
        """
        Take the parts.

        Args:
            meter: Takes what each request costs out of its actor's budget, before it is executed.
            before_answer: Awaited with the context once data are there; when it fails, the data do not leave.
        """
        if schema.extensions or schema.directives:
            raise ValueError("The engine does not run Strawberry's schema extensions or operation directives.")
        executor_class: type[Executor[Any]] = schema.execution_context_class
        if not issubclass(executor_class, AcyclicExecutor):
            raise TypeError("Build the schema with **schema_options().")
        self.schema = schema
        self.limits = limits or Limits()
        self.documents = DocumentCache(
            schema._schema, self.limits, introspection=introspection, forms=executor_class.refuse is not None
        )
        self._translate = translate
        self._before_answer = before_answer
        self._meter = meter
        self._hide_suggestions = not introspection
        self._executor: Final[type[AcyclicExecutor]] = executor_class
        self._english: Final = english_executor(executor_class.refuse)

    async def run(
        self,
        request: GraphQLRequest,
        context: object,
        *,
        mutations: bool = True,
        trace_id: Callable[[], str] | None = None,
    ) -> Outcome:
        """
        Answer *request*; never raises for anything the request or a resolver does.

        Args:
            request: Text, variables, operation name.
            context: What resolvers find as `info.context`.
            mutations: False where the transport is a safe method (GET).
            trace_id: Asked only when an unexpected failure is masked; the same for all of a request.

        Returns:
            The outcome. Field errors are faults (`extensions.code`) or masked. After `TIMEOUT` of a mutation it is
            not known whether its effect took place; repeating it with the same client key is safe.
        """
        outcome = await self._run(request, context, FaultReporter(trace_id or _once(), self._translate), mutations)
        outcome = replace(outcome, errors=at_most(outcome.errors, self.limits.errors)) if outcome.errors else outcome
        if outcome.spent is None and self._meter is not None:  # refused before its cost was known
            return replace(outcome, spent=self._meter(context, Demand()))
        return outcome

    async def _run(self, request: GraphQLRequest, context: object, report: FaultReporter, mutations: bool) -> Outcome:
        document, operation = self._operation(request, report)
        if isinstance(operation, Outcome):
            return operation
        if operation.kind is OperationType.SUBSCRIPTION:
            return _refused(Stage.OPERATION, FaultCode.NOT_ACCEPTABLE, _HOW_TO_SUBSCRIBE, report)
        if operation.kind is not OperationType.QUERY and not mutations:
            message = "Only queries may be sent by GET; use POST."
            return _refused(Stage.METHOD, FaultCode.METHOD_NOT_ALLOWED, message, report)
        try:
            async with asyncio.timeout(self.limits.execution_seconds) as clock:
                return await self._execute(document, operation, request, context, report)
        except TimeoutError as error:
            if not clock.expired():
                return Outcome(Stage.FAILED, errors=report.unexpected(error))
            message = f"The operation took more than {self.limits.execution_seconds:g} seconds and was stopped."
            return _refused(Stage.TIMEOUT, FaultCode.TIMEOUT, message, report)
        except Exception as error:
            return Outcome(Stage.FAILED, errors=report.unexpected(error))

    def subscribes(self, request: GraphQLRequest) -> bool:
        """Whether it asks for a subscription, and for one that can be run."""
        document = self.documents.get(request.query)
        try:
            return document.operation(request.operation_name).kind is OperationType.SUBSCRIPTION
        except Fault:
            return False

    async def subscribe(
        self, request: GraphQLRequest, context: object, *, trace_id: Callable[[], str] | None = None
    ) -> AsyncGenerator[Outcome, None]:
        """
        Answer the subscription of *request*, event by event, for as long as it is asked for the next one.

        Its cost is taken for each event before it is waited for; while the budget is used up, nothing is told: what
        happens meanwhile comes later. An outcome that is not `EXECUTED` is a refusal or a failure, and the last one.

        Args:
            context: Of all events, one after the other.
        """
        report = FaultReporter(trace_id or _once(), self._translate)
        document, operation = self._operation(request, report)
        if isinstance(operation, Operation) and operation.kind is not OperationType.SUBSCRIPTION:
            operation = _refused(Stage.METHOD, FaultCode.METHOD_NOT_ALLOWED, _ONLY_SUBSCRIPTIONS, report)
        executor, demand = (
            (operation, Demand())
            if isinstance(operation, Outcome)
            else self._built(document, operation, request, context, report)
        )
        if isinstance(executor, Outcome):
            yield replace(executor, spent=self._spend(context, Demand()))  # refused before its cost was known
            return
        try:
            spent = self._spend(context, demand)
            if spent is not None and spent.refusal is not None:
                errors = report.client_mistakes([spent.refusal], FaultCode.RATE_LIMITED)
                yield Outcome(Stage.USED_UP, errors=errors, spent=spent)
                return
            source: Any = execute_subscription(executor)
            async with aclosing(await source if executor.is_awaitable(source) else source) as events:
                async for event in events:
                    yield replace(await self._told(executor, event, context, report), spent=spent)
                    spent = await self._spend_later(context, demand)
        except GraphQLError as error:
            errors = report.field_errors([error])
            _drop_tracebacks(error)
            yield Outcome(Stage.FAILED, errors=errors)
        except Exception as error:
            yield Outcome(Stage.FAILED, errors=report.unexpected(error))
        finally:
            executor.forget()

    async def _told(self, executor: AcyclicExecutor, event: object, context: object, report: FaultReporter) -> Outcome:
        """One event."""
        of_event: Any = executor.build_per_event_executor(event)
        async with asyncio.timeout(self.limits.execution_seconds):
            outcome = await self._answer(of_event, context, report)
        return replace(outcome, errors=at_most(outcome.errors, self.limits.errors)) if outcome.errors else outcome

    def _operation(self, request: GraphQLRequest, report: FaultReporter) -> tuple[Document, Operation | Outcome]:
        """Which operation of which document; or why there is none to run."""
        document = self.documents.get(request.query)
        if document.errors:
            stage = Stage.PARSE if document.error_code is FaultCode.PARSE_FAILED else Stage.VALIDATION
            return document, Outcome(stage, errors=report.client_mistakes(document.errors, document.error_code))
        try:
            return document, document.operation(request.operation_name)
        except Fault as unclear:
            unclear.__traceback__ = None
            return document, Outcome(Stage.OPERATION, errors=report.client_mistakes([unclear], unclear.code))

    def _built(
        self,
        document: Document,
        operation: Operation,
        request: GraphQLRequest,
        context: object,
        report: FaultReporter,
    ) -> tuple[AcyclicExecutor | Outcome, Demand]:
        """What executes it, and what it costs; or why it may not be executed."""
        name = operation.node.name
        schema, tree = self.schema._schema, document.tree
        made_by = self._english if asked() is Language.ENGLISH else self._executor
        build: Any = made_by.build
        how: dict[str, Any] = {"is_awaitable": optimized_is_awaitable, "hide_suggestions": self._hide_suggestions}
        executor: list[GraphQLError] | AcyclicExecutor = build(
            schema, tree, None, context, request.variables, name.value if name else None, **how
        )
        if isinstance(executor, list) and tree is not None and made_by.refuse and operation.writes:
            form = made_by.of_form(schema, tree, operation.node, context, request.variables, **how)
            executor = executor if form is None else form
        if isinstance(executor, list):
            errors = report.client_mistakes(with_paths(executor, None), FaultCode.BAD_USER_INPUT)
            return Outcome(Stage.VARIABLES, errors=errors), Demand()
        refused = check_request(operation.measured, executor.variable_values.coerced, self.limits)
        if refused:
            executor.forget()
            errors = report.client_mistakes(refused, FaultCode.BAD_USER_INPUT)
            return Outcome(Stage.VALIDATION, errors=errors), Demand()
        cost = operation.measured.cost.of(executor.variable_values.coerced)
        return executor, Demand(max(1, cost), operation.writes)

    def _spend(self, context: object, demand: Demand) -> Spent | None:
        return None if self._meter is None else self._meter(context, demand)

    async def _spend_later(self, context: object, demand: Demand) -> Spent | None:
        """Wait until the budget has so much."""
        while True:
            spent = self._spend(context, demand)
            if spent is None or spent.refusal is None:
                return spent
            await asyncio.sleep(_wait_of(spent.refusal))

    async def _execute(
        self,
        document: Document,
        operation: Operation,
        request: GraphQLRequest,
        context: object,
        report: FaultReporter,
    ) -> Outcome:
        executor, demand = self._built(document, operation, request, context, report)
        if isinstance(executor, Outcome):
            return executor
        spent = self._spend(context, demand)
        if spent is not None and spent.refusal is not None:
            executor.forget()
            errors = report.client_mistakes([spent.refusal], FaultCode.RATE_LIMITED)
            return Outcome(Stage.USED_UP, errors=errors, spent=spent)
        try:
            return replace(await self._answer(executor, context, report), spent=spent)
        except TimeoutError:
            raise  # told by the one who set the clock
        except Exception as error:
            return Outcome(Stage.FAILED, errors=report.unexpected(error), spent=spent)

    async def _answer(self, executor: AcyclicExecutor, context: object, report: FaultReporter) -> Outcome:
        result = executor.execute_operation()
        if not isinstance(result, ExecutionResult):
            result = await result
        if self._before_answer is not None and result.data is not None:
            await self._before_answer(context)
        if not result.errors:
            return Outcome(Stage.EXECUTED, result.data)
        errors = report.field_errors(result.errors)
        for error in result.errors:
            _drop_tracebacks(error)
        if _nothing_is_there(result.data) and (stage := _STAGE_OF_WAITING.get(_only_code(errors))):
            return Outcome(stage, errors=errors)
        return Outcome(Stage.EXECUTED, result.data, errors)


_HOW_TO_SUBSCRIBE: Final = (
    "Subscribe by WebSocket with the protocol graphql-transport-ws, or with Accept: text/event-stream."
)
_ONLY_SUBSCRIPTIONS: Final = "Only subscriptions come this way: send queries and mutations by POST."


def _refused(stage: Stage, code: FaultCode, message: str, report: FaultReporter) -> Outcome:
    return Outcome(stage, errors=report.client_mistakes([Fault(code, message)], code))


def _wait_of(refusal: Fault) -> float:
    """Seconds after which there is something of the budget again."""
    wait = (refusal.extensions or {}).get("retryAfter")
    return float(wait) if isinstance(wait, int) else 1.0


def _once() -> Callable[[], str]:
    known: list[str] = []

    def trace_id() -> str:
        if not known:
            known.append(uuid.uuid4().hex)
        return known[0]

    return trace_id


_STAGE_OF_WAITING: Final[Mapping[object, Stage]] = {
    FaultCode.UNAVAILABLE.value: Stage.UNAVAILABLE,
    FaultCode.RATE_LIMITED.value: Stage.USED_UP,
}
"""Nothing of the answer is there, for one reason that passes: the whole request is to be repeated later."""


def _nothing_is_there(data: dict[str, object] | None) -> bool:
    return data is None or all(value is None for value in data.values())


def _only_code(errors: Sequence[FormattedError]) -> object:
    codes = {str(code_of(error)) for error in errors}
    return codes.pop() if len(codes) == 1 else None


def _drop_tracebacks(error: BaseException | None) -> None:
    """Let go of the frames, which hold the error in turn: the log has them by now."""
    while error is not None:
        error.__traceback__ = None
        error = error.original_error if isinstance(error, GraphQLError) else error.__cause__ or error.__context__
