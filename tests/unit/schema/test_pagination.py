"""Reading a list whole, page by page."""

from __future__ import annotations

from domain.ports.reading import Page, PageRequest
from schema.pagination import every

WAITING = tuple(range(250))


async def read(page: PageRequest) -> Page[int]:
    """250 numbers in pages; the cursor is the last number of a page."""
    start = 0 if page.after is None else int(page.after) + 1
    items = WAITING[start : start + (page.first or 0)]
    return Page(items, [str(item) for item in items], start + len(items) < len(WAITING), start > 0)


async def test_a_queue_is_ordered_from_all_that_wait_not_from_the_newest_hundred() -> None:
    """AGD-11, FUP-01: 250 are three pages, of 100, 100 and 50."""
    assert await every(read) == list(WAITING)


async def test_an_empty_list_is_one_page() -> None:
    """Nothing waits."""

    async def nothing(_: PageRequest) -> Page[int]:
        return Page((), (), has_next=False, has_previous=False)

    assert await every(nothing) == []
