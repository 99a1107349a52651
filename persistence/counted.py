"""One page of a list, and how many rows the list has as a whole, when its reader asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, func, select

from domain.ports.reading import Page, PageRequest
from persistence.database import Database
from persistence.keyset import Keyset, is_backward
from persistence.records import among, list_value

R = TypeVar("R")
_LIMIT: Final = bindparam("limit", type_=BigInteger())


async def paged(
    database: Database,
    order: Keyset,
    whole: Select[Any],
    request: PageRequest,
    make: Callable[[Any], R],
    place: Callable[[Any], tuple[object, ...]],
) -> Page[R]:
    """
    The page of *whole*, the list without order and limit, with its number of rows if that is asked for.

    Args:
        make: Of a row, what the page holds.
        place: Of a row, the values of the columns of *order*.
    """
    wanted = whole.where(*order.window(request)).order_by(*order.order(is_backward(request))).limit(_LIMIT)
    rows = await database.read(wanted, order.parameters(request))
    return await counted(database, order.page(rows, request, make, place), request, whole)


async def counted(database: Database, page: Page[R], request: PageRequest, whole: Select[Any]) -> Page[R]:
    """The page with the number of rows of *whole*, the list without place, order and limit, if that is asked for."""
    if not request.counted:
        return page
    rows = await database.read(whole.with_only_columns(func.count(), maintain_column_froms=True), long=True)
    return replace(page, total=int(rows[0][0]))


async def counted_each(
    database: Database,
    pages: Mapping[str, Page[R]],
    request: PageRequest,
    owner: ColumnElement[str],
    *theirs: ColumnElement[bool],
) -> Mapping[str, Page[R]]:
    """
    The page of each owner with the number of rows of their whole list, if that is asked for: one statement for all.

    Args:
        owner: Column with the id of the owner, the key of *pages*; `theirs`: which rows are.
    """
    if not request.counted:
        return pages
    statement = select(owner, func.count()).where(among(database.kind, owner), *theirs).group_by(owner)
    rows = await database.read(statement, {"ids": list_value(database.kind, list(pages))}, long=True)
    totals = {row[0]: int(row[1]) for row in rows}
    return {key: replace(page, total=totals.get(key, 0)) for key, page in pages.items()}
