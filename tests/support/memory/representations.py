"""Representations of the memory store, with the promises of `domain.ports.identity.representations`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.errors import RecordNotFound, VersionConflict
from domain.model.representations import Representation
from domain.model.rut import Rut

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryRepresentations:
    """`RepresentationStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, representation_id: str) -> Representation:
        """See the port."""
        if representation_id not in self._rows.representations:
            raise RecordNotFound("una representación", representation_id)
        return self._rows.representations[representation_id]

    async def of_case(self, case_id: str) -> Representation | None:
        """See the port."""
        return next((one for one in self._newest_first() if one.case_id == case_id), None)

    async def of_person(self, run: Rut) -> Sequence[Representation]:
        """See the port."""
        return [one for one in self._rows.representations.values() if one.run == run]

    async def add(self, record: Representation) -> Representation:
        """See the port."""
        self._rows.representations[record.id] = record
        return record

    async def save(self, record: Representation, seen: int) -> Representation:
        """See the port."""
        stored = await self.get(record.id)
        if stored.version != seen:
            raise VersionConflict("una representación", record.id, seen, stored, stored.version)
        self._rows.representations[record.id] = replace(record, version=seen + 1)
        return self._rows.representations[record.id]

    def _newest_first(self) -> list[Representation]:
        return list(reversed(self._rows.representations.values()))
