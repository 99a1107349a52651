"""Figures by region and target public: what the database counts is what the rules say of each term and account."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.history.actions import Action
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.people import Role
from domain.model.terms import Milestones, Term
from domain.ports.reading import PageRequest
from domain.protocol.classes.classification import classify
from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import GENERAL_PUBLIC, WITHOUT_ACCOUNT, Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.measures.what_if import ReplayedTerm
from persistence.bulk import load_accounts
from persistence.cases.mapping import case_columns, event_columns
from persistence.database import Database
from persistence.mapping import term_columns
from persistence.reading import SqlReadModel
from persistence.tables import term
from persistence.tables.cases import case_event, protocol_case
from tests.support.builders import a_configuration, a_fact, an_account, an_action
from tests.support.cases.term_states import DRAWN, T0, state_of
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, Databases

DAY = date(2024, 9, 13)
PERIOD = Period(DAY, DAY + timedelta(days=1))
HELP, CITIZEN, PROBLEM = "case-help", "case-citizen", "case-problem"


def _accounts() -> list[tuple[Account, list[Action]]]:
    """One of each group, and two regions."""
    made = [
        an_account(rut=None, region="08"),
        an_account(rut=None, region="15", facts=(a_fact(FactKind.VALIDATION, "VALIDATED", DAY),)),
        an_account(rut=None, region="15", organisation=Organisation.INSTITUTION),
        an_account(rut=None, region=None, country="CN", office="OFICOM-CN-SHA"),
        an_account(rut=None, region="12"),
    ]
    worked = {0: date(2024, 9, 20), 1: date(2024, 3, 5), 4: date(2021, 3, 5)}
    return [
        (each, [an_action(worked[place], account_id=each.id)] if place in worked else [])
        for place, each in enumerate(made)
    ]


STORED = _accounts()
GROUPS = {each.id: classify(each, actions, DAY, a_configuration()).group.value for each, actions in STORED}
REGIONS = {each.id: each.region for each, _ in STORED}


def _a_case(case_id: str, flow: Flow, account_id: str | None, days: int = 0, *, closed: bool = False) -> Case:
    at = T0 + timedelta(days=days)
    return Case(
        case_id, flow, "RECIBIDA", at, "ana.rojas", "2024", "Centro de Ayuda", account_id=account_id,
        office="CENTRAL" if account_id is None else "OFIREG-08", closed_at=at if closed else None,
    )  # fmt: skip


CASES = [
    _a_case(HELP, Flow.HELP_CENTRE, None),
    _a_case(CITIZEN, Flow.CITIZEN, None, closed=True),
    _a_case(PROBLEM, Flow.PORTAL_PROBLEM, None),
    _a_case("before", Flow.HELP_CENTRE, None, days=-3),
    *(_a_case(f"of {number}", Flow.HELP_CENTRE, each.id) for number, (each, _) in enumerate(STORED)),
]


def _opening(case: Case) -> CaseEvent:
    at, by = case.opened_at, case.opened_by
    return CaseEvent(
        case.id, 1, "open", at, at, by, Role.HELP_CENTRE, "NEW", case.state, (), day=local_day(at, SANTIAGO)
    )


def _with_day(times: Milestones) -> Milestones:
    return replace(times, due_on=None if times.due_at is None else local_day(times.due_at, SANTIAGO))


def _terms() -> list[tuple[Term, Milestones]]:
    """Those of the test of states, each of an account, of a case without one, or of neither."""
    whose: list[tuple[str | None, str | None]] = [(each.id, None) for each, _ in STORED]
    whose += [(None, HELP), (None, CITIZEN), (None, PROBLEM), (None, None)]
    return [
        (replace(drawn, account_id=whose[n % len(whose)][0], case_id=whose[n % len(whose)][1]), _with_day(times))
        for n, (drawn, times) in enumerate(DRAWN)
    ]


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """Reads of four hundred terms, five accounts and nine cases."""
    async with databases.opened(request.param) as database:
        await load_accounts(database, STORED)
        await make_periods(database)
        async with database.begin() as tx:
            for each in CASES:
                await tx.execute(insert(protocol_case).values(**case_columns(each)))
                await tx.execute(insert(case_event).values(**event_columns(_opening(each))))
            await tx.execute(insert(term), [term_columns(*pair) for pair in _terms()])
        yield SqlReadModel(database)


def _public(each: Term) -> str:
    if each.account_id is not None:
        return GROUPS[each.account_id]
    return GENERAL_PUBLIC if each.case_id in {HELP, CITIZEN} else WITHOUT_ACCOUNT


def _region(each: Term) -> str | None:
    if each.account_id is not None:
        return REGIONS[each.account_id]
    return None if each.office is None else each.office.removeprefix("OFIREG-")


@pytest.mark.parametrize("by", [Dimension.REGION, Dimension.TARGET_PUBLIC])
@pytest.mark.parametrize("hours", [-2, 0, 3])
async def test_terms_are_counted_in_the_state_that_each_tells(read: SqlReadModel, by: Dimension, hours: int) -> None:
    """POL-04, GRP-02, SLA-21: by the region of the company, else of the office; by group, the public apart."""
    now = T0 + timedelta(hours=hours)
    first, last = PERIOD.instants
    expected = Counter(
        ((_region(each) if by is Dimension.REGION else _public(each), each.rule_id), state_of(each, t, now))
        for each, t in _terms()
        if first <= each.started_at <= last
    )
    found = await read.counted(asked(MeasureName.STARTED_TERMS, by, Dimension.RULE, now=now))
    assert {(count.groups, count.part): count.many for count in found} == expected
    assert 0 < expected.total() == sum(count.many for count in found)


def asked(name: MeasureName, *by: Dimension, period: Period = PERIOD, now: datetime = T0) -> MeasureQuery:
    """The question of one measure."""
    return MeasureQuery(MEASURES[name], period, now, by)


async def test_what_began_on_other_days_is_not_counted(read: SqlReadModel) -> None:
    """POL-04: all began on the 13th, in Santiago."""
    later = Period(DAY + timedelta(days=1), DAY + timedelta(days=9))
    for name in (MeasureName.STARTED_TERMS, MeasureName.CASES):
        assert not await read.counted(asked(name, Dimension.REGION, period=later))


async def test_the_general_public_is_counted_apart_from_the_four_groups(read: SqlReadModel) -> None:
    """GRP-01, GRP-02: two cases of persons; that of a company without account is not theirs; each group has its own."""
    counts = await read.counted(asked(MeasureName.CASES, Dimension.TARGET_PUBLIC))
    found = {(group, part): many for (group,), part, many, _ in counts}
    assert found == {
        (GENERAL_PUBLIC, "OPEN"): 1,
        (GENERAL_PUBLIC, "CLOSED"): 1,
        (WITHOUT_ACCOUNT, "OPEN"): 1,
        ("CARTERA", "OPEN"): 2,
        ("INSTITUCIONES", "OPEN"): 1,
        ("EXTRANJERAS", "OPEN"): 1,
        ("SIN_TRABAJO", "OPEN"): 1,
    }


async def test_cases_are_counted_by_region(read: SqlReadModel) -> None:
    """POL-04: abroad and the central level have none."""
    counts = await read.counted(asked(MeasureName.CASES, Dimension.REGION))
    found: Counter[str | None] = Counter()
    for (group,), _, many, _ in counts:
        found[group] += many
    assert found == {"08": 1, "15": 2, "12": 1, None: 4}


@pytest.mark.parametrize("name", [MeasureName.STARTED_TERMS, MeasureName.CASES])
async def test_the_records_behind_a_row_are_as_many_as_its_n(read: SqlReadModel, name: MeasureName) -> None:
    """POL-01: every figure lists its records, page by page, each once; rows add up to the total."""
    question = asked(name, Dimension.REGION, Dimension.OFFICE)
    answer = measured(question, await read.counted(question))
    assert sum(row.n or 0 for row in answer.rows) == answer.total.n
    for row in answer.rows:
        records: list[str] = []
        after: str | None = None
        while True:
            page = await read.records_behind(question, row.groups, PageRequest(first=7, after=after))
            records += [record.id for record in page.items]
            if not page.has_next:
                break
            after = page.cursors[-1]
        assert len(records) == len(set(records)) == row.n


async def test_a_company_counts_in_the_group_that_it_was_of_on_the_day(read: SqlReadModel) -> None:
    """AMB-69, POL-16: it began to work with us on the 20th; its case of the 13th is one of a company that had not."""
    later = Period(DAY, DAY + timedelta(days=30))
    for name in (MeasureName.CASES, MeasureName.STARTED_TERMS):
        counts = await read.counted(asked(name, Dimension.TARGET_PUBLIC, period=later))
        same_day = await read.counted(asked(name, Dimension.TARGET_PUBLIC))
        assert "SIN_TRABAJO" in {groups[0] for groups, _, _, _ in counts}
        assert sorted(counts) == sorted(same_day)


async def test_terms_to_be_judged_again_are_read_once_through_in_parts(read: SqlReadModel) -> None:
    """LIN-05, MEA-01: those of a rule that the measure counts, each once, by day, as they are counted."""
    question = asked(MeasureName.TERM_COMPLIANCE, Dimension.RULE)
    rules = frozenset({"SLA-03", "SLA-10", "SLA-16"})
    found: list[ReplayedTerm] = []
    while part := await read.replayed(question, rules, found[-1] if found else None, 3):
        assert len(part) <= 3
        found += part
    assert [(each.due_on, each.id) for each in found] == sorted({(each.due_on, each.id) for each in found})
    counted = {(groups[0], part): many for groups, part, many, _ in await read.counted(question)}
    assert Counter((each.rule_id, each.part) for each in found) == {
        key: many for key, many in counted.items() if key[0] in rules
    }
    assert {each.rule_id for each in found} == {"SLA-03", "SLA-10"}
    stored = {each.id: each for each, _ in _terms()}
    for each in found:
        term_of = stored[each.id]
        assert (each.started_at, each.stopped_at, each.office) == (
            term_of.started_at,
            term_of.stopped_at,
            term_of.office,
        )


async def test_a_figure_looks_up_beside_each_record_only_what_it_reads(read: SqlReadModel) -> None:
    """Issue 13, 2: whose record it is costs a look-up for each; by sector it is needed, by channel it is not."""
    told = {}
    for by in (Dimension.CHANNEL, Dimension.SECTOR, Dimension.UNIT):
        asked = MeasureQuery(MEASURES[MeasureName.TERM_COMPLIANCE], PERIOD, T0, (by,))
        with read._database.watch() as sent:
            told[by] = measured(asked, await read.counted(asked)).total.n
        ((sql, _),) = sent
        assert ("JOIN account" in sql, "JOIN protocol_case" in sql) == {
            Dimension.CHANNEL: (False, False),
            Dimension.SECTOR: (True, False),
            Dimension.UNIT: (False, True),
        }[by]
    assert len(set(told.values())) == 1


async def test_contacts_are_counted_without_opening_timelines(read: SqlReadModel) -> None:
    """Issue 13, 2: an index holds what is read of each entry, with its day."""
    database = read._database
    asked = MeasureQuery(MEASURES[MeasureName.CONTACTS], PERIOD, T0, (Dimension.OFFICE, Dimension.CHANNEL))
    with database.watch() as sent:
        await read.counted(asked)
    ((sql, bound),) = sent
    plan = await _plan(database, sql, bound)
    if database.kind == "sqlite":
        assert "SEARCH case_event USING COVERING INDEX ix_case_event_day (day>? AND day<?)" in plan
        walked = [line for line in plan if line.startswith("SCAN")]
        assert not [line for line in walked if line.endswith((" case_event", " protocol_case"))]
    else:
        assert [line for line in plan if "Index Only Scan using ix_case_event_day on case_event" in line]


async def test_terms_are_counted_without_opening_them(read: SqlReadModel) -> None:
    """Issue 13, 2: the index of their days holds what tells their state, office and channel."""
    database = read._database
    asked = MeasureQuery(MEASURES[MeasureName.TERM_COMPLIANCE], PERIOD, T0, (Dimension.OFFICE, Dimension.CHANNEL))
    with database.watch() as sent:
        await read.counted(asked)
    ((sql, bound),) = sent
    plan = await _plan(database, sql, bound)
    if database.kind == "sqlite":
        assert "SEARCH term USING COVERING INDEX ix_term_due_on (due_on>? AND due_on<?)" in plan
    else:
        assert [line for line in plan if "Index Only Scan using ix_term_due_on on term" in line]


async def _plan(database: Database, sql: str, bound: Any) -> list[str]:
    """How the statement is read; on PostgreSQL as among many rows, where walking the whole table does not pay."""
    async with database.begin() as tx:
        if database.kind == "sqlite":
            return [row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", bound)]
        await tx.execute(text("SET LOCAL enable_seqscan = off"))
        return [str(row[0]) for row in await tx.exec_driver_sql(f"EXPLAIN {sql}", bound)]
