"""Calendars from the library and the local table give the published holidays (AMB-03, AMB-56)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.model.institution.calendar import Holiday, HolidayScope, WorkCalendar
from domain.model.places.regions import region_by_cut
from persistence.calendars.holidays import LIBRARY_SOURCE, calendars_for
from persistence.calendars.local_holidays import SEED_LOCAL_HOLIDAYS

_BOOK = calendars_for()

# Published lists, Monday to Friday.
_WEEKDAY_HOLIDAYS = {
    2024: "01-01 03-29 05-01 05-21 06-20 07-16 08-15 09-18 09-19 09-20 10-31 11-01 12-25",
    2025: "01-01 04-18 05-01 05-21 06-20 07-16 08-15 09-18 09-19 10-31 12-08 12-25",
    2026: "01-01 04-03 05-01 05-21 06-29 07-16 09-18 10-12 12-08 12-25",
}


def closed_weekdays(calendar: WorkCalendar, year: int) -> list[date]:
    """Days from Monday to Friday that are no business days."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [day for day in days if day.year == year and day.weekday() < 5 and not calendar.is_business_day(day)]


@pytest.mark.parametrize("year", sorted(_WEEKDAY_HOLIDAYS))
def test_the_national_calendar_has_the_published_holidays_and_no_other(year: int) -> None:
    """AMB-03: movable ones included (20 June, 29 June, 12 October)."""
    expected = [date.fromisoformat(f"{year}-{day}") for day in _WEEKDAY_HOLIDAYS[year].split()]

    assert closed_weekdays(_BOOK.national, year) == expected


def test_there_is_a_calendar_for_each_of_the_sixteen_offices() -> None:
    """AMB-03, AMB-52: with the ISO code of the region and the clock of the office."""
    zones = {code: calendar.zone_name for code, calendar in _BOOK.by_office.items()}

    assert len(zones) == 16
    assert {code: zone for code, zone in zones.items() if zone != "America/Santiago"} == {
        "OFIREG-11": "America/Coyhaique",
        "OFIREG-12": "America/Punta_Arenas",
    }
    assert (_BOOK.of_office("OFIREG-08").id, _BOOK.of_office("OFIREG-08").name_es) == ("CL-BI", "Biobío")
    assert (_BOOK.of_office("CENTRAL").id, _BOOK.national.zone_name) == ("CL", "America/Santiago")


def test_offices_differ_from_the_country_in_two_days_only() -> None:
    """AMB-03: Friday 7 June 2024 in Arica, Tuesday 20 August 2024 in Chillán."""
    national = set(closed_weekdays(_BOOK.national, 2024))
    extra = {code: set(closed_weekdays(calendar, 2024)) - national for code, calendar in _BOOK.by_office.items()}

    assert {code: days for code, days in extra.items() if days} == {
        "OFIREG-15": {date(2024, 6, 7)},
        "OFIREG-16": {date(2024, 8, 20)},
    }


def test_the_twentieth_of_august_belongs_to_communes_and_not_to_the_region() -> None:
    """AMB-03, Law 20.768: the library gives it to the whole of Ñuble."""
    holiday = _BOOK.of_office("OFIREG-16").holiday_on(date(2024, 8, 20))

    assert holiday is not None
    assert (holiday.scope, holiday.commune, holiday.region) == (HolidayScope.COMMUNE, "Chillán", "16")
    assert holiday.source == "Ley 20.768"


def test_an_office_of_nuble_outside_chillan_works_on_the_twentieth_of_august() -> None:
    """AMB-03: the commune of the office decides."""
    nuble = region_by_cut("16")
    assert nuble is not None
    moved = calendars_for(regions=[replace(nuble, office_commune="San Carlos")])

    assert moved.of_office("OFIREG-16").is_business_day(date(2024, 8, 20))


def test_bank_holidays_are_business_days() -> None:
    """AMB-03: 31 December."""
    assert _BOOK.national.is_business_day(date(2024, 12, 31))


def test_holidays_have_spanish_names_and_a_source() -> None:
    """SLA-21."""
    friday = _BOOK.national.holiday_on(date(2024, 9, 20))

    assert friday == Holiday(date(2024, 9, 20), "Fiestas Patrias", HolidayScope.NATIONAL, LIBRARY_SOURCE)
    assert LIBRARY_SOURCE.startswith("holidays 0.")


@pytest.mark.parametrize(
    ("day", "office", "law"),
    [
        (date(2016, 9, 20), "OFIREG-04", "Ley 20.953"),
        (date(2023, 9, 8), "OFIREG-02", "Ley 21.609"),
        (date(2023, 9, 20), "OFIREG-04", "Ley 21.609"),
    ],
)
def test_one_off_regional_holidays_come_from_the_local_table(day: date, office: str, law: str) -> None:
    """AMB-56: the library does not know them; they hold in their region only."""
    skipped = _BOOK.of_office(office).why_not(day)

    assert skipped is not None
    assert skipped.holiday is not None
    assert (skipped.holiday.source, skipped.is_weekend) == (law, False)
    assert _BOOK.national.is_business_day(day)
    assert _BOOK.of_office("OFIREG-08").is_business_day(day)
    assert calendars_for(local_holidays=()).of_office(office).is_business_day(day)


def test_an_administrator_may_add_holidays_of_any_scope() -> None:
    """AMB-56: national ones hold everywhere, communal ones where the office is, whatever the accents."""
    national = Holiday(date(2027, 3, 2), "Feriado por ley", HolidayScope.NATIONAL, "Ley A")
    communal = Holiday(date(2027, 3, 3), "Feriado comunal", HolidayScope.COMMUNE, "Ley B", "03", "COPIAPO")
    book = calendars_for([*SEED_LOCAL_HOLIDAYS, national, communal])

    assert not book.national.is_business_day(date(2027, 3, 2))
    assert not book.of_office("OFIREG-12").is_business_day(date(2027, 3, 2))
    assert not book.of_office("OFIREG-03").is_business_day(date(2027, 3, 3))
    assert book.of_office("OFIREG-04").is_business_day(date(2027, 3, 3))


def test_a_local_row_on_a_day_the_library_has_tells_its_own_source() -> None:
    """AMB-56: the law is the better source."""
    row = Holiday(date(2024, 9, 20), "Fiestas Patrias", HolidayScope.NATIONAL, "Ley C")

    assert calendars_for([row]).national.holiday_on(date(2024, 9, 20)) == row


def test_years_the_library_does_not_reach_have_weekends_and_local_rows() -> None:
    """AMB-56: nothing is invented for 2101."""
    assert closed_weekdays(_BOOK.national, 2101) == []
