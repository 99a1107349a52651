"""What the CRM tells, as the values of our fields: text, days, enumerations, confirmations and annulments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from domain.errors import InvalidValue
from domain.exchange.facts import ZONE, day_of
from domain.model.accounts import (
    Organisation,
    PersonType,
    TaxCategory,
)
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind, Scalar
from domain.model.history.actions import Annulment, Confirmation
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.places.countries import COUNTRIES
from domain.model.rut import Rut

Values = Mapping[str, Scalar]
WRITABLE: Final = {kind: frozenset(f.name for f in fields if not f.read_only) for kind, fields in SYNCED_FIELDS.items()}
ENUMS: Final[Mapping[str, type[Organisation | PersonType | TaxCategory | Role | Channel | PointOfContact]]] = {
    "organisation": Organisation,
    "person_type": PersonType,
    "tax_category": TaxCategory,
    "registered_role": Role,
    "confirmed_role": Role,
    "channel": Channel,
    "point_of_contact": PointOfContact,
}
COUNTRY_CODES: Final = frozenset({"country", "market"})
NEEDED: Final[Mapping[RecordKind, frozenset[str]]] = {
    RecordKind.ACCOUNT: frozenset({"name", "organisation", "person_type", "country", "active"}),
    RecordKind.CONTACT: frozenset({"name", "is_main", "active"}),
    RecordKind.ACTION: frozenset({"type", "title", "started_on", "ended_on"}),
}


def given(kind: RecordKind, values: Values) -> dict[str, Scalar]:
    """What a record born in the CRM says; an empty field that cannot be empty keeps the domain's default."""
    return {n: v for n, v in values.items() if not (v in {None, ""} and n in NEEDED[kind])}


def writable_values(kind: RecordKind, values: Values) -> dict[str, Scalar]:
    """Those that the CRM may change."""
    writable = WRITABLE[kind]
    return {n: v for n, v in values.items() if n in writable}


def canonical(name: str, value: Scalar) -> str | None:
    """
    A value without its spelling: "76.543.210-3" is the RUT "765432103", " cl" the country "CL".

    None for what cannot be held, and for fields that have one spelling.
    """
    if not isinstance(value, str) or not value:
        return None
    if name in COUNTRY_CODES:
        code = value.strip().upper()
        return code if code in COUNTRIES else None
    if name != "rut":
        return None
    try:
        return Rut.parse(value).compact
    except InvalidValue:
        return None


def held(name: str, value: Scalar) -> Any:
    """A value as the domain record holds it; its type is that of the field, which `refused_values` has checked."""
    if value is None or value == "":
        return None
    if name == "rut":
        return Rut.parse(str(value))
    if name in COUNTRY_CODES:
        return canonical(name, value)
    if name in ENUMS:
        return ENUMS[name](str(value))
    return value


def confirmation_of(whole: Values, at: datetime) -> Confirmation | None:
    by, role = whole["confirmed_by"], whole["confirmed_role"]
    return Confirmation(by, Role(role), at) if isinstance(by, str) and isinstance(role, str) else None


def annulment_of(whole: Values, before: Annulment | None, by: str, at: datetime) -> Annulment | None:
    day = whole["annulled_on"]
    if not isinstance(day, date):
        return None
    reason = str(whole["annulment_reason"] or "")
    if before is not None and day_of(before.at) == day:
        return replace(before, reason=reason)
    moment = at if day_of(at) == day else datetime.combine(day, time(12), ZONE).astimezone(UTC)
    return Annulment(by, Role.SERVICE, moment, reason)


def optional_text(value: Scalar) -> str | None:
    return str(value) if value else None


def needed_text(values: Values, name: str, problem: str) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidValue(problem, field=(name,))
    return value
