"""Named scalars: what a value looks like on the wire, and where that is specified."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from domain.errors import InvalidValue
from domain.model.institution.days import BETWEEN, is_sane_day, is_sane_instant
from domain.model.places.countries import COUNTRIES
from domain.model.rut import Rut as DomainRut
from domain.model.rut import printed
from domain.model.words import is_address

Rut = NewType("Rut", str)
"""A RUT: taken with or without dots and hyphen, given as "76.012.345-K"; inside, the compact form."""
Email = NewType("Email", str)
CountryCode = NewType("CountryCode", str)

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# RFC 3339, and as ISO 8601 allows without seconds.
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})"
)
_NO_INSTANT: Final = "No es un instante: se espera fecha, hora y zona, por ejemplo 2024-09-13T17:00:00-03:00."
_FURTHEST_OFFSET: Final = timedelta(hours=14)


def parse_rut(value: object) -> str:
    """Compact RUT from what a person typed; a value that is no RUT is refused before anything runs."""
    if not isinstance(value, str):
        raise TypeError('Un RUT se escribe como texto, por ejemplo "76.012.345-K".')
    try:
        return DomainRut.parse(value).compact
    except InvalidValue as wrong:
        raise ValueError(wrong.message) from None


def parse_email(value: object) -> str:
    """An address of the shape name@domain; spaces around it are dropped."""
    if isinstance(value, str) and is_address(text := value.strip()):
        return text
    raise ValueError("No es un correo electrónico: se espera nombre@dominio.cl.")


def parse_country(value: object) -> str:
    """ISO 3166-1 alpha-2, upper case."""
    if isinstance(value, str) and (code := value.strip().upper()) in COUNTRIES:
        return code
    raise ValueError('No es un código de país ISO 3166-1 de dos letras, por ejemplo "CL".')


def parse_date(value: object) -> date:
    """A calendar day, YYYY-MM-DD, of the years 1900 to 2199."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("No es una fecha: se espera AAAA-MM-DD.")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("No es una fecha del calendario: se espera AAAA-MM-DD.") from None
    if not is_sane_day(day):
        raise ValueError(f"La fecha debe estar {BETWEEN}.")
    return day


def parse_instant(value: object) -> datetime:
    """An instant with its offset, of the years 1900 to 2199; kept in UTC."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError(_NO_INSTANT)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(_NO_INSTANT) from None
    if abs(instant.utcoffset() or timedelta(0)) > _FURTHEST_OFFSET:
        raise ValueError("Ninguna zona horaria está a más de 14 horas de UTC.")
    if not is_sane_instant(instant):
        raise ValueError(f"El instante debe estar {BETWEEN}.")
    return instant.astimezone(UTC)


def print_instant(value: datetime) -> str:
    """UTC with Z, to the second unless it has a fraction."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _scalar(name: str, description: str, url: str, **codec: Any) -> ScalarDefinition:
    definition: ScalarDefinition = strawberry.scalar(name=name, description=description, specified_by_url=url, **codec)
    return definition


SCALARS: Final[Mapping[object, ScalarDefinition]] = {
    Rut: _scalar(
        "Rut",
        "Chilean tax or identity number with its check digit; dots, hyphen and lower case are accepted.",
        "https://www.sii.cl/ayudas/ayudas_por_servicios/2093-formato_rut-2096.html",
        serialize=printed,
        parse_value=parse_rut,
    ),
    Email: _scalar(
        "Email",
        "E-mail address.",
        "https://datatracker.ietf.org/doc/html/rfc5322#section-3.4.1",
        serialize=str,
        parse_value=parse_email,
    ),
    CountryCode: _scalar(
        "CountryCode",
        "ISO 3166-1 alpha-2 country code.",
        "https://www.iso.org/iso-3166-country-codes.html",
        serialize=str,
        parse_value=parse_country,
    ),
    date: _scalar(
        "Date",
        "Calendar day, YYYY-MM-DD, in the zone of the office that the field speaks of; years 1900 to 2199.",
        "https://datatracker.ietf.org/doc/html/rfc3339#section-5.6",
        serialize=date.isoformat,
        parse_value=parse_date,
    ),
    datetime: _scalar(
        "DateTime",
        "Instant with its offset from UTC; answered in UTC; years 1900 to 2199.",
        "https://datatracker.ietf.org/doc/html/rfc3339#section-5.6",
        serialize=print_instant,
        parse_value=parse_instant,
    ),
}
