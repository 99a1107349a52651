"""Sessions that are open: one's own, or, for an administrator, anybody's."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from domain.model.identity.sessions import Session as SessionOfDomain
from domain.model.identity.sessions import SessionEnd
from schema.answers import answers
from schema.context import Info


@strawberry.type(description="One log-in in one browser.")
class SessionShape:
    key: str = strawberry.field(description="By which it is named to end it; it opens nothing.")
    username: str = strawberry.field(description="Who logged in.")
    issuer: str = strawberry.field(description="By which identity provider.")
    browser: str = strawberry.field(description="What the browser says it is.")
    began_at: datetime = strawberry.field(description="Since when.")
    seen_at: datetime = strawberry.field(description="Last activity, to the minute.")
    idle_until: datetime = strawberry.field(description="When it ends without activity.")
    ends_at: datetime = strawberry.field(description="When it ends whatever is done.")
    ended_at: datetime | None = strawberry.field(description="When it ended before its time; none: it did not.")
    end: SessionEnd | None = strawberry.field(description="How it ended.")


@answers(SessionShape, beneath=SessionOfDomain)
class Session:
    __slots__ = ("_session", "issuer", "key", "username")

    def __init__(self, session: SessionOfDomain) -> None:
        self._session = session
        self.key = session.id
        self.username = session.person
        self.issuer = session.identity.issuer

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)


@strawberry.type
class SessionQueries:
    @strawberry.field(
        description="Open sessions, newest first, a hundred at most: one's own, or those of somebody else, which only "
        "an administrator may see."
    )
    async def sessions(
        self,
        info: Info,
        username: Annotated[str | None, strawberry.argument(description="Whose; none: one's own.")] = None,
    ) -> list[Session]:
        context = info.context
        return [Session(each) for each in await context.sessions.open_of(username, context.machine_now())]
