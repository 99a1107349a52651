"""Sessions of the memory store, with the promises of `domain.ports.identity.sessions`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from domain.errors import RecordNotFound
from domain.model.identity.sessions import Session

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemorySessions:
    """`SessionStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, session_id: str) -> Session:
        """See the port."""
        if session_id not in self._rows.sessions:
            raise RecordNotFound("una sesión", session_id)
        return self._rows.sessions[session_id]

    async def by_secret(self, secret_hash: str) -> Session | None:
        """See the port."""
        return next((one for one in self._rows.sessions.values() if one.secret_hash == secret_hash), None)

    async def open_of(self, person: str, now: datetime) -> Sequence[Session]:
        """See the port."""
        newest_first = reversed(self._rows.sessions.values())
        return [one for one in newest_first if one.person == person and one.holds(now)][:100]

    async def add(self, session: Session, forget_before: datetime) -> None:
        """See the port."""
        for one in list(self._rows.sessions.values()):
            if min(one.idle_until, one.ended_at or one.idle_until) < forget_before:
                del self._rows.sessions[one.id]
        self._rows.sessions[session.id] = session

    async def end(self, session: Session) -> bool:
        """See the port."""
        stored = await self.get(session.id)
        if stored.ended_at is None:
            self._rows.sessions[session.id] = session
        return stored.ended_at is None
