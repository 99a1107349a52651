"""How many rows a list has as a whole, when its reader asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Select, func

from domain.ports.reading import Page, PageRequest
from persistence.database import Database

R = TypeVar("R")


async def counted(database: Database, page: Page[R], request: PageRequest, whole: Select[Any]) -> Page[R]:
    """The page with the number of rows of *whole*, the list without place, order and limit, if that is asked for."""
    if not request.counted:
        return page
    rows = await database.read(whole.with_only_columns(func.count(), maintain_column_froms=True), long=True)
    return replace(page, total=int(rows[0][0]))
