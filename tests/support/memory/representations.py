"""Representations of the memory store, with the promises of `domain.ports.identity.representations`."""

from __future__ import annotations

from collections.abc import Sequence

from domain.model.representations import Representation
from domain.model.rut import Rut
from tests.support.memory.record_store import MemoryVersionedRecords


class MemoryRepresentations(MemoryVersionedRecords[Representation]):
    """`RepresentationStore`."""

    async def of_case(self, case_id: str) -> Representation | None:
        """See the port."""
        return next((one for one in reversed(self._kept.values()) if one.case_id == case_id), None)

    async def of_person(self, run: Rut) -> Sequence[Representation]:
        """See the port."""
        return [one for one in self._kept.values() if one.run == run]
