"""Calls («convocatorias») with their stages, areas and days: read, opened, registered, corrected (LIN-02, MEA-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry.types.maybe import Some

from domain.model.quality.calls import Call as CallOfDomain
from domain.model.quality.calls import CallStage as StageOfDomain
from domain.model.quality.calls import StageProgress
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.quality.calls import (
    CallOutcome,
    CorrectCallStage,
    OpenCall,
    PlannedStage,
    RegisterCallStage,
    correct_call_stage,
    open_call,
    register_call_stage,
)
from schema.accounts.mutations import ClientKey
from schema.answers import Node, answers
from schema.context import Context, Info
from schema.enums.describing import worded
from schema.errors import UserError, attempt
from schema.ids import global_id, key_of
from schema.languages.spoken import SAID
from schema.links.following import finds
from schema.links.people import by_person
from schema.lookahead import Selection, is_counted
from schema.pagination import After, Before, Connection, First, Last, connection, page_request

worded(StageProgress, "How a stage of a call went against its plan (LIN-02).", name="CallStageProgress")

CallId = strawberry.field(description="Global id of the call.")
Version = strawberry.field(description="Version of the call that was seen.")
Stage = strawberry.field(description="Code of the stage, from `callStageNames`.")


@strawberry.type(description="One stage of a call, as it was planned and as it went.")
class CallStageShape:
    code: str = strawberry.field(description="Code, from `callStageNames`.")
    name: str = strawberry.field(description="Nombre; in Spanish or English.", metadata=SAID)
    unit: str = strawberry.field(description="Area that answers for it.")
    planned_from: date | None = strawberry.field(description="First day that is planned, inclusive.")
    planned_until: date | None = strawberry.field(description="Last day that is planned, inclusive.")
    planned_days: int | None = strawberry.field(description="Business days of the plan, first and last included.")
    started_on: date | None = strawberry.field(description="Day on which it began; none: it has not.")
    ended_on: date | None = strawberry.field(description="Day on which it ended; none: it has not.")
    real_days: int | None = strawberry.field(description="Business days that it took, first and last included.")
    progress: StageProgress = strawberry.field(description="How it went against its plan, which is its own.")


@answers(CallStageShape, beneath=StageOfDomain)
class CallStage:
    __slots__ = ("_stage", "name")

    def __init__(self, stage: StageOfDomain, names: Mapping[str, str]) -> None:
        self._stage = stage
        self.name = names.get(stage.code, stage.code)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stage, name)


@strawberry.type(description="A call («convocatoria») with its stages in their order (LIN-02).")
class CallShape(Node):
    version: int = strawberry.field(description="Counts the writes; a change must name the version it saw.")
    title: str = strawberry.field(description="Nombre.")
    unit: str = strawberry.field(description="Area that answers for the whole of it.")
    office_code: str | None = strawberry.field(description="Office whose business days count; none: central units.")
    opened_by: str = strawberry.field(description="Who opened it.")
    opened_by_person = by_person("opened_by", "Who opened it")
    opened_at: datetime = strawberry.field(description="Instant at which it was opened.")
    stages: list[CallStage] = strawberry.field(description="Its stages.")


@answers(CallShape, beneath=CallOfDomain)
class Call:
    __slots__ = ("_call", "global_id", "stages")

    def __init__(self, call: CallOfDomain, names: Mapping[str, str]) -> None:
        self._call = call
        self.global_id = global_id("Call", call.id)
        self.stages = [CallStage(each, names) for each in call.stages]

    def __getattr__(self, name: str) -> object:
        return getattr(self._call, name)

    @property
    def office_code(self) -> str | None:
        return self._call.office


def _names(context: Context) -> Mapping[str, str]:
    return context.configuration.call_stage_names(context.today())


@finds("Call")
async def find_calls(context: Context, keys: Sequence[str], _: Sequence[Selection]) -> Mapping[str, Call]:
    """For staff."""
    return {each.id: Call(each, _names(context)) for each in await context.quality.calls_by_id(keys)}


@strawberry.type(description="A stage that calls may have.")
class CallStageName:
    code: str = strawberry.field(description="Code.")
    name: str = strawberry.field(description="Nombre; in Spanish or English.", metadata=SAID)
    sample: bool = strawberry.field(description="An example of this project, not the institution's word.")


@strawberry.type
class CallQueries:
    @strawberry.field(description="Calls, newest first (LIN-02).")
    async def calls(
        self,
        info: Info,
        units: Annotated[
            list[str] | None, strawberry.argument(description="Of these areas, or with a stage of theirs.")
        ] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Call]:
        context = info.context
        page = await context.quality.calls(
            page_request(first, last, after, before, counted=is_counted(info, "Call")), units=frozenset(units or ())
        )
        names = _names(context)
        return connection(page, lambda each: Call(each, names))

    @strawberry.field(description="The stages that calls may have today; empty: they are not configured (LIN-02).")
    def call_stage_names(self, info: Info) -> list[CallStageName]:
        context = info.context
        require(context.actor, Permission.READ_QUALITY)
        dated = context.configuration.call_stages.on(context.today())
        if dated is None:
            return []
        return [CallStageName(code=code, name=name, sample=dated.sample) for code, name in dated.value.items()]


@strawberry.input(description="A stage of a call to be opened.")
class PlannedStageInput:
    stage: str = Stage
    unit: str = strawberry.field(description="Area that answers for it (`units`).")
    planned_from: date | None = strawberry.field(default=None, description="First day that is planned, inclusive.")
    planned_until: date | None = strawberry.field(default=None, description="Last day that is planned, inclusive.")


@strawberry.input(description="A new call (LIN-02).")
class OpenCallInput:
    title: str = strawberry.field(description="Nombre.")
    unit: str = strawberry.field(description="Area that answers for the whole of it (`units`).")
    stages: list[PlannedStageInput] = strawberry.field(description="Its stages, in their order.")
    office: str | None = strawberry.field(
        default=None, description="Code of the office whose business days count; none: those of central units."
    )
    client_key: str | None = ClientKey

    def asked(self) -> OpenCall:
        stages = [PlannedStage(each.stage, each.unit, each.planned_from, each.planned_until) for each in self.stages]
        return OpenCall(self.title, self.unit, stages, self.office, self.client_key)


@strawberry.input(description="On which day a stage of a call really began or ended, or both (LIN-02).")
class RegisterCallStageInput:
    call_id: strawberry.ID = CallId
    version: int = Version
    stage: str = Stage
    started_on: date | None = strawberry.field(default=None, description="Day on which it began.")
    ended_on: date | None = strawberry.field(default=None, description="Day on which it ended.")
    client_key: str | None = ClientKey

    def asked(self) -> RegisterCallStage:
        key = key_of(self.call_id, "Call", "call_id")
        return RegisterCallStage(key, self.version, self.stage, self.started_on, self.ended_on, self.client_key)


@strawberry.input(description="What of a stage of a call was registered or planned wrongly (LIN-02).")
class CorrectCallStageInput:
    call_id: strawberry.ID = CallId
    version: int = Version
    stage: str = Stage
    reason: str = strawberry.field(description="Why it is corrected.")
    unit: strawberry.Maybe[str] = strawberry.field(default=None, description="Area that answers for it.")
    planned_from: strawberry.Maybe[date | None] = strawberry.field(default=None, description="First day planned.")
    planned_until: strawberry.Maybe[date | None] = strawberry.field(default=None, description="Last day planned.")
    started_on: strawberry.Maybe[date | None] = strawberry.field(default=None, description="Day on which it began.")
    ended_on: strawberry.Maybe[date | None] = strawberry.field(default=None, description="Day on which it ended.")
    client_key: str | None = ClientKey

    def asked(self) -> CorrectCallStage:
        names = ("unit", "planned_from", "planned_until", "started_on", "ended_on")
        sent = {name: value.value for name in names if isinstance(value := getattr(self, name), Some)}
        key = key_of(self.call_id, "Call", "call_id")
        return CorrectCallStage(key, self.version, self.stage, sent, self.reason, self.client_key)


@strawberry.type(description="A call after a change.")
class CallPayload:
    call: Call | None = strawberry.field(description="As it is now; none: nothing was changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


def _payload(info: Info, outcome: CallOutcome | None, errors: list[UserError]) -> CallPayload:
    return CallPayload(call=Call(outcome.call, _names(info.context)) if outcome else None, user_errors=errors)


@strawberry.type
class CallMutations:
    @strawberry.mutation(description="Open a call with its stages and the areas that answer for them (LIN-02).")
    async def open_call(
        self, info: Info, input: Annotated[OpenCallInput, strawberry.argument(description="The call.")]
    ) -> CallPayload:
        return _payload(info, *await attempt(info.context, open_call, input.asked))

    @strawberry.mutation(description="Register on which day a stage of a call really began or ended (LIN-02).")
    async def register_call_stage(
        self, info: Info, input: Annotated[RegisterCallStageInput, strawberry.argument(description="The days.")]
    ) -> CallPayload:
        return _payload(info, *await attempt(info.context, register_call_stage, input.asked))

    @strawberry.mutation(description="Correct a stage of a call, with the reason (LIN-02, POL-07).")
    async def correct_call_stage(
        self, info: Info, input: Annotated[CorrectCallStageInput, strawberry.argument(description="What, and why.")]
    ) -> CallPayload:
        return _payload(info, *await attempt(info.context, correct_call_stage, input.asked))
