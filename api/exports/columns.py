"""What a list is as a file: what is asked, and what stands in each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.model.worded import Worded

PAGE_INFO: Final = "pageInfo { hasNextPage endCursor }"
"""What every paged document asks of its page."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column.

    Attributes:
        heading: In Spanish.
        path: Where its value is in a node; several values of a list are joined.
        words: What a code is called.
        others: Where else, for nodes that have nothing there: records of another kind.
    """

    heading: str
    path: tuple[str, ...]
    words: type[Worded] | None = None
    others: tuple[tuple[str, ...], ...] = ()

    def value(self, node: Mapping[str, Any]) -> str | float | None:
        """What stands in the cell: a text, a number, or nothing."""
        reached = (_reach(node, path) for path in (self.path, *self.others))
        return _told(next((found for found in reached if found is not None), None), self.words)


@dataclass(frozen=True, slots=True)
class ExportList:
    """
    A list.

    Attributes:
        title: In Spanish.
        document: Takes `$first` and `$after` besides the variables of whoever asks, where it is read page by page.
        place: Where its connection, or its list of rows, is in the data.
        paged: It is a connection.
        rows_of: Each item of this list of a node is a row of its own, beside what the node has.
        finished: Where it says whether it is all there yet; it is asked again until it is. Empty: it is at once.
        most: How many it has at most: with as many there may be more.
        taken: The variables that whoever asks may give; their types are the document's.
    """

    title: str
    document: str
    place: tuple[str, ...]
    columns: tuple[Column, ...]
    taken: frozenset[str]
    paged: bool = True
    rows_of: str | None = None
    finished: tuple[str, ...] = ()
    most: int | None = None

    def rows(self, nodes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The rows of some nodes."""
        name = self.rows_of
        return list(nodes) if name is None else [{**node, name: each} for node in nodes for each in node[name]]

    @property
    def uncounted(self) -> str:
        """The document of the pages after the first, which told how many rows there are."""
        return self.document.replace("totalCount", "", 1)

    def is_finished(self, data: Any) -> bool:
        """Whether an answer has all of it."""
        return not self.finished or bool(_reach(data, self.finished))


def _reach(found: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if isinstance(found, list):
            found = [each[name] for each in found]
        elif found is not None:
            found = found.get(name)  # of a record of another kind it was not asked
    return found


def _told(found: Any, words: type[Worded] | None) -> str | float | None:
    if isinstance(found, list):
        return " · ".join(str(_told(each, words)) for each in found)
    if isinstance(found, bool):
        return "Sí" if found else "No"
    if words is not None and isinstance(found, str):
        return words[found].es.partition(";")[0].rstrip(".")
    return found if found is None or isinstance(found, int | float) else str(found)
