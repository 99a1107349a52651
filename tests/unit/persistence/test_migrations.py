"""The steps of the schema lead to the tables, on both databases."""

from __future__ import annotations

import asyncio

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from persistence.accounts.search_index import is_part_of_index
from persistence.database import Database
from persistence.migrations import configuration, migrate, newest_version
from persistence.tables import metadata
from tests.support.system.databases import Databases


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_object": lambda _item, name, *_rest: not is_part_of_index(name),
        },
    )
    return list(compare_metadata(context, metadata))


async def test_the_migrated_schema_equals_the_tables(database: Database) -> None:
    """Issue 2, section 3: Alembic migrations run on SQLite and PostgreSQL."""
    async with database.begin() as tx:
        assert await tx.run_sync(_differences) == []


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    """A process that starts again finds the schema as it needs it."""
    await migrate(database)

    rows = await database.read(text("SELECT version_num FROM alembic_version"))
    assert [row.version_num for row in rows] == [newest_version()]


async def test_several_processes_may_migrate_at_once(databases: Databases) -> None:
    """The first migrates, the others wait and find nothing to do."""
    url = await databases.create("postgresql")
    several = [await Database.open(url, pool_size=1) for _ in range(3)]
    async with several[0].begin() as tx:
        await tx.execute(text("DROP SCHEMA public CASCADE"))
        await tx.execute(text("CREATE SCHEMA public"))

    await asyncio.gather(*(migrate(each) for each in several))

    rows = await several[1].read(text("SELECT count(*) AS tables FROM pg_tables WHERE schemaname = 'public'"))
    assert rows[0].tables == len(metadata.tables) + 1  # and Alembic's own
    for each in several:
        await each.close()
    await databases.drop(url)


async def test_the_first_step_can_be_taken_back(database: Database) -> None:
    """Nothing of ours stays behind."""
    async with database.begin() as tx:
        await tx.run_sync(lambda connection: command.downgrade(configuration(connection), "base"))
        left = await tx.run_sync(_tables_of)
    assert left == {"alembic_version"}


def _tables_of(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())
