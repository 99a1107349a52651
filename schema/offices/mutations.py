"""The dated local table of holidays, kept by an administrator (AMB-56)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.model.institution.people import Actor
from domain.model.terms import TermChange
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.terms.add_holiday import AddHoliday, HolidayOutcome, add_holiday
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.ids import global_id
from schema.offices.types import CalendarDay


@strawberry.input(description="A holiday made by law.")
class AddHolidayInput:
    on: date = strawberry.field(description="The day.")
    name: str = strawberry.field(description="Nombre del feriado.")
    source: str = strawberry.field(description="The law.")
    region: str | None = strawberry.field(default=None, description="CUT code of its region; none: national.")
    commune: str | None = strawberry.field(default=None, description="Commune, when the law names one.")

    def asked(self) -> AddHoliday:
        return AddHoliday(self.on, self.name, self.source, self.region, self.commune)


@strawberry.type(description="An open term that a new holiday moved.")
class MovedTerm:
    term_global_id: strawberry.ID = strawberry.field(name="termId", description="Global id of the term.")
    rule: str = strawberry.field(description="Rule id.")
    due_before: date | None = strawberry.field(description="Last day before.")
    due_after: date | None = strawberry.field(description="Last day now.")
    text: str = strawberry.field(description="The change in one sentence; in Spanish.")


@strawberry.type(description="A holiday that was added.")
class AddHolidayPayload:
    day: CalendarDay | None = strawberry.field(description="The day, as the calendar of its place tells it now.")
    moved_terms: list[MovedTerm] = strawberry.field(description="Open terms that it moved; closed ones never move.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was added; empty: it was, or was there.")


def _moved(change: TermChange) -> MovedTerm:
    return MovedTerm(
        term_global_id=strawberry.ID(global_id("Term", change.term_id)),
        rule=change.rule_id,
        due_before=change.before.due_on,
        due_after=change.after.due_on,
        text=change.text_es,
    )


@strawberry.type
class OfficeMutations:
    @strawberry.mutation(description="Add a local holiday; open terms are counted anew, with a trace (AMB-56).")
    async def add_holiday(
        self, info: Info, input: Annotated[AddHolidayInput, strawberry.argument(description="The holiday.")]
    ) -> AddHolidayPayload:
        context = info.context

        async def add(services: CaseServices, actor: Actor, asked: AddHoliday) -> HolidayOutcome:
            return await add_holiday(services, actor, asked, context.operations.book_with)

        outcome, errors = await attempt_with_cases(context, add, input.asked)
        await context.operations.refresh_calendars()
        office = f"OFIREG-{input.region}" if input.region else None
        day = CalendarDay(input.on, context.services.book.of_office(office)) if outcome else None
        return AddHolidayPayload(
            day=day,
            moved_terms=[_moved(change) for change in outcome.moved] if outcome else [],
            user_errors=errors,
        )
