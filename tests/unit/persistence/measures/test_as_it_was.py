"""A figure of a past day by what an account was then stays when the account changes (AMB-69, MEA-12, POL-04)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import pytest
from sqlalchemy import insert

from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.channels import Channel
from domain.model.institution.people import Role
from domain.model.standing import remembering
from domain.model.terms import Milestones, Term
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.bulk import load_accounts
from persistence.cases.mapping import case_columns, event_columns
from persistence.mapping import term_columns
from persistence.reading import SqlReadModel
from persistence.tables import term
from persistence.tables.cases import case_event, protocol_case
from tests.support.builders import a_fact, an_account, an_action
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, Databases

_N, _D = MeasureName, Dimension
NOW: Final = datetime(2024, 12, 1, 15, tzinfo=UTC)
PERIOD: Final = Period(date(2024, 3, 1), date(2024, 8, 31))
MARCH, JUNE, AUGUST = date(2024, 3, 12), date(2024, 6, 12), date(2024, 8, 12)
"""On each day a service, a case, a contact and a term."""
GREW: Final = date(2024, 5, 2)
MOVED: Final = date(2024, 7, 2)
SMES: Final = frozenset({"Pequeña"})


def _company() -> Account:
    """Small, of Biobío and of food until 1 May; then large until 1 July; then of Arica, of tourism and its office."""
    start = an_account(
        rut=None, region="08", sector="ALIMENTOS", office="OFIREG-08", company_size="Pequeña",
        known_since=date(2023, 1, 2), facts=(a_fact(FactKind.TEST_LEVEL, "HIGH", date(2024, 1, 15)),),
    )  # fmt: skip
    grown = remembering(start, replace(start, company_size="Grande"), GREW)
    return remembering(grown, replace(grown, region="15", sector="TURISMO", office="OFIREG-15"), MOVED)


COMPANY: Final = _company()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """One company, which was another in March, June and August."""
    made = {"account_id": COMPANY.id, "office": None, "product": "Miel", "channel": Channel.DIGITAL, "topic": "FERIAS"}
    done = [an_action(day, market=market, **made) for day, market in ((MARCH, "PE"), (JUNE, "BR"), (AUGUST, "CN"))]
    async with databases.opened(request.param) as database:
        await load_accounts(database, [(COMPANY, done)])
        await make_periods(database)
        async with database.begin() as tx:
            for day in (MARCH, JUNE, AUGUST):
                at, key = _noon(day), f"of {day}"
                case = Case(key, Flow.FOLLOW_UP, "CERRADO", at, "ana.rojas", "2024", "Oficina regional",
                            account_id=COMPANY.id, office="OFIREG-08", channel=Channel.DIGITAL)  # fmt: skip
                event = CaseEvent(key, 1, "open", at, at, "x", Role.HELP_CENTRE, "", "CERRADO", (), day=day)
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                await tx.execute(insert(case_event).values(**event_columns(event)))
                started = Term(key, "SLA-03", "2024", at, "OFIREG-08", account_id=COMPANY.id, channel=Channel.DIGITAL)
                await tx.execute(insert(term).values(**term_columns(started, Milestones(due_at=at, due_on=day))))
        yield SqlReadModel(database)


async def _counted(read: SqlReadModel, asked: MeasureQuery) -> Measured:
    return measured(asked, await read.counted(asked))


@pytest.mark.parametrize("name", [_N.CASES, _N.CONTACTS, _N.STARTED_TERMS, _N.TERM_COMPLIANCE, _N.NEW_PRODUCT_MARKETS])
async def test_size_region_and_sector_are_those_of_the_day(read: SqlReadModel, name: MeasureName) -> None:
    """AMB-69: in March small in Biobío, in June large there, in August large in Arica; `records` list as many."""
    for by, expected in (
        (_D.SIZE, {("Pequeña",): 1, ("Grande",): 2}),
        (_D.REGION, {("08",): 2, ("15",): 1}),
        (_D.SECTOR, {("ALIMENTOS",): 2, ("TURISMO",): 1}),
    ):
        asked = MeasureQuery(MEASURES[name], PERIOD, NOW, (by,))
        found = await _counted(read, asked)
        assert {row.groups: row.n for row in found.rows} == expected
        for row in found.rows:
            page = await read.records_behind(asked, row.groups, PageRequest(10))
            assert len(page.items) == row.n


@pytest.mark.parametrize("name", [_N.CONTACTS, _N.NEW_PRODUCT_MARKETS])
async def test_a_service_without_an_office_is_of_that_which_the_company_had(
    read: SqlReadModel, name: MeasureName
) -> None:
    """AMB-69: it passed to another office in July."""
    found = await _counted(read, MeasureQuery(MEASURES[name], PERIOD, NOW, (_D.OFFICE,)))
    assert {row.groups: row.n for row in found.rows} == {("OFIREG-08",): 2, ("OFIREG-15",): 1}


async def test_a_company_that_grew_was_an_sme_until_then(read: SqlReadModel) -> None:
    """POL-14, AMB-69: served in March as a small company, it counts for spring and not for the months after."""
    row = replace(MEASURES[_N.SMES_SERVED], only={_D.SIZE: SMES})
    spring, later = Period(date(2024, 3, 1), date(2024, 4, 30)), Period(GREW, date(2024, 8, 31))
    found = [(await _counted(read, MeasureQuery(row, period, NOW, (_D.OFFICE,)))) for period in (spring, later)]
    assert [each.total.n for each in found] == [1, 0]
    assert [each.groups for each in found[0].rows] == [("OFIREG-08",)]
