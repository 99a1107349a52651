"""An activity registered in the CRM opens its follow-up exactly once: pulled, changed, read anew, whoever dies."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import select

from api.clock import SystemClock
from connectors.contract import records as crm_records
from domain.model.exchange.crm_records import RecordKind
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.follow_up.follow_actions import follow_up_timers
from domain.use_cases.services import Services
from persistence.background.timer_queue import SqlTimerQueue
from persistence.database import Database
from persistence.sync.store import SqlSyncStore
from persistence.tables import deadline
from persistence.tables.cases import protocol_case
from persistence.unit_of_work import SqlTransactions
from sync.loops.timers import TimerRunner, TimerSettings
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides, both_sides
from tests.support.builders import REGIONAL, a_configuration, an_action, new_id
from tests.support.calendars import a_book
from tests.support.cases.desk import FrozenClock
from tests.support.cases.situations import DIRECTORY
from tests.support.memory.cases import LINKS, PlainRenderer

NOON = datetime(2025, 5, 20, 16, 0, tzinfo=UTC)


@dataclass
class House:
    """Both sides, and the worker's timers, by one clock: Tuesday 20 May 2025 at noon."""

    sides: Sides
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOON))
    casework: CaseServices = field(init=False)

    def __post_init__(self) -> None:
        """Let actions from the CRM set their timers."""
        config = a_configuration()
        transactions = SqlTransactions(self.sides.database, self.clock)

        services = Services(transactions, self.clock, a_book, lambda: config, new_id, lambda: DIRECTORY)
        self.casework = CaseServices(services, PlainRenderer(), LINKS)
        self.sides.policy = replace(self.sides.policy, follow=partial(follow_up_timers, services))
        store = SqlSyncStore(self.sides.database, SystemClock())
        self.sides.worker = SyncWorker(store, self.sides.crm, self.sides.policy, QUICK)

    async def fire(self, work: UnitOfWork, timer: Timer) -> None:
        """What the worker does with a timer."""
        await fire_timer(self.casework, work, timer)

    def timers(self) -> TimerRunner:
        """As a worker of its own would have it."""
        return TimerRunner(SqlTimerQueue(self.sides.database, self.clock), self.fire, TimerSettings())

    async def follow_ups(self) -> list[tuple[str, str]]:
        """State and day of the activity of every follow-up, in the order in which they were opened."""
        told = select(protocol_case.c.state, protocol_case.c.data).order_by(protocol_case.c.pk)
        return [(row.state, row.data["ended_on"]["day"]) for row in await self.sides.database.read(told)]

    async def set_timers(self) -> int:
        """How many there are in all, whatever their state."""
        return len(await self.sides.database.read(select(deadline.c.id)))


@pytest.fixture
async def house(database: Database) -> House:
    """On SQLite and on PostgreSQL."""
    return House(both_sides(database))


async def test_an_activity_of_the_crm_is_followed_up_once_however_often_it_is_read(house: House) -> None:
    """LIN-11, FUP-04: a fair of 7 May; read twice, after a full read, and told of again with other notes: one case."""
    crm, account, fair = house.sides.crm, new_id(), new_id()
    crm.create(RecordKind.ACCOUNT, account, crm_records.account_values())
    crm.create(RecordKind.ACTION, fair, crm_records.action_values(account, ended_on=date(2025, 5, 7)))

    await house.sides.settle()
    assert await house.timers().run_once() == 1
    crm.expire_cursors()
    await house.sides.settle()
    crm.edit(RecordKind.ACTION, fair, {"notes": "Con pabellón propio"})
    await house.sides.settle()
    await house.timers().run_once()

    assert await house.follow_ups() == [("SIN_CATEGORIA", "2025-05-07")]


async def test_what_was_registered_here_and_comes_back_is_not_followed_up_again(house: House) -> None:
    """FUP-04: the echo of our own action sets nothing; what it sets, registering it here has set."""
    account = await house.sides.register()
    async with house.sides.transactions(REGIONAL) as work:
        await work.actions.add(an_action(date(2025, 5, 7), id=new_id(), account_id=account.id))
    await house.sides.settle()
    house.sides.crm.expire_cursors()
    await house.sides.settle()

    assert (await house.timers().run_once(), await house.set_timers()) == (0, 0)


async def test_the_history_of_a_first_load_sets_nothing(house: House) -> None:
    """FUP-05, SLA-17: stage 1 of a fair of 19 April was on 19 May, yesterday; of one of 20 April it is today."""
    crm, account = house.sides.crm, new_id()
    crm.create(RecordKind.ACCOUNT, account, crm_records.account_values())
    for day in (date(2024, 5, 7), date(2025, 4, 19), date(2025, 4, 20)):
        values = crm_records.action_values(account, started_on=day, ended_on=day)
        crm.create(RecordKind.ACTION, new_id(), values)
    await house.sides.settle()

    assert await house.set_timers() == 1
    await house.timers().run_once()
    assert await house.follow_ups() == [("SIN_CATEGORIA", "2025-04-20")]


async def test_a_worker_that_dies_while_it_opens_the_follow_up_leaves_it_to_another(house: House) -> None:
    """LIN-11: the timer is stored with the action; its opening rolled back, two others try at once: one case."""
    crm, account, fair = house.sides.crm, new_id(), new_id()
    crm.create(RecordKind.ACCOUNT, account, crm_records.account_values())
    crm.create(RecordKind.ACTION, fair, crm_records.action_values(account, ended_on=date(2025, 5, 7)))
    await house.sides.settle()

    async def dies(work: UnitOfWork, timer: Timer) -> None:
        await house.fire(work, timer)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await SqlTimerQueue(house.sides.database, house.clock).fire_due(dies, 10)
    assert await house.follow_ups() == []

    fired = await asyncio.gather(house.timers().run_once(), house.timers().run_once())
    assert sum(fired) == 1
    assert await house.follow_ups() == [("SIN_CATEGORIA", "2025-05-07")]


async def test_an_activity_annulled_in_the_crm_takes_its_follow_up_back(house: House) -> None:
    """FUP-04, ATN-05: nobody is asked about it."""
    crm, account, fair = house.sides.crm, new_id(), new_id()
    crm.create(RecordKind.ACCOUNT, account, crm_records.account_values())
    crm.create(RecordKind.ACTION, fair, crm_records.action_values(account, ended_on=date(2025, 5, 7)))
    await house.sides.settle()
    await house.timers().run_once()
    annulled = {
        "annulled_on": date(2025, 5, 20),
        "annulment_reason": "No participó",
    }
    crm.edit(RecordKind.ACTION, fair, annulled)
    await house.sides.settle()
    await house.timers().run_once()

    assert await house.follow_ups() == [("CERRADO", "2025-05-07")]
