"""Figures by region and target public: what the database counts is what the rules say of each term and account."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Case, Flow
from domain.model.history.actions import Action
from domain.model.terms import Milestones, Term
from domain.protocol.classes.classification import classify
from domain.protocol.measures.figures import GENERAL_PUBLIC, WITHOUT_ACCOUNT, Dimension, Period
from persistence.bulk import load_accounts
from persistence.cases.mapping import case_columns
from persistence.classes.conditions import class_condition
from persistence.mapping import term_columns
from persistence.reading import SqlReadModel
from persistence.tables import term
from persistence.tables.cases import protocol_case
from tests.support.builders import a_configuration, a_fact, an_account, an_action
from tests.support.cases.term_states import DRAWN, T0, state_of
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
    worked = {1: date(2024, 3, 5), 4: date(2021, 3, 5)}
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


def _terms() -> list[tuple[Term, Milestones]]:
    """Those of the test of states, each of an account, of a case without one, or of neither."""
    whose: list[tuple[str | None, str | None]] = [(each.id, None) for each, _ in STORED]
    whose += [(None, HELP), (None, CITIZEN), (None, PROBLEM), (None, None)]
    return [
        (replace(drawn, account_id=whose[n % len(whose)][0], case_id=whose[n % len(whose)][1]), times)
        for n, (drawn, times) in enumerate(DRAWN)
    ]


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """Reads of four hundred terms, five accounts and nine cases."""
    async with databases.opened(request.param) as database:
        await load_accounts(database, STORED)
        async with database.begin() as tx:
            for each in CASES:
                await tx.execute(insert(protocol_case).values(**case_columns(each)))
            await tx.execute(insert(term), [term_columns(*pair) for pair in _terms()])
        yield SqlReadModel(database, class_condition(a_configuration))


def _public(each: Term) -> str:
    if each.account_id is not None:
        return GROUPS[each.account_id]
    return GENERAL_PUBLIC if each.case_id in {HELP, CITIZEN} else WITHOUT_ACCOUNT


def _region(each: Term) -> str | None:
    if each.account_id is not None:
        return REGIONS[each.account_id]
    return None if each.office is None else each.office.removeprefix("OFIREG-")


@pytest.mark.parametrize("by", Dimension)
@pytest.mark.parametrize("hours", [-2, 0, 3])
async def test_terms_are_counted_in_the_state_that_each_tells(read: SqlReadModel, by: Dimension, hours: int) -> None:
    """POL-04, GRP-02, SLA-21: by the region of the company, else of the office; by group, the public apart."""
    now = T0 + timedelta(hours=hours)
    first, last = PERIOD.instants
    expected = Counter(
        (_region(each) if by is Dimension.REGION else _public(each), each.rule_id, state_of(each, t, now))
        for each, t in _terms()
        if first <= each.started_at <= last
    )
    found = await read.term_counts(PERIOD, by, now, DAY)
    assert {tuple(count)[:3]: count.terms for count in found} == expected
    assert 0 < expected.total() == sum(count.terms for count in found)


async def test_what_began_on_other_days_is_not_counted(read: SqlReadModel) -> None:
    """POL-04: all began on the 13th, in Santiago."""
    later = Period(DAY + timedelta(days=1), DAY + timedelta(days=9))
    assert not await read.term_counts(later, Dimension.REGION, T0, DAY)
    assert not await read.case_counts(later, Dimension.REGION, DAY)


async def test_the_general_public_is_counted_apart_from_the_four_groups(read: SqlReadModel) -> None:
    """GRP-01, GRP-02: two cases of persons; that of a company without account is not theirs; each group has its own."""
    found = {count.group: count[1:] for count in await read.case_counts(PERIOD, Dimension.TARGET_PUBLIC, DAY)}
    assert found.pop(GENERAL_PUBLIC) == (2, 1)
    assert found.pop(WITHOUT_ACCOUNT) == (1, 1)
    assert found == {"CARTERA": (2, 2), "INSTITUCIONES": (1, 1), "EXTRANJERAS": (1, 1), "SIN_TRABAJO": (1, 1)}


async def test_cases_are_counted_by_region(read: SqlReadModel) -> None:
    """POL-04: abroad and the central level have none."""
    found = {count.group: count.opened for count in await read.case_counts(PERIOD, Dimension.REGION, DAY)}
    assert found == {"08": 1, "15": 2, "12": 1, None: 4}
