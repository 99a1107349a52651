"""
One-off regional and communal holidays that the library of holidays does not know ("feriados locales por ley").

Belongs here: the rows a new installation starts with, each with its law. An administrator adds later ones to the
stored table, as `Holiday` values. Source: AMB-56.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.institution.calendar import Holiday, HolidayScope

_REGION: Final = HolidayScope.REGION

SEED_LOCAL_HOLIDAYS: Final[tuple[Holiday, ...]] = (
    Holiday(date(2016, 9, 20), "Feriado regional de Coquimbo", _REGION, "Ley 20.953", region="04"),
    Holiday(date(2023, 9, 8), "Feriado regional de Antofagasta", _REGION, "Ley 21.609", region="02"),
    Holiday(date(2023, 9, 20), "Feriado regional de Coquimbo", _REGION, "Ley 21.609", region="04"),
)
"""Dated rows, oldest first."""
