"""What the CRM is sure to refuse of a record's values, told before a person's change is accepted. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from connectors.dynamics365.mapping.document import TEXTS, Column, ColumnType
from connectors.dynamics365.mapping.names import split_name
from connectors.dynamics365.mapping.rows import FieldRefused, TableMapping
from connectors.dynamics365.mapping.texts import refused_character, utf16_units
from domain.model.exchange.crm_records import FieldProblem, Scalar

_NEVER_EMPTY = frozenset({ColumnType.STATE, ColumnType.FULL_NAME})
_CONTEXT = 20


def problems_of(mapping: TableMapping, values: Mapping[str, Scalar], *, new: bool) -> list[FieldProblem]:
    """See `domain.ports.crm.KnownRefusals`; by the mapping alone, in the order of its columns."""
    found = []
    for column in mapping.columns.values():
        if column.field in values or (new and column.required):
            found += [FieldProblem(column.field, f"{column.label}: {said}") for said in _wrong(mapping, column, values)]
    return found


def _wrong(mapping: TableMapping, column: Column, values: Mapping[str, Scalar]) -> Iterator[str]:
    value = values.get(column.field)
    if value is None or value == "":
        if column.required or column.type in _NEVER_EMPTY:
            yield "no puede quedar vacío en el CRM."
    elif isinstance(value, str) and (column.type in TEXTS or column.type is ColumnType.FULL_NAME):
        yield from _wrong_characters(value)
        parts = split_name(value) if column.type is ColumnType.FULL_NAME else (value,)
        yield from _too_long(parts, column.max_length)
    elif isinstance(value, date) and value.year < 1753:
        yield "el CRM no admite fechas anteriores a 1753."
    elif column.type is ColumnType.CHOICE:
        try:
            mapping.encode({column.field: value})
        except FieldRefused:
            yield "el CRM no tiene esa opción: elija otra o pida que la agreguen."


def _wrong_characters(text: str) -> Iterator[str]:
    refused = refused_character(text)
    if refused is not None:
        before = text[: text.index(refused)][-_CONTEXT:]
        where = f"después de «{before}»" if before else "al comienzo"
        yield f"hay un carácter invisible que el CRM no admite, {where}: bórrelo y escriba de nuevo esa parte."


def _too_long(parts: Iterable[str], most: int) -> Iterator[str]:
    units = max(map(utf16_units, parts))
    if most and units > most:
        yield f"ocupa {units} caracteres y el CRM admite {most}: abrévielo."
