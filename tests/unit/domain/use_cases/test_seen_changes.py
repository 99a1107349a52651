"""The feed of changes as its reader sees it: its own, what it lost, and nothing of others (F-60, COM-02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from domain.errors import ChangesForgotten, InvalidValue
from domain.model.history.feed import Change, ChangeKind
from domain.model.institution.people import Actor, Role
from domain.model.messages import Message
from domain.ports.changes import ChangeQuery, FeedState
from domain.use_cases.seen_changes import SeenChanges
from tests.support.mail import a_message

AT: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
ROSA: Final = Actor("rosa", "Rosa", Role.COMPANY, account_id="suya", represents=frozenset({"tambien"}))
ANALYST: Final = Actor("ana", "Ana", Role.ANALYST)
EVERY: Final = ChangeQuery()


class Feed:
    """Answers with what it was given, and remembers what it was asked."""

    def __init__(self, *items: Change, head: int = 10, expired: int = 0) -> None:
        self.items = items
        self.kept = FeedState(head, expired)
        self.asked: list[tuple[ChangeQuery, int, int, int]] = []
        self.waited: list[int] = []

    async def state(self) -> FeedState:
        return self.kept

    async def between(self, query: ChangeQuery, after: int, until: int, most: int) -> Sequence[Change]:
        self.asked.append((query, after, until, most))
        return [each for each in self.items if after < each.position <= until][:most]

    async def beyond(self, position: int) -> None:
        self.waited.append(position)
        self.items = (*self.items, a_change(position + 1, "suya"))
        self.kept = FeedState(position + 1, self.kept.expired)


def a_change(position: int, account: str | None = None, before: str | None = None, by: str | None = None) -> Change:
    return Change(position, AT, ChangeKind.CASE, f"c{position}", account, before, "OFIREG-08", None, by, 3)


async def test_without_a_place_nothing_is_told_but_where_to_begin() -> None:
    """F-60: first the cursor, then the records, then what changed meanwhile."""
    feed = Feed(a_change(1, "suya"))
    found = await SeenChanges(feed, ANALYST).since(EVERY, None, 5)
    assert (found.items, found.position, found.more) == ((), 10, False)
    assert feed.asked == []


async def test_a_reader_goes_on_after_the_last_one_told_or_from_the_end() -> None:
    """Nothing is skipped, and what others' changes fill is not read again."""
    feed = Feed(a_change(3, "a"), a_change(5, "a"), a_change(8, "a"))
    first = await SeenChanges(feed, ANALYST).since(EVERY, 0, 2)
    assert ([each.position for each in first.items], first.position, first.more) == ([3, 5], 5, True)
    rest = await SeenChanges(feed, ANALYST).since(EVERY, first.position, 2)
    assert ([each.position for each in rest.items], rest.position, rest.more) == ([8], 10, False)


async def test_a_company_is_told_of_its_own_and_of_what_it_opened() -> None:
    """COM-02, PUB-01: whatever was asked for; conflicts with the CRM are the staff's."""
    feed = Feed()
    await SeenChanges(feed, ROSA).since(EVERY, 0, 5)
    await SeenChanges(feed, ROSA).since(ChangeQuery(account_ids=frozenset({"suya", "ajena"})), 0, 5)
    (every, one) = (call[0] for call in feed.asked)
    assert (every.account_ids, every.opened_by) == ({"suya", "tambien"}, "rosa")
    assert (one.account_ids, one.opened_by) == ({"suya"}, None)
    assert every.kinds == frozenset(ChangeKind) - {ChangeKind.CONFLICT}
    only = await SeenChanges(feed, ROSA).since(ChangeQuery(kinds=frozenset({ChangeKind.CONFLICT})), 0, 5)
    assert (only.items, only.position, len(feed.asked)) == ((), 10, 2)


async def test_what_goes_to_another_is_gone_and_nothing_is_told_of_where_it_is() -> None:
    """Design 6: whoever loses sight of something gets `gone`."""
    feed = Feed(a_change(1, "ajena", "suya"), a_change(2, "suya", "ajena"), a_change(3, None, None, "rosa"))
    lost, won, own = (await SeenChanges(feed, ROSA).since(EVERY, 0, 5)).items
    assert (lost.gone, lost.account_id, lost.office, lost.version) == (True, None, None, None)
    assert (won.gone, won.account_id, won.account_before) == (False, "suya", None)
    assert not own.gone
    assert not any(each.gone for each in (await SeenChanges(feed, ANALYST).since(EVERY, 0, 5)).items)


async def test_a_place_that_is_kept_no_more_or_was_never_given_is_refused() -> None:
    """F-60: an older cursor is told so, and where to begin anew."""
    with pytest.raises(ChangesForgotten) as told:
        await SeenChanges(Feed(head=9, expired=4), ANALYST).since(EVERY, 3, 5)
    assert told.value.head == 9
    await SeenChanges(Feed(head=9, expired=4), ANALYST).since(EVERY, 4, 5)
    with pytest.raises(InvalidValue):
        await SeenChanges(Feed(head=9), ANALYST).since(EVERY, 10, 5)


async def test_who_follows_reads_on_from_its_place_and_then_waits() -> None:
    """Design 6: what is there comes at once, so much at a time; what comes later, as it does; each change once."""
    feed = Feed(*(a_change(place, "suya") for place in (1, 2, 3)), head=3)
    follow = SeenChanges(feed, ROSA).follow(EVERY, 0, 2)
    told = [[each.position for each in (await anext(follow)).items] for _ in range(4)]
    assert told == [[1, 2], [3], [4], [5]]
    assert feed.waited == [3, 4]


async def test_who_follows_without_a_place_is_told_at_once_where_that_is() -> None:
    """Design 6: so that a cut before the first change loses nothing."""
    feed = Feed(a_change(1, "suya"), head=1)
    follow = SeenChanges(feed, ROSA).follow(EVERY, None, 2)
    begin = await anext(follow)
    assert (begin.items, begin.position, feed.waited) == ((), 1, [])
    assert [each.position for each in (await anext(follow)).items] == [2]


async def test_who_follows_hears_nothing_of_what_it_may_not_know() -> None:
    """COM-02: of conflicts a company is not told, and its place goes on all the same."""
    feed = Feed(head=4)
    follow = SeenChanges(feed, ROSA).follow(ChangeQuery(kinds=frozenset({ChangeKind.CONFLICT})), 0, 2)
    feed.kept = FeedState(4, 5)  # by then too old: the only way out of a wait without end
    with pytest.raises(ChangesForgotten):
        await anext(follow)
    assert feed.asked == []


async def test_a_company_hears_of_letters_to_it_and_of_none_to_staff() -> None:
    """COM-02: not even that one is there; its place goes on all the same, and without the letters nothing is told."""
    mails = {
        key: a_message(id=key, template=ntf) for key, ntf in (("c1", "NTF-05"), ("c2", "NTF-06"), ("c4", "NTF-03"))
    }

    class Letters:
        async def messages_by_id(self, message_ids: Sequence[str]) -> Mapping[str, Message]:
            return {key: mails[key] for key in message_ids if key in mails}

    letters = [replace(a_change(place, "suya"), kind=ChangeKind.MESSAGE) for place in (1, 2, 4)]
    feed = Feed(letters[0], letters[1], a_change(3, "suya"), letters[2])
    first = await SeenChanges(feed, ROSA, Letters()).since(EVERY, 0, 2)
    assert ([each.position for each in first.items], first.position, first.more) == ([1], 2, True)
    rest = await SeenChanges(feed, ROSA, Letters()).since(EVERY, 2, 2)
    assert ([each.position for each in rest.items], rest.position, rest.more) == ([3], 10, False)
    assert [each.position for each in (await SeenChanges(feed, ROSA).since(EVERY, 0, 5)).items] == [3]
    assert len((await SeenChanges(feed, ANALYST).since(EVERY, 0, 5)).items) == 4
