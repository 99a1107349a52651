"""What a list is as a file: what is asked, and what stands in each column."""

from __future__ import annotations

from collections.abc import Mapping
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
    """

    heading: str
    path: tuple[str, ...]
    words: type[Worded] | None = None

    def value(self, node: Mapping[str, Any]) -> str | float | None:
        """What stands in the cell: a text, a number, or nothing."""
        return _told(_reach(node, self.path), self.words)


@dataclass(frozen=True, slots=True)
class ExportList:
    """
    A list.

    Attributes:
        title: In Spanish.
        document: Takes `$first` and `$after` besides the variables of whoever asks, where it is read page by page.
        place: Where its connection, or its list of rows, is in the data.
        paged: It is a connection.
        taken: The variables that whoever asks may give; their types are the document's.
    """

    title: str
    document: str
    place: tuple[str, ...]
    columns: tuple[Column, ...]
    taken: frozenset[str]
    paged: bool = True


def _reach(found: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if isinstance(found, list):
            found = [each[name] for each in found]
        elif found is not None:
            found = found[name]
    return found


def _told(found: Any, words: type[Worded] | None) -> str | float | None:
    if isinstance(found, list):
        return " · ".join(str(_told(each, words)) for each in found)
    if isinstance(found, bool):
        return "Sí" if found else "No"
    if words is not None and isinstance(found, str):
        return words[found].es.partition(";")[0].rstrip(".")
    return found if found is None or isinstance(found, int | float) else str(found)
