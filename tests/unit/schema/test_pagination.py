"""Reading a list whole, page by page."""

from __future__ import annotations

from domain.ports.reading import Page, PageRequest
from schema.pagination import every, page_of

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


def test_a_list_in_memory_is_paged_from_either_end() -> None:
    """Relay: forwards after a cursor, backwards before one; what lies on either side is told."""
    names = ["a", "b", "c", "d", "e"]

    def page(**asked: object) -> Page[str]:
        return page_of(names, PageRequest(**asked), lambda name: (name,))  # type: ignore[arg-type]  # as a client asks

    first = page(first=2)
    assert (list(first.items), first.has_next, first.has_previous) == (["a", "b"], True, False)
    second = page(first=2, after=first.cursors[-1])
    assert (list(second.items), second.has_next, second.has_previous) == (["c", "d"], True, True)
    back = page(last=1, before=second.cursors[0])
    assert (list(back.items), back.has_next, back.has_previous) == (["b"], True, True)
    end = page(last=9)
    assert (list(end.items), end.has_next, end.has_previous) == (names, False, False)
