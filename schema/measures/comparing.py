"""A measure in two periods, side by side (LIN-06, MEA-04)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.protocol.measures import comparing
from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.comparing import asked_before, compared
from domain.protocol.measures.dimensions import Dimension, Names
from domain.protocol.measures.subjects import MeasureName
from schema.answers import answers
from schema.context import Info
from schema.measures.queries import Since, Until, asked_for, names_of
from schema.measures.types import Measure, MeasuredRow, MeasureFilter


@strawberry.type(description="One group in both periods, each with the records behind it.")
class ComparedRowShape:
    now: MeasuredRow = strawberry.field(description="In the period asked for.")
    before: MeasuredRow = strawberry.field(description="In the period it is compared with; n is 0 where it had none.")
    change: float | None = strawberry.field(
        description="By how much the figure changed, in its own unit; none: one of the two has nothing to tell."
    )


@answers(ComparedRowShape)
class ComparedRow:
    __slots__ = ("before", "change", "now")

    def __init__(self, asked: tuple[MeasureQuery, MeasureQuery], row: comparing.ComparedRow, names: Names) -> None:
        self.now = MeasuredRow(asked[0], row.now, names)
        self.before = MeasuredRow(asked[1], row.before, names)
        self.change = row.change


@strawberry.type(description="A measure over two periods.")
class ComparedMeasure:
    measure: Measure = strawberry.field(description="What was measured, and how it was counted.")
    rows: list[ComparedRow] = strawberry.field(description="One for each group of either period.")
    total: ComparedRow = strawberry.field(description="All records of each period together.")


@strawberry.type
class ComparingQueries:
    @strawberry.field(description="A figure for each group in two periods, with what changed (LIN-06).")
    async def compared_measure(
        self,
        info: Info,
        name: Annotated[MeasureName, strawberry.argument(description="Which measure.")],
        since: Since,
        until: Until,
        since_before: Annotated[date, strawberry.argument(description="First day of the period to compare with.")],
        until_before: Annotated[date, strawberry.argument(description="Its last day, inclusive.")],
        by: Annotated[
            list[Dimension] | None, strawberry.argument(description="Rows by none to three dimensions, but by month.")
        ] = None,
        filter: Annotated[
            list[MeasureFilter] | None, strawberry.argument(description="Only records of these groups.")
        ] = None,
    ) -> ComparedMeasure:
        read, names = info.context.read, names_of(info.context)
        asked = asked_for(info, name, Period(since, until), by or [], filter or [])
        before = asked_before(asked, Period(since_before, until_before))
        found = compared(
            asked, measured(asked, await read.counted(asked)), measured(before, await read.counted(before))
        )
        wholes = asked.as_a_whole(), before.as_a_whole()
        return ComparedMeasure(
            measure=Measure(asked.measure),
            rows=[ComparedRow((asked, before), row, names) for row in found.rows],
            total=ComparedRow(wholes, found.total, names),
        )
