"""The local table of holidays, and the calendars of a process (AMB-56)."""

from __future__ import annotations

from datetime import date

from domain.model.institution.calendar import Holiday, HolidayScope
from domain.model.institution.people import SYSTEM
from persistence.calendars.calendars import Calendars
from persistence.database import Database
from persistence.unit_of_work import SqlTransactions
from tests.support.calendars import local
from tests.support.cases.desk import FrozenClock

HOLIDAY = Holiday(date(2026, 10, 2), "Feriado regional de Biobío", HolidayScope.REGION, "Ley de ejemplo", region="08")


async def test_a_holiday_added_elsewhere_is_known_after_the_next_look(database: Database) -> None:
    """AMB-56: every process counts with the same table."""
    here = Calendars(database)
    transactions = SqlTransactions(database, FrozenClock(local("2026-09-01 10:00")))
    assert here.book.of_office("OFIREG-08").is_business_day(HOLIDAY.on)

    async with transactions(SYSTEM) as work:
        assert await work.holidays.add(HOLIDAY)
    await here.refresh()

    assert not here.book.of_office("OFIREG-08").is_business_day(HOLIDAY.on)
    assert here.book.of_office("OFIREG-01").is_business_day(HOLIDAY.on)


async def test_a_holiday_is_in_the_table_once(database: Database) -> None:
    """AMB-56: the same day in the same place is one row; seed rows count too."""
    transactions = SqlTransactions(database, FrozenClock(local("2026-09-01 10:00")))
    async with transactions(SYSTEM) as work:
        assert await work.holidays.add(HOLIDAY)
        assert not await work.holidays.add(HOLIDAY)
        coquimbo = Holiday(date(2023, 9, 20), "Otro nombre", HolidayScope.REGION, "Ley 21.609", region="04")
        assert not await work.holidays.add(coquimbo)
        assert HOLIDAY in await work.holidays.all()


async def test_a_holiday_that_was_withdrawn_elsewhere_counts_no_more_and_may_be_added_again(database: Database) -> None:
    """AMB-56, AMB-70: every process; a seed row is not withdrawn, nor one twice, nor one of another place."""
    here = Calendars(database)
    at = local("2026-09-01 10:00")
    transactions = SqlTransactions(database, FrozenClock(at))
    async with transactions(SYSTEM) as work:
        await work.holidays.add(HOLIDAY)
    await here.refresh()
    assert here.without_holiday(HOLIDAY).of_office("OFIREG-08").is_business_day(HOLIDAY.on)

    async with transactions(SYSTEM) as work:
        assert await work.holidays.withdraw(HOLIDAY.on, "09", None, at) is None
        assert await work.holidays.withdraw(date(2023, 9, 20), "04", None, at) is None
        assert await work.holidays.withdraw(HOLIDAY.on, "08", None, at) == HOLIDAY
        assert await work.holidays.withdraw(HOLIDAY.on, "08", None, at) is None
        assert HOLIDAY not in await work.holidays.all()
    await here.refresh()
    assert here.book.of_office("OFIREG-08").is_business_day(HOLIDAY.on)

    async with transactions(SYSTEM) as work:
        assert await work.holidays.add(HOLIDAY)
    await here.refresh()
    assert not here.book.of_office("OFIREG-08").is_business_day(HOLIDAY.on)
