"""Loads what the selected fields of actions need, for all actions of a list at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.ports.reading import ActionRow
from schema.actions.types import ACCOUNT, CORRECTS, Action
from schema.context import Context
from schema.links.following import finds, follow
from schema.lookahead import Selection


@finds("Action")
async def find_actions(context: Context, keys: Sequence[str], selections: Sequence[Selection]) -> Mapping[str, Action]:
    """Those that the reader may know of."""
    found = await context.read.actions_by_id(keys)
    return dict(zip(found, await action_nodes(context, list(found.values()), selections), strict=True))


async def action_nodes(context: Context, rows: Sequence[ActionRow], selections: Sequence[Selection]) -> list[Action]:
    """The nodes of *rows*, with everything loaded that *selections* ask of them."""
    nodes = [Action.of(row) for row in rows]
    await follow(context, nodes, selections, (ACCOUNT, CORRECTS))
    return nodes
