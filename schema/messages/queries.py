"""Messages, and a template filled in without being sent."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.messages import Language, MessageState
from domain.protocol.access.permissions import Permission, require
from schema.context import Info
from schema.ids import key_of
from schema.lookahead import is_counted, selected_items
from schema.messages.loading import message_nodes
from schema.messages.types import Message
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request


@strawberry.input(description="Which messages; every condition that is given must hold.")
class MessageFilter:
    account_id: strawberry.ID | None = strawberry.field(default=None, description="About this account.")
    case_id: strawberry.ID | None = strawberry.field(default=None, description="Of this case.")
    states: list[MessageState] | None = strawberry.field(default=None, description="In these delivery states.")


@strawberry.type(description="A template filled in, not sent.")
class MessagePreview:
    template_version: str = strawberry.field(description="Version of the template.")
    subject: str = strawberry.field(description="Subject.")
    text: str = strawberry.field(description="Body as text.")
    html: str = strawberry.field(description="Body as HTML.")


@strawberry.input(description="A parameter of a template.")
class MessageParameter:
    name: str = strawberry.field(description="Name of the parameter.")
    value: str = strawberry.field(description="Its value.")


@strawberry.type
class MessageQueries:
    @strawberry.field(
        description="Messages, newest first, as they were or will be sent; to a company, those addressed to it."
    )
    async def messages(
        self,
        info: Info,
        filter: Annotated[MessageFilter | None, strawberry.argument(description="Which messages.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Message]:
        context, given = info.context, filter or MessageFilter()
        account_id = key_of(given.account_id, "Account", "account_id") if given.account_id else None
        page = await context.case_read.messages(
            page_request(first, last, after, before, counted=is_counted(info, "Message")),
            account_ids=None if account_id is None else frozenset({account_id}),
            case_id=key_of(given.case_id, "Case", "case_id") if given.case_id else None,
            states=frozenset(given.states or ()),
        )
        return connection_of(await message_nodes(context, page.items, selected_items(info, "Message")), page)

    @strawberry.field(description="A message template filled in, not sent (section 5).")
    def message_preview(
        self,
        info: Info,
        template: Annotated[str, strawberry.argument(description="Message id, for example «NTF-05».")],
        parameters: Annotated[list[MessageParameter], strawberry.argument(description="Values to fill in.")],
        language: Annotated[Language, strawberry.argument(description="Language.")] = Language.ES,
    ) -> MessagePreview:
        require(info.context.actor, Permission.READ_RULES)
        values = {parameter.name: parameter.value for parameter in parameters}
        rendered = info.context.casework.renderer.render(template.strip().upper(), language, values)
        return MessagePreview(
            template_version=rendered.template_version,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
        )
