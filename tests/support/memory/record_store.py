"""`Records` and `VersionedRecords` of the memory store; promises: `domain.ports.records`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Generic, TypeVar

from domain.errors import RecordNotFound, VersionConflict
from persistence.record_store import Identified, Versioned

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

    async def save(self, record: V, seen: int) -> V:
        """See the port."""
        stored = await self.get(record.id)
        if stored.version != seen:
            raise VersionConflict(self._what_es, record.id, seen, stored, stored.version)
        told: Any = record
        self._kept[record.id] = saved = replace(told, version=seen + 1)
        return saved
