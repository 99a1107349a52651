"""Lists of accounts by class: whether the class drives the search, or what else is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, Final

from sqlalchemy import Integer, Select, bindparam, select

from domain.model.classes import ClassCount
from domain.ports.classes import PeriodProgress
from domain.ports.reading import AccountOrder, AccountQuery, PageRequest
from persistence.accounts.query import KEYSETS, ROW, words_of
from persistence.accounts.words import Samples, count_up_to
from persistence.classes.codes import CLASSES
from persistence.classes.counting import read_counts
from persistence.classes.finding import (
    Curve,
    Size,
    Sizes,
    Way,
    changes_of,
    counted,
    day_and_nodes,
    day_parameters,
    first_of,
)
from persistence.classes.maker import await_few, read_progress
from persistence.database import Database, DatabaseKind
from persistence.keyset import PageShape
from persistence.readers import Rows
from persistence.tables import account

_IN_ORDER: Final = KEYSETS[AccountOrder.RELEVANCE]
_RARE: Final = 3
"""The class of so many accounts is looked up while the words are looked for in one account of the class."""
_DEAR: Final = 2
"""On PostgreSQL so many accounts of the class are searched while one that has the words is found."""
_MET_SOON: Final = 40
"""
To walk over a class costs, for each account that is wanted, a look at as many texts as there are accounts for one that
has the words; to go by the words alone, some looks for each that has them. The two cost the same where the share of the
accounts that have the words, squared, times all accounts is about a fifth of this. But the share is a guess: of 2,000
accounts in a million that have a word, a sample of a thousand may hold none or five, and to walk for a word that is
rarer than it seemed takes many times as long, while to fetch more by their words takes so much more and no longer.
"""


class ClassReads:
    """The part of `ReadModel` about classes over time, and what lists by class are driven by."""

    _database: Database
    _sizes: Sizes
    _samples: Samples

    async def class_progress(self, account_ids: frozenset[str] | None = None) -> PeriodProgress:
        """See `ReadModel.class_progress`."""
        return await read_progress(self._database, account_ids)

    async def class_counts(
        self, axis: str, days: Sequence[date], account_ids: frozenset[str] | None = None
    ) -> Sequence[ClassCount]:
        """See `ReadModel.class_counts`."""
        return await read_counts(self._database, axis, days, account_ids)

    async def derived(self, query: AccountQuery) -> None:
        """See `ReadModel.derived`."""
        if query.classes_on is not None and (query.classes or query.axes or query.category is not None):
            await await_few(self._database)

    async def _count_of_classes(self, query: AccountQuery) -> int:
        """How many are of the classes on the day."""
        if query.classes_on is None:
            return 0
        (row,) = await self._database.read(counted(query.classes), day_parameters(query.classes_on), long=True)
        return int(row.accounts)

    async def _sizes_of(self, names: frozenset[str], on: date) -> Mapping[str, Size]:
        """How large each class is on the day, or was a short while ago."""
        known = {name: self._sizes.known(name) for name in names}
        missing = frozenset(name for name, curve in known.items() if curve is None)
        if missing:
            rows = await self._database.read(changes_of(missing), long=True)
            fresh = dict.fromkeys(missing, Curve(()))
            for place, changes in groupby(rows, itemgetter(0)):
                fresh[CLASSES[place].value] = Curve((row.day, row.change) for row in changes)
            for name, curve in fresh.items():
                self._sizes.note(name, curve)
            known |= fresh
        return {name: curve.on(on) for name, curve in known.items() if curve is not None}

    async def _page_of_classes(self, query: AccountQuery, page: PageRequest) -> Rows:
        """The rows of a page of classes alone."""
        if query.classes_on is None:
            return ()
        kind, on = self._database.kind, query.classes_on
        sizes = await self._sizes_of(query.classes, on)
        walked = frozenset(name for name, size in sizes.items() if size.now > self._sizes.few or size.is_near)
        statement = _page_of_classes(kind, walked, query.classes - walked, PageShape.of(page))
        bound = day_parameters(on) if walked == query.classes else day_and_nodes(kind, on)
        return await self._database.read(statement, {**bound, **_IN_ORDER.parameters(page)}, long=True)

    async def _way(self, query: AccountQuery) -> Way:
        """What drives the search: it decides how fast it is, and nothing else."""
        if (
            not query.classes
            or query.classes_on is None
            or query.account_ids is not None
            or query.executive is not None
        ):
            return Way.CHECKED
        sizes = await self._sizes_of(query.classes, query.classes_on)
        together = sum(size.now for size in sizes.values())
        words, match = words_of(query.search or "")
        few = together <= self._sizes.few
        if not words:
            return Way.AMONG if few else Way.CHECKED
        if self._database.kind == "sqlite":
            if not few:
                return Way.CHECKED
            most = _RARE * together
            by_words = match and await count_up_to(self._database, match, most + 1) <= most
            return Way.MET if by_words else Way.AMONG
        sample = await self._samples.known(self._database)
        if sample is None:
            return Way.AMONG if few else Way.CHECKED
        share = sample.share(words)
        if few and share * sample.accounts * _DEAR > together:
            return Way.AMONG
        if share**2 * sample.accounts < _MET_SOON:
            return Way.BY_WORDS
        return Way.WALKED if len(query.classes) == 1 else Way.CHECKED


_ELSE: Final = attrgetter(*(each.name for each in fields(AccountQuery) if each.name not in {"classes", "classes_on"}))
_NOTHING_ELSE: Final = _ELSE(AccountQuery())


def is_of_class_alone(query: AccountQuery) -> bool:
    """Nothing but classes on a day is asked for, in the order of keys."""
    return query.classes_on is not None and _ELSE(query) == _NOTHING_ELSE


@lru_cache
def _page_of_classes(kind: DatabaseKind, walked: frozenset[str], read: frozenset[str], place: PageShape) -> Select[Any]:
    """The keys first, then the rows in their order."""
    of_page = account.c.pk.in_(first_of(kind, walked, read, place))
    found = select(*ROW, *_IN_ORDER.columns).where(of_page).order_by(*_IN_ORDER.order(place.backward))
    return found.limit(bindparam("limit", type_=Integer))
