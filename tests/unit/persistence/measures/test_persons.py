"""Answers of persons of no company, told apart from those of companies, on both databases (design 7, GRP-02)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.people import Role
from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.bulk import load_accounts
from persistence.cases.mapping import case_columns, event_columns
from persistence.reading import SqlReadModel
from persistence.tables.cases import case_event, protocol_case
from tests.support.builders import an_account
from tests.support.system.databases import KINDS, Databases

NOW = datetime(2026, 7, 1, 15, tzinfo=UTC)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
COMPANY: Account = an_account(rut=None)
SURVEYS = [
    ("one", Flow.HELP_CENTRE, None, "Centro de Ayuda", 2),
    ("two", Flow.CITIZEN, None, "Centro de Ayuda", 1),
    ("three", Flow.HELP_CENTRE, COMPANY.id, "Centro de Ayuda", 5),
    *((f"of {number}", Flow.REQUEST, COMPANY.id, "Oficina regional", 6) for number in range(6)),
]


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """Two answers of persons, and seven of a company."""
    async with databases.opened(request.param) as database:
        await load_accounts(database, [(COMPANY, [])])
        async with database.begin() as tx:
            for key, flow, account, unit, score in SURVEYS:
                at = datetime(2026, 6, 10, 15, tzinfo=UTC)
                case = Case(key, flow, "RESPONDIDA", at, "x", "2024", unit, account_id=account, office="CENTRAL")
                event = CaseEvent(key, 1, "answer_survey", at, at, "x", Role.COMPANY, "RESPONDIDA", "RESPONDIDA", (),
                                  data={"score": score}, day=at.date())  # fmt: skip
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                await tx.execute(insert(case_event).values(**event_columns(event)))
        yield SqlReadModel(database)


async def test_few_answers_with_persons_among_them_are_hidden_by_any_dimension(read: SqlReadModel) -> None:
    """Design 7: three of the unit, two of them of persons, are not told; nor is what would give them away."""
    asked = MeasureQuery(MEASURES[MeasureName.SATISFACTION], JUNE, NOW, (Dimension.UNIT,))
    counts = await read.counted(asked)
    assert sum(count.persons for count in counts) == 2
    assert {row.groups[0]: row.hidden for row in measured(asked, counts).rows} == {
        "Centro de Ayuda": True,
        "Oficina regional": True,
    }


async def test_a_filter_shows_no_more_than_a_row(read: SqlReadModel) -> None:
    """Design 7: the same three, asked for as a whole, have no figure and no records."""
    only = {Dimension.UNIT: frozenset({"Centro de Ayuda"})}
    asked = MeasureQuery(MEASURES[MeasureName.SATISFACTION], JUNE, NOW, (), only)
    total = measured(asked, await read.counted(asked)).total
    assert (total.hidden, total.n, total.figure, dict(total.parts)) == (True, None, None, {})


async def test_other_measures_count_no_persons(read: SqlReadModel) -> None:
    """Design 7: what is of nobody's opinion is told as it is."""
    asked = MeasureQuery(MEASURES[MeasureName.CASES], JUNE, NOW, (Dimension.UNIT,))
    assert {count.persons for count in await read.counted(asked)} == {0}
