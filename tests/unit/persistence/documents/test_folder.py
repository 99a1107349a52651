"""The folder of documents: under a name there is a whole file or none (F-80)."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import StoreUnavailable
from persistence.documents.folder import FolderFiles

LATER = timedelta(hours=1)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def a_file(files: FolderFiles, *pieces: bytes) -> str:
    """Kept whole; its key."""
    async with files.receiving() as incoming:
        for piece in pieces:
            await incoming.write(piece)
        await incoming.keep()
    return incoming.key


async def read(files: FolderFiles, key: str) -> bytes:
    async with files.read(key) as pieces:
        return b"".join([piece async for piece in pieces])


async def test_a_file_is_for_this_user_alone(tmp_path: Path) -> None:
    """F-80: whoever else is on the machine reads nothing."""
    await a_file(FolderFiles(tmp_path), b"a")
    assert [path.stat().st_mode & 0o777 for path in files_in(tmp_path)] == [0o600]


async def test_what_is_cut_leaves_nothing(tmp_path: Path) -> None:
    """F-80: a failure on the way, and one that simply is not kept."""
    files = FolderFiles(tmp_path)
    with contextlib.suppress(ConnectionError):
        async with files.receiving() as incoming:
            await incoming.write(b"x" * 100_000)
            raise ConnectionError
    assert files_in(tmp_path) == []
    async with files.receiving() as incoming:
        await incoming.write(b"x")
    assert files_in(tmp_path) == []


async def test_what_a_killed_process_left_is_found_by_its_age(tmp_path: Path) -> None:
    """F-80: a part that nobody finishes goes; whole files are told, the young ones are not."""
    files = FolderFiles(tmp_path)
    old, young = await a_file(files, b"1"), await a_file(files, b"2")
    before = datetime.now(UTC) - LATER
    part = tmp_path / "ab" / "abandonado.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"x")
    for path in [part, *(path for path in files_in(tmp_path) if path.name == old)]:
        os.utime(path, (before.timestamp() - 1, before.timestamp() - 1))
    assert [keys async for keys in files.kept_before(before)] == [[old]]
    assert not part.exists()
    assert await read(files, young) == b"2"


async def test_a_disk_that_takes_nothing_is_told_as_unavailable(tmp_path: Path) -> None:
    """F-80: as the store tells it, with what to do."""
    blocked = tmp_path / "documentos"
    blocked.write_text("no es una carpeta")
    with pytest.raises(StoreUnavailable, match="Intente más tarde"):
        await a_file(FolderFiles(blocked), b"x")
