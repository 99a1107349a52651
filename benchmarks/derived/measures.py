"""
Figures over a year, in counts of the same rows, on both databases; and that year judged under a draft of the terms.

A million terms and two million contacts lie over two years, in all offices and three channels. `BENCH_TERMS` says with
how many terms, when not a million.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import Final

from sqlalchemy import func, literal, select

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.made_terms import RULES, load_terms
from benchmarks.apparatus.row import Row
from domain.model.institution.people import Actor, Role
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.measures.what_if import DraftTerm
from domain.use_cases.seen_by import SeenAccounts
from domain.use_cases.services import Services
from domain.use_cases.what_if import WhatIf, simulate
from persistence.cases.terms import term_state
from persistence.database import Database, DatabaseKind
from persistence.reading import SqlReadModel
from persistence.tables import term
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.columns import Instant
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import a_configuration, new_id
from tests.support.calendars import a_book
from tests.support.cases.desk import FrozenClock
from tests.support.system.databases import KINDS

Call = Callable[[], Awaitable[object]]

YEAR: Final = Period(date(2025, 1, 1), date(2025, 12, 31))
NOW: Final = datetime(2026, 1, 15, 15, tzinfo=UTC)
ANALYST: Final = Actor("analista", "Analista", Role.ANALYST, "CENTRAL")
_MAKERS: Final = ("benchmarks.apparatus.made_terms", "persistence.migrations")


async def _seconds(database: Database, calls: Sequence[Call], rounds: int) -> list[float]:
    """
    Of each call, in bursts that alternate: the median. On SQLite of the processor, which reads in this process; on
    PostgreSQL, whose parallel workers have processes of their own, by the clock.
    """
    clock = process_time if database.kind == "sqlite" else perf_counter
    spent: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, of_call in zip(calls, spent, strict=True):
            started = clock()
            await call()
            of_call.append(clock() - started)
    return [median(of_call) for of_call in spent]


async def _figures(database: Database, kind: DatabaseKind, rounds: int) -> AsyncIterator[Row]:
    read = SqlReadModel(database)
    terms = term.c.due_on.between(YEAR.first, YEAR.last)
    contacts = case_event.c.day.between(YEAR.first, YEAR.last)
    state = term_state(literal(NOW, Instant))
    by_hand = {
        MeasureName.TERM_COMPLIANCE: (
            select(func.count()).select_from(term).where(terms),
            select(term.c.office, term.c.channel, state, func.count())
            .where(terms, term.c.rule_id.in_(RULES))
            .group_by(term.c.office, term.c.channel, state),
        ),
        MeasureName.CONTACTS: (
            select(func.count()).select_from(case_event).where(contacts),
            select(case_event.c.office, case_event.c.channel, func.count())
            .join_from(case_event, protocol_case, protocol_case.c.id == case_event.c.case_id)
            .where(contacts, case_event.c.channel.is_not(None))
            .group_by(case_event.c.office, case_event.c.channel),
        ),
    }
    for name, statements in by_hand.items():
        question = MeasureQuery(MEASURES[name], YEAR, NOW, (Dimension.OFFICE, Dimension.CHANNEL))
        found = await _measured(read, question)
        calls: list[Call] = [
            *(partial(database.read, each, long=True) for each in statements),
            partial(_measured, read, question),
        ]
        plain, own, seconds = await _seconds(database, calls, rounds)
        what = f"{kind}: {name} by two dimensions"
        yield Row(what, seconds / plain, "x count(*)", 20.0, True, f"{seconds * 1e3:,.0f} ms, n {found.total.n:,}")
        yield Row(what, seconds / own, "x GROUP BY by hand", 3.0, True)
    question = MeasureQuery(MEASURES[MeasureName.TERM_COMPLIANCE], YEAR, NOW, (Dimension.OFFICE,))
    page = select(term.c.id).where(terms).order_by(term.c.due_on, term.c.id).limit(20)
    behind = partial(read.records_behind, question.as_a_whole(), (), PageRequest(first=20))
    plain, drilled = await _seconds(database, [partial(database.read, page, long=True), behind], 50 * rounds)
    yield Row(f"{kind}: 20 records behind a figure", drilled / plain, "x keyset page", 3.0, True)


async def _measured(read: SqlReadModel, question: MeasureQuery) -> Measured:
    return measured(question, await read.counted(question))


async def _draft(database: Database, kind: DatabaseKind) -> Row:
    """Every term of the year is judged again."""
    clock = FrozenClock(NOW)
    services = Services(SqlTransactions(database, clock), clock, a_book, a_configuration, new_id)
    asked = WhatIf(tuple(DraftTerm(rule, 2) for rule in RULES), YEAR.first, YEAR.last)
    started = perf_counter()
    async for simulation in simulate(services, SeenAccounts(SqlReadModel(database), ANALYST), ANALYST, asked):
        last = simulation
    seconds = perf_counter() - started
    million = seconds * 1e6 / max(1, last.done)
    detail = f"{last.done:,} in {seconds:.1f} s, {last.changes:,} judged otherwise"
    return Row(f"{kind}: a year under a draft, a million terms", million, "s", 60.0, True, detail)


async def run(data: DataSets, *, small: bool = False) -> AsyncIterator[Row]:
    """Both databases in turn."""
    count = 500 if small else int(os.environ.get("BENCH_TERMS", "1_000_000"))
    for kind in KINDS:
        database = await Database.open(
            await data.filled(kind, f"terms_{count}", partial(load_terms, count=count), _MAKERS)
        )
        try:
            async for row in _figures(database, kind, 1 if small else 3):
                yield row
            yield await _draft(database, kind)
        finally:
            await database.close()
