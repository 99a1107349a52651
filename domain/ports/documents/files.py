"""Where the contents of documents lie ("archivo de documentos")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol


class Receiving(Protocol):
    """A file on its way in."""

    @property
    def key(self) -> str:
        """Under which it will be read."""
        ...

    async def write(self, chunk: bytes) -> None:
        """The next bytes."""
        ...

    async def keep(self) -> None:
        """It is whole: on disk, whatever happens next. Without this nothing is left of it."""
        ...


class DocumentFiles(Protocol):
    """Where contents lie ("archivo de documentos"). Raises StoreUnavailable while it cannot be reached."""

    def receiving(self) -> AbstractAsyncContextManager[Receiving]:
        """Take in a new file; what is not kept on the way out is gone."""
        ...

    def read(self, key: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Its bytes, in pieces. Raises RecordNotFound before the first."""
        ...

    async def remove(self, key: str) -> None:
        """It is no more; one that is not there is no error."""
        ...

    def kept_before(self, at: datetime) -> AsyncIterator[Sequence[str]]:
        """Keys of the files written before, and of what a killed process left, some at a time."""
        ...
