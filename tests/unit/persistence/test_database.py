"""Connections: broken ones heal, writers wait for each other, long reads leave the loop free."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from threading import get_ident

import pytest
from sqlalchemy import func, insert, literal_column, select, text, update

from domain.errors import ConfigurationError, StoreUnavailable
from persistence.database import Database
from persistence.tables import pull_cursor, setting
from persistence.tables.columns import Instant, instant, micros
from tests.support.system.databases import Databases


async def test_a_restarted_server_heals(databases: Databases) -> None:
    """Every connection is cut, as by a restart: the next read and the next write succeed."""
    url = await databases.create("postgresql")
    database = await Database.open(url, pool_size=2)
    await asyncio.gather(*(database.read(select(setting)) for _ in range(4)))
    async with database.begin() as tx:
        await tx.execute(insert(setting).values(name="a", value={}))

    cutter = await Database.open(url, pool_size=1)
    for work in ("read", "write"):
        await cutter.read(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        if work == "read":
            assert [row.name for row in await database.read(select(setting))] == ["a"]
        else:
            async with database.begin() as tx:
                await tx.execute(insert(setting).values(name="b", value={}))

    assert [row.name for row in await database.read(select(setting).order_by(setting.c.name))] == ["a", "b"]
    for each in (database, cutter):
        await each.close()
    await databases.drop(url)


_WAITER = """
import asyncio, sys
from sqlalchemy import text
from persistence.database import Database

async def main():
    async with (await Database.open(sys.argv[1], pool_size=1)).begin() as tx:
        await tx.execute(text("UPDATE setting SET name = 'b'"))

asyncio.run(main())
"""
_WAITING = text(
    "SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
)


async def test_whoever_is_killed_while_it_waits_for_a_lock_leaves_no_connection_behind(databases: Databases) -> None:
    """Otherwise each restart beside a lock takes some of the server's connections, until it has none (F-16)."""
    url = await databases.create("postgresql")
    holder = await Database.open(url, pool_size=1)
    async with holder.begin() as tx:
        await tx.execute(insert(setting).values(name="a", value={}))

    async def waits(*, wanted: bool) -> None:
        async with asyncio.timeout(20):
            while bool(await holder.read(_WAITING)) is not wanted:  # noqa: ASYNC110  (other processes' work)
                await asyncio.sleep(0.05)

    async with holder.begin() as tx:
        await tx.execute(update(setting).values(value={"n": 2}))
        waiter = await asyncio.create_subprocess_exec(sys.executable, "-c", _WAITER, url)
        await waits(wanted=True)
        waiter.kill()
        await waiter.wait()
        await waits(wanted=False)

    assert [(row.name, row.value) for row in await holder.read(select(setting))] == [("a", {"n": 2})]
    await holder.close()
    await databases.drop(url)


async def test_a_transaction_that_stands_still_is_let_go(databases: Databases) -> None:
    """A frozen process would hold its rows locked for ever; what it wrote is not kept, and the store counts as away."""
    url = await databases.create("postgresql")
    database = await Database.open(url, pool_size=1)

    async def stands_still() -> None:
        async with database.begin() as tx:
            assert await tx.scalar(text("SHOW idle_in_transaction_session_timeout")) == "1min"
            await tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = '100ms'"))
            await tx.execute(insert(setting).values(name="a", value={}))
            await asyncio.sleep(0.5)
            await tx.execute(insert(setting).values(name="b", value={}))

    with pytest.raises(StoreUnavailable) as told:
        await stands_still()
    assert told.value.reason == "away"
    assert await database.read(select(setting)) == []
    await database.close()
    await databases.drop(url)


async def test_writers_of_two_processes_wait_for_each_other(databases: Databases) -> None:
    """Engineering trap 3: no "database is locked" when each reads before it writes. Two openings act as processes."""
    url = await databases.create("sqlite")
    several = [await Database.open(url) for _ in range(2)]
    async with several[0].begin() as tx:
        await tx.execute(insert(setting).values(name="count", value={"n": 0}))

    async def increment(database: Database) -> None:
        async with database.begin() as tx:
            value = await tx.scalar(select(setting.c.value))
            await tx.execute(update(setting).values(value={"n": value["n"] + 1}))

    await asyncio.gather(*(increment(several[number % 2]) for number in range(20)))

    assert (await several[0].read(select(setting.c.value)))[0].value == {"n": 20}
    for each in several:
        await each.close()
    await databases.drop(url)


async def test_a_reader_never_waits_for_a_writer(database: Database) -> None:
    """It sees what is committed."""
    async with database.begin() as tx:
        await tx.execute(insert(setting).values(name="a", value={}))
        assert await database.read(select(setting)) == []
    assert len(await database.read(select(setting))) == 1


@pytest.mark.parametrize("alone", [True, False])
async def test_who_is_alone_with_a_file_hands_nothing_to_a_thread(databases: Databases, alone: bool) -> None:
    """The demonstration's past is some 25,000 statements, each handed over four times; what fails is undone as ever."""
    database = await Database.open(await databases.create("sqlite"), alone=alone)
    try:
        async with database.begin() as tx:
            driver = (await tx.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.create_function("in_thread", 0, get_ident)
            assert (await tx.scalar(text("SELECT in_thread()")) == get_ident()) is alone
            await tx.execute(insert(setting).values(name="a", value={}))
        with contextlib.suppress(RuntimeError):
            async with database.begin() as tx:
                await tx.execute(insert(setting).values(name="b", value={}))
                raise RuntimeError
        assert [row.name for row in await database.read(select(setting))] == ["a"]
    finally:
        await database.close()


async def test_a_long_read_of_sqlite_ends_in_a_thread_with_the_same_answer(sqlite_database: Database) -> None:
    """It is stopped in the loop after a bounded number of steps; a statement that is not long never is."""
    counted = select(literal_column("1").label("n")).cte("numbers", recursive=True)
    counted = counted.union_all(select(counted.c.n + 1).where(counted.c.n < 200_000))
    statement = select(func.max(counted.c.n).label("last"))

    with sqlite_database.watch() as sent:
        (row,) = await sqlite_database.read(statement, long=True)
        assert len(sent) == 2  # begun in the loop, and again in the thread
        (same,) = await sqlite_database.read(statement)

    assert row.last == same.last == 200_000


async def test_a_statement_that_is_short_each_time_is_never_handed_to_a_thread(sqlite_database: Database) -> None:
    """Issue 12, 4: SQLite counts the steps of a prepared statement on, from run to run; ours are counted anew."""
    counted = select(literal_column("1").label("n")).cte("numbers", recursive=True)
    counted = counted.union_all(select(counted.c.n + 1).where(counted.c.n < 1_000))
    statement = select(func.max(counted.c.n).label("last"))

    with sqlite_database.watch() as sent:
        for _ in range(40):
            await sqlite_database.read(statement, long=True)

    assert len(sent) == 40


_KEEP_READERS_OUT = """
import fcntl, sys
with open(sys.argv[1], "r+b") as index:
    fcntl.lockf(index, fcntl.LOCK_EX, 5, 123)  # https://www.sqlite.org/walformat.html, "WAL locks"
    print("held", flush=True)
    sys.stdin.read()
"""


async def test_a_reader_that_finds_no_way_in_says_when_to_come_back(sqlite_database: Database) -> None:
    """F-12: SQLite gives up with "locking protocol", which is no fault of ours: the store is busy."""
    await sqlite_database.read(select(setting))
    index = f"{sqlite_database.url.database}-shm"
    argv = (sys.executable, "-c", _KEEP_READERS_OUT, index)
    other = await asyncio.create_subprocess_exec(*argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert await other.stdout.readline() == b"held\n"
    try:
        with pytest.raises(StoreUnavailable) as busy:
            await sqlite_database.read(select(setting))
    finally:
        await other.communicate(b"")

    assert (busy.value.reason, busy.value.retry_after) == ("busy", 2.0)
    assert await sqlite_database.read(select(setting)) == []


async def test_waiting_work_is_woken_after_a_commit_only(database: Database) -> None:
    """A rolled back transaction wakes nobody."""
    woken: list[str] = []
    database.after_commit(lambda: woken.append("push"))

    async def fail() -> None:
        async with database.begin():
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert woken == []
    async with database.begin() as tx:
        await tx.execute(insert(setting).values(name="a", value={}))
        assert woken == []
    assert woken == ["push"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://u@h/d", "nonsense", ""])
async def test_a_wrong_address_is_refused_at_start(url: str) -> None:
    """With a sentence for the operator."""
    with pytest.raises(ConfigurationError) as told:
        await Database.open(url)
    assert len(told.value.problems) == 1


async def test_instants_are_exact_and_ordered_on_both_databases(database: Database) -> None:
    """To the microsecond, before 1970 and far in the future, whatever the zone they were given in."""
    exact = [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
        datetime(2024, 9, 8, 0, 0, 0, 1, timezone(timedelta(hours=-4))),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
    ]
    assert [instant(micros(each)) for each in exact] == exact
    async with database.begin() as tx:
        await tx.execute(insert(pull_cursor), [{"table_name": str(n), "last_ok_at": at} for n, at in enumerate(exact)])
    rows = await database.read(select(pull_cursor.c.last_ok_at).order_by(pull_cursor.c.last_ok_at))
    assert [row.last_ok_at for row in rows] == exact
    assert rows[1].last_ok_at.utcoffset() == timedelta(0)
    with pytest.raises(TypeError):
        Instant().process_bind_param(datetime(2024, 1, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001  # naive
