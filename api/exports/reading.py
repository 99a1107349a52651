"""A list read page by page as the API answers it: so that permission, budget and the record of reads are the API's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.exports.columns import ExportList
from schema.execution import GraphQLRequest, Outcome

Run = Callable[[GraphQLRequest], Awaitable[Outcome]]
"""Answers a request as whoever asks for the file, looked up anew each time: an ended session ends the file."""

PAGE: Final = 100
MOST_ROWS: Final = 100_000
"""Longer lists are cut there, and say so."""


class Refused(Exception):
    """The API did not answer a page."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome.errors[0].get("message")) if outcome.errors else "")
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Page:
    """
    Some rows.

    Attributes:
        total: How many there are in all; None: not told.
        more: Others follow.
    """

    nodes: list[Mapping[str, Any]]
    total: int | None
    more: bool


async def pages(run: Run, wanted: ExportList, variables: Mapping[str, Any]) -> AsyncIterator[Page]:
    """
    The pages of a list, each asked for when the one before is written.

    Raises:
        Refused: The API did not answer one.
    """
    after: str | None = None
    read = 0
    document = wanted.document
    while True:
        paging = {"first": PAGE, "after": after} if wanted.paged else {}
        found = await _answer(run, wanted, GraphQLRequest(document, {**variables, **paging}))
        document = wanted.uncounted  # it takes as long as several pages, and was told
        for name in wanted.place:
            found = found[name]
        if not wanted.paged:
            rows = wanted.rows(found)
            more = len(rows) == wanted.most
            yield Page(rows, None if more else len(rows), more)
            return
        read += len(found["nodes"])
        more = found["pageInfo"]["hasNextPage"]
        yield Page(wanted.rows(found["nodes"]), found.get("totalCount"), more)
        if not more or read >= MOST_ROWS:
            return
        after = found["pageInfo"]["endCursor"]


async def _answer(run: Run, wanted: ExportList, request: GraphQLRequest) -> Any:
    """The data of an answer that is all there; each asking waits a while by itself."""
    while True:
        outcome = await run(request)
        if outcome.errors or outcome.data is None:
            raise Refused(outcome)
        if wanted.is_finished(outcome.data):
            return outcome.data
