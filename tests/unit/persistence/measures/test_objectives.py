"""
The strategic objectives worked out by hand on both databases (MEA-12), from April to June 2024.

| company | size | exports | actions | what it told | counts as |
|---|---|---|---|---|---|
| A | Pequeña | high potential | fair of 10 April, 15 and 16 May | business on 10 May | FIRST, on 10 April |
| B | Mediana | declared in February | fair of 12 April, 10 June | exports, on 1 June | AGAIN |
| C | Microempresa | high potential | fairs of 2 and 20 May | no business | NOT_KNOWN, once |
| D | Grande | declared | fair of 15 April | nothing | no SME |
| E | Pequeña | nothing | fair of 16 April | nothing | no capacity |
| F | Pequeña | high potential | an annulled fair of 17 April | nothing | not served |
| G | Pequeña | high potential | fair of 1 July | nothing | another period |
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.history.actions import Action, Annulment
from domain.model.institution.people import Role
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.bulk import load_accounts
from persistence.cases.mapping import case_columns, event_columns
from persistence.reading import SqlReadModel
from persistence.tables.cases import case_event, protocol_case
from tests.support.builders import a_fact, an_account, an_action
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, Databases

_N = MeasureName
NOW = datetime(2024, 8, 1, 15, tzinfo=UTC)
SPRING = Period(date(2024, 4, 1), date(2024, 6, 30))
SMES = {Dimension.SIZE: frozenset({"Microempresa", "Pequeña", "Mediana"})}


def _company(name: str, size: str, *facts: Any) -> Account:
    return an_account(name=name, rut=None, company_size=size, facts=facts)


def _high() -> Any:
    return a_fact(FactKind.TEST_LEVEL, "HIGH", date(2024, 1, 15))


def _exports(day: date) -> Any:
    return a_fact(FactKind.EXPORT_DECLARATION, "YES", day)


A, B, C, D, E, F, G = (
    _company("A", "Pequeña", _high()),
    _company("B", "Mediana", _exports(date(2024, 2, 1)), _exports(date(2024, 6, 1))),
    _company("C", "Microempresa", _high()),
    _company("D", "Grande", _exports(date(2024, 2, 1))),
    _company("E", "Pequeña"),
    _company("F", "Pequeña", _high()),
    _company("G", "Pequeña", _high()),
)
WRONG = Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, NOW, "No se hizo")


def _did(of: Account, month: int, day: int, year: int = 2024, **fields: Any) -> Action:
    return an_action(date(year, month, day), account_id=of.id, **fields)


STORED = [
    (A, [
        _did(A, 9, 1, 2023, product="Palta   fuerte", market="CN"),
        _did(A, 4, 10, product="PIÑA", market="PE"),
        _did(A, 5, 15, product="palta fuerte", market="CN"),
        _did(A, 5, 16, product="Palta fuerte", market="PE"),
        _did(A, 5, 17, product="Uva", market="US", annulment=WRONG),
        _did(A, 5, 18, product="Uva"),
    ]),
    (B, [_did(B, 4, 12), _did(B, 6, 10, product="Piña", market="PE")]),
    (C, [_did(C, 5, 2), _did(C, 5, 20)]),
    (D, [_did(D, 4, 15)]),
    (E, [_did(E, 4, 16)]),
    (F, [_did(F, 4, 17, annulment=WRONG)]),
    (G, [_did(G, 7, 1)]),
]  # fmt: skip


async def _told(tx: Any, account: Account, day: date, **data: Any) -> None:
    at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    case = Case(f"of {account.name}", Flow.FOLLOW_UP, "CERRADO", at, "ana.rojas", "2024", "Oficina regional",
                account_id=account.id, office="OFIREG-08")  # fmt: skip
    event = CaseEvent(case.id, 1, "record_result", at, at, "x", Role.COMPANY, "", "CERRADO", (), data=data, day=day)
    await tx.execute(insert(protocol_case).values(**case_columns(case)))
    await tx.execute(insert(case_event).values(**event_columns(event)))


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """The seven companies, and what two told of business."""
    async with databases.opened(request.param) as database:
        await load_accounts(database, STORED)
        await make_periods(database)
        async with database.begin() as tx:
            await _told(tx, A, date(2024, 5, 10), business_concluded=True, product="piña", market="PE")
            await _told(tx, C, date(2024, 6, 3), business_concluded=False, product="Pisco", market="US")
        yield SqlReadModel(database)


async def figures(read: SqlReadModel, name: MeasureName, *by: Dimension, sizes: Any = None) -> Measured:
    asked = _asked(name, *by, sizes=sizes)
    return measured(asked, await read.counted(asked))


def _asked(name: MeasureName, *by: Dimension, sizes: Any = None) -> MeasureQuery:
    row = MEASURES[name]
    return MeasureQuery(replace(row, only=sizes) if sizes is not None else row, SPRING, NOW, by)


async def test_smes_with_export_capacity_that_were_served_and_exported(read: SqlReadModel) -> None:
    """POL-14: three served, by their size and by the month of their first activity; two of three exported."""
    total = (await figures(read, _N.SMES_SERVED, sizes=SMES)).total
    assert (total.figure, dict(total.parts)) == (3, {"FIRST": 1, "AGAIN": 1, "NOT_KNOWN": 1})
    assert (await figures(read, _N.SMES_EXPORTING, sizes=SMES)).total.figure == pytest.approx(2 / 3)
    by_size = await figures(read, _N.SMES_SERVED, Dimension.SIZE, sizes=SMES)
    assert {row.groups: row.figure for row in by_size.rows} == {("Mediana",): 1, ("Microempresa",): 1, ("Pequeña",): 1}
    by_month = await figures(read, _N.SMES_SERVED, Dimension.MONTH, sizes=SMES)
    assert {row.groups: row.figure for row in by_month.rows} == {("2024-04",): 2, ("2024-05",): 1}


async def test_without_sizes_of_smes_nothing_is_counted(read: SqlReadModel) -> None:
    """POL-14: what is not configured is no figure of all companies."""
    assert (await figures(read, _N.SMES_SERVED, sizes={Dimension.SIZE: frozenset()})).total.n == 0


async def test_the_companies_behind_the_figure_are_as_many_as_it_says(read: SqlReadModel) -> None:
    """POL-01, MEA-12: each once, on the day of its first activity."""
    page = await read.records_behind(_asked(_N.SMES_SERVED, sizes=SMES), (), PageRequest(10))
    assert [(each.id, each.day, each.part) for each in page.items] == [
        (A.id, date(2024, 4, 10), "FIRST"),
        (B.id, date(2024, 4, 12), "AGAIN"),
        (C.id, date(2024, 5, 2), "NOT_KNOWN"),
    ]


async def test_a_pair_is_new_for_a_company_the_first_time_whatever_its_letters(read: SqlReadModel) -> None:
    """POL-15: A has pineapple and avocado for Peru, B pineapple; what is annulled or lacks one of both is none."""
    total = (await figures(read, _N.NEW_PRODUCT_MARKETS)).total
    assert (total.figure, dict(total.parts)) == (3, {"NEW": 3, "KNOWN": 2})
    page = await read.records_behind(_asked(_N.NEW_PRODUCT_MARKETS), (), PageRequest(10))
    assert [each.day for each in page.items] == [date(2024, 4, 10), date(2024, 5, 16), date(2024, 6, 10)]


async def test_the_objectives_are_compared_by_size_like_every_figure_of_accounts(read: SqlReadModel) -> None:
    """MEA-12: of the new pairs two are of a small company and one of a medium one."""
    found = await figures(read, _N.NEW_PRODUCT_MARKETS, Dimension.SIZE)
    assert {row.groups: row.figure for row in found.rows} == {("Pequeña",): 2, ("Mediana",): 1}
