"""
`ChangeFeed` and `ChangeNumberer` in SQL.

On PostgreSQL a change is noted without a position, for its transaction may commit long after one that began later.
Whoever holds the one row of `change_feed` gives positions to what is committed by then, so readers that know only
positions never see one appear behind them: a long write keeps back its own changes and nobody else's. On SQLite, which
has one writer at a time, a change has its position from the beginning, and what was committed before a long write is
told beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, text, update

from domain.model.history.feed import Change
from domain.ports.changes import ChangeQuery, FeedState
from persistence.database import Database, Transaction
from persistence.lease_clock import store_now
from persistence.row_mapper import RowMapper
from persistence.tables.decisions import change, change_feed

MOST_AT_ONCE: Final = 1_000
_CHANGE: Final = RowMapper(Change)
_POLL_SECONDS: Final = 0.2
_STATE: Final = select(change_feed.c.head, change_feed.c.expired)
_WAITS: Final = select(change.c.pk).where(change.c.position.is_(None)).limit(1)
_NUMBER: Final = text(
    "UPDATE change SET position = :head + waiting.place FROM (SELECT pk, row_number() OVER (ORDER BY pk) AS place"
    " FROM change WHERE position IS NULL ORDER BY pk LIMIT :most) AS waiting WHERE change.pk = waiting.pk"
)


class SqlChangeFeed:
    """See `domain.ports.changes`."""

    def __init__(self, database: Database, days: int | None = None) -> None:
        """
        Args:
            days: How long a change is kept; None: for good.
        """
        self._database = database
        self._days = days
        self._numbered: list[Callable[[], None]] = []
        self._told = 0

    async def state(self) -> FeedState:
        """See `ChangeFeed.state`."""
        row = (await self._database.read(_STATE))[0]
        return FeedState(row.head, row.expired)

    async def between(self, query: ChangeQuery, after: int, until: int, most: int) -> Sequence[Change]:
        """See `ChangeFeed.between`."""
        c = change.c
        wanted = (
            select(change)
            .where(c.position > bindparam("after"), c.position <= bindparam("until"), *_wanted(query))
            .order_by(c.position)
            .limit(bindparam("most"))
        )
        rows = await self._database.read(wanted, {"after": after, "until": until, "most": most}, long=True)
        return [_CHANGE.record(row) for row in rows]

    async def beyond(self, position: int) -> None:
        """See `ChangeFeed.beyond`. Asks the store again and again; many who wait share one `SharedFeed`."""
        while (await self.state()).head <= position:  # noqa: ASYNC110  (the store tells nobody)
            await asyncio.sleep(_POLL_SECONDS)

    def after_numbering(self, then: Callable[[], None]) -> None:
        """Call it whenever this process gave positions, or found new ones where the write itself gives them."""
        self._numbered.append(then)

    async def number_some(self) -> int:
        """See `ChangeNumberer.number_some`; on SQLite nothing ever waits, and what is new is told only."""
        if self._database.kind == "sqlite":
            await self._tell_news()
            return 0
        if not await self._database.read(_WAITS):
            return 0
        async with self._database.begin(wakes=False) as tx:
            head: int = (await tx.execute(select(change_feed.c.head).with_for_update())).scalar_one()
            done = await tx.execute(_NUMBER, {"head": head, "most": MOST_AT_ONCE})
            await tx.execute(update(change_feed).values(head=head + done.rowcount))
        self._tell()
        return int(done.rowcount)

    async def _tell_news(self) -> None:
        head = (await self.state()).head
        if head != self._told:
            self._told = head
            self._tell()

    def _tell(self) -> None:
        for then in self._numbered:
            then()

    async def forget(self) -> int:
        """Drop changes that are older than they are kept; how many. Whoever was that far behind is told (`expired`)."""
        if self._days is None:
            return 0
        async with self._database.begin(wakes=False) as tx:
            return await _forget_before(tx, await store_now(tx) - timedelta(days=self._days))


async def _forget_before(tx: Transaction, at: datetime) -> int:
    await tx.execute(select(change_feed.c.head).with_for_update())
    old = and_(change.c.position.is_not(None), change.c.at < at)
    # What lies before an old one goes too, whatever its clock said, so that what is kept has no gaps.
    last = await tx.scalar(select(func.max(change.c.position)).where(old))
    if last is None:
        return 0
    done = await tx.execute(delete(change).where(change.c.position <= last))
    await tx.execute(update(change_feed).values(expired=last))
    return int(done.rowcount)


def _wanted(query: ChangeQuery) -> list[ColumnElement[bool]]:
    c = change.c
    found: list[ColumnElement[bool]] = []
    if query.kinds:
        found.append(c.kind.in_(sorted(query.kinds)))
    if query.account_ids is not None:
        ids = sorted(query.account_ids)
        theirs: list[ColumnElement[bool]] = [c.account_id.in_(ids), c.account_before.in_(ids)]
        if query.opened_by is not None:
            theirs.append(and_(c.account_id.is_(None), c.opened_by == query.opened_by))
        found.append(or_(*theirs))
    if query.line is not None:
        none, line = and_(c.account_id.is_(None), c.account_before.is_(None)), query.line
        before = and_(c.account_id.is_(None), c.account_before == line)
        found.append(or_(c.account_id == line, before, and_(none, c.key == line)))
    if query.office is not None:
        found.append(or_(c.office == query.office, c.office_before == query.office))
    return found
