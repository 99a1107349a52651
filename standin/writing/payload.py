"""The body of a write, read and checked: columns, bindings, what is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from standin.errors import (
    bad_request,
    bound_to_null,
    invalid_property,
    undeclared_property,
)
from standin.organization import Organization
from standin.tables.schema import LOOKUPS, Column, ColumnType, JsonObject, OneToMany, Table
from standin.tables.store import Row
from standin.tables.values import read_value
from standin.writing.references import read_reference

_IGNORED: Final = frozenset({"@odata.type", "@odata.id", "@odata.etag", "@odata.context"})


@dataclass(slots=True)
class Payload:
    """A body read against its table: stored values by wire name, and the rows to create with it."""

    values: Row = field(default_factory=dict)  # None clears
    parents: list[tuple[Column, str, JsonObject]] = field(default_factory=list)  # created before
    children: list[tuple[OneToMany, list[JsonObject]]] = field(default_factory=list)  # created after
    bound_children: list[tuple[OneToMany, list[str]]] = field(default_factory=list)


def read_payload(
    organization: Organization, table: Table, body: JsonObject, references: Mapping[str, str], *, creating: bool
) -> Payload:
    """Check every property of *body*; columns only the service writes are passed over, as the service does."""
    payload = Payload()
    values = payload.values
    columns = table.columns
    for name, value in body.items():
        if "@" in name:
            if name in _IGNORED:
                continue
            nav, _, annotation = name.partition("@")
            if annotation == "odata.bind":
                _bind(organization, table, nav, value, references, payload)
            continue
        column = columns.get(name)
        if column is not None and column.type not in LOOKUPS:
            if column.can_create if creating else column.can_update:
                values[name] = read_value(column, value)
            continue
        _read_navigation(table, name, value, payload)
    return payload


def _bind(
    organization: Organization, table: Table, nav: str, value: Any, references: Mapping[str, str], payload: Payload
) -> None:
    found = table.lookup_navs.get(nav)
    if found is None:
        relationship = table.collection_navs.get(nav)
        if relationship is not None and isinstance(value, list):
            ids = [read_reference(organization, str(text), references).require() for text in value]
            payload.bound_children.append((relationship, ids))
            return
        raise undeclared_property(nav, table.name)
    column, target = found
    if not column.can_update and not column.can_create:
        return
    if value is None:  # dissociating is `"nav": null`, without the annotation
        raise bound_to_null()
    if not isinstance(value, str):
        raise invalid_property(nav, table.name, "the value of @odata.bind must be a URI")
    key = read_reference(organization, value, references)
    if key.table.name != target and not (column.type is ColumnType.OWNER and key.table.name in column.targets):
        raise invalid_property(nav, table.name, f"the URI names a row of '{key.table.name}', expected '{target}'")
    point(column, key.table.name, key.require(), payload)


def point(column: Column, target: str, row_id: str, payload: Payload) -> None:
    payload.values[column.wire_name] = row_id
    if len(column.targets) > 1:
        payload.values[f"{column.name}!type"] = target


def _clear(column: Column, payload: Payload) -> None:
    if payload.values.get(column.wire_name) is None:  # another target of the same lookup may have been set
        payload.values[column.wire_name] = None
        if len(column.targets) > 1:
            payload.values[f"{column.name}!type"] = None


def _read_navigation(table: Table, name: str, value: Any, payload: Payload) -> None:
    found = table.lookup_navs.get(name)
    if found is not None:
        column, target = found
        if value is None:
            _clear(column, payload)
        elif isinstance(value, dict):
            payload.parents.append((column, target, value))
        else:
            raise invalid_property(
                name,
                table.name,
                "A 'PrimitiveValue' node with non-null value was found when trying to read the "
                "value of a navigation property; use @odata.bind.",
            )
        return
    relationship = table.collection_navs.get(name)
    if relationship is not None and isinstance(value, list) and all(isinstance(item, dict) for item in value):
        payload.children.append((relationship, value))
        return
    if name in table.by_wire:
        raise invalid_property(name, table.name, "the property is read-only; use @odata.bind.")
    raise bad_request(
        f"Error identified in Payload provided by the user for Entity :'{table.set_name}', Invalid property '{name}' "
        f"was found in entity 'Microsoft.Dynamics.CRM.{table.name}'. The property '{name}' does not exist on type "
        f"'Microsoft.Dynamics.CRM.{table.name}'. Make sure to only use property names that are defined by the type."
    )
