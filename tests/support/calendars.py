"""Calendars written by hand from the published lists of holidays, so that expected values owe nothing to a library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.model.institution.calendar import CalendarBook, FixedHolidays, Holiday, HolidayScope, WorkCalendar

_LIST: Final = "lista de feriados"
NATIONAL: Final = tuple(
    Holiday(date.fromisoformat(day), name, HolidayScope.NATIONAL, _LIST)
    for day, name in (
        ("2024-01-01", "Año Nuevo"),
        ("2024-03-29", "Viernes Santo"),
        ("2024-03-30", "Sábado Santo"),
        ("2024-05-01", "Día Nacional del Trabajo"),
        ("2024-05-21", "Día de las Glorias Navales"),
        ("2024-06-20", "Día Nacional de los Pueblos Indígenas"),
        ("2024-07-16", "Virgen del Carmen"),
        ("2024-08-15", "Asunción de la Virgen"),
        ("2024-09-18", "Día de la Independencia"),
        ("2024-09-19", "Día de las Glorias del Ejército"),
        ("2024-09-20", "Fiestas Patrias"),
        ("2024-10-31", "Día Nacional de las Iglesias Evangélicas y Protestantes"),
        ("2024-11-01", "Día de Todos los Santos"),
        ("2024-12-25", "Navidad"),
        ("2025-01-01", "Año Nuevo"),
        ("2025-04-18", "Viernes Santo"),
        ("2025-05-01", "Día Nacional del Trabajo"),
        ("2025-05-21", "Día de las Glorias Navales"),
        ("2025-06-20", "Día Nacional de los Pueblos Indígenas"),
        ("2025-07-16", "Virgen del Carmen"),
        ("2025-08-15", "Asunción de la Virgen"),
        ("2025-09-18", "Día de la Independencia"),
        ("2025-09-19", "Día de las Glorias del Ejército"),
        ("2025-10-31", "Día Nacional de las Iglesias Evangélicas y Protestantes"),
        ("2025-12-08", "La Inmaculada Concepción"),
        ("2025-12-25", "Navidad"),
        ("2026-01-01", "Año Nuevo"),
        ("2026-04-03", "Viernes Santo"),
        ("2026-05-01", "Día Nacional del Trabajo"),
        ("2026-05-21", "Día de las Glorias Navales"),
        ("2026-06-29", "San Pedro y San Pablo"),
        ("2026-07-16", "Virgen del Carmen"),
        ("2026-09-18", "Día de la Independencia"),
        ("2026-10-12", "Día del Encuentro de dos Mundos"),
        ("2026-12-08", "La Inmaculada Concepción"),
        ("2026-12-25", "Navidad"),
    )
)
"""National holidays from Monday to Friday in 2024–2026, and one Saturday."""

MORRO: Final = tuple(
    Holiday(date(year, 6, 7), "Asalto y Toma del Morro de Arica", HolidayScope.REGION, _LIST, region="15")
    for year in (2024, 2025, 2026)
)
OHIGGINS: Final = tuple(
    Holiday(date(year, 8, 20), "Nacimiento del Prócer", HolidayScope.COMMUNE, "Ley 20.768", "16", "Chillán")
    for year in (2024, 2025, 2026)
)


def a_calendar(
    id: str = "CL", zone: str = "America/Santiago", extra: Sequence[Holiday] = (), without: Sequence[date] = ()
) -> WorkCalendar:
    """The national list, plus *extra*, without the days *without*."""
    days = tuple(holiday for holiday in (*NATIONAL, *extra) if holiday.on not in without)
    return WorkCalendar(id, id, zone, FixedHolidays(days))


def a_book(biobio: WorkCalendar | None = None, national: WorkCalendar | None = None) -> CalendarBook:
    """The national calendar and those of the offices that differ in holidays or clock, and Biobío."""
    return CalendarBook(
        national or a_calendar(),
        {
            "OFIREG-01": a_calendar("CL-TA"),
            "OFIREG-08": biobio or a_calendar("CL-BI"),
            "OFIREG-11": a_calendar("CL-AI", "America/Coyhaique"),
            "OFIREG-12": a_calendar("CL-MA", "America/Punta_Arenas"),
            "OFIREG-15": a_calendar("CL-AP", extra=MORRO),
            "OFIREG-16": a_calendar("CL-NB", extra=OHIGGINS),
        },
    )


def local(text: str, zone: str = "America/Santiago") -> datetime:
    """The UTC instant at which a clock in *zone* shows *text* ("2024-09-13 17:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc(text: str) -> datetime:
    """The UTC instant *text* ("2024-09-24 02:59:59.999999")."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
