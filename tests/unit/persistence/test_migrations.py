"""The steps of the schema lead to the tables, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, text

from api.clock import SystemClock
from domain.model.accounts import Fact, FactKind
from domain.model.cases import Case, CaseEvent, Flow, Undo
from domain.model.institution.people import Role
from domain.model.representations import RepresentationState
from domain.model.rut import Rut
from domain.model.standing import remembering
from domain.model.terms import Milestones, Term
from persistence.accounts.search_index import is_part_of_index
from persistence.cases.mapping import case_columns, event_columns
from persistence.database import Database
from persistence.mapping import term_columns
from persistence.migrations import configuration, migrate, newest_version
from persistence.representations.repository import SqlRepresentationReads
from persistence.tables import account as account_table
from persistence.tables import metadata, term
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.columns import micros
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, an_account, new_id
from tests.support.system.databases import Databases

TODAY = date(2024, 9, 13)


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_object": lambda _item, name, *_rest: not is_part_of_index(name),
        },
    )
    return list(compare_metadata(context, metadata))


async def test_the_migrated_schema_equals_the_tables(database: Database) -> None:
    """Issue 2, section 3: Alembic migrations run on SQLite and PostgreSQL."""
    async with database.begin() as tx:
        assert await tx.run_sync(_differences) == []


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    """A process that starts again finds the schema as it needs it."""
    await migrate(database)

    rows = await database.read(text("SELECT version_num FROM alembic_version"))
    assert [row.version_num for row in rows] == [newest_version()]


async def test_several_processes_may_migrate_at_once(databases: Databases) -> None:
    """The first migrates, the others wait and find nothing to do."""
    url = await databases.create("postgresql")
    several = [await Database.open(url, pool_size=1) for _ in range(3)]
    async with several[0].begin() as tx:
        await tx.execute(text("DROP SCHEMA public CASCADE"))
        await tx.execute(text("CREATE SCHEMA public"))

    await asyncio.gather(*(migrate(each) for each in several))

    rows = await several[1].read(text("SELECT count(*) AS tables FROM pg_tables WHERE schemaname = 'public'"))
    assert rows[0].tables == len(metadata.tables) + 1  # and Alembic's own
    for each in several:
        await each.close()
    await databases.drop(url)


async def test_what_registrations_told_of_representatives_is_carried_over(database: Database) -> None:
    """AMB-54: one for each account, confirmed when a later fact of it says so; the last RUN that registered counts."""
    declared = an_account(facts=(_registration("DECLARED", 1, "12.345.678-5"),))
    told = ("DECLARED", 1, "12.345.678-5"), ("DECLARED", 2, "11.111.111-1"), ("CONFIRMED", 3, None)
    confirmed = an_account(
        id=new_id(), rut=Rut.parse("77.888.999-4"), facts=tuple(_registration(*each) for each in told)
    )
    async with SqlTransactions(database, SystemClock())(REGIONAL) as work:
        for account in (declared, confirmed):
            await work.accounts.add(account)
    async with database.begin() as tx:
        await tx.run_sync(lambda connection: command.downgrade(configuration(connection), "0009"))
    await migrate(database)

    reads = SqlRepresentationReads(database)
    first, second = [(await reads.of_person(Rut.parse(run)))[0] for run in ("12.345.678-5", "11.111.111-1")]
    assert (first.account_id, first.state, first.case_id) == (declared.id, RepresentationState.DECLARED, "c1")
    assert (second.account_id, second.state) == (confirmed.id, RepresentationState.CONFIRMED)
    assert (second.since, second.rut) == (date(2024, 9, 13), confirmed.rut)


def _registration(value: str, second: int, run: str | None) -> Fact:
    at = datetime(2024, 9, 13, 20, 0, second, tzinfo=UTC)
    detail = {} if run is None else {"representative_run": run, "case": "c1"}
    return Fact(new_id(), FactKind.REGISTRATION, value, date(2024, 9, 13), "rosa.diaz", Role.COMPANY, at, detail=detail)


async def test_what_was_remembered_of_an_account_is_given_what_it_has_now(database: Database) -> None:
    """AMB-69: of days remembered without region, size and office, they count as they are when it is first asked."""
    account = replace(an_account(company_size="Pequeña", region=None), known_since=date(2020, 1, 2))
    grown = remembering(account, replace(account, company_size="Grande", region="08", sector="TURISMO"), TODAY)
    async with SqlTransactions(database, SystemClock())(REGIONAL) as work:
        await work.accounts.add(grown)
    async with database.begin() as tx:
        await tx.run_sync(lambda connection: command.downgrade(configuration(connection), "0041"))
        (before,) = (await tx.execute(select(account_table.c.standings))).scalars()
        await tx.run_sync(lambda connection: command.upgrade(configuration(connection), "head"))

    assert not {"region", "company_size", "office"} & set(before[0])
    async with SqlTransactions(database, SystemClock())(REGIONAL) as work:
        (stood,) = (await work.accounts.get(account.id)).standings
    assert (stood.sector, stood.company_size, stood.region) == ("ALIMENTOS", "Grande", None)
    assert stood.office == grown.office is not None


async def test_entries_and_closed_terms_of_before_say_who_had_the_case_then(database: Database) -> None:
    """AMB-69: as an entry can be taken back; where nothing tells, as the case is now; one that runs is nobody's yet."""
    at = datetime(2024, 9, 13, 15, tzinfo=UTC)
    case = Case("c", Flow.CAPTURE, "CONTACTO", at, "x", "2024", "Oficina regional", office="OFIREG-02", assignee="leo")
    entry = CaseEvent("c", 1, "receive_contact", at, at, "ana", Role.REGIONAL_EXECUTIVE, "", "CONTACTO", (), day=TODAY)
    found = replace(entry, sequence=2, undo=Undo(office="OFIREG-08", assignee="ana"))
    terms = [Term(name, "SLA-03", "2024", at, "OFIREG-08", case_id="c") for name in ("closed", "open")]
    async with database.begin() as tx:
        await tx.run_sync(lambda connection: command.downgrade(configuration(connection), "0046"))
        await tx.execute(insert(protocol_case).values(**case_columns(case)))
        for each in (entry, found):
            await tx.execute(insert(case_event).values(**_without(event_columns(each), "assignee")))
        for each, stopped in zip(terms, (at, None), strict=True):
            columns = term_columns(replace(each, stopped_at=stopped), Milestones())
            await tx.execute(insert(term).values(**_without(columns, "assignee")))
        await tx.run_sync(lambda connection: command.upgrade(configuration(connection), "head"))
        had = select(case_event.c.office, case_event.c.assignee).order_by(case_event.c.sequence)
        of_entries = [tuple(each) for each in (await tx.execute(had)).all()]
        of_terms = dict((await tx.execute(select(term.c.id, term.c.assignee))).all())

    assert of_entries == [("OFIREG-02", "leo"), ("OFIREG-08", "ana")]
    assert of_terms == {"closed": "leo", "open": None}


async def test_accounts_of_before_know_their_latest_datum_or_fact(database: Database) -> None:
    """As `Account.updated_at` says: a fact of one, a corrected datum of another; 0: it was only loaded."""
    at = datetime(2024, 9, 13, tzinfo=UTC)
    fact, other = (Fact(new_id(), FactKind.CATEGORY, "2", TODAY, "ana", Role.REGIONAL_EXECUTIVE, at) for _ in range(2))
    loaded, told, corrected = (an_account(rut=None, facts=facts) for facts in ((), (fact,), (other,)))
    async with SqlTransactions(database, SystemClock())(REGIONAL) as work:
        for each in (loaded, told, corrected):
            await work.accounts.add(each)
        corrected = await work.accounts.save(replace(corrected, phone="+56 2 1"), 1)
    async with database.begin() as tx:
        await tx.run_sync(lambda connection: command.downgrade(configuration(connection), "0047"))
        await tx.run_sync(lambda connection: command.upgrade(configuration(connection), "head"))
        kept = dict((await tx.execute(select(account_table.c.id, account_table.c.updated_at))).all())

    assert corrected.updated_at is not None
    assert corrected.updated_at > at
    assert kept == {loaded.id: 0, told.id: micros(fact.at), corrected.id: micros(corrected.updated_at)}


def _without(columns: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in columns.items() if name not in names}


async def test_the_first_step_can_be_taken_back(database: Database) -> None:
    """Nothing of ours stays behind."""
    async with database.begin() as tx:
        await tx.run_sync(lambda connection: command.downgrade(configuration(connection), "base"))
        left = await tx.run_sync(_tables_of)
    assert left == {"alembic_version"}


def _tables_of(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())
