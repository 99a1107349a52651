"""
Checks of a planned activity: complete, clear and in time before any company hears of it.

Source: POL-09, LIN-01, ATN-04.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from domain.errors import InvalidValue, MissingData
from domain.model.activities import Activity, Audience
from domain.model.classes import Category, Group
from domain.model.institution.configuration import ProtocolConfiguration
from domain.protocol.activities.instruments import instrument
from domain.protocol.activities.suitability import INVITATION
from domain.use_cases.checks import (
    checked_country,
    checked_office,
    checked_region,
    checked_sector,
    checked_text,
    not_before_start,
)

Given = str | date | tuple[str, ...] | frozenset[str] | frozenset[Group] | frozenset[Category] | None
"""What may be given for a field of an activity."""

NEEDED: Final[Mapping[str, str]] = {
    "type": "el tipo de actividad",
    "name": "el nombre",
    "starts_on": "la fecha de inicio",
    "ends_on": "la fecha de término",
    "apply_by": "el último día para postular",
    "groups": "el público objetivo",
    "rights": "los derechos de quien participa",
    "obligations": "sus obligaciones",
    "unit": "el área responsable",
    "office": "la oficina",
    "link": "el enlace con la información",
}
"""The complete information of an activity and how a person calls it; without it nothing is planned. Source: LIN-01."""

LIMITS: Final = ("categories", "sectors", "regions", "markets")
"""Fields that narrow the target public; empty: no limit."""

_LONGEST_LIST: Final = 20


def checked_activity(given: Mapping[str, Given], config: ProtocolConfiguration) -> dict[str, object]:
    """
    The fields of an activity by name (`audience` among them), from every field given.

    Raises:
        MissingData: Something of the complete information is not there; all that is missing at once.
        InvalidValue: A value is not of its kind, or the days are not possible together.

    Source: POL-09, LIN-01, ATN-04.
    """
    plain = {name: _plain(given.get(name)) for name in (*NEEDED, *LIMITS)}
    missing = tuple(name for name in NEEDED if not plain[name])
    if missing:
        told = ", ".join(NEEDED[name] for name in missing)
        raise MissingData(
            f"La actividad no se puede informar todavía: falta {told}.",
            missing=missing,
            rule="LIN-01",
            field=missing[:1],
        )
    starts_on, ends_on, apply_by = (_day(plain[name], name) for name in ("starts_on", "ends_on", "apply_by"))
    _check_days(starts_on, ends_on, apply_by)
    return {
        "type": _checked_type(_text(plain["type"], "type"), starts_on, config),
        "name": _text(plain["name"], "name"),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "apply_by": apply_by,
        "audience": _audience(plain, config),
        "rights": _texts(plain["rights"], "rights"),
        "obligations": _texts(plain["obligations"], "obligations"),
        "unit": _text(plain["unit"], "unit"),
        "office": checked_office(_text(plain["office"], "office"), config),
        "link": checked_link(_text(plain["link"], "link")),
    }


def given_of(activity: Activity) -> dict[str, Given]:
    """The fields of an activity as they may be given again."""
    audience = activity.audience
    return {
        "type": activity.type,
        "name": activity.name,
        "starts_on": activity.starts_on,
        "ends_on": activity.ends_on,
        "apply_by": activity.apply_by,
        "groups": audience.groups,
        "categories": audience.categories,
        "sectors": audience.sectors,
        "regions": audience.regions,
        "markets": audience.markets,
        "rights": activity.rights,
        "obligations": activity.obligations,
        "unit": activity.unit,
        "office": activity.office,
        "link": activity.link,
    }


def check_in_time(apply_by: date, today: date) -> None:
    """Companies must still be able to apply. Raises InvalidValue. Source: POL-09."""
    if apply_by < today:
        raise InvalidValue(
            f"El último día para postular ({apply_by:%d-%m-%Y}) ya pasó: indique uno desde hoy ({today:%d-%m-%Y}).",
            rule="POL-09",
            field=("apply_by",),
        )


def checked_link(link: str) -> str:
    """A web address, http or https. Raises InvalidValue. Source: POL-09."""
    try:
        parts = urlsplit(link)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in link)
    except ValueError:
        good = False
    if not good:
        raise InvalidValue(f"«{link}» no es una dirección web: comience con https://.", rule="POL-09", field=("link",))
    return link


def _check_days(starts_on: date, ends_on: date, apply_by: date) -> None:
    not_before_start(starts_on, ends_on, "ends_on", "POL-09")
    if apply_by > starts_on:
        raise InvalidValue(
            f"Se podría postular hasta el {apply_by:%d-%m-%Y}, después del inicio ({starts_on:%d-%m-%Y}): "
            "corrija una de las dos fechas.",
            rule="POL-09",
            field=("apply_by",),
        )


def _checked_type(code: str, starts_on: date, config: ProtocolConfiguration) -> str:
    if code == INVITATION or instrument(code, config, starts_on) is None:
        raise InvalidValue(
            f"«{code}» no es un instrumento del catálogo que rija el {starts_on:%d-%m-%Y}: elija una feria, un taller "
            "u otro de la lista.",
            rule="ATN-03",
            field=("type",),
        )
    return code


def _audience(plain: Mapping[str, object], config: ProtocolConfiguration) -> Audience:
    return Audience(
        groups=frozenset(Group(code) for code in _codes(plain["groups"], "groups")),
        categories=frozenset(Category(code) for code in _codes(plain["categories"], "categories")),
        sectors=frozenset(checked_sector(code, config, "sectors") for code in _codes(plain["sectors"], "sectors")),
        regions=frozenset(checked_region(code, "regions") for code in _codes(plain["regions"], "regions")),
        markets=frozenset(checked_country(code, "markets") for code in _codes(plain["markets"], "markets")),
    )


def _plain(value: Given) -> object:
    """Texts without spaces around them, lists without empty ones."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, tuple):
        return tuple(text.strip() for text in value if text.strip())
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue("Indique un texto.", field=(field,))
    return checked_text(value, field)


def _texts(value: object, field: str) -> tuple[str, ...]:
    if not isinstance(value, tuple) or len(value) > _LONGEST_LIST:
        raise InvalidValue(f"Indique hasta {_LONGEST_LIST} frases.", field=(field,))
    return tuple(_text(each, field) for each in value)


def _day(value: object, field: str) -> date:
    if not isinstance(value, date):
        raise InvalidValue("Indique una fecha.", field=(field,))
    return value


def _codes(value: object, field: str) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, frozenset):
        raise InvalidValue("Indique una lista de códigos.", field=(field,))
    return value
