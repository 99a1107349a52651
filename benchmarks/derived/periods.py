"""
Lists by class on any day at a million accounts: pages and counts in reads by key, and what the periods cost.

Twelve questions on four days, each asked as a page of 20 from somewhere in the list and as a count, of a million
accounts that are ten times the same hundred thousand; before that, of the hundred thousand, how fast two processes make
the periods, and what they add to the database. Times are processor times of both sides. `BENCH_ACCOUNTS` says with how
many accounts, when not a million. What periods add to a write is told by `writes`.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import Final

from sqlalchemy import text

from api.clock import SystemClock
from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.made_accounts import FIRST_DAY, lasting_accounts
from benchmarks.apparatus.meter import Meter
from benchmarks.apparatus.multiplied import rest
from benchmarks.apparatus.row import Row
from domain.model.institution.configuration import ProtocolConfiguration
from domain.ports.reading import AccountQuery, PageRequest
from domain.protocol.classes.course import periods_of
from persistence.classes.maker import SqlPeriodMaker
from persistence.database import Database, DatabaseKind
from persistence.reading import SqlReadModel
from sync.loops.periods import make_all
from tests.support.builders import a_configuration, an_action
from tests.support.system.databases import KINDS

COMMON: Final = "agricola"
DAYS: Final = {
    "15 June": date(2024, 6, 15),
    "1 January": date(2025, 1, 1),
    "2 January": date(2025, 1, 2),
    "ten years back": date(2015, 3, 3),
}
_ROUNDS: Final = 45
_BURSTS: Final = 9

Call = Callable[[], Awaitable[object]]


def questions(rare: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Word and classes of the twelve, by name."""
    alone = (
        "CUENTA_POTENCIAL",
        "CARTERA",
        "USUARIA",
        "USUARIA_ANTERIOR",
        "ANTIGUA_USUARIA",
        "NO_USUARIA",
        "INSTITUCION",
        "EXTRANJERA",
    )
    found = {f"{name} alone": ("", frozenset({name})) for name in alone}
    found["CHILENA_EXTERIOR or INSTITUCION"] = ("", frozenset({"CHILENA_EXTERIOR", "INSTITUCION"}))
    found["USUARIA or CARTERA"] = ("", frozenset({"USUARIA", "CARTERA"}))
    found["a common word, CARTERA"] = (COMMON, frozenset({"CARTERA"}))
    found["a rare word, USUARIA"] = (rare, frozenset({"USUARIA"}))
    return found


async def _in_keys(meter: Meter, key: Call, call: Call, rounds: int = _ROUNDS) -> float:
    """
    How many reads by key the call takes: the median of bursts of both that alternate, by processor time. The first two
    calls do not count.
    """
    await meter.spent(call, 2)
    ratios = []
    for _ in range(_BURSTS):
        unit = await meter.spent(key, 2 * rounds)
        ratios.append(await meter.spent(call, max(1, rounds // _BURSTS)) / unit)
    return median(ratios)


async def measure(database: Database, kind: DatabaseKind) -> AsyncIterator[Row]:
    """The questions, of a database whose periods are made."""
    read, meter = SqlReadModel(database), Meter(database)
    sample = (await read.accounts(AccountQuery(), PageRequest(first=100))).items
    rare = sample[50].name.split()[1]

    def by_key() -> Awaitable[object]:
        return read.account(random.choice(sample).id)

    await meter.spent(by_key, 20)
    yield Row(f"{kind}: account by id", await meter.spent(by_key, 500), "ms", detail="the unit of what follows")
    pages: list[float] = []
    counts: list[float] = []
    for name, (word, classes) in questions(rare).items():
        found, by_day, slowest = [], [], 0.0
        for called, on in DAYS.items():
            query = AccountQuery(search=word or None, classes=classes, classes_on=on)
            many = await read.count_accounts(query)
            middle = (await read.accounts(query, PageRequest(first=50))).cursors
            page = PageRequest(first=20, after=middle[29] if len(middle) == 50 else None)
            ratio = await _in_keys(meter, by_key, partial(read.accounts, query, page))
            counted = await _in_keys(meter, by_key, partial(read.count_accounts, query), 10)
            pages.append(ratio)
            counts.append(counted)
            slowest = max(slowest, counted)
            by_day.append(f"{called} {ratio:.1f} ({many:,}; count {counted:.1f})")
            if len(middle) >= 20:
                found.append(ratio)
        yield Row(
            f"{kind}: {name}, 20, worst day with a page",
            max(found, default=0.0),
            "x by key",
            5.0,
            True,
            "; ".join(by_day),
        )
    yield Row(f"{kind}: the worst of all pages", max(pages), "x by key", 25.0, most=True)
    yield Row(f"{kind}: the worst of all counts", max(counts), "x by key", 100.0, most=True)


async def make(url: str, kind: DatabaseKind, config: ProtocolConfiguration) -> AsyncIterator[Row]:
    """Periods of all accounts, by two processes at once, and what they weigh."""
    database = await Database.open(url)
    try:
        before = await _size(database)
        await SqlPeriodMaker(database, SystemClock(), lambda: config).begin()
        started = perf_counter()
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
            done = [asyncio.wrap_future(workers.submit(_make_all, url)) for _ in range(2)]
            spent = sum(await asyncio.gather(*done))
        seconds = perf_counter() - started
        (row,) = await database.read(
            text("SELECT count(*) AS rows, count(DISTINCT account_pk) AS accounts FROM class_period")
        )
        progress = await SqlPeriodMaker(database, SystemClock(), lambda: config).progress()
        assert (progress.pending, progress.making) == (0, None)
        yield Row(
            f"{kind}: periods made by two processes",
            2 * row.accounts / spent,
            "accounts/s of two processors",
            2_000,
            detail=f"{row.accounts / seconds:,.0f} by the clock; {row.rows / row.accounts:.1f} periods each",
        )
        await rest(database)
        grown = await _size(database) / before
        yield Row(f"{kind}: the database with periods", grown, "x without", 1.5, True, f"{before / 1e6:,.0f} MB before")
    finally:
        await database.close()


def _make_all(url: str) -> float:
    """Make what is to be made; the processor time that this process and its server took for it."""

    async def made() -> float:
        database, config = await Database.open(url, pool_size=1), a_configuration()
        try:
            meter = Meter(database)
            begun = await meter.seconds()
            await make_all(SqlPeriodMaker(database, SystemClock(), lambda: config))
            return await meter.seconds() - begun
        finally:
            await database.close()

    return asyncio.run(made())


async def _size(database: Database) -> float:
    if database.kind == "sqlite":
        (pages,) = await database.read(
            text("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
        )
        return float(pages.bytes)
    (row,) = await database.read(text("SELECT pg_database_size(current_database()) AS bytes"))
    return float(row.bytes)


def busy_account(actions: int, rounds: int) -> Row:
    """One account with very many actions."""
    chance = random.Random(2)
    account, _ = next(lasting_accounts(1, 5))
    config = a_configuration()
    days = [FIRST_DAY + timedelta(chance.randrange(5_100)) for _ in range(actions)]
    done = [an_action(day, account_id=account.id) for day in days]
    spent = []
    for _ in range(rounds):
        started = perf_counter()
        periods_of(account, done, config)
        spent.append((perf_counter() - started) * 1e3)
    return Row(f"periods of an account with {actions:,} actions", median(spent), "ms", 5.0, most=True)


async def run(data: DataSets, *, small: bool = False) -> AsyncIterator[Row]:
    """Load, make and measure on SQLite and on PostgreSQL."""
    yield busy_account(500, 3 if small else 100)
    times = 2 if small else 10
    base = (300 if small else int(os.environ.get("BENCH_ACCOUNTS", "1_000_000"))) // times
    for kind in KINDS:
        bare = await data.loaded(kind, base, 5, lasting_accounts, periods=False)
        async for row in make(bare, kind, a_configuration()):
            yield row
        database = await Database.open(await data.loaded(kind, base, 5, lasting_accounts, times=times))
        try:
            async for row in measure(database, kind):
                yield row
        finally:
            await database.close()
