"""Conflicts of interest as their reader sees them (POL-07, AMB-72)."""

from __future__ import annotations

from collections.abc import Sequence

from domain.model.history.conflicts_of_interest import Declared
from domain.model.institution.people import Actor
from domain.ports.reading import ReadModel
from domain.protocol.access.permissions import sees_all


class SeenConflictsOfInterest:
    """The part of `ReadModel` about them, bound to its reader."""

    _reads: ReadModel
    _reader: Actor

    async def conflicts_of_interest(self, account_ids: Sequence[str] | None, person: str | None = None) -> Declared:
        """See `ReadModel.conflicts_of_interest`: staff see every one, a company none."""
        return await self._reads.conflicts_of_interest(account_ids, person) if sees_all(self._reader) else []
