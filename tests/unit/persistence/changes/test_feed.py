"""The feed of changes on both databases: noted with the write, numbered after the commit, forgotten in order (F-60)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.model.history.feed import Change, ChangeKind
from domain.ports.changes import ChangeQuery, FeedState
from persistence.changes import feed as module
from persistence.changes.feed import SqlChangeFeed
from persistence.database import Database
from tests.support.builders import REGIONAL, a_contact, an_account, new_id
from tests.support.cases.sql_desk import SqlDesk

EVERY = ChangeQuery()


async def read(feed: SqlChangeFeed, query: ChangeQuery = EVERY, after: int = 0) -> list[Change]:
    """What is numbered by now."""
    return list(await feed.between(query, after, (await feed.state()).head, 1_000))


class Heard(SqlChangeFeed):
    """With how far it was read."""

    until = 0


async def number(feed: Heard) -> list[Change]:
    """Number what waits; what is new since it was last read."""
    while await feed.number_some():
        pass
    found = await read(feed, after=feed.until)
    feed.until = (await feed.state()).head
    return found


async def test_each_write_is_noted_with_whose_it_is_and_without_data(database: Database) -> None:
    """Design 6: a capture is told as changes of its account, its case, its terms and its messages."""
    desk, feed = SqlDesk(database), Heard(database)
    account = await desk.put(an_account())
    (made,) = await number(feed)
    assert (made.kind, made.key, made.account_id, made.version, made.gone) == (
        ChangeKind.ACCOUNT,
        account.id,
        account.id,
        1,
        False,
    )
    done = await desk.captured(account)
    told = await number(feed)
    assert {each.kind for each in told} >= {ChangeKind.CASE, ChangeKind.TERM, ChangeKind.MESSAGE, ChangeKind.ACCOUNT}
    assert {each.account_id for each in told} == {account.id}
    cases = [each for each in told if each.kind is ChangeKind.CASE]
    assert [each.version for each in cases] == [1, 2, 3]
    assert {(each.key, each.office) for each in cases} == {(done.case.id, done.case.office)}
    assert [each.position for each in told] == list(range(2, len(told) + 2))
    columns = await database.read(text("SELECT * FROM change"))
    assert not any(account.name in map(str, row) for row in columns)


async def test_a_write_that_is_taken_back_is_not_told(database: Database) -> None:
    """Design 6: the note is in the transaction of the change."""
    desk, feed = SqlDesk(database), Heard(database)

    async def undone() -> None:
        async with desk.services.core.transactions(REGIONAL) as work:
            await work.accounts.add(an_account())  # type: ignore[arg-type]  # the store does not look at whose it is
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await undone()
    assert await number(feed) == []


async def test_a_contact_is_a_change_of_its_account(database: Database) -> None:
    """What clients read of the account changed, whichever table holds it."""
    desk, feed = SqlDesk(database), Heard(database)
    account = await desk.put(an_account())
    await number(feed)
    async with desk.services.core.transactions(REGIONAL) as work:
        await work.accounts.add_contact(a_contact(account))  # type: ignore[arg-type]
    assert {(each.kind, each.key) for each in await number(feed)} == {(ChangeKind.ACCOUNT, account.id)}


async def test_a_record_that_goes_to_another_account_tells_of_both(database: Database) -> None:
    """Design 6: the reach keys before and after; who loses it is told, too."""
    desk, feed = SqlDesk(database), Heard(database)
    account = await desk.put(an_account())
    other = await desk.put(replace(an_account(), id=new_id(), rut=None))
    done = await desk.captured(account)
    await number(feed)
    async with database.begin() as tx:
        await tx.execute(
            text("UPDATE protocol_case SET account_id = :to WHERE id = :id"), {"to": other.id, "id": done.case.id}
        )
    (moved,) = await number(feed)
    assert (moved.kind, moved.account_id, moved.account_before) == (ChangeKind.CASE, other.id, account.id)
    for asked in (account.id, other.id):
        assert (await read(feed, ChangeQuery(account_ids=frozenset({asked}))))[-1] == moved
    async with database.begin() as tx:
        await tx.execute(text("DELETE FROM conflict"))
        await tx.execute(text("UPDATE message SET state = 'failed' WHERE case_id = :id"), {"id": done.case.id})
    assert {each.kind for each in await number(feed)} == {ChangeKind.MESSAGE}


async def test_what_is_asked_for_is_found_by_kind_account_office_and_opener(database: Database) -> None:
    """F-60: filters of the feed."""
    desk, feed = SqlDesk(database), Heard(database)
    account = await desk.put(an_account())
    done = await desk.captured(account)
    every = await number(feed)
    for query, fits in (
        (ChangeQuery(kinds=frozenset({ChangeKind.TERM})), lambda each: each.kind is ChangeKind.TERM),
        (ChangeQuery(account_ids=frozenset({new_id()})), lambda _each: False),
        (ChangeQuery(office=done.case.office), lambda each: each.office == done.case.office),
    ):
        assert await read(feed, query) == [each for each in every if fits(each)]
    assert len(await feed.between(EVERY, 0, 10**6, 2)) == 2


async def test_what_a_long_write_changed_comes_after_it_and_behind_no_reader(database: Database) -> None:
    """Design 6: while it is open readers see what was told before; its changes have the places after those."""
    desk, feed = SqlDesk(database), Heard(database)
    early = await desk.put(replace(an_account(), id=new_id(), rut=None, name="Temprana SpA"))
    (first,) = await number(feed)
    async with desk.services.core.transactions(REGIONAL) as slow:
        await slow.accounts.add(replace(an_account(), id=new_id(), rut=None, name="Lenta SpA"))  # type: ignore[arg-type]
        assert [each.key for each in await read(feed)] == [early.id]
    (late,) = await number(feed)
    assert (first.position, late.position) == (1, 2)


# SQLite writes one transaction at a time: while one is open there is no write of another's that could be kept back.
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_long_write_keeps_back_only_its_own_changes(database: Database) -> None:
    """Design 6: a long write anywhere must not stop the feed."""
    desk, feed = SqlDesk(database), Heard(database)
    async with desk.services.core.transactions(REGIONAL) as slow:
        await slow.accounts.add(replace(an_account(), id=new_id(), rut=None, name="Lenta SpA"))  # type: ignore[arg-type]
        quick = await desk.put(replace(an_account(), id=new_id(), rut=None, name="Rápida SpA"))
        (told,) = await number(feed)
        assert (told.position, told.key) == (1, quick.id)
    (late,) = await number(feed)
    assert late.position == 2


# PostgreSQL has many writers at once, and numbers after the commit.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_was_committed_before_a_long_write_is_told_beside_it(database: Database) -> None:
    """Design 6: SQLite has one writer, so the write itself takes the place, and nobody has to write to tell it."""
    desk, feed = SqlDesk(database), Heard(database)
    quick = await desk.put(replace(an_account(), id=new_id(), rut=None, name="Rápida SpA"))
    async with desk.services.core.transactions(REGIONAL) as slow:
        await slow.accounts.add(replace(an_account(), id=new_id(), rut=None, name="Lenta SpA"))  # type: ignore[arg-type]
        (told,) = await number(feed)
        assert (told.position, told.key) == (1, quick.id)
    (late,) = await number(feed)
    assert late.position == 2


async def test_many_numberers_give_each_place_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Design 6: one numberer at a time, whatever the number of workers."""
    monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    desk, feeds = SqlDesk(database), [SqlChangeFeed(database) for _ in range(4)]
    for _ in range(10):
        await desk.put(replace(an_account(), id=new_id(), rut=None))

    async def until_done(feed: SqlChangeFeed) -> None:
        while await feed.number_some():
            pass

    await asyncio.gather(*map(until_done, feeds))
    assert [each.position for each in await read(feeds[0])] == list(range(1, 11))


async def test_what_is_kept_no_longer_is_forgotten_in_order_and_told(database: Database) -> None:
    """F-60: retention is a setting; without one everything is kept."""
    desk = SqlDesk(database)
    for _ in range(3):
        await desk.put(replace(an_account(), id=new_id(), rut=None))
    feed = Heard(database, days=30)
    await number(feed)
    async with database.begin() as tx:
        day = int(timedelta(days=1) / timedelta(microseconds=1))
        await tx.execute(text("UPDATE change SET at = at - :old WHERE position = 2"), {"old": 31 * day})
    assert await SqlChangeFeed(database).forget() == 0
    assert await feed.forget() == 2
    assert await feed.state() == FeedState(head=3, expired=2)
    assert [each.position for each in await read(feed)] == [3]
    assert await feed.forget() == 0
