"""Where the contents of documents lie, in a folder or in a bucket: under a name a whole file or none (F-80)."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import RecordNotFound
from domain.ports.documents.files import DocumentFiles

HOUR = timedelta(hours=1)


async def a_file(files: DocumentFiles, *pieces: bytes) -> str:
    """Kept whole; its key."""
    async with files.receiving() as incoming:
        for piece in pieces:
            await incoming.write(piece)
        await incoming.keep()
    return incoming.key


async def read(files: DocumentFiles, key: str) -> list[bytes]:
    async with files.read(key) as pieces:
        return [piece async for piece in pieces]


async def told(found: AsyncIterator[Sequence[str]]) -> set[str]:
    return {key async for keys in found for key in keys}


async def test_what_is_kept_is_read_and_removed(files: DocumentFiles) -> None:
    """F-80: byte by byte and in pieces; removing twice is no error, reading then is."""
    key = await a_file(files, b"a" * 600_000, b"b")
    found = await read(files, key)
    assert b"".join(found) == b"a" * 600_000 + b"b"
    assert len(found) > 1
    await files.remove(key)
    await files.remove(key)
    with pytest.raises(RecordNotFound):
        await read(files, key)


async def test_a_large_one_and_an_empty_one_are_kept_whole(files: DocumentFiles) -> None:
    """F-80: twelve megabytes, which a bucket takes in parts; nothing at all is a file, too."""
    large, empty = await a_file(files, *[bytes([number]) * 1_000_000 for number in range(12)]), await a_file(files)
    whole = b"".join(await read(files, large))
    assert (len(whole), whole[0], whole[-1]) == (12_000_000, 0, 11)
    assert b"".join(await read(files, empty)) == b""


async def test_what_is_cut_or_not_kept_is_nowhere(files: DocumentFiles) -> None:
    """F-80: a failure on the way, and one that simply is not kept."""
    with contextlib.suppress(ConnectionError):
        async with files.receiving() as cut:
            await cut.write(b"x" * 2_000_000)
            raise ConnectionError
    async with files.receiving() as left:
        await left.write(b"x")
    for key in (cut.key, left.key):
        with pytest.raises(RecordNotFound):
            await read(files, key)
    assert await told(files.kept_before(datetime.now(UTC) + HOUR)) == set()


async def test_what_was_kept_before_an_instant_is_told(files: DocumentFiles) -> None:
    """F-80: what a killed process left is found by its age; the young ones are not."""
    kept = {await a_file(files, b"1"), await a_file(files, b"2")}
    assert await told(files.kept_before(datetime.now(UTC) + HOUR)) == kept
    assert await told(files.kept_before(datetime.now(UTC) - HOUR)) == set()


async def test_a_key_leads_nowhere_else(files: DocumentFiles) -> None:
    """F-80: what is no key of ours opens nothing; a key that nobody has is not found."""
    for wrong in ("../secreto", "", "a/b"):
        with pytest.raises(ValueError):
            await read(files, wrong)
    with pytest.raises(RecordNotFound):
        await read(files, str(uuid.uuid4()))
