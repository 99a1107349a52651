"""
Reads for screens: by key, a page with actions, and search at a million accounts; median, and ratio to a read by key.

The bar for search (issue 2, section 5 c) is a median of at most five times that of a read by key, as the API answers
both.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import Final

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from domain.exchange.similarity import clues, most_similar
from domain.model.rut import Rut
from domain.ports.reading import AccountOrder, AccountQuery, PageRequest
from persistence.database import Database
from persistence.reading import SqlReadModel
from tests.support.system.databases import KINDS

BAR: Final = 5.0
"""Median of a search in medians of a read by key."""

_DAYS: Final = tuple(date(2024, 1, 1) + timedelta(n) for n in range(300))


def _row(name: str, p50: float, p99: float, key: float, bar: float | None) -> Row:
    """Median in reads by key, with median and 99th percentile in milliseconds beside it."""
    return Row(name, p50 / key, "x by key", bar, most=True, detail=f"p50 {p50:.3f} ms, p99 {p99:.3f} ms")


async def _timed(call: Callable[[], Awaitable[object]], rounds: int) -> tuple[float, float]:
    for _ in range(10):
        await call()
    spent = []
    for _ in range(rounds):
        started = perf_counter()
        await call()
        spent.append((perf_counter() - started) * 1e3)
    return median(spent), quantiles(spent, n=100)[98]


async def measure(database: Database, label: str) -> list[Row]:
    """The reads of this loaded database."""
    read = SqlReadModel(database)
    first = await read.accounts(AccountQuery(order=AccountOrder.NAME), PageRequest(first=100))
    sample = [row.id for row in first.items]
    ruts = [row.rut for row in first.items if row.rut]
    chance = random.Random(3)
    family = first.items[50].name.split()[1]

    async def by_key() -> object:
        return await read.account(chance.choice(sample))

    async def page() -> object:
        return await read.accounts(AccountQuery(), PageRequest(first=100))

    async def actions() -> object:
        return await read.actions_of(sample, PageRequest(first=5))

    def search(text: str, *classes: str) -> Callable[[], Awaitable[object]]:
        async def ask() -> object:
            on = chance.choice(_DAYS)  # a new day each time: nothing is remembered from the last question
            query = AccountQuery(search=text, classes=frozenset(classes), classes_on=on if classes else None)
            return await read.accounts(query, PageRequest(first=20))

        return ask

    async def similar() -> object:
        one = chance.choice(first.items)._replace(rut=None)
        worth = await read.worth_comparing({one.id: clues(one)})
        return most_similar(one, worth[one.id])

    key, key99 = await _timed(by_key, 500)
    rows = [_row(f"{label}: account by id", key, key99, key, None)]
    asked: list[tuple[str, Callable[[], Awaitable[object]], float | None]] = [
        ("page of 100", page, None),
        ("actions of 100 accounts, 5 each", actions, None),
        ("accounts that may be the same as one, compared", similar, None),
        ("search of a common word, 20", search("agricola"), BAR),
        ("search of two common words, 20", search("agrícola ñuñoa"), BAR),
        (f"search of a rare word ({family}), 20", search(family), BAR),
        ("search of a common and a rare word, 20", search(f"viña {family}"), BAR),
        ("search of a common word, class USUARIA_ANTERIOR, 20", search("agricola", "USUARIA_ANTERIOR"), BAR),
        ("search of a common word, class CARTERA, 20", search("agricola", "CARTERA"), BAR),
        ("search of a rare word, class CARTERA, 20", search(family, "CARTERA"), BAR),
        ("search of three letters, 20", search("agr"), BAR),
        ("search of an even beginning, 20", search("agri"), BAR),
        ("search of a word nobody has, 20", search("zzyzx"), BAR),
        ("search by RUT, 20", search(str(Rut(ruts[0]))), BAR),
        ("search by e-mail, 20", search("contacto77@"), BAR),
    ]
    for name, call, bar in asked:
        p50, p99 = await _timed(call, 60)
        rows.append(_row(f"{label}: {name}", p50, p99, key, bar))
    return rows


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Both databases in turn, a million accounts with one action each."""
    for kind in KINDS:
        database = await Database.open(await data.loaded(kind, 400 if small else 1_000_000, 1))
        try:
            for row in await measure(database, kind):
                yield row
        finally:
            await database.close()
