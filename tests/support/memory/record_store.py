"""`Records` and `VersionedRecords` of the memory store; promises: `domain.ports.records`."""

from __future__ import annotations

from typing import Generic, TypeVar

from domain.errors import RecordNotFound, VersionConflict
from domain.ports.records import Identified, Versioned
from persistence.record_store import of_version

R = TypeVar("R", bound=Identified)
V = TypeVar("V", bound=Versioned)


class MemoryRecords(Generic[R]):
    """`Records` in a dict by id."""

    def __init__(self, kept: dict[str, R], what_es: str) -> None:
        self._kept = kept
        self._what_es = what_es

    async def get(self, key: str) -> R:
        """See the port."""
        if key not in self._kept:
            raise RecordNotFound(self._what_es, key)
        return self._kept[key]

    async def add(self, record: R) -> R:
        """See the port."""
        self._kept[record.id] = record
        return record


class MemoryVersionedRecords(MemoryRecords[V]):
    """`VersionedRecords` in a dict by id."""

    async def add(self, record: V) -> V:
        """See the port."""
        return await super().add(of_version(record, 1))

    async def save(self, record: V, seen: int) -> V:
        """See the port."""
        stored = await self.get(record.id)
        if stored.version != seen:
            raise VersionConflict(self._what_es, record.id, seen, stored, stored.version)
        self._kept[record.id] = saved = of_version(record, seen + 1)
        return saved
