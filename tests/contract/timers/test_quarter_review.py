"""The quarterly review opens by itself, once for each executive, on SQLite and PostgreSQL (EXT-04, SLA-19, AMB-33)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from domain.model.accounts import Account
from domain.model.institution.calendar import SANTIAGO
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.follow_up.quarter_review import open_review, plan_reviews
from domain.use_cases.services import Services
from domain.use_cases.terms.add_holiday import AddHoliday, add_holiday
from messaging.renderer import JinjaRenderer
from persistence.background.timer_queue import SqlTimerQueue
from persistence.cases.reading import SqlCaseReads
from persistence.database import Database
from persistence.reading import SqlReadModel
from persistence.tables import deadline, decision, message
from persistence.unit_of_work import SqlTransactions
from sync.loops.timers import TimerRunner, TimerSettings
from tests.support.builders import COMMERCIAL, an_account, an_action, new_id
from tests.support.calendars import a_book, a_calendar, local
from tests.support.cases.desk import FrozenClock
from tests.support.cases.foreign import IN_BRAZIL, PEOPLE, SHANGHAI, settings
from tests.support.memory.cases import LINKS
from tests.support.periods import make_periods

MEI = f"{COMMERCIAL.id}@ejemplo.cl"
ADMINISTRATOR = Actor("admin", "Administradora", Role.ADMINISTRATOR, "CENTRAL")
JOANA = f"{IN_BRAZIL.id}@ejemplo.cl"


@dataclass
class House:
    """A store and its workers, on Monday 16 September 2024."""

    database: Database
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(local("2024-09-16 10:00")))
    services: CaseServices = field(init=False)

    def __post_init__(self) -> None:
        """Open for work."""
        config = settings()
        core = Services(
            SqlTransactions(self.database, self.clock), self.clock, a_book, lambda: config, new_id, lambda: PEOPLE
        )
        self.services = CaseServices(core, JinjaRenderer(), LINKS)
        self._read = SqlReadModel(self.database)
        self._case_read = SqlCaseReads(self.database)

    async def company(self, name: str, fair_on: date, **fields: Any) -> Account:
        """A buyer in China that went to a fair on that day."""
        whole: dict[str, Any] = {"country": "CN", "rut": None, "region": None, "office": SHANGHAI, **fields}
        whole.setdefault("commercial_executive", COMMERCIAL.id)
        async with self.services.core.transactions(SYSTEM) as work:
            account = await work.accounts.add(replace(an_account(), name=name, contacts=(), facts=(), **whole))
            await work.actions.add(an_action(fair_on, account_id=account.id))
            return account

    async def at(self, instant: str, workers: int = 1) -> None:
        """Put the clock there; so many workers start, and fire what is due."""
        self.clock.at = local(instant)
        await asyncio.gather(*(self._worker() for _ in range(workers)))

    async def _worker(self) -> None:
        await plan_reviews(self.services.core)
        await TimerRunner(SqlTimerQueue(self.database, self.clock), self.fire, TimerSettings()).run_once()

    async def fire(self, work: UnitOfWork, timer: Timer) -> None:
        """What a worker does with a timer."""
        await open_review(self.services, self._read, self._case_read, work, timer)

    async def sent(self) -> list[tuple[str, str]]:
        """Addressee and subject of every notice, in the order in which they were queued."""
        told = select(message.c.to, message.c.subject).order_by(message.c.pk)
        return [(row.to[0], row.subject) for row in await self.database.read(told)]

    async def pending(self) -> set[str]:
        """Local instants at which something is still to happen."""
        rows = await self.database.read(select(deadline.c.due_at).where(deadline.c.state == "pending"))
        return {f"{row.due_at.astimezone(SANTIAGO):%Y-%m-%d %H:%M}" for row in rows}


@pytest.fixture
async def house(database: Database) -> House:
    """On each database in turn."""
    await make_periods(database, settings())
    return House(database)


THIRD = "Empresas por llamar: terminó el tercer trimestre de 2024"


async def test_each_executive_gets_the_list_of_the_quarter_once(house: House) -> None:
    """
    EXT-04, SLA-19: the third quarter of 2024 is cut on Monday 30 September; its lists go on Tuesday 1 October from 9,
    whatever the number of workers and of restarts; then those of the fourth wait for Thursday 2 January 2025.
    """
    await house.company("Jade Harbour", date(2024, 8, 20))
    await house.company("Lotus Foods", date(2024, 9, 30))
    await house.company("Ipê Claro", date(2024, 7, 1), office=IN_BRAZIL.office, commercial_executive=IN_BRAZIL.id)
    await house.company("Sin Turno", date(2024, 10, 1))
    await house.at("2024-09-16 10:00", workers=2)
    await house.at("2024-10-01 08:59")
    assert (await house.sent(), await house.pending()) == ([], {"2024-10-01 09:00", "2025-01-02 09:00"})

    await house.at("2024-10-01 09:01", workers=2)
    await house.at("2024-10-01 09:05", workers=2)

    assert sorted(await house.sent()) == sorted([(JOANA, THIRD), (MEI, THIRD)])
    (text,) = [row.text for row in await house.database.read(select(message)) if row.to == [MEI]]
    assert "entre el lunes 1 de julio y el lunes 30 de septiembre de 2024" in " ".join(text.split())
    assert text.index("Jade Harbour") < text.index("Lotus Foods")
    assert "Sin Turno" not in text
    assert await house.pending() == {"2025-01-02 09:00"}


async def test_a_worker_that_was_down_sends_the_list_when_it_is_back(house: House) -> None:
    """EXT-04: planned in September, down until 15 October: sent then, once; the next one is not lost either."""
    await house.company("Jade Harbour", date(2024, 8, 20))
    await house.at("2024-09-16 10:00")
    await house.at("2024-10-15 12:00")
    assert await house.sent() == [(MEI, THIRD)]
    assert await house.pending() == {"2025-01-02 09:00"}


async def test_a_house_that_opens_between_the_cut_and_the_opening_sends_the_list_too(house: House) -> None:
    """SLA-19, AMB-33: first started on 1 January 2025, a holiday: the fourth quarter of 2024 opens on the 2nd."""
    await house.company("Jade Harbour", date(2024, 11, 5))
    await house.at("2025-01-01 12:00")
    await house.at("2025-01-02 09:01")
    assert await house.sent() == [(MEI, "Empresas por llamar: terminó el cuarto trimestre de 2024")]


async def test_a_worker_that_dies_while_it_sends_leaves_it_to_another(house: House) -> None:
    """EXT-04: nothing of what it did is kept, so nobody is told twice."""
    await house.company("Jade Harbour", date(2024, 8, 20))
    await house.at("2024-09-16 10:00")
    house.clock.at = local("2024-10-01 09:01")

    async def dies(work: UnitOfWork, timer: Timer) -> None:
        await house.fire(work, timer)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await SqlTimerQueue(house.database, house.clock).fire_due(dies, 50)
    assert await house.sent() == []
    await house.at("2024-10-01 09:02")
    assert await house.sent() == [(MEI, THIRD)]


async def test_companies_that_no_known_office_has_are_not_forgotten(house: House) -> None:
    """EXT-03, EXT-04: their executive gets them; what has no address at all is recorded, not invented."""
    await house.company("Jade Harbour", date(2024, 8, 20), office=None)
    await house.company("Tokio Trade", date(2024, 8, 21), office="OFICOM-JP-TYO", commercial_executive=None)
    await house.at("2024-09-16 10:00")
    await house.at("2024-10-01 09:01")
    assert await house.sent() == [(MEI, THIRD)]
    (row,) = await house.database.read(select(decision.c.outcome, decision.c.rule))
    assert (row.rule, row.outcome) == (
        "EXT-04", "La lista del tercer trimestre de 2024 (OFICOM-JP-TYO) no salió: no hay dirección de correo.",
    )  # fmt: skip


async def test_a_review_that_waits_moves_with_a_holiday(house: House) -> None:
    """SLA-19, AMB-33, AMB-56: 1 October 2024 becomes a holiday: the review opens on Wednesday 2."""
    await house.at("2024-09-16 10:00")
    assert await house.pending() == {"2024-10-01 09:00"}
    asked = AddHoliday(date(2024, 10, 1), "Feriado de ejemplo", "Ley de ejemplo")
    await add_holiday(house.services, ADMINISTRATOR, asked, lambda added: a_book(national=a_calendar(extra=(added,))))
    assert await house.pending() == {"2024-10-02 09:00"}
