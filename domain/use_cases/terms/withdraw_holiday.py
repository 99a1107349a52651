"""Take back a holiday that was added by mistake ("retirar un feriado agregado por error"; AMB-56, AMB-70)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from domain.errors import StepNotAllowed
from domain.model.institution.calendar import CalendarBook, Holiday
from domain.model.institution.people import Actor
from domain.model.places.regions import region_by_cut
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.checks import checked_region
from domain.use_cases.perform import given_reason
from domain.use_cases.terms.add_holiday import HolidayOutcome, count_anew, is_of_office

BookWithout = Callable[[Holiday], CalendarBook]
"""The calendars as they will be without one of the local holidays that were added."""


@dataclass(frozen=True, slots=True)
class WithdrawHoliday:
    """
    A day that counts after all.

    Attributes:
        region, commune: Its place, as it was added.
        reason: What the mistake was.
    """

    on: date
    reason: str
    region: str | None = None
    commune: str | None = None


async def withdraw_holiday(
    services: CaseServices, actor: Actor, asked: WithdrawHoliday, book_without: BookWithout
) -> HolidayOutcome:
    """
    The holiday counts no more from now on, and the open terms that it touched are counted anew; closed and waived ones
    stay as they were judged. One transaction, with one entry of the record for each term.

    Raises:
        NotAuthorised: Only an administrator keeps the table.
        StepNotAllowed: None was added for that day in that place: those of the law are not withdrawn here.
        MissingData: No reason.

    Source: AMB-56, AMB-70, LIN-05.
    """
    require(actor, Permission.CONFIGURE)
    reason = given_reason(asked.reason, "Indique por qué se retira el feriado.", "SLA-21")
    region = checked_region(asked.region) if asked.region else None
    row = None if region is None else region_by_cut(region)
    commune = asked.commune or None
    if row is not None and commune is not None and is_of_office(commune, row):
        commune = row.office_commune
    core = services.core
    async with core.transactions(actor) as work:
        now = core.clock.now()
        holiday = await work.holidays.withdraw(asked.on, region, commune, now)
        if holiday is None:
            raise StepNotAllowed(
                f"No se agregó aquí un feriado el {asked.on:%d-%m-%Y} en ese lugar.",
                rule="SLA-21",
                step_to_take="Revise la fecha, la región y la comuna. Los feriados legales no se retiran.",
            )
        counting_anew = replace(core, calendars=lambda: book_without(holiday))
        casework = Casework.start(replace(services, core=counting_anew), work)
        moved = await count_anew(casework, core.book, f"{holiday.name_es} no es feriado: {reason}")
        await casework.run.decided(
            "withdraw_holiday",
            f"Retiró el feriado «{holiday.name_es}» del {holiday.on:%d-%m-%Y}.",
            rule="SLA-21",
            account_id=None,
            reason=reason,
            region=holiday.region,
            commune=holiday.commune,
        )
        return HolidayOutcome(holiday, moved)
