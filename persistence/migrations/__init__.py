"""
The schema's history (Alembic): each version is a step that runs on SQLite and on PostgreSQL.

To add one: change `persistence.tables`, then `python -m persistence.migrations "what it is for"` writes the step by
comparing with a fresh database; read it before you commit it. A test holds that the steps lead to the tables.

Belongs here: steps. Does not belong here: the tables as they are now (`persistence.tables`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from persistence.database import Database
from persistence.tables import activities, cases, identity, journeys, metadata, representations

if TYPE_CHECKING:
    from alembic.config import Config

_MODULES: Final = (activities, cases, identity, journeys, representations)
TABLES: Final = metadata
"""Every table that the steps lead to; importing the modules above is what makes theirs part of it."""

_FOLDER: Final = Path(__file__).parent
_LOCK: Final = 0x41_74_65_6E  # any number that only migrations take


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, for this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def migrate(database: Database, to: str = "head") -> None:
    """
    Bring the schema to a version, in one transaction; does nothing when it is there already.

    Several processes may start at once: one migrates, the others wait.
    """
    async with database.begin() as tx:
        if database.kind == "postgresql":
            await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await tx.run_sync(_bring_to, to)


def _bring_to(connection: Connection, to: str) -> None:
    if to == "head" and _version_of(connection) == newest_version():
        return  # most starts; Alembic would take longer to import than all of the store
    from alembic import command

    command.upgrade(configuration(connection), to)


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def newest_version() -> str:
    """The version that this code needs: that of the last step."""
    return max(step.name.partition("_")[0] for step in (_FOLDER / "versions").glob("[0-9]*_*.py"))
