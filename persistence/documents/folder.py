"""
`DocumentFiles` in a folder of this machine, or one that several share.

A file is written beside where it will lie, brought to the disk, and then takes its name in one step: under a name there
is a whole file or none. What is not kept is removed; what a killed process leaves is told by `kept_before`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from domain.errors import RecordNotFound, StoreUnavailable

_PART: Final = ".part"
_PIECE: Final = 256 * 1024
_AT_ONCE: Final = 500
_AGAIN_SECONDS: Final = 30.0


class FolderFiles:
    """See the module. Files lie in 256 folders below the one that is given, by the first letters of their key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.asynccontextmanager
    async def receiving(self) -> AsyncIterator[FolderReceiving]:
        """See `DocumentFiles.receiving`."""
        key = str(uuid.uuid4())
        path = self._path(key)
        with _told():
            opened = await asyncio.to_thread(_open, path)
        incoming = FolderReceiving(key, path, opened)
        try:
            yield incoming
        finally:
            await asyncio.shield(asyncio.to_thread(incoming.close))

    @contextlib.asynccontextmanager
    async def read(self, key: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """See `DocumentFiles.read`."""
        try:
            with _told():
                opened = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError:
            raise RecordNotFound("un documento", key) from None
        try:
            yield _pieces(opened)
        finally:
            await asyncio.shield(asyncio.to_thread(opened.close))

    async def remove(self, key: str) -> None:
        """See `DocumentFiles.remove`."""
        with _told():
            await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def kept_before(self, at: datetime) -> AsyncIterator[Sequence[str]]:
        """See `DocumentFiles.kept_before`; what a killed process left of a file on its way in is removed on the way."""
        found: list[str] = []
        for folder in await asyncio.to_thread(_folders, self._folder):
            found += await asyncio.to_thread(_old, folder, at.timestamp())
            if len(found) >= _AT_ONCE:
                yield found
                found = []
        if found:
            yield found

    def _path(self, key: str) -> Path:
        name = str(uuid.UUID(key))  # ours, and nothing that leads elsewhere
        return self._folder / name[:2] / name


class FolderReceiving:
    """See `domain.ports.documents.files.Receiving`."""

    def __init__(self, key: str, path: Path, opened: IO[bytes]) -> None:
        self._key = key
        self._path = path
        self._opened = opened

    @property
    def key(self) -> str:
        """See `Receiving.key`."""
        return self._key

    async def write(self, chunk: bytes) -> None:
        """See `Receiving.write`."""
        with _told():
            await asyncio.to_thread(self._opened.write, chunk)

    async def keep(self) -> None:
        """See `Receiving.keep`."""
        with _told():
            await asyncio.to_thread(self._keep)

    def _keep(self) -> None:
        self._opened.flush()
        os.fsync(self._opened.fileno())
        part = _part(self._path)
        part.rename(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def close(self) -> None:
        """Nothing is left of what was not kept."""
        with contextlib.suppress(OSError):
            self._opened.close()
        with contextlib.suppress(OSError):
            _part(self._path).unlink(missing_ok=True)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """The disk is full, read only or away: say so as the store does."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as failure:
        message = "Los documentos no se pueden guardar ni leer ahora. Intente más tarde."
        raise StoreUnavailable(message, _AGAIN_SECONDS, "documents") from failure


def _part(path: Path) -> Path:
    return path.with_name(path.name + _PART)


def _open(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(_part(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


async def _pieces(opened: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(opened.read, _PIECE):
        yield piece


def _folders(root: Path) -> list[Path]:
    return sorted(each for each in root.iterdir() if each.is_dir()) if root.is_dir() else []


def _old(folder: Path, before: float) -> list[str]:
    kept = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                if path.suffix == _PART:
                    path.unlink()
                else:
                    kept.append(path.name)
    return kept
