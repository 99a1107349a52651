"""The record of reads of personal data, on SQLite and on PostgreSQL (POL-07)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from domain.model.personal_data import PersonalData, PersonalRead
from domain.ports.personal_data import PersonalReadLog
from domain.ports.reading import PageRequest
from persistence.database import Database
from persistence.identity.personal_reads import SqlPersonalReads

T0 = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ONE = PersonalRead(
    at=T0,
    by="ana.rojas",
    role="REGIONAL_EXECUTIVE",
    kinds=(PersonalData.NAME, PersonalData.EMAIL),
    field="accounts",
    operation="Pagina",
    account_id="a1",
)


@pytest.fixture
def log(database: Database) -> PersonalReadLog:
    """An empty record."""
    return SqlPersonalReads(database)


async def test_what_was_recorded_is_read_back_newest_first(log: PersonalReadLog) -> None:
    """POL-07: who, when, which kinds, of whom, through what."""
    case = replace(ONE, account_id=None, case_id="c1", operation=None, field="case", by="luis.soto")
    await log.record([ONE, replace(ONE, account_id="a2")])
    await log.record([case])

    assert list((await log.reads(PageRequest(first=9))).items) == [case, replace(ONE, account_id="a2"), ONE]
    assert list((await log.reads(PageRequest(first=9), account_id="a1")).items) == [ONE]
    assert list((await log.reads(PageRequest(first=9), case_id="c1")).items) == [case]
    assert list((await log.reads(PageRequest(first=9), by="luis.soto")).items) == [case]


async def test_the_record_of_several_accounts_is_one_statement(log: PersonalReadLog, database: Database) -> None:
    """POL-07: per account, page by page, newest first."""
    made = [replace(ONE, account_id=f"a{n % 2}", at=T0 + n * DAY) for n in range(10)]
    await log.record(made)

    with database.watch() as seen:
        found = await log.of_accounts(["a0", "a1", "a9"], PageRequest(first=2))

    assert len(seen) == 1
    assert list(found["a0"].items) == [made[8], made[6]]
    assert list(found["a1"].items) == [made[9], made[7]]
    assert list(found["a9"].items) == []
    assert found["a0"].has_next
    after = await log.of_accounts(["a0"], PageRequest(first=9, after=found["a0"].cursors[-1]))
    assert list(after["a0"].items) == [made[4], made[2], made[0]]
    last = await log.of_accounts(["a1"], PageRequest(last=2))
    assert list(last["a1"].items) == [made[3], made[1]]


async def test_requests_that_wait_together_are_written_together(log: PersonalReadLog, database: Database) -> None:
    """POL-07: every one is stored when its `record` returns, in far fewer inserts than requests."""
    with database.watch() as seen:
        await asyncio.gather(*(log.record([replace(ONE, operation=f"Q{n}")]) for n in range(50)))

    rows = (await log.reads(PageRequest(first=100))).items
    assert {row.operation for row in rows} == {f"Q{n}" for n in range(50)}
    assert len(rows) == 50
    assert len([sql for sql, _ in seen if sql.startswith("INSERT")]) <= 2


async def test_what_cannot_be_stored_raises_and_what_follows_is_stored(
    log: PersonalReadLog, database: Database
) -> None:
    """POL-07: never lost in silence; a store that is back goes on."""
    async with database.begin() as tx:
        await tx.execute(text("ALTER TABLE personal_read RENAME TO away"))
    failed = await asyncio.gather(*(log.record([ONE]) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(each, Exception) for each in failed)

    async with database.begin() as tx:
        await tx.execute(text("ALTER TABLE away RENAME TO personal_read"))
    await log.record([replace(ONE, operation="Después")])
    assert [row.operation for row in (await log.reads(PageRequest(first=9))).items] == ["Después"]


async def test_a_retention_forgets_only_what_is_older(log: PersonalReadLog) -> None:
    """POL-07: what is not configured is kept; what is, is counted in days back from now."""
    await log.record([replace(ONE, at=T0 + n * DAY) for n in range(5)])

    assert await log.forget(T0 + 2 * DAY) == 2
    assert await log.forget(T0 + 2 * DAY) == 0
    assert [row.at for row in (await log.reads(PageRequest(first=9))).items] == [T0 + n * DAY for n in (4, 3, 2)]


async def test_recording_wakes_no_worker(log: PersonalReadLog, database: Database) -> None:
    """POL-07: nothing for the CRM is written, so nobody looks for work."""
    woken: list[int] = []
    database.after_commit(lambda: woken.append(1))

    await log.record([ONE])

    assert woken == []
