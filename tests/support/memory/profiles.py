"""Joins by e-mail of the memory store, with the promises of `domain.ports.journeys.ProfileStore`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.errors import RecordNotFound, VersionConflict
from domain.model.history.profiles import EmailJoin, JoinState

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryProfiles:
    """`ProfileStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def join(self, email: str, rut: str) -> EmailJoin | None:
        """See the port."""
        return next((each for each in self._rows.joins.values() if (each.email, each.rut) == (email, rut)), None)

    async def joined_to(self, email: str) -> EmailJoin | None:
        """See the port."""
        accepted = (each for each in self._rows.joins.values() if each.state is JoinState.ACCEPTED)
        return next((each for each in accepted if each.email == email), None)

    async def add_join(self, join: EmailJoin) -> EmailJoin:
        """See the port."""
        self._rows.joins[join.id] = join
        return join

    async def save_join(self, join: EmailJoin, seen: int) -> EmailJoin:
        """See the port."""
        stored = self._rows.joins.get(join.id)
        if stored is None:
            raise RecordNotFound("una unión por correo", join.id)
        if stored.version != seen:
            raise VersionConflict("una unión por correo", join.id, seen, stored, stored.version)
        self._rows.joins[join.id] = saved = replace(join, version=seen + 1)
        return saved
