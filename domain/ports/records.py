"""What every store of one class of records promises; a subject's own port adds what it finds them by."""

from __future__ import annotations

from typing import Protocol, TypeVar

R = TypeVar("R")


class Records(Protocol[R]):
    """Records of one class, inside the unit of work, each under its id. Nothing is deleted."""

    async def get(self, key: str) -> R:
        """The record. Raises RecordNotFound."""
        ...

    async def add(self, record: R) -> R:
        """Add a new one (version 1, where it counts its writes)."""
        ...


class VersionedRecords(Records[R], Protocol[R]):
    """Records that count their writes, from 1: whoever writes names the version that was seen."""

    async def save(self, record: R, seen: int) -> R:
        """Write it with its next version. Raises VersionConflict (`current` is the stored one), RecordNotFound."""
        ...
