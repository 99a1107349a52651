"""Joins by e-mail of the memory store, with the promises of `domain.ports.journeys.JoinStore`."""

from __future__ import annotations

from domain.model.history.profiles import EmailJoin, JoinState
from tests.support.memory.record_store import MemoryVersionedRecords


class MemoryJoins(MemoryVersionedRecords[EmailJoin]):
    """`JoinStore`."""

    async def decided(self, email: str, rut: str) -> EmailJoin | None:
        """See the port."""
        return next((each for each in self._kept.values() if (each.email, each.rut) == (email, rut)), None)

    async def accepted(self, email: str) -> EmailJoin | None:
        """See the port."""
        accepted = (each for each in self._kept.values() if each.state is JoinState.ACCEPTED)
        return next((each for each in accepted if each.email == email), None)
