"""What was suggested, what comes of it, and which units there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import strawberry

from domain.model.cases import Flow
from domain.model.quality.improvements import ImprovementState, Origin, OriginKind
from domain.model.quality.improvements import ProcessReview as ReviewOfDomain
from domain.model.quality.suggestions import SuggestionKind, SuggestionState
from domain.ports.quality import ImprovementQuery, SuggestionQuery, SuggestionRow
from domain.protocol.access.permissions import Permission, require
from domain.protocol.quality.units import units
from schema.context import Context, Info
from schema.ids import key_of
from schema.links.following import finds
from schema.lookahead import Selection, is_counted
from schema.pagination import After, Before, Connection, First, Last, connection, connection_of, page_request
from schema.quality.types import (
    AwaitingImprovement,
    ImprovementAction,
    ImprovementPlan,
    PlannedImprovements,
    ProcessReview,
    Suggestion,
    Unit,
)


@strawberry.input(description="Which suggestions; every condition that is given must hold.")
class SuggestionFilter:
    states: list[SuggestionState] | None = strawberry.field(default=None, description="In these states.")
    kinds: list[SuggestionKind] | None = strawberry.field(default=None, description="Of these kinds.")
    units: list[str] | None = strawberry.field(default=None, description="Shared with one of these areas.")
    offices: list[str] | None = strawberry.field(default=None, description="Of cases of these offices.")
    account_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Of these accounts.")

    def query(self) -> SuggestionQuery:
        keys = None if self.account_ids is None else [key_of(each, "Account") for each in self.account_ids]
        return SuggestionQuery(
            states=frozenset(self.states or ()),
            kinds=frozenset(self.kinds or ()),
            units=frozenset(self.units or ()),
            offices=frozenset(self.offices or ()),
            account_ids=None if keys is None else frozenset(keys),
        )


@strawberry.input(description="Which improvement actions; every condition that is given must hold.")
class ImprovementFilter:
    year: int | None = strawberry.field(default=None, description="Of the plan of this year.")
    units: list[str] | None = strawberry.field(default=None, description="Owned by one of these units.")
    lines: list[str] | None = strawberry.field(default=None, description="Of these lines of action.")
    states: list[ImprovementState] | None = strawberry.field(default=None, description="In these states today.")
    origins: list[OriginKind] | None = strawberry.field(default=None, description="That follow from any of these.")

    def query(self, context: Context) -> ImprovementQuery:
        return ImprovementQuery(
            on=context.today(),
            year=self.year,
            units=frozenset(self.units or ()),
            lines=frozenset(self.lines or ()),
            states=frozenset(self.states or ()),
            origins=frozenset(self.origins or ()),
        )


async def suggestion_nodes(context: Context, rows: Sequence[SuggestionRow]) -> list[Suggestion]:
    """Their nodes, with what follows from each: one statement for all."""
    origins = [Origin(OriginKind.SUGGESTION, row.suggestion.id) for row in rows]
    following = await context.quality.following(origins)
    found = zip(rows, origins, strict=True)
    return [Suggestion(row, following[origin], context.today()) for row, origin in found]


async def review_nodes(context: Context, records: Sequence[ReviewOfDomain]) -> list[ProcessReview]:
    """As `suggestion_nodes`."""
    origins = [Origin(OriginKind.REVIEW, record.id) for record in records]
    following = await context.quality.following(origins)
    found = zip(records, origins, strict=True)
    return [ProcessReview(each, following[origin], context.today()) for each, origin in found]


@finds("Suggestion")
async def find_suggestions(context: Context, keys: Sequence[str], _: Sequence[Selection]) -> Mapping[str, Suggestion]:
    """Those that the reader may know of."""
    rows = await context.quality.suggestions_by_id(keys)
    nodes = await suggestion_nodes(context, rows)
    return {row.suggestion.id: node for row, node in zip(rows, nodes, strict=True)}


@finds("ImprovementAction")
async def find_improvements(
    context: Context, keys: Sequence[str], _: Sequence[Selection]
) -> Mapping[str, ImprovementAction]:
    """For whom the plan is."""
    found = await context.quality.improvements_by_id(keys)
    return {each.id: ImprovementAction(each, context.today()) for each in found}


@finds("ProcessReview")
async def find_reviews(context: Context, keys: Sequence[str], _: Sequence[Selection]) -> Mapping[str, ProcessReview]:
    """For whom the plan is."""
    found = await context.quality.reviews_by_id(keys)
    return {each.id: node for each, node in zip(found, await review_nodes(context, found), strict=True)}


@strawberry.type
class QualityQueries:
    @strawberry.field(description="Suggestions and complaints, newest first; a company sees its own (LIN-10).")
    async def suggestions(
        self,
        info: Info,
        filter: Annotated[SuggestionFilter | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Suggestion]:
        context = info.context
        query = (filter or SuggestionFilter()).query()
        page = await context.quality.suggestions(
            query, page_request(first, last, after, before, counted=is_counted(info, "Suggestion"))
        )
        return connection_of(await suggestion_nodes(context, page.items), page)

    @strawberry.field(description="Improvement actions, the nearest last day first (LIN-12).")
    async def improvement_actions(
        self,
        info: Info,
        filter: Annotated[ImprovementFilter | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[ImprovementAction]:
        context = info.context
        query = (filter or ImprovementFilter()).query(context)
        page = await context.quality.improvements(
            query, page_request(first, last, after, before, counted=is_counted(info, "ImprovementAction"))
        )
        return connection(page, lambda each: ImprovementAction(each, context.today()))

    @strawberry.field(description="The annual plan of improvement: its actions by unit, line and state (LIN-12).")
    async def improvement_plan(
        self, info: Info, year: Annotated[int, strawberry.argument(description="Which year.")]
    ) -> ImprovementPlan:
        counts = await info.context.quality.plan(year, info.context.today())
        return ImprovementPlan(
            year=year,
            counts=[PlannedImprovements(each) for each in counts],
            total=sum(each.many for each in counts),
        )

    @strawberry.field(
        description="What waits for an improvement action, oldest first: accepted suggestions, complex cases, and "
        "reviews that found risks (LIN-12, LIN-05, LIN-03)."
    )
    async def awaiting_improvement(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[AwaitingImprovement]:
        page = await info.context.quality.awaiting(
            page_request(first, last, after, before, counted=is_counted(info, "AwaitingImprovement"))
        )
        return connection(page, AwaitingImprovement)

    @strawberry.field(description="Reviews of processes, latest first (LIN-03).")
    async def process_reviews(
        self,
        info: Info,
        flows: Annotated[list[Flow] | None, strawberry.argument(description="Of these processes.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[ProcessReview]:
        context = info.context
        page = await context.quality.reviews(
            page_request(first, last, after, before, counted=is_counted(info, "ProcessReview")),
            flows=frozenset(flows or ()),
        )
        return connection_of(await review_nodes(context, page.items), page)

    @strawberry.field(description="Units with which suggestions are shared and that own improvement actions (ROL-02).")
    def units(self, info: Info) -> list[Unit]:
        require(info.context.actor, Permission.READ_QUALITY)
        return [Unit(name=name, kind=kind) for name, kind in units(info.context.configuration).items()]
