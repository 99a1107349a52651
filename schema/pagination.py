"""Connections (Relay) by keyset: `first` xor `last`, at most 100, opaque cursors made by the store."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Annotated, Final, Generic, NamedTuple, TypeVar

import strawberry

from domain.ports.reading import Page, PageRequest
from schema.answers import answers
from schema.faults import Fault, FaultCode

MAX_PAGE: Final = 100
T = TypeVar("T")
S = TypeVar("S")


@strawberry.type(description="Where a page lies in its list.")
class PageInfoShape:
    has_next_page: bool = strawberry.field(description="More items follow the last one of this page.")
    has_previous_page: bool = strawberry.field(description="Items precede the first one of this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item of this page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item of this page.")


@answers(PageInfoShape)
class PageInfo(NamedTuple):
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="An item in a list, with its cursor.")
class EdgeShape(Generic[T]):
    cursor: str = strawberry.field(description="Place of the item in this order of the list; opaque.")
    node: T = strawberry.field(description="The item.")


@answers(EdgeShape)
class Edge(NamedTuple, Generic[T]):
    cursor: str
    node: T


@strawberry.type(description="One page of a list.")
class ConnectionShape(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The items with their cursors.")
    nodes: list[T] = strawberry.field(description="The items alone.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list.")
    total_count: int | None = strawberry.field(
        description="How many items the whole list has, counted when it is selected."
    )


@answers(ConnectionShape)
class Connection(Generic[T]):
    """*cursors* are those of the nodes; the store makes each when it is read, so that `nodes` alone cost none."""

    __slots__ = ("_cursors", "nodes", "page_info", "total_count")

    def __init__(self, nodes: list[T], page_info: PageInfo, total_count: int | None, cursors: Sequence[str]) -> None:
        self.nodes = nodes
        self.page_info = page_info
        self.total_count = total_count
        self._cursors = cursors

    @property
    def edges(self) -> list[Edge[T]]:
        """The nodes with their cursors."""
        return [Edge(cursor, node) for cursor, node in zip(self._cursors, self.nodes, strict=True)]


First = Annotated[
    int | None, strawberry.argument(description="How many items from the start, 1 to 100; not together with last.")
]
Last = Annotated[
    int | None, strawberry.argument(description="How many items from the end, 1 to 100; not together with first.")
]
After = Annotated[str | None, strawberry.argument(description="Only items after this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="Only items before this cursor.")]


def page_request(
    first: int | None, last: int | None, after: str | None, before: str | None, *, counted: bool = False
) -> PageRequest:
    """
    The page asked for.

    Raises:
        Fault: PAGE_SIZE_OUT_OF_RANGE when neither or both of first and last are given, or one is outside 1..100;
            BAD_USER_INPUT when a cursor goes with the wrong one.
    """
    if (first is None) == (last is None):
        raise Fault(FaultCode.PAGE_SIZE, "Give either first or last.")
    size = first if first is not None else last
    if size is None or not 1 <= size <= MAX_PAGE:
        raise Fault(FaultCode.PAGE_SIZE, f"first or last must be from 1 to {MAX_PAGE}; {size} was given.")
    if (first is not None and before is not None) or (last is not None and after is not None):
        raise Fault(FaultCode.BAD_USER_INPUT, "after goes with first, before goes with last.")
    return PageRequest(first=first, last=last, after=after, before=before, counted=counted)


def page_of(items: Sequence[S], request: PageRequest, key: Callable[[S], tuple[str, ...]]) -> Page[S]:
    """
    A page of a list that is in memory and ordered by *key*, from either end; as the store pages its own.

    Raises:
        Fault: BAD_USER_INPUT for a cursor of another list.
    """
    after = _decoded(request.after) if request.after else None
    before = _decoded(request.before) if request.before else None
    rest = [item for item in items if (after is None or key(item) > after) and (before is None or key(item) < before)]
    backward = request.last is not None
    kept = rest[max(len(rest) - (request.last or 0), 0) :] if backward else rest[: request.first]
    cursors = [b64encode("\t".join(key(item)).encode()).decode() for item in kept]
    cut = len(rest) > len(kept)
    return Page(
        items=kept,
        cursors=cursors,
        has_next=before is not None if backward else cut,
        has_previous=cut if backward else after is not None,
        total=len(items),
    )


def _decoded(cursor: str) -> tuple[str, ...]:
    try:
        return tuple(b64decode(cursor, validate=True).decode().split("\t"))
    except ValueError as wrong:
        raise Fault(
            FaultCode.BAD_USER_INPUT, "The cursor is not of this list: ask for the first page again."
        ) from wrong


async def every(read: Callable[[PageRequest], Awaitable[Page[S]]]) -> list[S]:
    """Every item of a list, read page by page: for what is ordered or filtered by more than the store knows."""
    found: list[S] = []
    after: str | None = None
    while True:
        page = await read(PageRequest(first=MAX_PAGE, after=after))
        found += page.items
        if not page.has_next or not page.cursors:
            return found
        after = page.cursors[-1]


def connection(page: Page[S], make: Callable[[S], T], total_count: int | None = None) -> Connection[T]:
    """One page as the client reads it; *make* turns a row into a node."""
    return connection_of([make(item) for item in page.items], page, total_count)


def connection_of(nodes: Sequence[T], page: Page[S], total_count: int | None = None) -> Connection[T]:
    """One page whose nodes are made already, in the order of the page's items."""
    cursors = page.cursors
    return Connection(
        nodes=list(nodes),
        page_info=PageInfo(
            page.has_next, page.has_previous, cursors[0] if cursors else None, cursors[-1] if cursors else None
        ),
        total_count=page.total if total_count is None else total_count,
        cursors=cursors,
    )


async def connections(
    pages: Mapping[str, Page[S]], make: Callable[[Sequence[S]], Awaitable[Sequence[T]]]
) -> dict[str, Connection[T]]:
    """A page of each owner, whose nodes are made all at once: *make* turns the rows of every page into nodes."""
    nodes = iter(await make([row for page in pages.values() for row in page.items]))
    none: Page[S] = Page(items=(), cursors=(), has_next=False, has_previous=False, total=0)
    made = {key: connection_of([next(nodes) for _ in page.items], page) for key, page in pages.items()}
    return defaultdict(lambda: connection_of([], none), made)


def whole_list(nodes: Iterable[T]) -> Connection[T]:
    """A short list that is always given whole, in the shape of a connection."""
    items = list(nodes)
    cursors = [str(number) for number in range(1, len(items) + 1)]
    return connection_of(items, Page(items=items, cursors=cursors, has_next=False, has_previous=False), len(items))
