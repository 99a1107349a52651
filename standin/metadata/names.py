"""Names of new tables and columns: how they are written and how they become plural."""

from __future__ import annotations

import re
from typing import Final

from standin.errors import bad_request
from standin.metadata.choices import SCHEMA_NAME
from standin.tables.schema import (
    ColumnType,
    JsonObject,
)

TYPES: Final = {
    "String": ColumnType.STRING,
    "Memo": ColumnType.MEMO,
    "Integer": ColumnType.INTEGER,
    "BigInt": ColumnType.BIGINT,
    "Decimal": ColumnType.DECIMAL,
    "Double": ColumnType.DOUBLE,
    "Money": ColumnType.MONEY,
    "Boolean": ColumnType.BOOLEAN,
    "DateTime": ColumnType.DATETIME,
    "Picklist": ColumnType.PICKLIST,
    "MultiSelectPicklist": ColumnType.MULTISELECT,
}


def read_schema_name(document: JsonObject) -> str:
    name = document.get("SchemaName")
    if not isinstance(name, str) or not SCHEMA_NAME.match(name):
        raise bad_request(
            f"'{name}' does not start with a valid prefix. The schema name of a custom component must "
            "start with the customization prefix of a publisher and an underscore.",
            "0x80047016",
        )
    return name


def plural(name: str) -> str:
    """Return the entity set name the service derives from a logical name."""
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|z|ch|sh)$", name) else f"{name}s"
