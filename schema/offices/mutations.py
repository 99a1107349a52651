"""The dated local table of holidays, kept by an administrator (AMB-56)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.model.institution.people import Actor
from domain.model.terms import TermChange
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.terms.add_holiday import AddHoliday, HolidayOutcome, add_holiday
from domain.use_cases.terms.withdraw_holiday import WithdrawHoliday, withdraw_holiday
from schema.context import Context, Info
from schema.errors import UserError, attempt_with_cases
from schema.ids import global_id
from schema.languages.spoken import SAID
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


@strawberry.input(description="A holiday that was added by mistake.")
class WithdrawHolidayInput:
    on: date = strawberry.field(description="The day, as it was added.")
    reason: str = strawberry.field(description="Cuál fue el error.")
    region: str | None = strawberry.field(default=None, description="CUT code of its region; none: national.")
    commune: str | None = strawberry.field(default=None, description="Its commune, when it was added for one.")

    def asked(self) -> WithdrawHoliday:
        return WithdrawHoliday(self.on, self.reason, self.region, self.commune)


@strawberry.type(description="An open term that a change of the holidays moved.")
class MovedTerm:
    term_global_id: strawberry.ID = strawberry.field(name="termId", description="Global id of the term.")
    rule: str = strawberry.field(description="Rule id.")
    due_before: date | None = strawberry.field(description="Last day before.")
    due_after: date | None = strawberry.field(description="Last day now.")
    text: str = strawberry.field(description="The change in one sentence; in Spanish or English.", metadata=SAID)


@strawberry.type(description="A holiday that was added.")
class AddHolidayPayload:
    day: CalendarDay | None = strawberry.field(description="The day, as the calendar of its place tells it now.")
    moved_terms: list[MovedTerm] = strawberry.field(description="Open terms that it moved; closed ones never move.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was added; empty: it was, or was there.")


@strawberry.type(description="A holiday that was withdrawn.")
class WithdrawHolidayPayload:
    day: CalendarDay | None = strawberry.field(description="The day, as the calendar of its place tells it now.")
    moved_terms: list[MovedTerm] = strawberry.field(description="Open terms that it moved; closed ones never move.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was withdrawn; empty: it was.")


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
        day, moved = await _told(context, outcome)
        return AddHolidayPayload(day=day, moved_terms=moved, user_errors=errors)

    @strawberry.mutation(
        description="Take back a local holiday that was added by mistake; open terms are counted anew (AMB-56, AMB-70)."
    )
    async def withdraw_holiday(
        self, info: Info, input: Annotated[WithdrawHolidayInput, strawberry.argument(description="The holiday.")]
    ) -> WithdrawHolidayPayload:
        context = info.context

        async def withdraw(services: CaseServices, actor: Actor, asked: WithdrawHoliday) -> HolidayOutcome:
            return await withdraw_holiday(services, actor, asked, context.operations.book_without)

        outcome, errors = await attempt_with_cases(context, withdraw, input.asked)
        day, moved = await _told(context, outcome)
        return WithdrawHolidayPayload(day=day, moved_terms=moved, user_errors=errors)


async def _told(context: Context, outcome: HolidayOutcome | None) -> tuple[CalendarDay | None, list[MovedTerm]]:
    """The day by the calendars as they are now, and what moved."""
    await context.operations.refresh_calendars()
    if outcome is None:
        return None, []
    region = outcome.holiday.region
    calendar = context.services.book.of_office(f"OFIREG-{region}" if region else None)
    return CalendarDay(outcome.holiday.on, calendar), [_moved(change) for change in outcome.moved]
