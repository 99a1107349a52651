"""What every store of one class of records promises; a subject's own port adds what it finds them by."""

from __future__ import annotations

from typing import Protocol, TypeVar


class Identified(Protocol):
    """A record under its id."""

    @property
    def id(self) -> str:
        """UUID text."""
        ...


class Versioned(Identified, Protocol):
    """A record that counts its writes, from 1."""

    @property
    def version(self) -> int:
        """How often it was written."""
        ...


R = TypeVar("R")


class Records(Protocol[R]):
    """Records of one class, inside the unit of work, each under its id. Nothing is deleted."""

    async def get(self, key: str) -> R:
        """The record. Raises RecordNotFound."""
        ...

    async def add(self, record: R) -> R:
        """Add a new one; where it counts its writes, as its first version, whatever it says."""
        ...


class VersionedRecords(Records[R], Protocol[R]):
    """Records that count their writes, from 1: whoever writes names the version that was seen."""

    async def save(self, record: R, seen: int) -> R:
        """Write it with its next version. Raises VersionConflict (`current` is the stored one), RecordNotFound."""
        ...
