"""
How many accounts have the words that are asked for, about: it decides which way a search goes, and nothing else.

PostgreSQL's planner knows how rare words are but not how few accounts are of a class on a day, so that it walks all
accounts where the words alone would name a few. Its sample of texts is asked here, once in a while; SQLite, which has
none, is asked to count up to a bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import text

from persistence.accounts.search_index import SQLITE_TABLE
from persistence.database import Database

_REMEMBERED_SECONDS: Final = 600.0
_SEEN_BY_NONE: Final = 0.5
"""A word that no text of the sample has is had by less than one in so many, on the average by half of one."""


class Sample(NamedTuple):
    """
    Texts of some accounts.

    Attributes:
        accounts: How many there are in all.
    """

    texts: Sequence[str]
    accounts: float

    def share(self, words: Sequence[str]) -> float:
        """Of all accounts those in whose texts, for each of *words*, a word begins with it."""
        begun = [f" {word}" for word in words]
        having = sum(all(each in searched for each in begun) for searched in self.texts)
        return (having or _SEEN_BY_NONE) / len(self.texts)


class Samples:
    """The sample as PostgreSQL had it a short while ago."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._known: Sample | None = None

    async def known(self, database: Database) -> Sample | None:
        """None: it has taken none yet."""
        if self._clock() >= self._until:
            rows = await database.read(_SAMPLE)
            self._known = Sample(rows[0].texts, rows[0].accounts) if rows and rows[0].texts else None
            self._until = self._clock() + _REMEMBERED_SECONDS
        return self._known


async def count_up_to(database: Database, match: str, most: int) -> int:
    """How many accounts SQLite's search index names for *match*, at most *most*."""
    (row,) = await database.read(_UP_TO, {"match": match, "most": most})
    return int(row.found)


_SAMPLE: Final = text(
    "SELECT s.histogram_bounds::text::text[] AS texts, greatest(c.reltuples, 0) AS accounts FROM pg_stats s "
    "JOIN pg_class c ON c.oid = to_regclass(quote_ident(s.schemaname) || '.' || quote_ident(s.tablename)) "
    "WHERE s.schemaname = current_schema() AND s.tablename = 'account' AND s.attname = 'search'"
)
_UP_TO: Final = text(
    f"SELECT count(*) AS found FROM (SELECT 1 FROM {SQLITE_TABLE} WHERE {SQLITE_TABLE} MATCH :match LIMIT :most)"  # noqa: S608  (our own name)
)
