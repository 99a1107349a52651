"""Hot statements find their rows by index: no table is read from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from domain.model.terms import TermState
from domain.ports.reading import AccountOrder, AccountQuery, PageRequest, TermQuery
from domain.protocol.access.actionable import ActionableAccount
from persistence.bulk import load_accounts
from persistence.database import Database, Statement
from persistence.identity.personal_reads import SqlPersonalReads
from persistence.keyset import Keyset
from persistence.profiles.journeys import SqlJourneyReads
from persistence.reading import SqlReadModel
from persistence.representations.repository import SqlRepresentationReads
from persistence.tables import account
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, an_account, an_action
from tests.support.cases.desk import FrozenClock
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, Databases

NOW = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
FIRST = PageRequest(first=10)
SOMEWHERE = PageRequest(first=10, after=Keyset("a", (account.c.pk,)).encode((3,)))

_FEW_ROWS = {"class_generation"}
"""Tables of two or three rows at most: they are read whole."""

Ask = Callable[[SqlReadModel], Awaitable[object]]

ASKED: dict[str, Ask] = {
    "account by id": lambda read: read.account("x"),
    "account by RUT": lambda read: read.account_by_rut("x"),
    "later page": lambda read: read.accounts(AccountQuery(), SOMEWHERE),
    "page by name": lambda read: read.accounts(AccountQuery(order=AccountOrder.NAME), FIRST),
    "last page by registration": lambda read: read.accounts(
        AccountQuery(order=AccountOrder.REGISTERED_ON_DESC), PageRequest(last=10)
    ),
    "region": lambda read: read.accounts(AccountQuery(regions=frozenset({"08"})), SOMEWHERE),
    "executive": lambda read: read.accounts(AccountQuery(executive="ana.rojas"), FIRST),
    "some accounts": lambda read: read.accounts(AccountQuery(account_ids=frozenset({"x", "y"})), FIRST),
    "search": lambda read: read.accounts(AccountQuery(search="agricola maule"), SOMEWHERE),
    "foreign companies": lambda read: read.accounts(
        AccountQuery(classes=frozenset({"EXTRANJERA"}), classes_on=NOW.date()), FIRST
    ),
    "Chilean companies abroad": lambda read: read.accounts(
        AccountQuery(classes=frozenset({"CHILENA_EXTERIOR"}), classes_on=NOW.date()), FIRST
    ),
    "institutions": lambda read: read.accounts(
        AccountQuery(classes=frozenset({"INSTITUCION"}), classes_on=NOW.date()), FIRST
    ),
    "all classes of origin": lambda read: read.accounts(
        AccountQuery(classes=frozenset({"EXTRANJERA", "CHILENA_EXTERIOR", "INSTITUCION"}), classes_on=NOW.date()), FIRST
    ),
    "actions of accounts": lambda read: read.actions_of(["x", "y"], FIRST),
    "actions by id": lambda read: read.actions_by_id(["x", "y"]),
    "accounts by id": lambda read: read.accounts_by_id(["x", "y"]),
    "terms by id": lambda read: read.terms_by_id(["x", "y"]),
    "conflicts by id": lambda read: read.conflicts_by_id(["x", "y"]),
    "whole accounts": lambda read: read.whole(["x", "y"]),
    "overdue terms": lambda read: read.terms(TermQuery(NOW, states=frozenset({TermState.OVERDUE})), FIRST),
    "overdue terms of an office": lambda read: read.terms(
        TermQuery(NOW, states=frozenset({TermState.OVERDUE}), offices=frozenset({"OFIREG-08"})), FIRST
    ),
    "terms of accounts": lambda read: read.terms_of(["x", "y"]),
    "sync states": lambda read: read.sync_states(["x", "y"]),
    "open conflicts": lambda read: read.conflicts(FIRST),
    "conflicts of an account": lambda read: read.conflicts(FIRST, account_id="x"),
    "decisions": lambda read: read.decisions(FIRST),
    "decisions of an account": lambda read: read.decisions(FIRST, account_id="x"),
}
RECORDS: dict[str, Callable[[Database], Awaitable[object]]] = {
    "journey events": lambda database: SqlJourneyReads(database).journeys_of(["x", "y"], FIRST),
    "representations": lambda database: SqlRepresentationReads(database).of_accounts(["x", "y"], FIRST),
    "reads of personal data": lambda database: SqlPersonalReads(database).of_accounts(["x", "y"], FIRST),
    "reads about a case": lambda database: SqlPersonalReads(database).reads(FIRST, case_id="x"),
    "reads by somebody": lambda database: SqlPersonalReads(database).reads(FIRST, by="x"),
}


@pytest.fixture(scope="module", params=KINDS)
async def loaded(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """Two hundred accounts, so that planners have something to count."""
    async with databases.opened(request.param) as database:
        accounts = [an_account(rut=None, name=f"Agrícola {n} del Maule") for n in range(200)]
        await load_accounts(database, [(each, [an_action(NOW.date(), account_id=each.id)]) for each in accounts])
        await make_periods(database)
        yield database


@pytest.mark.parametrize("name", ASKED)
async def test_no_table_is_read_from_end_to_end(loaded: Database, name: str) -> None:
    """Engineering trap 1: what a planner does is looked at, not hoped for."""
    read = SqlReadModel(loaded)
    with loaded.watch() as sent:
        await ASKED[name](read)
    await _found_by_index(loaded, sent)


@pytest.mark.parametrize("name", RECORDS)
async def test_records_of_an_account_are_found_by_index(loaded: Database, name: str) -> None:
    """SYS-01, POL-07: however many events and reads there are of others."""
    with loaded.watch() as sent:
        await RECORDS[name](loaded)
    await _found_by_index(loaded, sent)


@pytest.mark.parametrize("loaded", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "classes", [{"CARTERA"}, {"NO_USUARIA"}, {"CARTERA", "NO_USUARIA"}], ids=lambda names: "-".join(sorted(names))
)
async def test_a_page_of_a_class_looks_at_no_period_but_in_its_index(loaded: Database, classes: set[str]) -> None:
    """
    Issue 12, 4: whether the class is walked or its periods around the day are read whole, SQLite sees no rows.

    Of SQLite alone: PostgreSQL decides by what it has vacuumed, not by the statement, whether it looks at rows.
    """
    query = AccountQuery(classes=frozenset(classes), classes_on=NOW.date())
    for few in (0, 4_000):
        read = SqlReadModel(loaded, few=few)
        await read.accounts(query, FIRST)
        with loaded.watch() as sent:
            await read.accounts(query, SOMEWHERE)
        async with loaded.begin() as tx:
            plans = [await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", bound) for sql, bound in sent]
            told = [row.detail for plan in plans for row in plan if "class_period" in row.detail]
        assert told
        assert all("USING COVERING INDEX" in each for each in told)


@pytest.mark.parametrize("loaded", ["sqlite"], indirect=True)
async def test_a_word_and_a_class_are_met_in_their_indexes_before_the_account_is_looked_at(loaded: Database) -> None:
    """Issue 12, 4: of three hundred accounts that have the word twenty are of the class, and only those are read."""
    query = AccountQuery(search="agricola", classes=frozenset({"CARTERA"}), classes_on=NOW.date())
    read = SqlReadModel(loaded, few=-1)
    for ask in (read.accounts(query, SOMEWHERE), read.count_accounts(query)):
        with loaded.watch() as sent:
            await ask
        (sql, bound) = sent[-1]
        async with loaded.begin() as tx:
            plan = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", bound)
        order = [row.detail.split()[1] for row in plan if row.detail.startswith(("SCAN", "SEARCH"))]
        assert [name for name in order if name != "class_generation"] == ["account_search", "class_period", "account"]


async def test_a_write_makes_its_periods_without_walking_all_accounts(loaded: Database) -> None:
    """Issue 12: a write costs the same beside a million accounts. An index read from end to end is a table read."""
    (some,) = await loaded.read(select(account.c.id).limit(1))
    with loaded.watch() as sent:
        async with SqlTransactions(loaded, FrozenClock(NOW))(REGIONAL) as work:
            held = await work.accounts.hold(some.id)
            await work.actions.of_account(held.id)
            await work.accounts.save(ActionableAccount(replace(held, active=not held.active)), held.version)
    of_periods = [(sql, bound) for sql, bound in sent if "class_" in sql]
    await _found_by_index(loaded, of_periods)

    if loaded.kind == "sqlite":
        async with loaded.begin() as tx:
            plans = [await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", bound) for sql, bound in of_periods]
            walked = {row.detail.split()[1] for plan in plans for row in plan if row.detail.startswith("SCAN")}
        assert walked <= {"g", "class_generation", "json_each", "CONSTANT"}


async def _found_by_index(loaded: Database, sent: Sequence[Statement]) -> None:
    assert sent

    async with loaded.begin() as tx:
        for sql, parameters in sent:
            if loaded.kind == "sqlite":
                plan = [row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)]
                # An index, an inner result or a virtual table may be walked; a table of ours may not.
                scans = [line for line in plan if line.startswith("SCAN") and " USING " not in line]
                wrong = [line for line in scans if line.split()[1] in account.metadata.tables.keys() - _FEW_ROWS]
            else:
                # On so few rows reading all is cheapest: ask whether it can be done otherwise.
                await tx.execute(text("SET LOCAL enable_seqscan = off"))
                plan = [row[0] for row in await tx.exec_driver_sql(f"EXPLAIN {sql}", parameters)]
                wrong = [
                    line for line in plan if "Seq Scan" in line and line.split(" on ")[1].split()[0] not in _FEW_ROWS
                ]
            assert wrong == [], "\n".join(plan)
