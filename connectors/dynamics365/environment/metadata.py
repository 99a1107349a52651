"""What the environment really has: tables, columns, choices, keys and lookups, read from its metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from connectors.dynamics365.mapping.document import Column, ColumnType, Table
from connectors.dynamics365.wire.client import PATIENT, DataverseClient, Patience
from connectors.dynamics365.wire.errors import Verdict
from connectors.dynamics365.wire.requests import Request, encoded
from domain.errors import CrmRejected

T = TypeVar("T", bound=msgspec.Struct)

STRONG: Final[Mapping[str, str]] = {"Consistency": "Strong"}
"""Bypasses the service's caches of metadata, which may be half a minute old."""

_KINDS: Final[Mapping[ColumnType, frozenset[str]]] = {
    ColumnType.TEXT: frozenset({"String", "Memo"}),
    ColumnType.MEMO: frozenset({"Memo", "String"}),
    ColumnType.EMAIL: frozenset({"String"}),
    ColumnType.PHONE: frozenset({"String"}),
    ColumnType.URL: frozenset({"String"}),
    ColumnType.FULL_NAME: frozenset({"String"}),
    ColumnType.BOOLEAN: frozenset({"Boolean"}),
    ColumnType.INTEGER: frozenset({"Integer", "BigInt"}),
    ColumnType.DATE: frozenset({"DateTime"}),
    ColumnType.INSTANT: frozenset({"DateTime"}),
    ColumnType.CHOICE: frozenset({"Picklist", "State", "Status"}),
    ColumnType.STATE: frozenset({"State"}),
    ColumnType.LOOKUP: frozenset({"Lookup", "Customer", "Owner"}),
}


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column as the environment has it; `behaviour` of dates, `options` of choices (number → label)."""

    name: str
    type: str
    max_length: int = 0
    behaviour: str = ""
    options: Mapping[int, str] = field(default_factory=dict)

    def suits(self, column: Column) -> bool:
        """Whether the mapped type can live here."""
        return self.type in _KINDS[column.type]


@dataclass(frozen=True, slots=True)
class LiveKey:
    """An alternate key; `status` is Pending, InProgress, Active or Failed."""

    schema_name: str
    columns: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table as the environment has it; `lookups` gives navigation property and target by column."""

    name: str
    set_name: str
    id_column: str
    primary_name: str
    change_tracking: bool
    optimistic_concurrency: bool
    columns: Mapping[str, LiveColumn]
    keys: Mapping[str, LiveKey]
    lookups: Mapping[str, Mapping[str, str]]  # column → target table → navigation property


class _Label(msgspec.Struct, rename="pascal"):
    label: str = ""
    language_code: int = 0


class _Labels(msgspec.Struct, rename="pascal"):
    localized_labels: list[_Label] | None = None


class _Option(msgspec.Struct, rename="pascal"):
    value: int
    label: _Labels | None = None


class _Options(msgspec.Struct, rename="pascal"):
    options: list[_Option] | None = None


class _Value(msgspec.Struct, rename="pascal"):
    value: str = ""


class _Attribute(msgspec.Struct, rename="pascal"):
    logical_name: str
    attribute_type: str | None = None
    max_length: int | None = None
    date_time_behavior: _Value | None = None
    option_set: _Options | None = None
    global_option_set: _Options | None = None


class _Attributes(msgspec.Struct):
    value: list[_Attribute]


class _Key(msgspec.Struct, rename="pascal"):
    schema_name: str
    key_attributes: list[str]
    entity_key_index_status: str = "Active"


class _Keys(msgspec.Struct):
    value: list[_Key]


class _Relationship(msgspec.Struct, rename="pascal"):
    referencing_attribute: str
    referenced_entity: str
    referencing_entity_navigation_property_name: str | None = None


class _Relationships(msgspec.Struct):
    value: list[_Relationship]


class _Entity(msgspec.Struct, rename="pascal"):
    logical_name: str
    entity_set_name: str | None = None
    primary_id_attribute: str | None = None
    primary_name_attribute: str | None = None
    change_tracking_enabled: bool | None = None
    is_optimistic_concurrency_enabled: bool | None = None


_TYPED: Final = {
    "String": "LogicalName,MaxLength",
    "Memo": "LogicalName,MaxLength",
    "DateTime": "LogicalName,DateTimeBehavior",
}


def definition_path(table: str, *rest: str) -> str:
    """Path of a table's definition, and below it."""
    return "/".join([f"EntityDefinitions(LogicalName='{table}')", *rest])


async def read_tables(
    client: DataverseClient, tables: Iterable[Table], patience: Patience = PATIENT
) -> dict[str, LiveTable]:
    """The tables of the mapping that exist, by logical name."""
    found = {}
    for table in tables:
        live = await read_table(client, table.name, patience)
        if live is not None:
            found[table.name] = live
    return found


async def read_table(client: DataverseClient, name: str, patience: Patience = PATIENT) -> LiveTable | None:
    """The table, or None when there is none of that name."""
    select = (
        "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,"
        "ChangeTrackingEnabled,IsOptimisticConcurrencyEnabled"
    )
    answer = await client.send(_get(f"{definition_path(name)}?$select={select}"), patience)
    if answer.fault is not None:
        if answer.fault.verdict is Verdict.MISSING or answer.fault.code == 0x8004024A:
            return None
        raise answer.fault.error("read metadata")
    entity = _decoded(answer.body, _Entity)
    reader = _Reader(client, name, patience)
    return LiveTable(
        name=name,
        set_name=entity.entity_set_name or "",
        id_column=entity.primary_id_attribute or "",
        primary_name=entity.primary_name_attribute or "",
        change_tracking=bool(entity.change_tracking_enabled),
        optimistic_concurrency=entity.is_optimistic_concurrency_enabled is not False,
        columns=await reader.columns(),
        keys=await reader.keys(),
        lookups=await reader.lookups(),
    )


class _Reader:
    """Reads what hangs from one table."""

    def __init__(self, client: DataverseClient, table: str, patience: Patience) -> None:
        self._client = client
        self._table = table
        self._patience = patience

    async def columns(self) -> dict[str, LiveColumn]:
        plain = (await self._read("Attributes?$select=LogicalName,AttributeType", _Attributes)).value
        detail: dict[str, _Attribute] = {}
        for kind, select in _TYPED.items():
            path = f"Attributes/Microsoft.Dynamics.CRM.{kind}AttributeMetadata?$select={select}"
            detail |= {a.logical_name: a for a in (await self._read(path, _Attributes)).value}
        choices = "Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName"
        path = f"{choices}&$expand=OptionSet,GlobalOptionSet"
        detail |= {a.logical_name: a for a in (await self._read(path, _Attributes)).value}
        return {a.logical_name: _live_column(a, detail.get(a.logical_name)) for a in plain}

    async def keys(self) -> dict[str, LiveKey]:
        keys = (await self._read("Keys", _Keys)).value
        return {
            k.schema_name.lower(): LiveKey(k.schema_name, tuple(k.key_attributes), k.entity_key_index_status)
            for k in keys
        }

    async def lookups(self) -> dict[str, dict[str, str]]:
        select = "ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName"
        found: dict[str, dict[str, str]] = {}
        for one in (await self._read(f"ManyToOneRelationships?$select={select}", _Relationships)).value:
            targets = found.setdefault(one.referencing_attribute, {})
            targets[one.referenced_entity] = one.referencing_entity_navigation_property_name or ""
        return found

    async def _read(self, path: str, shape: type[T]) -> T:
        answer = await self._client.call(_get(definition_path(self._table, path)), self._patience)
        return _decoded(answer.body, shape)


def _live_column(plain: _Attribute, detail: _Attribute | None) -> LiveColumn:
    options: dict[int, str] = {}
    if detail is not None:
        for source in (detail.option_set, detail.global_option_set):
            for option in (source.options if source else None) or []:
                labels = (option.label.localized_labels if option.label else None) or []
                options.setdefault(option.value, labels[0].label if labels else "")
    return LiveColumn(
        plain.logical_name,
        plain.attribute_type or "",
        (detail.max_length if detail else 0) or 0,
        (detail.date_time_behavior.value if detail and detail.date_time_behavior else ""),
        options,
    )


def _get(path: str) -> Request:
    head, separator, query = path.partition("?")
    return Request("GET", head + separator + encoded_query(query), "read metadata", STRONG)


def encoded_query(query: str) -> str:
    """A query string with its separators kept."""
    return "&".join(encoded(part) for part in query.split("&")) if query else ""


def _decoded(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CrmRejected(f"No se entienden los metadatos del CRM: {error}.", operation="read metadata") from error
