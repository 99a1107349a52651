"""Loads what the selected fields of documents need, for all of a list at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.history.documents import CaseDocument as DocumentOfDomain
from schema.context import Context
from schema.documents.types import CASE, CaseDocument
from schema.links.following import finds, follow
from schema.lookahead import Selection


@finds("CaseDocument")
async def find_documents(
    context: Context, keys: Sequence[str], selections: Sequence[Selection]
) -> Mapping[str, CaseDocument]:
    """Those that the reader may know of."""
    found = await context.documents.by_id(keys)
    return dict(zip(found, await document_nodes(context, list(found.values()), selections), strict=True))


async def document_nodes(
    context: Context, documents: Sequence[DocumentOfDomain], selections: Sequence[Selection]
) -> list[CaseDocument]:
    """The nodes of *documents*, with everything loaded that *selections* ask of them."""
    nodes = [CaseDocument(document) for document in documents]
    await follow(context, nodes, selections, (CASE,))
    return nodes
