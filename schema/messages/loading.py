"""Loads what the selected fields of messages need, for all messages of a list at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.messages import Message as MessageOfDomain
from schema.context import Context
from schema.links.following import finds, follow
from schema.lookahead import Selection
from schema.messages.types import ACCOUNT, CASE, Message
from schema.personal_data import note_messages


@finds("Message")
async def find_messages(
    context: Context, keys: Sequence[str], selections: Sequence[Selection]
) -> Mapping[str, Message]:
    """Those that the reader may know of."""
    found = await context.case_read.messages_by_id(keys)
    return dict(zip(found, await message_nodes(context, list(found.values()), selections), strict=True))


async def message_nodes(
    context: Context, messages: Sequence[MessageOfDomain], selections: Sequence[Selection]
) -> list[Message]:
    """The nodes of *messages*, with everything loaded that *selections* ask of them."""
    for selection in selections:
        note_messages(context, selection, messages)
    nodes = [Message(message) for message in messages]
    await follow(context, nodes, selections, (ACCOUNT, CASE))
    return nodes
