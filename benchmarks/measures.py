"""
Figures over a year, in counts of the same rows, on both databases; and that year judged under a draft of the terms.

A million terms and two million contacts lie over two years, in all offices and three channels. `BENCH_TERMS` says with
how many terms, when not a million.
"""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any, Final

from sqlalchemy import Table, func, insert, literal, select, text
from sqlalchemy.sql import Executable

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.channels import Channel
from domain.model.institution.people import Actor, Role
from domain.model.terms import Term
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.measures.what_if import DraftTerm
from domain.protocol.terms.counting import calendar_for, milestones, rule_of
from domain.use_cases.seen_by import SeenAccounts
from domain.use_cases.services import Services
from domain.use_cases.what_if import WhatIf, simulate
from persistence.cases.mapping import case_columns, event_columns
from persistence.cases.terms import term_state
from persistence.database import Database, DatabaseKind
from persistence.mapping import term_columns
from persistence.reading import SqlReadModel
from persistence.tables import term
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.columns import Instant
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import a_configuration, new_id
from tests.support.calendars import a_book
from tests.support.cases.desk import FrozenClock
from tests.support.system.databases import KINDS

YEAR: Final = Period(date(2025, 1, 1), date(2025, 12, 31))
NOW: Final = datetime(2026, 1, 15, 15, tzinfo=UTC)
ANALYST: Final = Actor("analista", "Analista", Role.ANALYST, "CENTRAL")
_RULES: Final = ("SLA-01", "SLA-02", "SLA-03", "SLA-04", "SLA-07", "SLA-08")
_OFFICES: Final = tuple(a_configuration().offices)
_CHUNK: Final = 10_000
_CONTACTS_EACH: Final = 5
_BOOK: Final = a_book()


def _terms(count: int) -> Iterator[dict[str, Any]]:
    """Of two years, two in three met in time; the calendars of their offices count them."""
    chance = random.Random(3)
    for number in range(count):
        started = datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=chance.randrange(731 * 24 * 60))
        made = Term(
            id=str(uuid.UUID(int=number)),
            rule_id=chance.choice(_RULES),
            protocol_version="2024",
            started_at=started,
            office=chance.choice(_OFFICES),
            channel=chance.choice(tuple(Channel)),
            case_id=None,
        )
        rule = rule_of(made)
        times = milestones(rule, started, calendar_for(rule, made.office, _BOOK))
        late = timedelta(days=chance.choice((-2, -1, -1, 1)))
        if chance.random() < 0.95 and times.due_at is not None:
            made = replace(made, stopped_at=max(started, times.due_at + late))
        yield term_columns(made, times)


def _cases(count: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each with some contacts in the course of a year."""
    chance = random.Random(4)
    for number in range(count):
        opened = datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=chance.randrange(700 * 24 * 60))
        case = Case(
            str(uuid.UUID(int=number)), Flow.CAPTURE, "TEST", opened, "ana.rojas", "2024", "Centro de Ayuda",
            office=chance.choice(_OFFICES), channel=chance.choice(tuple(Channel)),
        )  # fmt: skip
        events = []
        for sequence in range(1, _CONTACTS_EACH + 1):
            at = opened + timedelta(days=chance.randrange(30))
            events.append(
                CaseEvent(
                    case.id,
                    sequence,
                    "record_contact_attempt",
                    at,
                    at,
                    "ana.rojas",
                    Role.REGIONAL_EXECUTIVE,
                    "TEST",
                    "TEST",
                    (),
                    channel=case.channel,
                    day=at.date(),
                )
            )
        yield case_columns(case), [event_columns(event) for event in events]


async def _load(database: Database, count: int) -> None:
    async def put(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            async with database.begin() as tx:
                await tx.execute(insert(table), rows)

    rows: list[dict[str, Any]] = []
    for row in _terms(count):
        rows.append(row)
        if len(rows) == _CHUNK:
            await put(term, rows)
            rows = []
    await put(term, rows)
    cases: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for case, of_case in _cases(2 * count // _CONTACTS_EACH):
        cases.append(case)
        events += of_case
        if len(cases) == _CHUNK // _CONTACTS_EACH:
            await put(protocol_case, cases)
            await put(case_event, events)
            cases, events = [], []
    await put(protocol_case, cases)
    await put(case_event, events)
    async with database.begin() as tx:
        await tx.execute(text("ANALYZE"))


async def _timed(database: Database, statement: Executable, rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        started = perf_counter()
        await database.read(statement, long=True)
        spent.append(perf_counter() - started)
    return median(spent)


async def _figures(database: Database, kind: DatabaseKind, rounds: int) -> AsyncIterator[Row]:
    read = SqlReadModel(database)
    terms = term.c.due_on.between(YEAR.first, YEAR.last)
    contacts = case_event.c.day.between(YEAR.first, YEAR.last)
    state = term_state(literal(NOW, Instant))
    by_hand = {
        MeasureName.TERM_COMPLIANCE: (
            select(func.count()).select_from(term).where(terms),
            select(term.c.office, term.c.channel, state, func.count())
            .where(terms, term.c.rule_id.in_(_RULES))
            .group_by(term.c.office, term.c.channel, state),
            (Dimension.OFFICE, Dimension.CHANNEL),
        ),
        MeasureName.CONTACTS: (
            select(func.count()).select_from(case_event).where(contacts),
            select(protocol_case.c.office, case_event.c.channel, func.count())
            .join_from(case_event, protocol_case, protocol_case.c.id == case_event.c.case_id)
            .where(contacts, case_event.c.channel.is_not(None))
            .group_by(protocol_case.c.office, case_event.c.channel),
            (Dimension.OFFICE, Dimension.CHANNEL),
        ),
    }
    for name, (count, grouped, by) in by_hand.items():
        question = MeasureQuery(MEASURES[name], YEAR, NOW, by)
        plain, own, spent = await _timed(database, count, rounds), await _timed(database, grouped, rounds), []
        for _ in range(rounds):
            started = perf_counter()
            found = measured(question, await read.counted(question))
            spent.append(perf_counter() - started)
        seconds = median(spent)
        what = f"{kind}: {name} by two dimensions"
        yield Row(what, seconds / plain, "x count(*)", 20.0, True, f"{seconds * 1e3:,.0f} ms, n {found.total.n:,}")
        yield Row(what, seconds / own, "x GROUP BY by hand", 3.0, True)
    question = MeasureQuery(MEASURES[MeasureName.TERM_COMPLIANCE], YEAR, NOW, (Dimension.OFFICE,))
    page = select(term.c.id).where(terms).order_by(term.c.due_on, term.c.id).limit(20)
    plain, spent = await _timed(database, page, 10 * rounds), []
    for _ in range(10 * rounds):
        started = perf_counter()
        await read.records_behind(question.as_a_whole(), (), PageRequest(first=20))
        spent.append(perf_counter() - started)
    yield Row(f"{kind}: 20 records behind a figure", median(spent) / plain, "x keyset page", 3.0, True)


async def _draft(database: Database, kind: DatabaseKind) -> Row:
    """Every term of the year is judged again."""
    clock = FrozenClock(NOW)
    services = Services(SqlTransactions(database, clock), clock, a_book, a_configuration, new_id)
    asked = WhatIf(tuple(DraftTerm(rule, 2) for rule in _RULES), YEAR.first, YEAR.last)
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
        async with data.empty(kind) as database:
            started = perf_counter()
            await _load(database, count)
            yield Row(f"{kind}: {count:,} terms, {2 * count:,} contacts loaded in", perf_counter() - started, "s")
            async for row in _figures(database, kind, 1 if small else 3):
                yield row
            yield await _draft(database, kind)
