"""Webhooks and their tries, for whoever administers them."""

from __future__ import annotations

from typing import Annotated, Final

import strawberry

from domain.model.history.webhooks import WebhookDelivery
from schema.context import Info
from schema.pagination import page_request
from schema.webhooks.types import Webhook

_TRIES: Final = 20


@strawberry.type
class WebhookQueries:
    @strawberry.field(
        description="Webhooks («avisos a otros sistemas»), newest first, at most 200: an administrator sees all, a "
        "service its own."
    )
    async def webhooks(self, info: Info) -> list[Webhook]:
        return [Webhook(each) for each in await info.context.webhooks.all()]

    @strawberry.field(description="The tries to tell a webhook, newest first.")
    async def webhook_deliveries(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="Key of the webhook.")],
        first: Annotated[int | None, strawberry.argument(description="At most how many, 1 to 100; none: 20.")] = None,
    ) -> list[WebhookDelivery]:
        most = page_request(_TRIES if first is None else first, None, None, None).first or 0
        return list(await info.context.webhooks.deliveries(key, most))
