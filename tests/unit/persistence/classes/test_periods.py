"""Accounts found by class on any day are those of which the rule says so, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from domain.model.accounts import Account
from domain.model.classes import AccountClass, Classes, Registration
from domain.model.history.actions import Action
from domain.model.institution.configuration import ProtocolConfiguration
from domain.ports.reading import AccountQuery, PageRequest
from domain.protocol.classes.classification import classify
from persistence import records
from persistence.classes.codes import AXES
from persistence.classes.days import fork_of, nodes_around
from persistence.classes.finding import FEW, Size
from persistence.database import Database
from persistence.reading import SqlReadModel
from persistence.tables import account as account_table
from persistence.tables import account_fact, action, class_mark, class_period, class_tally, contact
from tests.support.any_account import ASKED, dated_configuration, remembered_account
from tests.support.builders import a_configuration
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, Databases

Stored = tuple[Account, Sequence[Action]]
Drawn = tuple[date, ProtocolConfiguration, list[Stored]]

ALL = PageRequest(first=100)
DAYS = st.integers(1, date.max.toordinal())


@given(since=DAYS, length=st.integers(0, 4000), day=DAYS, near=st.integers(-4100, 4100))
def test_a_day_looks_for_a_period_only_where_it_can_lie(since: int, length: int, day: int, near: int) -> None:
    """VLDB 2000: a period that holds the day lies at one of its nodes, and is told from the others there by one end."""
    until = min(since + length, date.max.toordinal())
    fork = fork_of(since, until)
    assert since <= fork <= until

    for asked in (day, min(max(since + near, 1), date.max.toordinal()), since, until):
        before, after = nodes_around(asked)
        found = (fork in before and until >= asked) or (fork in after and since <= asked)
        assert found is (since <= asked <= until)


@pytest.mark.parametrize(
    ("size", "near"),
    [
        (Size(now=960, ever=1_000), True),  # nearly every period holds the day: some 50 are read for a page
        (Size(now=400, ever=800_000), False),  # 2 January: some 100,000 would be read for a page, 400 are there
        (Size(now=0, ever=1_000), False),
        (Size(now=0, ever=0), False),
    ],
)
def test_a_class_is_walked_where_its_page_is_near(size: Size, near: bool) -> None:
    """Issue 12, 3: the cheaper way, by how many periods of the class there are and how many hold the day."""
    assert size.is_near is near


@st.composite
def some_accounts(draw: st.DrawFn) -> Drawn:
    """A day, settings that change near it, and a few accounts."""
    on = draw(ASKED)
    return on, draw(dated_configuration(on)), draw(st.lists(remembered_account(on), min_size=3, max_size=4))


@pytest.fixture(scope="module", params=KINDS)
async def kept(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """One database for all examples: each deletes what it added."""
    async with databases.opened(request.param) as database:
        yield database


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(drawn=some_accounts(), more=st.sampled_from([-400, -1, 1, 31, -9000, 6000]), few=st.sampled_from([FEW, 0, 1]))
async def test_lists_find_on_every_day_the_accounts_of_which_the_rule_says_so(
    kept: Database, drawn: Drawn, more: int, few: int
) -> None:
    """
    Section 8.1, AMB-69: by each class, alone and in twos, and by axes, whichever way the search goes: classes read
    whole, walked, or, where two are of one account at most and of more, one in each way.
    """
    on, config, stored = drawn
    await _store(kept, stored)
    await make_periods(kept, config)
    read = SqlReadModel(kept, few=few)
    try:
        for day, classes in ((on, ASKED_CLASSES), (on + timedelta(more), ASKED_CLASSES[:9])):
            told = {account.id: classify(account, actions, day, config) for account, actions in stored}
            for asked in classes:
                query = AccountQuery(classes=asked, classes_on=day)
                page = await read.accounts(query, ALL)
                expected = {key for key, found in told.items() if asked & _names(found)}
                assert sorted(row.id for row in page.items) == sorted(expected), (day, asked)
                assert await read.count_accounts(query) == len(expected)
                rows = list(page.items)
                first = await read.accounts(query, PageRequest(first=1))
                assert (list(first.items), first.has_next) == (rows[:1], len(rows) > 1)
                if rows:
                    rest = await read.accounts(query, PageRequest(first=2, after=page.cursors[0]))
                    assert (list(rest.items), rest.has_next) == (rows[1:3], len(rows) > 3)
                    back = await read.accounts(query, PageRequest(last=2, before=page.cursors[-1]))
                    assert (list(back.items), back.has_previous) == (rows[:-1][-2:], len(rows) > 3)
            for axis, value in {pair for found in told.values() for pair in _values(found)}:
                query = AccountQuery(axes=frozenset({(axis, value)}), classes_on=day)
                rows = (await read.accounts(query, ALL)).items
                assert {row.id for row in rows} == {
                    key for key, found in told.items() if (axis, value) in _values(found)
                }
    finally:
        await _forget(kept)


def _values(found: Classes) -> set[tuple[str, str]]:
    """Its axes as lists name them."""
    of = {axis: getattr(found, "group" if axis == "target_group" else axis).value for axis in AXES}
    return {(axis, str(value.value)) for axis, value in of.items()}


ASKED_CLASSES = [
    *(frozenset({klass.value}) for klass in AccountClass),
    *(frozenset({one.value, other.value}) for one, other in combinations(AccountClass, 2)),
]


def _names(found: Classes) -> frozenset[str]:
    """The classes of a list, by name: registered accounts that are in none are NO_USUARIA."""
    if not found.classes and found.registration.value is not Registration.NO_REGISTRADA:
        return frozenset({AccountClass.NO_USUARIA.value})
    return frozenset(klass.value for klass in found.classes)


async def _store(database: Database, stored: Sequence[Stored]) -> None:
    async with database.begin() as tx:
        await records.insert_accounts(tx, [account for account, _ in stored])
        await records.insert_actions(tx, [action for _, actions in stored for action in actions])


async def _forget(database: Database) -> None:
    """Delete every account, which leaves marks; the periods go with them, and nobody is counted any more."""
    async with database.begin() as tx:
        for table in (action, account_fact, contact, account_table):
            await tx.execute(delete(table))
    await make_periods(database, a_configuration())
    assert await database.read(select(class_period)) == []
    assert [row for row in await database.read(select(class_tally)) if row.change] == []
    assert await database.read(select(class_mark)) == []
