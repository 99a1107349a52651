"""Loads what the selected fields of conflicts need, for all of a list at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.exchange.conflicts import Conflict
from domain.protocol.access.permissions import Permission, require
from schema.context import Context
from schema.links.following import finds, follow
from schema.lookahead import Selection
from schema.personal_data import note_conflicts
from schema.sync.types import CONFLICT_ACCOUNT, SyncConflict


@finds("SyncConflict")
async def find_conflicts(
    context: Context, keys: Sequence[str], selections: Sequence[Selection]
) -> Mapping[str, SyncConflict]:
    """Those that the reader may know of. Raises NotAuthorised: the synchronisation is not for companies."""
    require(context.actor, Permission.READ_SYNC)
    found = await context.read.conflicts_by_id(keys)
    return dict(zip(found, await conflict_nodes(context, list(found.values()), selections), strict=True))


async def conflict_nodes(
    context: Context, conflicts: Sequence[Conflict], selections: Sequence[Selection]
) -> list[SyncConflict]:
    """The nodes of *conflicts*, with everything loaded that *selections* ask of them."""
    for selection in selections:
        await note_conflicts(context, selection, conflicts)
    nodes = [SyncConflict(conflict) for conflict in conflicts]
    await follow(context, nodes, selections, (CONFLICT_ACCOUNT,))
    return nodes
