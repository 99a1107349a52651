"""
Accounts that are worth comparing with what somebody told, out of the search index (AMB-63).

One statement for any number of questions. Each clue is looked up by itself and gives a few accounts, so the cost
depends on the number of clues, never on how many accounts have a common word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Executable, Select, bindparam, column, func, select, text, union_all
from sqlalchemy import Text as TextType

from domain.ports.reading import AccountRow, Clue
from persistence.accounts.query import ROW, has_word
from persistence.accounts.search_index import PREFIX_LENGTHS, SQLITE_TABLE
from persistence.database import Database
from persistence.tables import account

EACH: Final = 25
"""Accounts that one clue gives at most, the oldest ones."""

_Told = tuple[str, Clue]


class SimilarReads:
    """The part of `ReadModel` about accounts that may be the same."""

    _database: Database

    async def worth_comparing(self, asked: Mapping[str, Sequence[Clue]]) -> Mapping[str, Sequence[AccountRow]]:
        """See `ReadModel.worth_comparing`."""
        found: dict[str, dict[str, AccountRow]] = {key: {} for key in asked}
        told = [(key, clue) for key, clues in asked.items() for clue in clues]
        if told:
            statement, values = _in_sqlite(told) if self._database.kind == "sqlite" else (_in_postgresql(told), {})
            for row in await self._database.read(statement, values, long=True):
                found[row[0]].setdefault(row[1], AccountRow._make(row[1:]))
        return {key: list(rows.values()) for key, rows in found.items()}


def _in_sqlite(told: Sequence[_Told]) -> tuple[Executable, Mapping[str, object]]:
    longest = max(PREFIX_LENGTHS)
    matches = [[key, " ".join(f'"{word[:longest]}"*' for word in clue)] for key, clue in told]
    return _matches_in_sqlite(), {"asked": json.dumps(matches)}


@lru_cache
def _matches_in_sqlite() -> Select[Any]:
    asked = func.json_each(bindparam("asked", type_=TextType())).table_valued(column("value", TextType()), name="asked")
    matched = (
        select(text("rowid"))
        .select_from(text(SQLITE_TABLE))
        .where(text(f"{SQLITE_TABLE} MATCH json_extract(asked.value, '$[1]')"))
        .order_by(text("rowid"))
        .limit(EACH)
    )
    return select(func.json_extract(asked.c.value, "$[0]"), *ROW).join_from(
        asked, account, account.c.pk.in_(matched) & account.c.merged_into.is_(None)
    )


def _in_postgresql(told: Sequence[_Told]) -> Executable:
    """Each clue with its words in the statement's text, so that the planner sees how rare they are."""
    return union_all(*(select(_matches_in_postgresql(key, clue).subquery()) for key, clue in told))


def _matches_in_postgresql(key: str, clue: Clue) -> Select[Any]:
    asked = bindparam(None, key, TextType(), unique=True).label("key")
    return (
        select(asked, *ROW)
        .where(account.c.merged_into.is_(None), *(has_word("postgresql", word) for word in clue))
        .order_by(account.c.pk)
        .limit(EACH)
    )
