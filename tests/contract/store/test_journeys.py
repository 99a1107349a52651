"""What the store of journey events promises (`domain.ports.journeys`)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from domain.model.accounts import PersonType
from domain.model.history.journeys import JourneyEvent, JourneyOutcome, JourneyRecord, JourneyResult, SourceSystem
from domain.model.institution.people import SYSTEM
from domain.model.rut import Rut
from domain.ports.reading import PageRequest
from domain.ports.store import Transactions
from domain.use_cases.actions.record_journeys import record_journeys
from domain.use_cases.services import Services
from persistence.bulk import load_accounts
from persistence.database import Database
from persistence.profiles.journeys import SqlJourneyReads
from persistence.unit_of_work import SqlTransactions
from tests.contract.store.conftest import NOW, FrozenClock
from tests.support.builders import a_configuration, an_account, new_id
from tests.support.calendars import a_book

RUT: Final = "760123455"
CONSULTED: Final = JourneyRecord(
    source=SourceSystem.CENTRO_DE_AYUDA,
    external_id="CDA-1",
    on=date(2024, 9, 12),
    kind="consulta",
    person_type=PersonType.LEGAL,
    rut=RUT,
    requested_service="Información comercial",
    state="abierta",
)


def _event(record: JourneyRecord, version: int = 1) -> JourneyEvent:
    return JourneyEvent(new_id(), record, version, datetime(2024, 9, 13, tzinfo=UTC), "integrador")


async def test_an_event_comes_back_as_it_was_recorded(transactions: Transactions) -> None:
    """SYS-01, SYS-02: source, external id, date, kind, person type, key, services and state."""
    bare = replace(CONSULTED, external_id="CDA-2", person_type=None, rut=None, requested_service=None, state=None)
    event, other = _event(CONSULTED), _event(bare)
    async with transactions(SYSTEM) as work:
        await work.journeys.add([event, other])
    async with transactions(SYSTEM) as work:
        unknown = (SourceSystem.CERTO, "CDA-1")  # the same id in another system is another record
        assert await work.journeys.latest({CONSULTED.key, bare.key, unknown}) == {
            CONSULTED.key: event,
            bare.key: other,
        }


async def test_the_highest_version_is_the_latest_and_no_version_is_lost(transactions: Transactions) -> None:
    """SYS-01: what the source says now, beside what it said."""
    versions = [_event(replace(CONSULTED, state=state), n) for n, state in enumerate(("abierta", "en curso"), start=1)]
    async with transactions(SYSTEM) as work:
        await work.journeys.add(versions)
    third = _event(replace(CONSULTED, state="cerrada"), 3)
    async with transactions(SYSTEM) as work:
        await work.journeys.add([third])
    async with transactions(SYSTEM) as work:
        assert await work.journeys.latest({CONSULTED.key}) == {CONSULTED.key: third}


async def test_accounts_are_found_by_rut(transactions: Transactions) -> None:
    """SYS-03, AMB-45: the join is by RUT or RUN only."""
    account = an_account(rut=Rut(RUT))
    async with transactions(SYSTEM) as work:
        await work.accounts.add(account)
    async with transactions(SYSTEM) as work:
        assert await work.journeys.accounts_with({RUT, "111111111"}) == {RUT: account.id}
        assert await work.journeys.accounts_with(set()) == {}


async def test_the_same_records_told_at_once_are_kept_once(transactions: Transactions) -> None:
    """SYS-01: whoever tells them, and however often."""
    services = Services(transactions, FrozenClock(NOW), a_book, a_configuration, new_id)
    told = [replace(CONSULTED, external_id=f"CDA-{n}") for n in range(5)]

    outcomes = await asyncio.gather(*(record_journeys(services, SYSTEM, told) for _ in range(4)))

    results = [outcome.result for each in outcomes for outcome in each]
    assert results.count(JourneyResult.RECORDED) == 5
    assert results.count(JourneyResult.UNCHANGED) == 15


async def test_events_of_accounts_latest_day_first_in_their_newest_version(database: Database) -> None:
    """SYS-01: page by page, one statement for all accounts; the account is found by the RUT it has now."""
    first, second = an_account(rut=Rut(RUT)), an_account(rut=None)
    await load_accounts(database, [(first, []), (second, [])])
    services = Services(SqlTransactions(database, FrozenClock(NOW)), FrozenClock(NOW), a_book, a_configuration, new_id)
    told = [replace(CONSULTED, external_id=f"CDA-{n}", on=date(2024, 9, n)) for n in range(1, 6)]
    outcomes: tuple[JourneyOutcome, ...] = await record_journeys(services, SYSTEM, told)
    assert {outcome.account_id for outcome in outcomes} == {first.id}
    await record_journeys(services, SYSTEM, [replace(told[4], state="cerrada"), replace(told[0], rut=None)])
    reads = SqlJourneyReads(database)

    with database.watch() as seen:
        found = await reads.journeys_of([first.id, second.id], PageRequest(first=2))

    assert len(seen) == 1
    assert [(e.record.external_id, e.version) for e in found[first.id].items] == [("CDA-5", 2), ("CDA-4", 1)]
    assert found[first.id].has_next
    assert list(found[second.id].items) == []
    rest = await reads.journeys_of([first.id], PageRequest(first=9, after=found[first.id].cursors[-1]))
    assert [e.record.external_id for e in rest[first.id].items] == ["CDA-3", "CDA-2"]
    last = await reads.journeys_of([first.id], PageRequest(last=1))
    assert [e.record.external_id for e in last[first.id].items] == ["CDA-2"]
