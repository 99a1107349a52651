"""Planned activities on screens, on both databases, with one statement each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from domain.model.activities import Activity, ActivityState, Audience, Invitation, Withdrawal
from domain.model.classes import Category, Group
from domain.ports.activities import ActivityQuery
from domain.ports.reading import PageRequest
from domain.ports.store import Transactions
from persistence.activities.repository import SqlActivityReads
from persistence.database import Database
from persistence.unit_of_work import SqlTransactions
from tests.support.activities import PLANNED_AT, an_activity
from tests.support.builders import REGIONAL, new_id
from tests.support.calendars import local
from tests.support.cases.desk import FrozenClock

DAY = date(2024, 9, 30)
"""The last day to apply of every example, unless said otherwise."""


async def stored(database: Database, *activities: Activity) -> Transactions:
    transactions = cast("Transactions", SqlTransactions(database, FrozenClock(local("2024-09-13 17:00"))))
    async with transactions(REGIONAL) as work:
        for each in activities:
            await work.activities.add(each)
    return transactions


async def names(reads: SqlActivityReads, **query: Any) -> list[str]:
    page = await reads.activities(ActivityQuery(**{"on": DAY, **query}), PageRequest(first=50))
    return [each.name for each in page.items]


async def test_only_what_one_may_still_apply_to_is_planned(database: Database) -> None:
    """POL-09, in time: the last day counts, the day after it does not; what was withdrawn is never offered."""
    withdrawal = Withdrawal(REGIONAL.id, REGIONAL.role, PLANNED_AT, "Se suspendió")
    last = an_activity(name="hoy", apply_by=DAY)
    later = an_activity(name="después", apply_by=DAY + timedelta(1))
    past = an_activity(name="ayer", apply_by=DAY - timedelta(1))
    await stored(database, later, past, last, an_activity(name="retirada", withdrawal=withdrawal))
    with database.watch() as statements:
        found = await SqlActivityReads(database).planned(DAY)
    assert list(found) == [last, later]
    assert len(statements) == 1


async def test_states_in_sql_are_those_of_the_rule(database: Database) -> None:
    """POL-09: on every day the filter by state gives what `Activity.state` says."""
    withdrawal = Withdrawal(REGIONAL.id, REGIONAL.role, PLANNED_AT, "Se suspendió")
    planned = [an_activity(), an_activity(withdrawal=withdrawal)]
    await stored(database, *planned)
    reads = SqlActivityReads(database)
    for on in (DAY, DAY + timedelta(1), date(2024, 11, 5), date(2024, 11, 6)):
        for state in ActivityState:
            page = await reads.activities(ActivityQuery(on, states=frozenset({state})), PageRequest(first=9))
            assert {each.id for each in page.items} == {each.id for each in planned if each.state(on) is state}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["abierta", "limitada"]),
        ({"groups": frozenset({Group.CARTERA})}, ["abierta", "limitada"]),
        ({"groups": frozenset({Group.EXTRANJERAS})}, ["abierta"]),
        ({"categories": frozenset({Category.TRABAJO_HABITUAL})}, ["abierta", "limitada"]),
        ({"categories": frozenset({Category.EXPORTA_MAS})}, ["abierta"]),
        ({"sectors": frozenset({"ALIMENTOS_FRESCOS"})}, ["abierta", "limitada"]),
        ({"sectors": frozenset({"ALIMENTOSXFRESCOS"})}, ["abierta"]),
        ({"sectors": frozenset({"ALIMENTOS"})}, ["abierta"]),
        ({"regions": frozenset({"08", "15"})}, ["abierta", "limitada"]),
        ({"regions": frozenset({"15"})}, ["abierta"]),
        ({"markets": frozenset({"CN"})}, ["abierta", "limitada"]),
        ({"markets": frozenset({"US"})}, ["abierta"]),
        ({"types": frozenset({"TALLER"})}, ["limitada"]),
        ({"offices": frozenset({"OFIREG-15"})}, ["limitada"]),
        ({"starts_from": date(2024, 11, 5)}, ["limitada"]),
        ({"starts_until": date(2024, 11, 4)}, ["abierta"]),
    ],
)
async def test_a_filter_gives_what_is_meant_for_it_or_sets_no_limit(
    sqlite_database: Database, query: dict[str, Any], expected: list[str]
) -> None:
    """POL-09, GRP-01, ATN-01: a code never matches as a part or a pattern of another."""
    limited = Audience(
        groups=frozenset({Group.CARTERA}),
        categories=frozenset({Category.TRABAJO_HABITUAL}),
        sectors=frozenset({"ALIMENTOS_FRESCOS"}),
        regions=frozenset({"08"}),
        markets=frozenset({"CN"}),
    )
    first = an_activity(name="abierta")
    second = an_activity(
        name="limitada", audience=limited, type="TALLER", office="OFIREG-15", starts_on=date(2024, 11, 5)
    )
    await stored(sqlite_database, replace(first, apply_by=DAY - timedelta(1)), second)
    assert await names(SqlActivityReads(sqlite_database), **query) == expected


async def test_filters_read_alike_on_both_databases(database: Database) -> None:
    """GRP-01: the text of codes is compared literally on PostgreSQL too."""
    limited = Audience(groups=frozenset({Group.CARTERA}), sectors=frozenset({"ALIMENTOS_FRESCOS"}))
    await stored(database, an_activity(name="limitada", audience=limited))
    reads = SqlActivityReads(database)
    assert await names(reads, sectors=frozenset({"ALIMENTOS_FRESCOS"})) == ["limitada"]
    assert await names(reads, sectors=frozenset({"ALIMENTOSXFRESCOS"})) == []
    assert await names(reads, groups=frozenset({Group.INSTITUCIONES})) == []


async def test_pages_give_every_activity_once_in_both_directions(database: Database) -> None:
    """By last day to apply, then id, with one statement for each page."""
    await stored(database, *(an_activity(apply_by=DAY + timedelta(n % 3)) for n in range(7)))
    reads = SqlActivityReads(database)
    query = ActivityQuery(DAY)
    whole = [each.id for each in (await reads.activities(query, PageRequest(first=10))).items]
    with database.watch() as statements:
        first = await reads.activities(query, PageRequest(first=4))
        rest = await reads.activities(query, PageRequest(first=4, after=first.cursors[-1]))
        back = await reads.activities(query, PageRequest(last=4, before=rest.cursors[0]))
    assert [each.id for each in (*first.items, *rest.items)] == whole
    assert [each.id for each in back.items] == whole[:4]
    assert (first.has_next, rest.has_next, rest.has_previous) == (True, False, True)
    assert len(statements) == 3


async def test_the_invitations_of_several_accounts_are_one_statement(database: Database) -> None:
    """FUP-02: an account without any has an empty list."""
    activity, invited, other = an_activity(), new_id(), new_id()
    transactions = await stored(database, activity)
    invitation = Invitation(activity.id, invited, new_id(), REGIONAL.id, PLANNED_AT)
    async with transactions(REGIONAL) as work:
        await work.activities.invite(invitation)
    reads = SqlActivityReads(database)
    with database.watch() as statements:
        found = await reads.invitations_of([invited, other])
    assert {key: list(value) for key, value in found.items()} == {invited: [invitation], other: []}
    assert len(statements) == 1
    assert await reads.activity(activity.id) == activity
    assert await reads.activity(new_id()) is None
