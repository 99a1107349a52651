"""What changes, as it happens ("avisos de cambios"): the same as the query, told instead of asked for (F-60)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from domain.errors import ChangesForgotten
from schema.changes.queries import (
    ChangesSince,
    OfAccount,
    OfKinds,
    OfOffice,
    asked_changes,
    changes_since,
    cursor_expired,
)
from schema.changes.types import position_of
from schema.context import Info
from schema.lookahead import selected
from schema.pagination import MAX_PAGE
from schema.personal_data import ShownPersonalData


@strawberry.type
class ChangeSubscriptions:
    @strawberry.subscription(
        description="What changes after a cursor, of what the viewer may know of, as it happens: up to 100 changes at "
        "a time. Without a cursor it begins now, and tells at once from which cursor that is. Keep the cursor of each "
        "event: after a cut, subscribe with it, and nothing is missed. By WebSocket (graphql-transport-ws) or with "
        "Accept: text/event-stream. It ends with the session or token, and when the viewer's role changes."
    )
    async def changes(
        self,
        info: Info,
        after: Annotated[str | None, strawberry.argument(description="Cursor of the last event or query.")] = None,
        kinds: OfKinds = None,
        account_id: OfAccount = None,
        office: OfOffice = None,
    ) -> AsyncGenerator[ChangesSince, None]:
        query, context = asked_changes(kinds, account_id, office), info.context
        asked = selected(info, "ChangesSince").below("changes", "Change")
        follow = context.changes.follow(query, None if after is None else position_of(after), MAX_PAGE)
        try:
            async with aclosing(follow) as events:
                async for found in events:
                    context.shown = ShownPersonalData()  # each event is recorded by itself
                    yield await changes_since(context, found, asked)
        except ChangesForgotten as forgotten:
            raise cursor_expired(forgotten) from forgotten
