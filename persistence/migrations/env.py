"""What Alembic runs for each command: the given connection, and the tables to compare with."""

from __future__ import annotations

from typing import Literal, cast

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection
from sqlalchemy.sql.schema import SchemaItem

from persistence.accounts.search_index import is_part_of_index
from persistence.tables import metadata
from persistence.tables.columns import Instant


def _compared(_item: SchemaItem, name: str | None, _type: str, _reflected: bool, _other: SchemaItem | None) -> bool:
    return not is_part_of_index(name)


def _rendered(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Types of our own as plain, lasting ones."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, JSON):
        context.imports.add("from persistence.tables.columns import Json")
        return "Json"
    return False


connection = cast("Connection", context.config.attributes["connection"])
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_object=_compared,
    render_item=_rendered,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
