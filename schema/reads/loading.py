"""Loads what the selected fields of reads of personal data need, for all of a list at once."""

from __future__ import annotations

from collections.abc import Sequence

from domain.model.personal_data import PersonalRead
from schema.context import Context
from schema.links.following import follow
from schema.lookahead import Selection
from schema.reads.types import ACCOUNT, CASE, PersonalDataRead


async def read_nodes(
    context: Context, records: Sequence[PersonalRead], selections: Sequence[Selection]
) -> list[PersonalDataRead]:
    """The nodes of *records*, with everything loaded that *selections* ask of them."""
    nodes = [PersonalDataRead(record) for record in records]
    await follow(context, nodes, selections, (ACCOUNT, CASE))
    return nodes
