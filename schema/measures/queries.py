"""Measures by dimension, with the records behind each figure (MEA-01..MEA-13); terms and cases compared (POL-04)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.protocol.access.permissions import Permission, require
from domain.protocol.measures.asking import MeasureQuery, Period, measured, ranked
from domain.protocol.measures.dimensions import Dimension, Names, group_name
from domain.protocol.measures.figures import case_counts, compliance
from domain.protocol.measures.objectives import settled
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import OPEN, MeasureName
from schema.context import Context, Info
from schema.measures.types import (
    CaseCount,
    Measure,
    Measured,
    MeasureFilter,
    TermCompliance,
    term_compliance,
)

Since = Annotated[date, strawberry.argument(description="First day, on the clock of the office that answers.")]
Until = Annotated[date, strawberry.argument(description="Last day, inclusive.")]
By = Annotated[Dimension, strawberry.argument(description="What to compare.")]


def asked_for(
    info: Info, name: MeasureName, period: Period, by: list[Dimension], only: list[MeasureFilter]
) -> MeasureQuery:
    """
    The question, for whom may read figures.

    Raises:
        NotAuthorised, InvalidValue: As their messages say.
    """
    require(info.context.actor, Permission.READ_FIGURES)
    groups = {each.dimension: frozenset(each.groups) for each in only}
    context = info.context
    return MeasureQuery(
        settled(MEASURES[name], context.configuration, period.last),
        period,
        context.now(),
        tuple(by),
        groups,
        book=context.services.book,
        offices=tuple(context.configuration.offices),
    )


def names_of(context: Context) -> Names:
    """Where names of groups are looked up now."""
    return Names(context.configuration, context.services.directory(), context.today())


@strawberry.type
class MeasureQueries:
    @strawberry.field(description="What can be measured, by what it can be compared and how it is counted.")
    def measures(self, info: Info) -> list[Measure]:
        require(info.context.actor, Permission.READ_FIGURES)
        return [Measure(each) for each in MEASURES.values()]

    @strawberry.field(description="A figure for each group, with the records behind it (POL-01, MEA-01..MEA-13).")
    async def measure(
        self,
        info: Info,
        name: Annotated[MeasureName, strawberry.argument(description="Which measure.")],
        since: Since,
        until: Until,
        by: Annotated[
            list[Dimension] | None, strawberry.argument(description="Rows by none to three dimensions, each once.")
        ] = None,
        filter: Annotated[
            list[MeasureFilter] | None, strawberry.argument(description="Only records of these groups.")
        ] = None,
        highest_first: Annotated[
            bool,
            strawberry.argument(
                description="The highest figures first: of the last dimension, inside each group of those before it, "
                "for instance topics by channel (MEA-05) or breaches by unit (POL-12)."
            ),
        ] = False,
    ) -> Measured:
        context = info.context
        asked = asked_for(info, name, Period(since, until), by or [], filter or [])
        found = measured(asked, await context.read.counted(asked))
        found = ranked(asked, found) if highest_first else found
        return Measured(asked, found, names_of(context))

    @strawberry.field(description="Terms that started in a period, by where they stand now (POL-04, GRP-02).")
    async def term_compliance(
        self, info: Info, since: Since, until: Until, by: By = Dimension.REGION
    ) -> list[TermCompliance]:
        asked = asked_for(
            info, MeasureName.STARTED_TERMS, Period(since, until), list(dict.fromkeys([by, Dimension.RULE])), []
        )
        counts = await info.context.read.counted(asked)
        names = names_of(info.context)
        return [term_compliance(each, group_name(by, each.group, names)) for each in compliance(counts, by)]

    @strawberry.field(description="Cases opened in a period; the general public apart from the four groups (GRP-02).")
    async def case_counts(
        self, info: Info, since: Since, until: Until, by: By = Dimension.TARGET_PUBLIC
    ) -> list[CaseCount]:
        asked = asked_for(info, MeasureName.CASES, Period(since, until), [by], [])
        names = names_of(info.context)
        return [
            CaseCount(
                group=each.group,
                name=group_name(by, each.group, names),
                opened=each.opened,
                still_open=each.still_open,
            )
            for each in case_counts(await info.context.read.counted(asked), by, OPEN)
        ]
