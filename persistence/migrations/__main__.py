"""Write a new step: `python -m persistence.migrations "why"` compares the tables with a fresh, migrated database."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from persistence.database import Database
from persistence.migrations import configuration, migrate


async def write_step(why: str) -> None:
    """Write the step that leads from the newest version to `persistence.tables`."""

    def compare(connection: Connection) -> None:
        command.revision(configuration(connection), message=why, autogenerate=True)

    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(f"sqlite:///{Path(folder) / 'fresh.db'}")
        await migrate(database)
        async with database.begin() as tx:
            await tx.run_sync(compare)
        await database.close()


if __name__ == "__main__":
    asyncio.run(write_step(sys.argv[1]))
