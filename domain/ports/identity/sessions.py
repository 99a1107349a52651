"""Sessions and log-ins under way, as use cases and requests need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.model.identity.sessions import LoginAttempt, Session


class SessionStore(Protocol):
    """Sessions, inside a unit of work."""

    async def get(self, session_id: str) -> Session:
        """The session, over or not. Raises RecordNotFound."""
        ...

    async def by_secret(self, secret_hash: str) -> Session | None:
        """The session of that browser, over or not. One statement."""
        ...

    async def open_of(self, person: str, now: datetime) -> Sequence[Session]:
        """Those of a person that hold at *now*, newest first, a hundred at most. One statement."""
        ...

    async def add(self, session: Session, forget_before: datetime) -> None:
        """Add a new one, and delete those that ended by themselves or by somebody before *forget_before*."""
        ...

    async def end(self, session: Session) -> bool:
        """Keep who ended it, when and how; False: it had ended before, and stays as it was."""
        ...


class SessionReads(Protocol):
    """Sessions at every request."""

    async def by_secret(self, secret_hash: str) -> Session | None:
        """As `SessionStore.by_secret`."""
        ...

    async def by_id(self, session_id: str) -> Session | None:
        """The session, over or not. One statement."""
        ...

    async def open_of(self, person: str, now: datetime) -> Sequence[Session]:
        """As `SessionStore.open_of`."""
        ...

    async def saw(self, session: Session) -> None:
        """Keep its `seen_at` and `idle_until`; one that ended meanwhile stays ended. Commits by itself."""
        ...


class LoginAttempts(Protocol):
    """Log-ins under way. Every call commits by itself."""

    async def add(self, attempt: LoginAttempt, now: datetime) -> None:
        """Remember it; those whose time was over before *now* are forgotten."""
        ...

    async def take(self, state_hash: str, browser_hash: str, now: datetime) -> LoginAttempt | None:
        """
        The attempt with that state, if that browser began it and its time is not over; it is forgotten, so that of two
        who come with the same one only one gets it. None: there is none, or it is another browser's, and stays.
        """
        ...
