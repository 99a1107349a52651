"""
Lists by class on any day at a million accounts: pages and counts in reads by key, and what the periods cost.

Twelve questions on four days, each asked as a page of 20 from somewhere in the list and as a count; then how fast the
periods are made, and what they add to a write and to the database. `BENCH_ACCOUNTS` says with
how many accounts, when not a million.
"""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Final
from unittest.mock import patch

import asyncpg
from sqlalchemy import text

from api.clock import SystemClock
from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.made_accounts import made_accounts
from benchmarks.apparatus.row import Row
from domain.model.accounts import Account, Organisation
from domain.model.history.actions import Action
from domain.model.institution.configuration import ProtocolConfiguration
from domain.ports.reading import AccountQuery, PageRequest
from domain.protocol.access.actionable import ActionableAccount
from domain.protocol.classes.course import periods_of
from persistence import unit_of_work
from persistence.bulk import load_accounts
from persistence.classes import marks
from persistence.classes.maker import SqlPeriodMaker
from persistence.database import Database, DatabaseKind
from persistence.reading import SqlReadModel
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, a_configuration, an_action
from tests.support.system.databases import KINDS

COMMON: Final = "agricola"
DAYS: Final = {
    "15 June": date(2024, 6, 15),
    "1 January": date(2025, 1, 1),
    "2 January": date(2025, 1, 2),
    "ten years back": date(2015, 3, 3),
}
_ROUNDS: Final = 30
_FIRST_DAY: Final = date(2012, 1, 1)


def accounts(count: int) -> Iterator[tuple[Account, list[Action]]]:
    """
    Five actions each over fourteen years, one in two a fair; registered from 2012 to 2025; of every class there are
    some: one account in ten lacks a mandatory datum, three in a hundred are foreign, one an institution.
    """
    chance = random.Random(5)
    for made, actions in made_accounts(count, 5):
        drawn = chance.random()
        registered = _FIRST_DAY + timedelta(chance.randrange(5_000))
        fields: dict[str, object] = {"registered_on": registered}
        if drawn < 0.03:
            fields |= {"country": "CN", "rut": None, "chilean_capital": drawn < 0.005}
        elif drawn < 0.04:
            fields["organisation"] = Organisation.INSTITUTION
        elif drawn < 0.14:
            fields["phone"] = None
        told = [_moved(action, chance) for action in actions]
        facts = tuple(replace(fact, on=max(fact.on, registered)) for fact in made.facts)
        yield replace(made, facts=facts, **fields), told  # type: ignore[arg-type]  # fields of Account


def _moved(action: Action, chance: random.Random) -> Action:
    ended_on = _FIRST_DAY + timedelta(chance.randrange(5_100))
    return replace(action, started_on=ended_on, ended_on=ended_on)


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


async def _timed(call: Callable[[], Awaitable[object]], rounds: int = _ROUNDS) -> float:
    """Median in milliseconds; the first two rounds do not count."""
    spent = []
    for _ in range(rounds + 2):
        started = perf_counter()
        await call()
        spent.append((perf_counter() - started) * 1e3)
    return median(spent[2:])


async def measure(database: Database, kind: DatabaseKind) -> AsyncIterator[Row]:
    """The questions, of a database whose periods are made."""
    read = SqlReadModel(database)
    sample = (await read.accounts(AccountQuery(), PageRequest(first=100))).items
    rare = sample[50].name.split()[1]
    key = await _timed(lambda: read.account(random.choice(sample).id), 300)
    yield Row(f"{kind}: account by id", key, "ms", detail="the unit of what follows")
    pages: list[float] = []
    counts: list[float] = []
    for name, (word, classes) in questions(rare).items():
        found, by_day, slowest = [], [], 0.0
        for called, on in DAYS.items():
            query = AccountQuery(search=word or None, classes=classes, classes_on=on)
            many = await read.count_accounts(query)
            middle = (await read.accounts(query, PageRequest(first=50))).cursors
            page = PageRequest(first=20, after=middle[29] if len(middle) == 50 else None)
            ratio = await _timed(partial(read.accounts, query, page)) / key
            counted = await _timed(partial(read.count_accounts, query), 10) / key
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


async def make(database: Database, kind: DatabaseKind, config: ProtocolConfiguration) -> AsyncIterator[Row]:
    """Periods of all accounts, and what they weigh."""
    before = await _size(database)
    maker = SqlPeriodMaker(database, SystemClock(), lambda: config)
    await maker.begin()
    started = perf_counter()
    while await maker.make_some():
        pass
    seconds = perf_counter() - started
    (row,) = await database.read(
        text("SELECT count(*) AS rows, count(DISTINCT account_pk) AS accounts FROM class_period")
    )
    yield Row(
        f"{kind}: periods made",
        row.accounts / seconds,
        "accounts/s",
        2_000,
        detail=f"{row.rows / row.accounts:.1f} each",
    )
    async with database.begin() as tx:
        await tx.execute(text("ANALYZE"))
    if kind == "postgresql":
        await _vacuum(database)
    after = await _size(database)
    yield Row(
        f"{kind}: the database with periods", after / before, "x without", 1.5, True, f"{before / 1e6:,.0f} MB before"
    )


async def _vacuum(database: Database) -> None:
    """As PostgreSQL does by itself within minutes: indexes alone can be read then."""
    driver = await asyncpg.connect(database.url.render_as_string(hide_password=False))
    try:
        await driver.execute("VACUUM ANALYZE class_period")
        await driver.execute("VACUUM ANALYZE account")
    finally:
        await driver.close()


async def _size(database: Database) -> float:
    if database.kind == "sqlite":
        (pages,) = await database.read(
            text("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
        )
        return float(pages.bytes)
    (row,) = await database.read(text("SELECT pg_database_size(current_database()) AS bytes"))
    return float(row.bytes)


async def writes(database: Database, kind: DatabaseKind, rounds: int) -> AsyncIterator[Row]:
    """Writes of an account with periods, in such writes without; they alternate in bursts."""
    read = SqlReadModel(database)
    ids = [row.id for row in (await read.accounts(AccountQuery(), PageRequest(first=100))).items]
    transactions = SqlTransactions(database, SystemClock())
    chance = random.Random(11)

    async def save(**fields: object) -> None:
        async with transactions(REGIONAL) as work:
            account = await work.accounts.get(chance.choice(ids))
            await work.accounts.save(ActionableAccount(replace(account, **fields)), account.version)  # type: ignore[arg-type]  # fields of Account

    async def register() -> None:
        async with transactions(REGIONAL) as work:
            await work.actions.add(an_action(date(2026, 3, 1), account_id=chance.choice(ids), id=_new_id(chance)))

    kinds: dict[str, Callable[[], Awaitable[None]]] = {
        "telephone changed": lambda: save(phone=f"+56 2 {chance.randrange(10**7):07d}"),
        "sector changed": lambda: save(sector=chance.choice(("ALIMENTOS", "MINERIA", "SERVICIOS"))),
        "action registered": register,
    }
    for name, write in kinds.items():
        with_periods, without = [], []
        for _ in range(4):
            with_periods.append(await _timed(write, rounds))
            async with _without_periods(database):
                without.append(await _timed(write, rounds))
        ratio = median(with_periods) / median(without)
        yield Row(f"{kind}: {name}", ratio, "x without periods", 1.3, True, f"{median(with_periods):.2f} ms")


@asynccontextmanager
async def _without_periods(database: Database) -> AsyncIterator[None]:
    """As it was before: nothing is marked and nothing made."""

    async def nothing(*_: object) -> int:
        return 0

    async def run(statements: list[str]) -> None:
        async with database.begin() as tx:
            for statement in statements:
                await tx.exec_driver_sql(statement)

    sqlite = database.kind == "sqlite"
    await run([f"DROP TRIGGER {name}" for name in marks.SQLITE_TRIGGERS] if sqlite else list(marks.PAUSE_POSTGRESQL))
    try:
        with patch.object(unit_of_work, "settle", nothing), patch.object(unit_of_work, "last_mark", nothing):
            yield
    finally:
        await run(list(marks.SQLITE_TRIGGERS.values() if sqlite else marks.RESUME_POSTGRESQL))


def _new_id(chance: random.Random) -> str:
    return f"{chance.getrandbits(128):032x}"


def busy_account(actions: int, rounds: int) -> Row:
    """One account with very many actions."""
    chance = random.Random(2)
    account, _ = next(accounts(1))
    config = a_configuration()
    days = [_FIRST_DAY + timedelta(chance.randrange(5_100)) for _ in range(actions)]
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
    count = 300 if small else int(os.environ.get("BENCH_ACCOUNTS", "1_000_000"))
    config = a_configuration()
    for kind in KINDS:
        async with data.empty(kind) as database:
            started = perf_counter()
            await load_accounts(database, accounts(count))
            yield Row(f"{kind}: {count:,} accounts loaded", count / (perf_counter() - started), "accounts/s")
            async for row in make(database, kind, config):
                yield row
            async for row in measure(database, kind):
                yield row
            async for row in writes(database, kind, 2 if small else 40):
                yield row
