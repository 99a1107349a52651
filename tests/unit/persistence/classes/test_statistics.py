"""SQLite's planner is told how many rows there are, again when there are many more."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from persistence.bulk import load_accounts
from persistence.classes.statistics import take_statistics
from persistence.database import Database
from tests.support.builders import an_account, an_action
from tests.support.periods import make_periods
from tests.support.system.databases import Databases

DAY = date(2024, 9, 13)


async def load(database: Database, count: int) -> None:
    """So many accounts, with an action each."""
    accounts = [an_account(rut=None) for _ in range(count)]
    await load_accounts(database, [(each, [an_action(DAY, account_id=each.id)]) for each in accounts])


async def of_accounts(database: Database) -> int:
    """How many accounts SQLite counts with."""
    rows = await database.read(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'account' AND idx = 'ux_account_rut'"))
    return int(rows[0].stat.split()[0])


async def test_sqlite_takes_statistics_when_the_store_has_outgrown_them(sqlite_database: Database) -> None:
    """Issue 12, 4: none of nothing, then those of the periods, and others when it is five times as large."""
    assert not await take_statistics(sqlite_database)

    await load(sqlite_database, 20)  # a loader takes those of its own tables
    assert not await take_statistics(sqlite_database)
    await make_periods(sqlite_database)
    assert await take_statistics(sqlite_database)
    assert await sqlite_database.read(text("SELECT 1 FROM sqlite_stat1 WHERE tbl = 'class_period'"))
    assert not await take_statistics(sqlite_database)
    assert await of_accounts(sqlite_database) == 20

    async with sqlite_database.begin() as tx:
        await tx.execute(text("UPDATE sqlite_stat1 SET stat = replace(stat, '20', '4') WHERE tbl = 'account'"))
    assert await take_statistics(sqlite_database)
    assert await of_accounts(sqlite_database) == 20


async def test_postgresql_is_left_to_itself(databases: Databases) -> None:
    """It takes them by itself."""
    async with databases.opened("postgresql") as database:
        await load(database, 20)
        await make_periods(database)
        with database.watch() as sent:
            assert not await take_statistics(database)
        assert not sent
