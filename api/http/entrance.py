"""Everything by which a request becomes an actor, opened together: issuers, sessions, our own tokens."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from api.identity.identification import Identification
from api.identity.issuers import Issuers, open_issuers
from api.identity.tokens import SignedTokens
from api.sessions.door import SessionDoor
from api.sessions.flow import LoginFlow
from api.sessions.own_tokens import OwnTokens
from api.sessions.routes import SessionDesk
from api.wiring import Runtime
from domain.model.identity.sessions import Lifetime
from persistence.identity.sessions import SqlSessionReads


@dataclass(frozen=True, slots=True)
class Entrance:
    """What an open application has of it."""

    issuers: Issuers
    identification: Identification
    door: SessionDoor
    sessions: SqlSessionReads
    desk: SessionDesk


@contextlib.asynccontextmanager
async def open_entrance(runtime: Runtime, signed: SignedTokens | None) -> AsyncIterator[Entrance]:
    """
    The entrance of an installation, while inside.

    Args:
        signed: Takes tokens of the shared secret (HS256); None: they are not taken.

    Raises:
        ConfigurationError: Everything that is wrong with the identity file.
    """
    settings, services = runtime.settings, runtime.services
    links = runtime.institution.identities
    async with open_issuers(settings.identity, runtime.identity_book, links) as issuers:
        reads = SqlSessionReads(runtime.database)
        lifetime = Lifetime(
            timedelta(seconds=settings.session_idle_seconds), timedelta(seconds=settings.session_seconds)
        )
        door = SessionDoor(services, issuers, reads, lifetime, settings.public_url)
        own_tokens = OwnTokens(settings.public_url, [settings.token_secret])
        flow = LoginFlow(issuers, reads, f"{settings.public_url}/session/callback", lambda: door.now())
        desk = SessionDesk(door, flow, issuers, own_tokens, runtime.budgets, settings.allowed_origins)
        yield Entrance(issuers, Identification(issuers, door, own_tokens, signed), door, reads, desk)
