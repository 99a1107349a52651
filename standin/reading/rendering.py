"""Rows as JSON: the selected columns, the ones that come uninvited, and the annotations that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from standin.calls import Annotations
from standin.errors import bad_request, property_not_found
from standin.organization import Organization
from standin.tables.schema import LOOKUPS, Column, ColumnType, JsonObject, Table
from standin.tables.store import Row
from standin.tables.values import format_value, wire_writer

FORMATTED: Final = "OData.Community.Display.V1.FormattedValue"
LOOKUP_TABLE: Final = "Microsoft.Dynamics.CRM.lookuplogicalname"
LOOKUP_NAV: Final = "Microsoft.Dynamics.CRM.associatednavigationproperty"
_WRITE_ONLY: Final = frozenset({"authvalue"})


def selected_columns(table: Table, select: str | None) -> list[Column]:
    """Return the columns a `$select` names, all without one; the primary key always comes."""
    if select is None or select.strip() in {"", "*"}:
        return [column for column in table.columns.values() if column.name not in _WRITE_ONLY]
    chosen: dict[str, Column] = {}
    for name in (part.strip() for part in select.split(",")):
        if name in table.lookup_navs and name not in table.by_wire:
            raise bad_request(f"Navigation property '{name}' cannot be used in $select; select the lookup's value.")
        chosen[name] = table.wire(name)
    if any(column.type is ColumnType.MONEY for column in chosen.values()):
        chosen.setdefault("_transactioncurrencyid_value", table.columns["transactioncurrencyid"])
    for prefix in ("address1", "address2"):
        if any(name.startswith(f"{prefix}_") for name in chosen) and f"{prefix}_composite" in table.columns:
            chosen.setdefault(f"{prefix}_composite", table.columns[f"{prefix}_composite"])
    chosen.setdefault(table.primary_id, table.columns[table.primary_id])
    return list(chosen.values())


class RowRenderer:
    """Writes rows of one table for one request; built once, used for every row."""

    def __init__(
        self,
        organization: Organization,
        table: Table,
        select: str | None,
        annotations: Annotations,
        *,
        nulls: bool = True,
        etag: bool = True,
    ) -> None:
        self.table = table
        self.columns = selected_columns(table, select)
        self._organization = organization
        self._nulls = nulls
        self._etag = etag
        self._names = [column.wire_name for column in self.columns]
        self._writers: list[tuple[str, Callable[[Any], Any]]] = []
        for column in self.columns:
            writer = wire_writer(column)
            if writer is not None:
                self._writers.append((column.wire_name, writer))
        self._formatted = annotations.wants(FORMATTED)
        self._lookup_table = annotations.wants(LOOKUP_TABLE)
        self._lookup_nav = annotations.wants(LOOKUP_NAV)
        self._annotates = self._formatted or self._lookup_table or self._lookup_nav

    def render(self, row: Row) -> JsonObject:
        get = row.get
        result: JsonObject = {"@odata.etag": f'W/"{row["versionnumber"]}"'} if self._etag else {}
        if self._annotates:
            self._render_annotated(row, result)
        elif self._nulls:
            result |= {name: get(name) for name in self._names}
        else:
            result |= {name: row[name] for name in self._names if name in row}
        for name, write in self._writers:
            if result.get(name) is not None:
                result[name] = write(result[name])
        return result

    def _render_annotated(self, row: Row, result: JsonObject) -> None:
        for column in self.columns:
            name = column.wire_name
            value = row.get(name)
            if value is None:
                if self._nulls:
                    result[name] = None
                continue
            if column.type in LOOKUPS:
                result |= self.lookup_annotations(column, row, name)
            elif self._formatted:
                text = self.formatted(column, value, row)
                if text is not None:
                    result[f"{name}@{FORMATTED}"] = text
            result[name] = value

    def formatted(self, column: Column, value: Any, row: Row) -> str | None:
        """Return the formatted value of a column that is no lookup."""
        symbol = ""
        if column.type is ColumnType.MONEY:
            currencies = self._organization.store.of("transactioncurrency").rows
            currency = currencies.get(row.get("_transactioncurrencyid_value", ""), {})
            symbol = currency.get("currencysymbol", "")
        config = self._organization.config
        return format_value(
            column, value, language=config.language_code, offset_hours=config.utc_offset_hours, symbol=symbol
        )

    def lookup_annotations(self, column: Column, row: Row, name: str) -> JsonObject:
        """Return the three annotations of a lookup, under the property *name*."""
        target = row.get(f"{column.name}!type") or column.targets[0]
        found: JsonObject = {}
        schema, store = self._organization.schema, self._organization.store
        if self._lookup_nav:
            found[f"{name}@{LOOKUP_NAV}"] = schema.lookup_nav(column, target)
        if self._lookup_table:
            found[f"{name}@{LOOKUP_TABLE}"] = target
        if self._formatted and target in schema.tables:
            other = store.of(target).rows.get(row[column.wire_name])
            title = schema.tables[target].primary_name
            text = other.get(title) if other is not None and title else None
            if text is not None:
                found[f"{name}@{FORMATTED}"] = text
        return found

    def context_names(self, select: str | None, expands: Sequence[str]) -> str:
        """Return the part in parentheses of `@odata.context`, or nothing."""
        names = [] if select is None else [part.strip() for part in select.split(",")]
        names += [f"{name}()" for name in expands]
        return f"({','.join(names)})" if names else ""


def require_column(table: Table, name: str) -> Column:
    """Return a column by its logical name, as FetchXML and SQL spell it."""
    column = table.columns.get(name)
    if column is None:
        raise property_not_found(name, table.name)
    return column
