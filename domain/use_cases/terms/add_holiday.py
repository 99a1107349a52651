"""Add a local holiday made by law ("feriado por ley"), and count the open terms anew (AMB-56)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from domain.errors import InvalidValue
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import CalendarBook, Holiday, HolidayScope
from domain.model.institution.people import Actor
from domain.model.terms import TermChange
from domain.protocol.access.permissions import Permission, require
from domain.protocol.terms.configured import risk_margin, terms_in_force
from domain.protocol.terms.recompute import recompute
from domain.use_cases.cases.terms import move_term_timers
from domain.use_cases.checks import checked_region, needed_text
from domain.use_cases.perform import Run
from domain.use_cases.services import Services

BookWith = Callable[[Holiday], CalendarBook]
"""The calendars as they will be with one more local holiday."""


@dataclass(frozen=True, slots=True)
class AddHoliday:
    """
    One more day that does not count.

    Attributes:
        region: CUT code; None: the whole country.
        commune: Name of the commune, when the law names one; then its region is needed too.
        source: The law.
    """

    on: date
    name: str
    source: str
    region: str | None = None
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class HolidayOutcome:
    """
    What came of it.

    Attributes:
        moved: The open terms that it moved, each with its trace.
        known: It was in the table already: nothing was done.
    """

    holiday: Holiday
    moved: tuple[TermChange, ...]
    known: bool = False


async def add_holiday(services: Services, actor: Actor, asked: AddHoliday, book_with: BookWith) -> HolidayOutcome:
    """
    Keep the holiday and move the open terms that it touches; closed and waived ones stay as they were.

    The terms, their reminders and one entry of the record for each are written in the transaction of the holiday.

    Raises:
        NotAuthorised: Only an administrator keeps the table.
        InvalidValue, MissingData: As their messages say.

    Source: AMB-56, LIN-05.
    """
    require(actor, Permission.CONFIGURE)
    holiday = _checked(asked)
    config = services.configuration()
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        if not await work.holidays.add(holiday):
            return HolidayOutcome(holiday, (), known=True)
        terms = {term.id: term for term in await work.terms.open_terms()}
        moved = recompute(
            terms.values(), services.book, book_with(holiday), risk_margin(config), terms_in_force(config)
        )
        for change in moved:
            term = terms[change.term_id]
            await work.terms.save(replace(term), change.milestones)
            await move_term_timers(work, config, term, change.milestones)
            await run.decided(
                "recompute_term",
                change.text_es,
                rule=change.rule_id,
                account_id=term.account_id,
                kind=DecisionKind.TRACE,
                reason=f"{holiday.name_es} ({holiday.source})",
                term=term.id,
            )
        await run.decided(
            "add_holiday",
            f"Agregó el feriado «{holiday.name_es}» del {holiday.on:%d-%m-%Y}.",
            rule="SLA-21",
            account_id=None,
            reason=holiday.source,
            region=holiday.region,
            commune=holiday.commune,
        )
        return HolidayOutcome(holiday, moved)


def _checked(asked: AddHoliday) -> Holiday:
    name = needed_text(asked.name, "name", "el nombre del feriado")
    source = needed_text(asked.source, "source", "la ley que lo establece")
    region = checked_region(asked.region) if asked.region else None
    if asked.commune and region is None:
        raise InvalidValue("Un feriado comunal necesita también su región.", field=("region",))
    scope = HolidayScope.COMMUNE if asked.commune else HolidayScope.REGION if region else HolidayScope.NATIONAL
    return Holiday(asked.on, name, scope, source, region=region, commune=asked.commune or None)
