"""Journey events of the memory store, with the promises of `domain.ports.journeys.JourneyStore`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from domain.model.history.journeys import JourneyEvent
from domain.ports.journeys import JourneyKey

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryJourneys:
    """`JourneyStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def latest(self, keys: Collection[JourneyKey]) -> Mapping[JourneyKey, JourneyEvent]:
        """See the port."""
        known = sorted(self._rows.journeys, key=lambda event: event.version)
        return {event.record.key: event for event in known if event.record.key in keys}

    async def add(self, events: Sequence[JourneyEvent]) -> None:
        """See the port."""
        self._rows.journeys += events

    async def accounts_with(self, ruts: Collection[str]) -> Mapping[str, str]:
        """See the port."""
        found = ((account.rut, account.id) for account in self._rows.accounts.values())
        return {rut.compact: key for rut, key in found if rut is not None and rut.compact in ruts}
