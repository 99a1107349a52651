"""Where the environment and the mapping differ: found once, used by the check (to tell) and the plan (to mend)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from connectors.dynamics365.environment.metadata import LiveColumn, LiveKey, LiveTable
from connectors.dynamics365.mapping.document import TEXTS, Column, ColumnType, Table


class Problem(StrEnum):
    """What is wrong."""

    TABLE_MISSING = "table_missing"
    SET_NAME = "set_name"
    NO_CHANGE_TRACKING = "no_change_tracking"
    NO_CONCURRENCY = "no_concurrency"
    COLUMN_MISSING = "column_missing"
    COLUMN_TYPE = "column_type"
    COLUMN_LENGTH = "column_length"
    DATE_BEHAVIOUR = "date_behaviour"
    OPTION_MISSING = "option_missing"
    OPTION_UNKNOWN = "option_unknown"
    LOOKUP = "lookup"
    KEY_MISSING = "key_missing"
    KEY_PENDING = "key_pending"
    KEY_FAILED = "key_failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One difference.

    Attributes:
        subject: What it is about: "account.pch_rut", a key's name, a table.
        said, remedy: For a person, in Spanish.
        blocking: Synchronisation does not work rightly until it is mended.
        mendable: `provision --apply` mends it.
    """

    problem: Problem
    table: Table
    subject: str
    said: str
    remedy: str
    blocking: bool = True
    mendable: bool = False
    column: Column | None = None
    options: tuple[int, ...] = ()


_APPLY = "Ejecute `atencion crm provision --apply`."


def find_differences(tables: Iterable[Table], live: Mapping[str, LiveTable]) -> list[Finding]:
    """Every difference, in the order in which it is mended: tables, columns, choices, lookups, keys."""
    found: list[Finding] = []
    for table in tables:
        there = live.get(table.name)
        if there is None:
            ours = bool(table.schema_name)
            remedy = (
                _APPLY if ours else "Instale la aplicación de Dynamics 365 que la trae, o cambie la correspondencia."
            )
            found.append(
                Finding(
                    Problem.TABLE_MISSING, table, table.name, f"Falta la tabla {table.name}.", remedy, mendable=ours
                )
            )
            found += [_missing_column(table, column) for column in table.columns if column.custom]
            found += _keys(table, {})
            continue
        found += _table(table, there)
        for column in table.columns:
            found += _column(table, column, there)
        found += _keys(table, there.keys)
    return found


def _table(table: Table, there: LiveTable) -> Iterator[Finding]:
    if (there.set_name, there.id_column) != (table.set_name, table.id_column):
        yield Finding(
            Problem.SET_NAME,
            table,
            table.name,
            f"La tabla {table.name} se llama {there.set_name} con clave {there.id_column}, "
            f"no {table.set_name} con clave {table.id_column}.",
            "Corrija `set` e `id` en la correspondencia.",
        )
    if not there.change_tracking:
        yield Finding(
            Problem.NO_CHANGE_TRACKING,
            table,
            table.name,
            f"La tabla {table.name} no tiene seguimiento de cambios.",
            _APPLY,
            mendable=True,
        )
    if not there.optimistic_concurrency:
        yield Finding(
            Problem.NO_CONCURRENCY,
            table,
            table.name,
            f"La tabla {table.name} no admite comparar versiones al escribir.",
            "Active la simultaneidad optimista de la tabla en Dynamics 365.",
        )


def _missing_column(table: Table, column: Column) -> Finding:
    subject = f"{table.name}.{column.name}"
    remedy = _APPLY if column.custom else "Es una columna estándar: corrija el nombre en la correspondencia."
    return Finding(
        Problem.COLUMN_MISSING, table, subject, f"Falta la columna {subject}.", remedy, True, column.custom, column
    )


def _column(table: Table, column: Column, there: LiveTable) -> Iterator[Finding]:
    for part in column.parts:
        if part not in there.columns:
            yield _missing_column(table, replace(column, name=part))
    live = there.columns.get(column.name or column.last)
    if live is None:
        if column.name:
            yield _missing_column(table, column)
        return
    subject = f"{table.name}.{column.name}"
    if not live.suits(column):
        yield Finding(
            Problem.COLUMN_TYPE,
            table,
            subject,
            f"La columna {subject} es {live.type}, y la correspondencia la trata como {column.type}.",
            "Corrija el tipo en la correspondencia o use otra columna.",
        )
        return
    if column.type in TEXTS and live.max_length and column.max_length > live.max_length:
        yield Finding(
            Problem.COLUMN_LENGTH,
            table,
            subject,
            f"La columna {subject} admite {live.max_length} caracteres; se esperan {column.max_length}.",
            "Amplíe la columna; los textos más largos se rechazarán uno a uno.",
            blocking=False,
        )
    if column.type is ColumnType.DATE and live.behaviour != "DateOnly":
        yield Finding(
            Problem.DATE_BEHAVIOUR,
            table,
            subject,
            f"La columna {subject} guarda un instante ({live.behaviour or 'UserLocal'}), no un día.",
            "Use una columna con comportamiento «Solo fecha».",
        )
    if column.type is ColumnType.CHOICE:
        yield from _options(table, column, live, subject)
    if column.type is ColumnType.LOOKUP:
        yield from _lookup(table, column, there, subject)


def _options(table: Table, column: Column, live: LiveColumn, subject: str) -> Iterator[Finding]:
    ours = {option.value: option.label for option in column.options}
    missing = tuple(sorted(ours.keys() - live.options.keys()))
    if missing:
        labels = ", ".join(ours[value] for value in missing)
        yield Finding(
            Problem.OPTION_MISSING,
            table,
            subject,
            f"A la columna {subject} le faltan opciones: {labels}.",
            _APPLY if column.custom else "Agréguelas en Dynamics 365 o corrija la correspondencia.",
            mendable=column.custom,
            column=column,
            options=missing,
        )
    unknown = tuple(sorted(live.options.keys() - ours.keys()))
    if unknown:
        labels = ", ".join(f"{live.options[value]} ({value})" for value in unknown)
        yield Finding(
            Problem.OPTION_UNKNOWN,
            table,
            subject,
            f"La columna {subject} tiene opciones que la correspondencia no conoce: {labels}.",
            "Se conservan como «#número»; nómbrelas en la correspondencia.",
            blocking=False,
            column=column,
            options=unknown,
        )


def _lookup(table: Table, column: Column, there: LiveTable, subject: str) -> Iterator[Finding]:
    navigation = there.lookups.get(column.name, {})
    if column.navigation not in navigation.values():
        known = ", ".join(sorted(navigation.values())) or "ninguna"
        yield Finding(
            Problem.LOOKUP,
            table,
            subject,
            f"La búsqueda {subject} no tiene la propiedad de navegación {column.navigation} (tiene: {known}).",
            "Corrija `navigation` en la correspondencia; las mayúsculas cuentan.",
        )


def _keys(table: Table, live: Mapping[str, LiveKey]) -> Iterator[Finding]:
    for key in table.keys:
        there = live.get(key.schema_name.lower())
        same = [k for k in live.values() if sorted(k.columns) == sorted(key.columns)]
        there = there or (same[0] if same else None)
        if there is None:
            yield Finding(
                Problem.KEY_MISSING,
                table,
                key.schema_name,
                f"Falta la clave {key.label} de {table.name}.",
                _APPLY,
                mendable=True,
            )
        elif there.status == "Failed":
            yield Finding(
                Problem.KEY_FAILED,
                table,
                key.schema_name,
                f"El índice de la clave {key.label} de {table.name} falló: hay registros repetidos.",
                "Fusione los repetidos y reactive la clave en Dynamics 365.",
            )
        elif there.status != "Active":
            yield Finding(
                Problem.KEY_PENDING,
                table,
                key.schema_name,
                f"El índice de la clave {key.label} de {table.name} todavía se construye.",
                "Espere unos minutos.",
                blocking=False,
            )
