"""Loads what the selected fields of representations need, for all of a list at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.representations import Representation as RepresentationOfDomain
from schema.context import Context
from schema.links.following import finds, follow
from schema.lookahead import Selection
from schema.personal_data import note_representations
from schema.representations.types import ACCOUNT, CASE, Representation


@finds("Representation")
async def find_representations(
    context: Context, keys: Sequence[str], selections: Sequence[Selection]
) -> Mapping[str, Representation]:
    """Those that the viewer may know of. A statement for each: nobody asks for many."""
    found = {key: one for key in keys if (one := await context.representations.one(key)) is not None}
    return dict(zip(found, await representation_nodes(context, list(found.values()), selections), strict=True))


async def representation_nodes(
    context: Context, records: Sequence[RepresentationOfDomain], selections: Sequence[Selection]
) -> list[Representation]:
    """As the viewer sees them, with everything loaded that *selections* ask of them."""
    for selection in selections:
        note_representations(context, selection, records)
    nodes = [Representation(record, context.actor) for record in records]
    await follow(context, nodes, selections, (ACCOUNT, CASE))
    return nodes
