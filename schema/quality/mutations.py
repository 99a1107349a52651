"""Share, evaluate and tell back suggestions; plan, finish and drop improvement actions; record reviews."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.errors import InvalidValue, MissingData
from domain.model.cases import Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.quality.improvements import Origin, OriginKind
from domain.protocol.measures.subjects import MeasureName
from domain.use_cases.quality.improvements import (
    DropImprovement,
    FinishImprovement,
    ImprovementOutcome,
    PlanImprovement,
    ReviewProcess,
    drop_improvement,
    finish_improvement,
    plan_improvement,
    review_process,
)
from domain.use_cases.quality.suggestions import (
    EvaluateSuggestion,
    ShareSuggestion,
    SuggestionOutcome,
    TellBackSuggestion,
    evaluate_suggestion,
    share_suggestion,
    tell_back_suggestion,
)
from schema.accounts.mutations import ClientKey
from schema.context import Info
from schema.errors import UserError, attempt
from schema.ids import key_of, read_global_id
from schema.quality.queries import find_suggestions, review_nodes
from schema.quality.types import ImprovementAction, ProcessReview, Suggestion

SuggestionId = strawberry.field(description="Global id of the suggestion.")
ImprovementId = strawberry.field(description="Global id of the improvement action.")
_KINDS = {"Suggestion": OriginKind.SUGGESTION, "Case": OriginKind.COMPLEX_CASE, "ProcessReview": OriginKind.REVIEW}


@strawberry.input(description="With which area a suggestion is shared (LIN-10).")
class ShareSuggestionInput:
    suggestion_id: strawberry.ID = SuggestionId
    version: int = strawberry.field(description="Version of the suggestion that was seen.")
    unit: str = strawberry.field(description="Name of the area (`units`).")
    note: str | None = strawberry.field(default=None, description="Por qué le corresponde a esa área.")
    client_key: str | None = ClientKey

    def asked(self) -> ShareSuggestion:
        key = key_of(self.suggestion_id, "Suggestion", "suggestion_id")
        return ShareSuggestion(key, self.version, self.unit, self.note, self.client_key)


@strawberry.input(description="What the area resolves of a suggestion, and why (LIN-10).")
class EvaluateSuggestionInput:
    suggestion_id: strawberry.ID = SuggestionId
    version: int = strawberry.field(description="Version of the suggestion that was seen.")
    accepted: bool = strawberry.field(description="The area takes it up.")
    reason: str = strawberry.field(description="Por qué se acoge o no se acoge.")
    client_key: str | None = ClientKey

    def asked(self) -> EvaluateSuggestion:
        key = key_of(self.suggestion_id, "Suggestion", "suggestion_id")
        return EvaluateSuggestion(key, self.version, self.accepted, self.reason, self.client_key)


@strawberry.input(description="What the person or the company was told (LIN-10).")
class TellBackSuggestionInput:
    suggestion_id: strawberry.ID = SuggestionId
    version: int = strawberry.field(description="Version of the suggestion that was seen.")
    text: str = strawberry.field(description="Lo que se le contó.")
    point_of_contact: PointOfContact | None = strawberry.field(
        default=None, description="Required. By which point of contact, for example CORREO (CHN-01)."
    )
    channel: Channel | None = strawberry.field(default=None, description="Channel; follows from the point of contact.")
    client_key: str | None = ClientKey

    def asked(self) -> TellBackSuggestion:
        key = key_of(self.suggestion_id, "Suggestion", "suggestion_id")
        by = self.point_of_contact, self.channel
        return TellBackSuggestion(key, self.version, self.text, *by, self.client_key)


@strawberry.input(description="An improvement action for the annual plan (LIN-12). Name `originId` or `measure`.")
class PlanImprovementInput:
    what: str = strawberry.field(description="Qué se va a hacer.")
    unit: str = strawberry.field(description="Unit that owns it (`units`).")
    due_on: date = strawberry.field(description="Last day, inclusive.")
    line: str = strawberry.field(description="Line of action that it serves (LIN-01 to LIN-12).")
    origin_id: strawberry.ID | None = strawberry.field(
        default=None, description="Accepted suggestion, complex case or review of a process that it follows from."
    )
    measure: MeasureName | None = strawberry.field(default=None, description="Measure that it follows from (POL-01).")
    year: int | None = strawberry.field(default=None, description="Of the plan; none: that of its last day.")
    client_key: str | None = ClientKey

    def asked(self) -> PlanImprovement:
        origin = self._origin()
        return PlanImprovement(self.what, self.unit, self.due_on, self.line, origin, self.year, self.client_key)

    def _origin(self) -> Origin:
        if self.origin_id is None and self.measure is not None:
            return Origin(OriginKind.MEASURE, self.measure.value)
        if self.origin_id is None or self.measure is not None:
            raise MissingData(
                "Indique de qué nace la acción: una sugerencia, un caso, una revisión o un indicador; solo uno.",
                missing=("originId",),
                rule="LIN-12",
                field=("originId",),
            )
        name, key = read_global_id(self.origin_id)
        if name not in _KINDS:
            raise InvalidValue("Una acción de mejora no nace de eso.", rule="LIN-12", field=("originId",))
        return Origin(_KINDS[name], key)


@strawberry.input(description="That an improvement action is done (LIN-12).")
class FinishImprovementInput:
    improvement_id: strawberry.ID = ImprovementId
    version: int = strawberry.field(description="Version of the improvement action that was seen.")
    result: str = strawberry.field(description="Qué se logró.")
    done_on: date | None = strawberry.field(default=None, description="Day on which it was done; none: today.")
    client_key: str | None = ClientKey

    def asked(self) -> FinishImprovement:
        key = key_of(self.improvement_id, "ImprovementAction", "improvement_id")
        return FinishImprovement(key, self.version, self.result, self.done_on, self.client_key)


@strawberry.input(description="That an improvement action will not be done; it stays readable (LIN-12).")
class DropImprovementInput:
    improvement_id: strawberry.ID = ImprovementId
    version: int = strawberry.field(description="Version of the improvement action that was seen.")
    reason: str = strawberry.field(description="Por qué no se hará.")
    client_key: str | None = ClientKey

    def asked(self) -> DropImprovement:
        key = key_of(self.improvement_id, "ImprovementAction", "improvement_id")
        return DropImprovement(key, self.version, self.reason, self.client_key)


@strawberry.input(description="That a process was reviewed (LIN-03).")
class ReviewProcessInput:
    flow: Flow = strawberry.field(description="The process.")
    risks: list[str] | None = strawberry.field(default=None, description="Riesgos que se encontraron, uno por frase.")
    on: date | None = strawberry.field(default=None, description="Day of the review; none: today.")
    notes: str | None = strawberry.field(default=None, description="Notas.")
    client_key: str | None = ClientKey

    def asked(self) -> ReviewProcess:
        return ReviewProcess(self.flow, tuple(self.risks or ()), self.on, self.notes, self.client_key)


@strawberry.type(description="A suggestion after a step.")
class SuggestionPayload:
    suggestion: Suggestion | None = strawberry.field(description="As it is now; none: nothing was changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.type(description="An improvement action after a change.")
class ImprovementPayload:
    improvement: ImprovementAction | None = strawberry.field(description="As it is now; none: nothing was changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.type(description="A review that was recorded.")
class ReviewPayload:
    review: ProcessReview | None = strawberry.field(description="As it is now; none: nothing was recorded.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was recorded; empty: it was.")


async def _suggested(info: Info, outcome: SuggestionOutcome | None, errors: list[UserError]) -> SuggestionPayload:
    key = outcome.suggestion.id if outcome else ""
    found = await find_suggestions(info.context, [key] if key else [], [])
    return SuggestionPayload(suggestion=found.get(key), user_errors=errors)


def _improved(info: Info, outcome: ImprovementOutcome | None, errors: list[UserError]) -> ImprovementPayload:
    node = ImprovementAction(outcome.improvement, info.context.today()) if outcome else None
    return ImprovementPayload(improvement=node, user_errors=errors)


@strawberry.type
class QualityMutations:
    @strawberry.mutation(description="Share a suggestion with the area that it is about (LIN-10).")
    async def share_suggestion(
        self, info: Info, input: Annotated[ShareSuggestionInput, strawberry.argument(description="With which.")]
    ) -> SuggestionPayload:
        return await _suggested(info, *await attempt(info.context, share_suggestion, input.asked))

    @strawberry.mutation(description="Resolve whether the area takes a suggestion up, with the reason (LIN-10).")
    async def evaluate_suggestion(
        self, info: Info, input: Annotated[EvaluateSuggestionInput, strawberry.argument(description="What, and why.")]
    ) -> SuggestionPayload:
        return await _suggested(info, *await attempt(info.context, evaluate_suggestion, input.asked))

    @strawberry.mutation(
        description="Record that whoever made a suggestion was told what was resolved; that closes it (LIN-10)."
    )
    async def tell_back_suggestion(
        self, info: Info, input: Annotated[TellBackSuggestionInput, strawberry.argument(description="What was told.")]
    ) -> SuggestionPayload:
        return await _suggested(info, *await attempt(info.context, tell_back_suggestion, input.asked))

    @strawberry.mutation(description="Put an improvement action into the annual plan (LIN-12).")
    async def plan_improvement(
        self, info: Info, input: Annotated[PlanImprovementInput, strawberry.argument(description="The action.")]
    ) -> ImprovementPayload:
        return _improved(info, *await attempt(info.context, plan_improvement, input.asked))

    @strawberry.mutation(description="Record that an improvement action is done, with what was achieved (LIN-12).")
    async def finish_improvement(
        self, info: Info, input: Annotated[FinishImprovementInput, strawberry.argument(description="What was done.")]
    ) -> ImprovementPayload:
        return _improved(info, *await attempt(info.context, finish_improvement, input.asked))

    @strawberry.mutation(description="Give up an improvement action, with the reason (LIN-12).")
    async def drop_improvement(
        self, info: Info, input: Annotated[DropImprovementInput, strawberry.argument(description="Which, and why.")]
    ) -> ImprovementPayload:
        return _improved(info, *await attempt(info.context, drop_improvement, input.asked))

    @strawberry.mutation(description="Record that a process was reviewed, and which risks were found (LIN-03).")
    async def review_process(
        self, info: Info, input: Annotated[ReviewProcessInput, strawberry.argument(description="The review.")]
    ) -> ReviewPayload:
        outcome, errors = await attempt(info.context, review_process, input.asked)
        nodes = await review_nodes(info.context, [outcome.review]) if outcome else [None]
        return ReviewPayload(review=nodes[0], user_errors=errors)
