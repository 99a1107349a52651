"""Add a local holiday made by law ("feriado por ley"), and count the open terms anew (AMB-56)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.errors import InvalidValue
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import CalendarBook, Holiday, HolidayScope
from domain.model.institution.people import Actor
from domain.model.places.regions import Region, region_by_cut
from domain.model.terms import Term, TermChange
from domain.model.words import fold
from domain.protocol.access.actionable import term_by_rule
from domain.protocol.access.permissions import Permission, require
from domain.protocol.terms.configured import risk_margin, terms_in_force
from domain.protocol.terms.recompute import recompute
from domain.use_cases.cases.case_timers import TERMS_WITH_TIMERS, move_case_timers
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.cases.term_notices import move_notices
from domain.use_cases.checks import checked_region, needed_text
from domain.use_cases.follow_up.quarter_review import move_reviews

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


async def add_holiday(services: CaseServices, actor: Actor, asked: AddHoliday, book_with: BookWith) -> HolidayOutcome:
    """
    Keep the holiday and move the open terms that it touches; closed and waived ones stay as they were.

    The terms, whatever is timed by them and one entry of the record for each are written in the transaction of the
    holiday.

    Raises:
        NotAuthorised: Only an administrator keeps the table.
        InvalidValue, MissingData: As their messages say.

    Source: AMB-56, LIN-05.
    """
    require(actor, Permission.CONFIGURE)
    holiday = _checked(asked)
    core = services.core
    counting_anew = replace(core, calendars=lambda: book_with(holiday))
    async with core.transactions(actor) as work:
        casework = Casework.start(replace(services, core=counting_anew), work)
        run = casework.run
        if not await work.holidays.add(holiday):
            return HolidayOutcome(holiday, (), known=True)
        moved = await count_anew(casework, core.book, f"{holiday.name_es} ({holiday.source})")
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


async def count_anew(casework: Casework, before: CalendarBook, because: str) -> tuple[TermChange, ...]:
    """
    Count the open terms, and all that is timed by them or by the national calendar, by the calendars of *casework*.

    Args:
        before: The calendars by which they were counted.
        because: Why the days changed, for the record.

    Source: AMB-56, LIN-05, SLA-19.
    """
    work, core = casework.work, casework.services.core
    config = core.configuration()
    terms = {term.id: term for term in await work.terms.open_terms()}
    moved = recompute(terms.values(), before, core.book, risk_margin(config), terms_in_force(config))
    for change in moved:
        term = terms[change.term_id]
        anew = term_by_rule(term, "AMB-56: a holiday inside it was declared or withdrawn")
        await work.terms.save(anew, change.milestones)
        await move_notices(casework, term, change.milestones)
        await casework.run.decided(
            "recompute_term",
            change.text_es,
            rule=change.rule_id,
            account_id=term.account_id,
            kind=DecisionKind.TRACE,
            reason=because,
            term=term.id,
        )
    await _move_case_timers(casework, [terms[change.term_id] for change in moved])
    await move_reviews(core, work, before.national)
    return moved


async def _move_case_timers(casework: Casework, moved: Iterable[Term]) -> None:
    rules_of: dict[str, set[str]] = {}
    for term in moved:
        if term.case_id is not None and term.rule_id in TERMS_WITH_TIMERS:
            rules_of.setdefault(term.case_id, set()).add(term.rule_id)
    for case_id, rules in rules_of.items():
        await move_case_timers(casework, await casework.work.cases.get(case_id), rules)


def _checked(asked: AddHoliday) -> Holiday:
    name = needed_text(asked.name, "name", "el nombre del feriado")
    source = needed_text(asked.source, "source", "la ley que lo establece")
    region = checked_region(asked.region) if asked.region else None
    commune = None if not asked.commune else _commune_of_office(asked.commune, region)
    scope = HolidayScope.COMMUNE if commune else HolidayScope.REGION if region else HolidayScope.NATIONAL
    return Holiday(asked.on, name, scope, source, region=region, commune=commune)


def is_of_office(commune: str, region: Region) -> bool:
    """Whether it is the commune of the region's office, however it is spelt."""
    return fold(commune.strip()) == fold(region.office_commune)


def _commune_of_office(commune: str, region: str | None) -> str:
    """
    The commune of the region's office, in whose calendar a communal holiday counts, by its name.

    Raises:
        InvalidValue: Without a region, or another commune: the holiday would move nothing.

    Source: AMB-03, AMB-56.
    """
    row = None if region is None else region_by_cut(region)
    if row is None:
        raise InvalidValue("Un feriado comunal necesita también su región.", field=("region",))
    if not is_of_office(commune, row):
        raise InvalidValue(
            f"Un feriado comunal cuenta donde está la oficina regional, que es {row.office_commune}: en otra comuna no "
            "mueve ningún plazo. Revise la región y la comuna.",
            rule="SLA-21",
            field=("commune",),
        )
    return row.office_commune
