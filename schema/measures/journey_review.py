"""What goes well and what to improve along the journey, in one answer (MEA-13)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension, Names
from domain.protocol.measures.journey_steps import REVIEWED, ReviewedStep, reviewed
from schema.answers import answers
from schema.context import Info
from schema.measures.queries import Since, Until, asked_for, names_of
from schema.measures.types import Measure, MeasuredGroup, MeasuredRow, MeasureFilter


@strawberry.type(description="A step of the journey: its process and its state, with waits, terms and satisfaction.")
class JourneyStepReviewShape:
    step: MeasuredGroup = strawberry.field(description="The step; its code is that of `MeasureDimension.STEP`.")
    breaches: MeasuredRow = strawberry.field(description="Mandatory terms of the step that were broken.")
    compliance: MeasuredRow = strawberry.field(description="Share of those judged that were met.")
    wait: MeasuredRow = strawberry.field(description="Median of business days until the step was left.")
    satisfaction: MeasuredRow = strawberry.field(description="Mean score of what was answered in it.")


@answers(JourneyStepReviewShape)
class JourneyStepReview:
    __slots__ = ("breaches", "compliance", "satisfaction", "step", "wait")

    def __init__(self, asked: list[MeasureQuery], step: ReviewedStep, names: Names) -> None:
        self.step = MeasuredGroup(Dimension.STEP, step.step, names)
        rows = (MeasuredRow(query, row, names) for query, row in zip(asked, step.rows, strict=True))
        self.breaches, self.compliance, self.wait, self.satisfaction = rows


@strawberry.type(description="What goes well and what could be improved, step by step.")
class JourneyReview:
    since: date = strawberry.field(description="First day.")
    until: date = strawberry.field(description="Last day, inclusive.")
    measures: list[Measure] = strawberry.field(
        description="How each column was counted: breaches, compliance, wait, satisfaction."
    )
    steps: list[JourneyStepReview] = strawberry.field(description="Those that break most terms first.")


@strawberry.type
class JourneyReviewQueries:
    @strawberry.field(
        description="Waits and satisfaction of each step of the journey, with the steps that break most terms first "
        "(MEA-13)."
    )
    async def journey_review(
        self,
        info: Info,
        since: Since,
        until: Until,
        filter: Annotated[
            list[MeasureFilter] | None, strawberry.argument(description="Only records of these groups.")
        ] = None,
    ) -> JourneyReview:
        period, names = Period(since, until), names_of(info.context)
        asked = [asked_for(info, name, period, [Dimension.STEP], filter or []) for name in REVIEWED]
        found = {each.measure.name: measured(each, await info.context.read.counted(each)) for each in asked}
        return JourneyReview(
            since=since,
            until=until,
            measures=[Measure(each.measure) for each in asked],
            steps=[JourneyStepReview(asked, step, names) for step in reviewed(found)],
        )
