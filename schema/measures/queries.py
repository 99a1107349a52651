"""Terms met, late and running, and cases, compared by region or by target public (POL-04, GRP-02)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.model.terms import TermObligation, TermState
from domain.protocol.access.permissions import Permission, require
from domain.protocol.measures.figures import Compliance, Dimension, Period, compliance, group_name, in_order
from schema.context import Info
from schema.enums import described

described(
    Dimension,
    "By what figures are compared.",
    {
        "REGION": "Región de la empresa; sin cuenta, la de la oficina regional que responde.",
        "TARGET_PUBLIC": "Los cuatro grupos del público objetivo y, aparte, el público general.",
    },
    name="MeasureDimension",
)

Since = Annotated[date, strawberry.argument(description="First day, on Santiago's clock.")]
Until = Annotated[date, strawberry.argument(description="Last day, inclusive.")]
By = Annotated[Dimension, strawberry.argument(description="What to compare.")]


@strawberry.type(description="Terms of one obligation in one group; obligations are never mixed (SLA-21).")
class TermCompliance:
    group: str | None = strawberry.field(description="CUT code of the region, or code of the target public.")
    name: str = strawberry.field(description="The group; in Spanish.")
    obligation: TermObligation = strawberry.field(description="How much these terms bind.")
    total: int = strawberry.field(description="Every term that started in the period.")
    met: int = strawberry.field(description="Met in time.")
    met_late: int = strawberry.field(description="Met after the end.")
    overdue: int = strawberry.field(description="Past the end and not met.")
    running: int = strawberry.field(description="Not yet at the end.")
    expired: int = strawberry.field(description="Rights that were not used in time: nobody's breach.")
    waived: int = strawberry.field(description="No longer demanded, with a reason (AMB-58).")
    not_configured: int = strawberry.field(description="The protocol gives no end to them.")
    rate: float | None = strawberry.field(
        description="Met among met, met late and overdue, from 0 to 1; none: none of them."
    )


@strawberry.type(description="The cases of one group.")
class CaseCount:
    group: str | None = strawberry.field(description="CUT code of the region, or code of the target public.")
    name: str = strawberry.field(description="The group; in Spanish.")
    opened: int = strawberry.field(description="Cases opened in the period.")
    still_open: int = strawberry.field(description="Those of them that are not closed yet.")


def _row(found: Compliance, by: Dimension) -> TermCompliance:
    states = found.states
    return TermCompliance(
        group=found.group,
        name=group_name(by, found.group),
        obligation=found.obligation,
        total=found.total,
        met=states[TermState.MET],
        met_late=states[TermState.MET_LATE],
        overdue=states[TermState.OVERDUE],
        running=found.running,
        expired=states[TermState.EXPIRED],
        waived=states[TermState.WAIVED],
        not_configured=states[TermState.NOT_CONFIGURED],
        rate=found.rate,
    )


@strawberry.type
class MeasureQueries:
    @strawberry.field(description="Terms that started in a period, by where they stand now (POL-04, GRP-02).")
    async def term_compliance(
        self, info: Info, since: Since, until: Until, by: By = Dimension.REGION
    ) -> list[TermCompliance]:
        context = info.context
        require(context.actor, Permission.READ_FIGURES)
        counts = await context.read.term_counts(Period(since, until), by, context.now(), context.today())
        return [_row(each, by) for each in compliance(counts, by)]

    @strawberry.field(description="Cases opened in a period; the general public apart from the four groups (GRP-02).")
    async def case_counts(
        self, info: Info, since: Since, until: Until, by: By = Dimension.TARGET_PUBLIC
    ) -> list[CaseCount]:
        context = info.context
        require(context.actor, Permission.READ_FIGURES)
        counts = await context.read.case_counts(Period(since, until), by, context.today())
        return [
            CaseCount(group=each.group, name=group_name(by, each.group), opened=each.opened, still_open=each.still_open)
            for each in in_order(counts, by)
        ]
