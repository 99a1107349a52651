"""
`DocumentFiles` in a bucket of an object store that speaks S3.

A file waits on this machine's disk until it is whole and known, and then goes over, in parts when it is large; the
store shows it in one step. So under a name there is a whole file or none, and what is refused or cut never leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Final

from obstore import delete_async, get_async, put_async
from obstore import list as listed
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from domain.errors import RecordNotFound, StoreUnavailable

_PIECE: Final = 256 * 1024
_IN_MEMORY: Final = 1024 * 1024
_AGAIN_SECONDS: Final = 30.0
_MISSING: Final = (FileNotFoundError, NotFoundError)


class BucketFiles:
    """
    See the module.

    Args:
        store: The bucket, below a prefix or not.
    """

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @contextlib.asynccontextmanager
    async def receiving(self) -> AsyncIterator[BucketReceiving]:
        """See `DocumentFiles.receiving`."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as waiting:
            yield BucketReceiving(str(uuid.uuid4()), waiting, self._store)

    @contextlib.asynccontextmanager
    async def read(self, key: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """See `DocumentFiles.read`."""
        with _told():
            try:
                found = await get_async(self._store, _name(key))
            except _MISSING:
                raise RecordNotFound("un documento", key) from None
        yield _pieces(found.stream(min_chunk_size=_PIECE))

    async def remove(self, key: str) -> None:
        """See `DocumentFiles.remove`."""
        with _told(), contextlib.suppress(*_MISSING):
            await delete_async(self._store, _name(key))

    async def kept_before(self, at: datetime) -> AsyncIterator[Sequence[str]]:
        """See `DocumentFiles.kept_before`. By the store's clock, in whole seconds."""
        pages = listed(self._store)
        while True:
            with _told():
                try:
                    page = await anext(pages)
                except StopAsyncIteration:
                    return
            if keys := [PurePosixPath(each["path"]).name for each in page if each["last_modified"] < at]:
                yield keys


class BucketReceiving:
    """See `domain.ports.documents.files.Receiving`."""

    def __init__(self, key: str, waiting: IO[bytes], store: S3Store) -> None:
        self._key = key
        self._waiting = waiting
        self._store = store

    @property
    def key(self) -> str:
        """See `Receiving.key`."""
        return self._key

    async def write(self, chunk: bytes) -> None:
        """See `Receiving.write`."""
        with _told():
            await asyncio.to_thread(self._waiting.write, chunk)

    async def keep(self) -> None:
        """See `Receiving.keep`."""
        self._waiting.seek(0)
        with _told():
            await put_async(self._store, _name(self._key), self._waiting)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """The store is away, or refuses us: say so as the database does."""
    try:
        yield
    except (BaseError, OSError) as failure:
        message = "Los documentos no se pueden guardar ni leer ahora. Intente más tarde."
        raise StoreUnavailable(message, _AGAIN_SECONDS, "documents") from failure


def _name(key: str) -> str:
    name = str(uuid.UUID(key))  # ours, and nothing that leads elsewhere
    return f"{name[:2]}/{name}"


async def _pieces(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while True:
        with _told():
            try:
                piece = await anext(stream)
            except StopAsyncIteration:
                return
        yield bytes(piece)
