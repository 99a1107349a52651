"""What every table shares: names of keys and indexes, and indexes over some of the rows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Index,
    MetaData,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def partial(name: str, *columns: Column[object] | object, where: str, unique: bool = False) -> Index:
    condition = text(where)
    return Index(name, *columns, unique=unique, postgresql_where=condition, sqlite_where=condition)  # type: ignore[arg-type]  # Index takes columns and expressions; its stub spells a private union
