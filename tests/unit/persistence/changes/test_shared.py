"""One reader for all who wait: it finds what the store finds, and keeps nothing for anybody (design 6)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import product

import pytest
from sqlalchemy import insert

from domain.model.history.feed import Change, ChangeKind
from domain.ports.changes import ChangeQuery, FeedState
from persistence.changes import shared as module
from persistence.changes.feed import SqlChangeFeed
from persistence.changes.shared import SharedFeed
from persistence.database import Database
from persistence.tables.decisions import change
from tests.support.builders import an_account
from tests.support.cases.sql_desk import SqlDesk
from tests.unit.domain.use_cases.test_seen_changes import AT, a_change


class Counted:
    """A feed that tells what it was asked."""

    def __init__(self) -> None:
        self.items: list[Change] = []
        self.expired = 0
        self.states = 0
        self.reads: list[tuple[int, int]] = []

    def put(self, number: int) -> None:
        head = len(self.items)
        self.items += [a_change(head + place + 1, f"a{place % 3}") for place in range(number)]

    async def state(self) -> FeedState:
        self.states += 1
        return FeedState(len(self.items), self.expired)

    async def between(self, query: ChangeQuery, after: int, until: int, most: int) -> Sequence[Change]:
        self.reads.append((after, until))
        return [each for each in self.items[after:until] if query.covers(each)][:most]

    async def beyond(self, position: int) -> None:
        raise AssertionError("it is looked at, not waited for")


async def test_memory_and_store_find_the_same(database: Database) -> None:
    """Design 6: what is filtered in memory is what the query would find, for every reach, kind and office."""
    accounts, offices = (None, "a", "b"), (None, "X", "Y")
    rows = [
        {
            "at": AT,
            "kind": kind.value,
            "key": "k",
            "account_id": now,
            "account_before": was,
            "office": office,
            "office_before": None,
            "opened_by": by,
            "gone": False,
        }
        for kind, now, was, office, by in product(
            (ChangeKind.CASE, ChangeKind.TERM), accounts, accounts, offices, (None, "rosa")
        )
    ]
    feed = SqlChangeFeed(database)
    async with database.begin() as tx:
        await tx.execute(insert(change), rows)
    while await feed.number_some():
        pass
    shared = SharedFeed(feed)
    queries = [
        ChangeQuery(kinds, accounts_, by, office)
        for kinds, accounts_, by, office in product(
            (frozenset(), frozenset({ChangeKind.TERM})),
            (None, frozenset(), frozenset({"a"}), frozenset({"a", "b"})),
            (None, "rosa"),
            (None, "Y"),
        )
    ]
    async with shared.reading():
        for query in queries:
            assert await shared.between(query, 3, 80, 50) == await feed.between(query, 3, 80, 50)


async def test_one_look_serves_all_and_nobody_waiting_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One reader a process; who is gone stops it."""
    monkeypatch.setattr(module, "POLL_SECONDS", 0.02)
    feed = Counted()
    shared = SharedFeed(feed)
    async with shared.reading(), shared.reading():
        waiting = [asyncio.create_task(shared.beyond(0)) for _ in range(50)]
        await asyncio.sleep(0)
        feed.put(3)
        await asyncio.wait_for(asyncio.gather(*waiting), 2)
        assert feed.reads == [(0, 3)]
        for account in ("a0", "a1", "a2"):
            assert len(await shared.between(ChangeQuery(account_ids=frozenset({account})), 0, 3, 9)) == 1
        assert feed.reads == [(0, 3)]
    asked = feed.states
    await asyncio.sleep(0.1)
    assert feed.states == asked


async def test_whoever_is_far_behind_reads_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back-pressure by cursor: so many changes are kept, however slow somebody is."""
    monkeypatch.setattr(module, "POLL_SECONDS", 60)
    feed = Counted()
    shared = SharedFeed(feed, remembered=5)
    async with shared.reading():
        for _ in range(3):
            feed.put(4)
            shared.wake()
            await asyncio.wait_for(shared.beyond(len(feed.items) - 1), 2)
        feed.reads.clear()
        assert [each.position for each in await shared.between(ChangeQuery(), 7, 12, 9)] == [8, 9, 10, 11, 12]
        assert feed.reads == []
        assert len(await shared.between(ChangeQuery(), 2, 12, 9)) == 9
        assert feed.reads == [(2, 12)]
        feed.put(20)  # more than is kept: nobody gets it from memory
        shared.wake()
        await asyncio.wait_for(shared.beyond(31), 2)
        assert feed.reads == [(2, 12)]
        assert len(await shared.between(ChangeQuery(), 12, 32, 50)) == 20


async def test_a_feed_that_fails_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits goes on waiting."""
    monkeypatch.setattr(module, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(module, "_STORE_PAUSE_SECONDS", 0.02)
    feed = Counted()
    shared = SharedFeed(feed)
    async with shared.reading():
        kept, feed.state = feed.state, None  # type: ignore[assignment,method-assign]
        waiting = asyncio.create_task(shared.beyond(0))
        await asyncio.sleep(0.06)
        feed.state = kept  # type: ignore[method-assign]
        feed.put(1)
        await asyncio.wait_for(waiting, 2)


async def test_the_numberer_of_the_same_process_wakes_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Design 6: what is numbered here is told at once, not at the next look."""
    monkeypatch.setattr(module, "POLL_SECONDS", 60)
    feed = SqlChangeFeed(database)
    shared = SharedFeed(feed)
    feed.after_numbering(shared.wake)
    async with shared.reading():
        begin = (await shared.state()).head
        account = await SqlDesk(database).put(an_account())
        await feed.number_some()
        await asyncio.wait_for(shared.beyond(begin), 5)
        (found,) = await shared.between(ChangeQuery(), begin, begin + 1, 9)
        assert found.key == account.id
