"""Conflicts of interest of the memory store: they lie in their account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.errors import RecordNotFound, VersionConflict
from domain.model.history.conflicts_of_interest import ConflictOfInterest

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryConflictsOfInterest:
    """`ConflictOfInterestStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, record: ConflictOfInterest) -> ConflictOfInterest:
        """See the port."""
        added = replace(record, version=1)
        account = self._rows.accounts[record.account_id]
        self._rows.accounts[account.id] = replace(
            account, conflicts_of_interest=(*account.conflicts_of_interest, added)
        )
        return added

    async def save(self, record: ConflictOfInterest, seen: int) -> ConflictOfInterest:
        """See the port."""
        holders = (a for a in self._rows.accounts.values() if any(c.id == record.id for c in a.conflicts_of_interest))
        account = next(holders, None)
        if account is None:
            raise RecordNotFound("un conflicto de interés", record.id)
        stored = next(each for each in account.conflicts_of_interest if each.id == record.id)
        if stored.version != seen:
            raise VersionConflict("un conflicto de interés", record.id, seen, stored, stored.version)
        after = replace(stored, version=seen + 1, ends=record.ends)
        every = tuple(after if each.id == after.id else each for each in account.conflicts_of_interest)
        self._rows.accounts[account.id] = replace(account, conflicts_of_interest=every)
        return after
