"""The feed of changes: written in the transaction of the change, numbered afterwards, read by position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.model.history.feed import Change, ChangeKind


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """
    Which changes; what is empty does not limit.

    Attributes:
        account_ids: Of these accounts, or of one of them before; None: of all, and of none.
        opened_by: With `account_ids`: also cases of no account that this person opened.
        office: Of this office, or of it before.
    """

    kinds: frozenset[ChangeKind] = frozenset()
    account_ids: frozenset[str] | None = None
    opened_by: str | None = None
    office: str | None = None

    def covers(self, change: Change) -> bool:
        """Whether it is one of them; the store finds the same ones."""
        if self.kinds and change.kind not in self.kinds:
            return False
        if self.office is not None and self.office not in (change.office, change.office_before):
            return False
        if self.account_ids is None or not self.account_ids.isdisjoint((change.account_id, change.account_before)):
            return True
        return self.opened_by is not None and change.account_id is None and change.opened_by == self.opened_by


@dataclass(frozen=True, slots=True)
class FeedState:
    """How far the feed goes: the last position given, and the last one that is kept no more."""

    head: int
    expired: int


class ChangeFeed(Protocol):
    """Reads of the feed. Positions are given in the order in which changes were committed, without gaps."""

    async def state(self) -> FeedState:
        """One statement."""
        ...

    async def between(self, query: ChangeQuery, after: int, until: int, most: int) -> Sequence[Change]:
        """Changes with a position after *after* up to *until*, in their order, at most so many. One statement."""
        ...

    async def beyond(self, position: int) -> None:
        """Wait until there are positions after this one."""
        ...


class ChangeNumberer(Protocol):
    """Gives committed changes their position. Any number may run: one does at a time."""

    async def number_some(self) -> int:
        """Number what waits, a short transaction's worth; how many."""
        ...
