"""Terms over all accounts: the state in SQL is the rule's, on any instant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from domain.model.institution.channels import Channel
from domain.model.terms import Milestones, Term, TermState
from domain.ports.reading import PageRequest, TermQuery
from persistence.database import Database
from persistence.mapping import term_columns
from persistence.reading import SqlReadModel
from persistence.tables import term
from tests.support.builders import new_id
from tests.support.cases.term_states import DRAWN, HOUR, T0, state_of
from tests.support.system.databases import KINDS, Databases


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """Reads four hundred terms in every state."""
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            await tx.execute(insert(term), [term_columns(*pair) for pair in DRAWN])
        yield SqlReadModel(database)


async def _all(read: SqlReadModel, query: TermQuery, size: int = 100, *, backward: bool = False) -> list[Term]:
    found: list[Term] = []
    cursor = None
    while True:
        request = PageRequest(last=size, before=cursor) if backward else PageRequest(first=size, after=cursor)
        page = await read.terms(query, request)
        found = [*page.items, *found] if backward else [*found, *page.items]
        if not (page.has_previous if backward else page.has_next):
            return found
        cursor = page.cursors[0 if backward else -1]


@pytest.mark.parametrize("hours", range(-5, 6))
async def test_the_state_in_sql_is_the_state_of_the_rule(read: SqlReadModel, hours: int) -> None:
    """SLA-21, AMB-58: for each state exactly the terms that the rule puts in it, at and around every boundary."""
    for now in (T0 + hours * HOUR, T0 + hours * HOUR + timedelta(microseconds=1)):
        for state in TermState:
            found = await _all(read, TermQuery(now=now, states=frozenset({state})), size=500)
            expected = {drawn.id for drawn, times in DRAWN if state_of(drawn, times, now) is state}
            assert {each.id for each in found} == expected, (state, now)


async def test_several_states_are_any_of_them(read: SqlReadModel) -> None:
    """Open and closed ones together."""
    states = frozenset({TermState.OVERDUE, TermState.MET_LATE})
    found = await _all(read, TermQuery(now=T0, states=states))
    assert {each.id for each in found} == {d.id for d, times in DRAWN if state_of(d, times, T0) in states}


@pytest.mark.parametrize("backward", [False, True])
async def test_terms_come_by_due_instant_whole(read: SqlReadModel, backward: bool) -> None:
    """Those without a due instant last; ties by id; each term as it was stored."""
    found = await _all(read, TermQuery(now=T0), size=37, backward=backward)

    far = datetime.max.replace(tzinfo=UTC)
    expected = sorted(DRAWN, key=lambda pair: (pair[1].due_at or far, pair[0].id))
    assert found == [drawn for drawn, _ in expected]


FILTERS: list[tuple[TermQuery, Any]] = [
    (TermQuery(T0, offices=frozenset({"OFIREG-08"})), lambda t, m: t.office == "OFIREG-08"),
    (TermQuery(T0, units=frozenset({"Centro de Ayuda"})), lambda t, m: t.unit == "Centro de Ayuda"),
    (TermQuery(T0, channels=frozenset({"DIGITAL"})), lambda t, m: t.channel is Channel.DIGITAL),
    (TermQuery(T0, rules=frozenset({"SLA-03", "SLA-05"})), lambda t, m: t.rule_id in {"SLA-03", "SLA-05"}),
    (TermQuery(T0, account_ids=frozenset({"a1"})), lambda t, m: t.account_id == "a1"),
    (
        TermQuery(T0, due_from=T0 - HOUR, due_until=T0 + HOUR),
        lambda t, m: m.due_at is not None and T0 - HOUR <= m.due_at <= T0 + HOUR,
    ),
]


@pytest.mark.parametrize(("query", "fits"), FILTERS)
async def test_a_filter_gives_exactly_the_terms_that_fit(read: SqlReadModel, query: TermQuery, fits: Any) -> None:
    """Bounds on the due instant are inclusive."""
    found = await _all(read, query)
    assert {each.id for each in found} == {drawn.id for drawn, times in DRAWN if fits(drawn, times)}


async def test_the_terms_of_accounts_oldest_first_at_most_a_hundred(database: Database) -> None:
    """One statement for all accounts; an account without terms has an empty list."""
    many = [
        replace(DRAWN[0][0], id=new_id(), account_id="busy", started_at=T0 + n * HOUR, stopped_at=None)
        for n in range(130)
    ]
    one = replace(many[0], id=new_id(), account_id="calm")
    async with database.begin() as tx:
        await tx.execute(insert(term), [term_columns(each, Milestones()) for each in [*reversed(many), one]])
    read = SqlReadModel(database)

    with database.watch() as statements:
        found = await read.terms_of(["busy", "calm", "none"])

    assert len(statements) == 1
    assert found == {"busy": many[:100], "calm": [one], "none": []}
    assert await read.terms_by_id([one.id, new_id()]) == {one.id: one}
