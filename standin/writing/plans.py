"""What a write to a table has to look at, worked out once for each state of the definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from standin.tables.schema import ColumnType, Table

_PARTS = ("line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")


@dataclass(frozen=True, slots=True)
class WritePlan:
    """The columns of one table that every create or update must fill, require or compute."""

    table: Table
    schema_version: int
    defaults: tuple[tuple[str, Any], ...]
    required: tuple[tuple[str, str], ...]  # wire name, logical name
    amounts: tuple[str, ...]  # money columns that are not base amounts
    addresses: tuple[tuple[str, tuple[str, ...]], ...]  # prefix, its parts
    first_status: int | None

    @classmethod
    def of(cls, table: Table, schema_version: int) -> WritePlan:
        columns = table.columns.values()
        status = table.columns.get("statuscode")
        return cls(
            table=table,
            schema_version=schema_version,
            defaults=tuple((one.name, one.default) for one in columns if one.default is not None),
            required=tuple(
                (one.wire_name, one.name) for one in columns if one.required == "SystemRequired" and one.can_create
            ),
            amounts=tuple(
                one.name for one in columns if one.type is ColumnType.MONEY and not one.name.endswith("_base")
            ),
            addresses=tuple(
                (prefix, tuple(f"{prefix}_{part}" for part in _PARTS))
                for prefix in ("address1", "address2")
                if f"{prefix}_composite" in table.columns
            ),
            first_status=status.all_options[0].value if status is not None else None,
        )
