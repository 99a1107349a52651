"""What a worker clears away: announcements that nobody used, files that belong to no document, withdrawn contents."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

from api.documents.files import files_of
from api.retention import repeating
from api.settings import Settings
from domain.model.history.documents import UPLOAD_LASTS
from domain.ports.documents.files import DocumentFiles
from domain.ports.documents.store import DocumentKeeping
from persistence.database import Database
from persistence.documents.repository import SqlDocumentReads

_SECONDS: Final = 3_600.0
_STRAY: Final = timedelta(days=1)
"""A file that is older and of no document was left by a process that was killed; one on its way in is younger."""
_AT_ONCE: Final = 100


@contextlib.asynccontextmanager
async def keeping_documents(settings: Settings, database: Database) -> AsyncIterator[None]:
    """Clear away while inside, hourly."""
    keeping, files = SqlDocumentReads(database), files_of(settings)
    kept = None if settings.document_days is None else timedelta(days=settings.document_days)

    async def tidy() -> None:
        await clear_away(keeping, files, datetime.now(UTC), kept)

    async with repeating(tidy, _SECONDS):
        yield


async def clear_away(
    keeping: DocumentKeeping, files: DocumentFiles, now: datetime, withdrawn_kept: timedelta | None
) -> int:
    """
    Clear away what is left; how many files went.

    Args:
        withdrawn_kept: How long the content of a withdrawn document is kept; None: for good.
    """
    await keeping.forget_uploads(now - UPLOAD_LASTS)
    gone = 0
    while withdrawn_kept is not None:
        found = await keeping.withdrawn_before(now - withdrawn_kept, _AT_ONCE)
        for document in found:
            await files.remove(document.content.file)
            await keeping.erased(document.id, now)
        gone += len(found)
        if len(found) < _AT_ONCE:
            break
    async for keys in files.kept_before(now - _STRAY):
        known = await keeping.known(keys)
        for key in keys:
            if key not in known:
                await files.remove(key)
                gone += 1
    return gone
