"""
The data that facts bring: each datum checked against its kind, and read from plain text at the edges.

Belongs here: kinds of data. Does not belong here: what a flow needs and why; that is in its rows.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Final, assert_never

from domain.errors import InvalidValue, all_of
from domain.model.cases import Value, ValueKind
from domain.model.institution.calendar import SANTIAGO
from domain.model.institution.days import BETWEEN, is_sane_day, is_sane_instant
from domain.model.places.countries import COUNTRIES
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.model.places.regions import REGIONS
from domain.model.rut import Rut
from domain.model.words import LONGEST_PROSE, MOST_TEXTS, is_address
from domain.protocol.engine.rows import Datum, FactSpec
from domain.protocol.engine.titles import in_sentence

_REGION_NAMES: Final = {region.cut: region.name for region in REGIONS}


def checked(fact: FactSpec, given: Mapping[str, Value]) -> dict[str, Value]:
    """
    What the fact brings, each datum of its kind; what is None or empty is left out.

    Raises:
        InvalidValue: The fact has no such datum, or the value is not of its kind; `Mistakes` for several.
    """
    found, wrong = each_checked(fact, given)
    if wrong:
        raise all_of(wrong)
    return found


def each_checked(fact: FactSpec, given: Mapping[str, Value]) -> tuple[dict[str, Value], list[InvalidValue]]:
    """What of *given* is as the fact takes it, without what is None or empty; and what is wrong with the rest."""
    by_name = {datum.name: datum for datum in fact.data}
    found: dict[str, Value] = {}
    wrong: list[InvalidValue] = []
    for name, value in given.items():
        try:
            if name not in by_name:
                raise _not_its_datum(fact, name)
            kept = _checked(by_name[name], value)
        except InvalidValue as mistake:
            wrong.append(mistake)
        else:
            if kept is not None:
                found[name] = kept
    return found, wrong


def _not_its_datum(fact: FactSpec, name: str) -> InvalidValue:
    known = ", ".join(datum.name for datum in fact.data) or "ninguno"
    return InvalidValue(f"«{fact.title}» no lleva el dato «{name}». Datos posibles: {known}.", field=("data", name))


def required_of(fact: FactSpec, given: Container[str]) -> list[Datum]:
    """What the fact must bring whatever the case, and does not."""
    return [datum for datum in fact.data if datum.required and datum.name not in given]


def still_to_come(fact: FactSpec, given: Mapping[str, Value], at: datetime, today: date) -> Iterator[InvalidValue]:
    """
    What is wrong with the days and instants of what happened: each that is still to come.

    Args:
        at: Instant of the fact.
        today: Its day at the office that answers.

    Source: AMB-61, POL-07.
    """
    for datum in fact.data:
        value = given.get(datum.name)
        if not datum.happened or not isinstance(value, date):
            continue
        if (value > at) if isinstance(value, datetime) else (value > today):
            yield InvalidValue(
                f"«{datum.label}» no puede ser posterior a hoy ({today:%d-%m-%Y}); "
                f"usted indicó {value_es(datum, value)}. "
                f"Registre «{in_sentence(fact.title)}» cuando ya haya ocurrido.",
                rule=datum.rule,
                field=("data", datum.name),
            )


def parsed(fact: FactSpec, raw: Mapping[str, object]) -> dict[str, Value]:
    """
    Data as it comes in JSON: days and instants as ISO 8601 text, lists as lists.

    Raises:
        InvalidValue: As `checked`, or a text that is no day or instant.
    """
    kinds = {datum.name: datum for datum in fact.data}
    given: dict[str, Value] = {}
    for name, value in raw.items():
        given[name] = _parsed(kinds[name], value) if name in kinds else ""
    return checked(fact, given)


def plain(value: Value) -> str | int | bool | list[str] | None:
    """The value as JSON has it; the inverse of `parsed` for a known kind."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def value_es(datum: Datum | None, value: Value) -> str:
    """The value as a person reads it, in Spanish; instants by the clock of Santiago."""
    if value is None:
        return "sin dato"
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(SANTIAGO):%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, tuple):
        return ", ".join(_named(datum, item) for item in value)
    return _named(datum, str(value))


def _named(datum: Datum | None, code: str) -> str:
    """What a code of the datum is called: an option by its label, a country or a region by its name (COM-01)."""
    if datum is None:
        return code
    match datum.kind:
        case ValueKind.COUNTRY:
            return COUNTRY_NAMES_ES.get(code, code)
        case ValueKind.REGIONS:
            return _REGION_NAMES.get(code, code)
        case _:
            return datum.choices.get(code, code)


def _parsed(datum: Datum, value: object) -> Value:
    if value is None or isinstance(value, bool | int | date):
        return value
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    text = str(value)
    try:
        if datum.kind is ValueKind.DATE:
            return date.fromisoformat(text)
        if datum.kind is ValueKind.INSTANT:
            return datetime.fromisoformat(text)
    except ValueError as wrong:
        raise _not_of_kind(datum, text) from wrong
    return text


def _checked(datum: Datum, value: Value) -> Value:
    if value is None or (isinstance(value, str) and not value.strip()) or value == ():
        return None
    if not _is_of_kind(datum, value):
        raise _not_of_kind(datum, value)
    if problem := _beyond(datum, value):
        raise InvalidValue(f"«{datum.label}» {problem}.", rule=datum.rule, field=("data", datum.name))
    if datum.kind is ValueKind.RUT:
        return _rut(datum, str(value))
    return value.strip() if isinstance(value, str) else value


def _rut(datum: Datum, text: str) -> str:
    """The number as printed, whoever sends it and however it is spelt. Source: CAP-04, DAT-01."""
    try:
        return str(Rut.parse(text))
    except InvalidValue as wrong:
        raise InvalidValue(wrong.message, rule=datum.rule, field=("data", datum.name)) from wrong


def _beyond(datum: Datum, value: Value) -> str | None:
    """What is wrong with a value that is of its kind and cannot be meant."""
    if isinstance(value, datetime):
        return None if is_sane_instant(value) else f"debe estar {BETWEEN}"
    if isinstance(value, date):
        return None if is_sane_day(value) else f"debe estar {BETWEEN}"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > datum.most:
        return f"no puede ser mayor que {datum.most}"
    if isinstance(value, tuple) and len(value) > MOST_TEXTS:
        return f"no puede tener más de {MOST_TEXTS} elementos"
    most = min(datum.most, LONGEST_PROSE)
    texts = value if isinstance(value, tuple) else (value,)
    if any(isinstance(each, str) and len(each.strip()) > most for each in texts):
        return f"no puede tener más de {most} caracteres"
    return None


def _is_of_kind(datum: Datum, value: Value) -> bool:
    match datum.kind:
        case ValueKind.TEXT | ValueKind.RUT | ValueKind.ACCOUNT:
            return isinstance(value, str)
        case ValueKind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case ValueKind.BOOLEAN:
            return isinstance(value, bool)
        case ValueKind.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case ValueKind.INSTANT:
            return isinstance(value, datetime) and value.tzinfo is not None
        case ValueKind.CHOICE:
            return isinstance(value, str) and value in datum.choices
        case ValueKind.TEXTS | ValueKind.ACCOUNTS:
            return isinstance(value, tuple)
        case ValueKind.EMAIL:
            return isinstance(value, str) and is_address(value.strip())
        case ValueKind.COUNTRY:
            return isinstance(value, str) and value in COUNTRIES
        case ValueKind.REGIONS:
            return isinstance(value, tuple) and set(value) <= _REGION_NAMES.keys()
        case unreachable:
            assert_never(unreachable)


_KIND_ES: Final = {
    ValueKind.TEXT: "un texto",
    ValueKind.INTEGER: "un número entero",
    ValueKind.BOOLEAN: "sí o no",
    ValueKind.DATE: "una fecha",
    ValueKind.INSTANT: "un instante con zona horaria",
    ValueKind.CHOICE: "una de las opciones",
    ValueKind.TEXTS: "una lista de textos",
    ValueKind.ACCOUNT: "una cuenta",
    ValueKind.ACCOUNTS: "una lista de cuentas",
    ValueKind.RUT: "un RUT o RUN",
    ValueKind.COUNTRY: "un país (dos letras mayúsculas)",
    ValueKind.EMAIL: "un correo electrónico (nombre@dominio.cl)",
    ValueKind.REGIONS: "una lista de códigos de región",
}


def _not_of_kind(datum: Datum, value: Value) -> InvalidValue:
    options = f": {', '.join(datum.choices)}" if datum.choices else ""
    return InvalidValue(
        f"«{datum.label}» debe ser {_KIND_ES[datum.kind]}{options}; se recibió «{value_es(None, value)}».",
        rule=datum.rule,
        field=("data", datum.name),
    )
