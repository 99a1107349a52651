"""End a session: it is over at once, in every process."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain import errors
from domain.use_cases.sessions import end_session
from schema.context import Info
from schema.errors import UserError, user_errors
from schema.sessions.queries import Session


@strawberry.type(description="A session after somebody ended it.")
class SessionPayload:
    session: Session | None = strawberry.field(description="As it is now; none when there is none to end.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was ended; empty: it is over.")


@strawberry.input(description="Which session to end.")
class EndSessionInput:
    key: str = strawberry.field(description="Its `Session.key`.")


@strawberry.type
class SessionMutations:
    @strawberry.mutation(
        description="End a session of one's own, or, as an administrator, anybody's. To end it again changes nothing."
    )
    async def end_session(
        self, info: Info, input: Annotated[EndSessionInput, strawberry.argument(description="Which.")]
    ) -> SessionPayload:
        context = info.context
        try:
            over = await end_session(context.services, context.actor, input.key, context.machine_now())
        except errors.RecordNotFound as refused:
            members = user_errors(refused)
            if not members:
                raise
            return SessionPayload(session=None, user_errors=members)
        return SessionPayload(session=Session(over), user_errors=[])
