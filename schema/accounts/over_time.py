"""How many accounts are of which class on days past and future, and how far what lists find them by is made."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Annotated

import strawberry

from domain.ports.classes import PeriodProgress
from domain.protocol.access.permissions import Permission, require
from domain.protocol.classes.over_time import ClassAxis, ClassStep, days_of, word_of
from schema.context import Info
from schema.languages.spoken import SAID


@strawberry.type(description="So many accounts.")
class ClassFigure:
    value: str = strawberry.field(description="Code of the class, or of the value of the axis.")
    name: str = strawberry.field(description="The same in Spanish or English.", metadata=SAID)
    accounts: int = strawberry.field(description="Registered accounts that are of it.")


@strawberry.type(description="All figures of one day.")
class ClassesOnDay:
    on: date = strawberry.field(description="The day.")
    figures: list[ClassFigure] = strawberry.field(description="Every value of the axis, those that nobody has too.")


@strawberry.type(description="Figures of several days, and how far they are made.")
class ClassesOverTime:
    state: PeriodProgress = strawberry.field(description="By which settings, and what is still to be made.")
    days: list[ClassesOnDay] = strawberry.field(description="In order.")


@strawberry.type
class ClassHistoryQueries:
    @strawberry.field(
        description="How many registered accounts were, are and will be of each class, as their dated facts tell "
        "(section 8.1, AMB-69): past days as they were, future ones as time alone will have it."
    )
    async def classes_over_time(
        self,
        info: Info,
        since: Annotated[date, strawberry.argument(description="First day.")],
        until: Annotated[date, strawberry.argument(description="Last day, inclusive; it is told too.")],
        by: Annotated[ClassStep, strawberry.argument(description="Which days are told.")] = ClassStep.MONTH,
        axis: Annotated[ClassAxis, strawberry.argument(description="What is counted.")] = ClassAxis.CLASSES,
    ) -> ClassesOverTime:
        require(info.context.actor, Permission.READ_FIGURES)
        read = info.context.read
        counts = await read.class_counts(axis.value, days_of(by, since, until))
        days = [
            ClassesOnDay(
                on=on,
                figures=[
                    ClassFigure(value=each.value, name=word_of(axis, each.value), accounts=each.accounts)
                    for each in some
                ],
            )
            for on, some in groupby(counts, key=lambda each: each.on)
        ]
        return ClassesOverTime(state=await read.class_progress(), days=days)

    @strawberry.field(
        description="By which settings lists and figures by class are made, and how many accounts they may still "
        "show as they were: ask it beside them."
    )
    async def classes_state(self, info: Info) -> PeriodProgress:
        return await info.context.read.class_progress()
