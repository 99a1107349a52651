"""Executives are reminded of whom to contact, by setting, on SQLite and PostgreSQL (FUP-02, EXT-03, AMB-64)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import pytest
from sqlalchemy import select

from domain.model.accounts import Account, FactKind
from domain.model.institution.configuration import Dated, ProtocolConfiguration, Setting
from domain.model.institution.people import SYSTEM
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.follow_up.contact_reminders import plan_contact_reminders, remind_of_contacts
from domain.use_cases.services import Services
from messaging.renderer import JinjaRenderer
from persistence.background.timer_queue import SqlTimerQueue
from persistence.database import Database
from persistence.reading import SqlReadModel
from persistence.tables import deadline, message
from persistence.unit_of_work import SqlTransactions
from sync.loops.timers import TimerRunner, TimerSettings
from tests.support.builders import COMMERCIAL, EPOCH, REGIONAL, a_fact, an_account, an_action, new_id
from tests.support.calendars import a_book, local
from tests.support.cases.desk import FrozenClock
from tests.support.cases.foreign import PEOPLE, SHANGHAI, settings
from tests.support.memory.cases import LINKS
from tests.support.periods import make_periods

EVERY: Final = {"1": 30, "2": 30, "3": 180, "FOREIGN": 60}
ANA: Final = f"{REGIONAL.id}@ejemplo.cl"
MEI: Final = f"{COMMERCIAL.id}@ejemplo.cl"


def reminding(how_often: str | None = "weekly", **more: str) -> ProtocolConfiguration:
    """Contact every 30 days of category 2, every 60 of a foreign company; letters from 9 to 18."""
    chosen = {"contact_reminders": how_often, "term_reminder_last_hour": "18:00", **more}
    config = settings(
        contact_every_days=_known("contact_every_days", EVERY),
        tuning={name: _known(name, value) for name, value in chosen.items() if value is not None},
    )
    biobio = replace(config.offices["OFIREG-08"], mailbox="biobio@ejemplo.cl")
    return replace(config, offices={**config.offices, "OFIREG-08": biobio})


def _known(name: str, value: Any) -> Setting[Any]:
    return Setting(name, "AMB-64", (Dated(value, EPOCH, "prueba"),))


@dataclass
class House:
    """A store and its workers, on Friday 13 September 2024."""

    database: Database
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(local("2024-09-13 10:00")))
    config: ProtocolConfiguration = field(default_factory=reminding)

    def __post_init__(self) -> None:
        """Open for work."""
        transactions = SqlTransactions(self.database, self.clock)
        core = Services(transactions, self.clock, a_book, lambda: self.config, new_id, lambda: PEOPLE)
        self.services = CaseServices(core, JinjaRenderer(), LINKS)
        self._read = SqlReadModel(self.database)

    async def company(self, name: str, contact_on: date | None, **fields: Any) -> Account:
        """A company of Biobío in category 2, last contacted on that day."""
        facts = (a_fact(FactKind.CATEGORY, "2", date(2023, 2, 1)),)
        whole: dict[str, Any] = {"rut": None, "facts": facts, "regional_executive": REGIONAL.id, **fields}
        async with self.services.core.transactions(SYSTEM) as work:
            account = await work.accounts.add(replace(an_account(), name=name, contacts=(), **whole))
            if contact_on is not None:
                await work.actions.add(an_action(contact_on, account_id=account.id))
                attempt = an_action(date(2024, 9, 2), account_id=account.id, type="CONTACTO_INTENTADO")
                await work.actions.add(attempt)
            return account

    async def at(self, instant: str, workers: int = 1, zone: str = "America/Santiago") -> None:
        """Put the clock there; so many workers start, and fire what is due."""
        self.clock.at = local(instant, zone)
        await asyncio.gather(*(self._worker() for _ in range(workers)))

    async def _worker(self) -> None:
        await plan_contact_reminders(self.services.core)
        await TimerRunner(SqlTimerQueue(self.database, self.clock), self._fire, TimerSettings()).run_once()

    async def _fire(self, work: UnitOfWork, timer: Timer) -> None:
        await remind_of_contacts(self.services, self._read, work, timer)

    async def sent(self) -> list[str]:
        """Addressee of every reminder, in the order in which they were queued."""
        return [row.to[0] for row in await self.database.read(select(message.c.to).order_by(message.c.pk))]

    async def texts(self) -> list[str]:
        """What they say, in one line each."""
        return [" ".join(row.text.split()) for row in await self.database.read(select(message).order_by(message.c.pk))]

    async def due(self, office: str) -> list[str]:
        """UTC instants at which the office's next reminder leaves."""
        wanted = select(deadline.c.due_at).where(
            deadline.c.state == "pending", deadline.c.subject == f"office:{office}"
        )
        return [f"{row.due_at:%Y-%m-%d %H:%M}" for row in await self.database.read(wanted)]


@pytest.fixture
async def house(database: Database) -> House:
    """On each database in turn."""
    await make_periods(database, reminding())
    return House(database)


async def test_each_executive_is_reminded_once_a_week_of_whose_turn_it_is(house: House) -> None:
    """
    FUP-02: Monday 16 September 2024 at 9: the interval of 30 days has passed since 16 August (31 days), not since the
    17th (30). An attempt is no contact. The longest wait first; whatever the number of workers and restarts.
    """
    await house.company("Conservas Lago", date(2024, 8, 16))
    await house.company("Maderas Roble", date(2024, 6, 3))
    await house.company("Al Día", date(2024, 8, 17))
    await house.company("De Nadie", date(2024, 6, 3), regional_executive=None)
    await house.at("2024-09-16 08:59", workers=2)
    assert await house.sent() == []

    await house.at("2024-09-16 09:00", workers=2)
    await house.at("2024-09-17 10:00", workers=2)

    assert sorted(await house.sent()) == sorted([ANA, "biobio@ejemplo.cl"])
    (text,) = [text for text in await house.texts() if "Maderas Roble" in text]
    assert text.index(
        "Maderas Roble: último contacto el lunes 3 de junio de 2024, hace 105 días; corresponde cada 30."
    ) < (
        text.index(
            "Conservas Lago: último contacto el viernes 16 de agosto de 2024, hace 31 días; corresponde cada 30."
        )
    )
    assert "Al Día" not in text
    assert await house.due("OFIREG-08") == ["2024-09-23 12:00"]  # Monday 23, 9:00 in Concepción


async def test_nobody_is_reminded_unless_it_is_configured(house: House) -> None:
    """AMB-64: neither without a period, nor without an interval."""
    await house.company("Conservas Lago", date(2024, 6, 3))
    house.config = reminding(None)
    await house.at("2024-09-16 10:00")
    assert (await house.sent(), await house.due("OFIREG-08")) == ([], [])

    house.config = replace(reminding(), contact_every_days=Setting("contact_every_days", "AMB-64"))
    await house.at("2024-09-16 11:00")
    await house.at("2024-09-23 09:00")
    assert await house.sent() == []


async def test_a_worker_that_stood_still_for_weeks_sends_one_letter(house: House) -> None:
    """FUP-02: set for 16 September, back on Wednesday 9 October at noon: one, then that of Monday 14."""
    await house.company("Conservas Lago", date(2024, 6, 3))
    await house.at("2024-09-13 10:00")
    await house.at("2024-10-09 12:00")
    assert await house.sent() == [ANA]
    await house.at("2024-10-11 12:00")
    assert (await house.sent(), await house.due("OFIREG-08")) == ([ANA], ["2024-10-14 12:00"])


@pytest.mark.parametrize(
    ("back", "leaves"),
    [
        ("2024-09-16 20:00", "2024-09-17 12:00"),  # in the evening: the next morning
        ("2024-09-17 18:00", "2024-09-23 12:00"),  # Fiestas Patrias follow, and then it is the next one's turn
        ("2024-09-21 12:00", "2024-09-23 12:00"),  # a Saturday
    ],
)
async def test_what_is_late_waits_for_office_hours_or_makes_way(house: House, back: str, leaves: str) -> None:
    """FUP-02: 18, 19 and 20 September 2024 are holidays; never two letters on one day."""
    await house.company("Conservas Lago", date(2024, 6, 3))
    await house.at("2024-09-13 10:00")
    await house.at(back)
    assert (await house.sent(), min(await house.due("OFIREG-08"))) == (
        [],
        leaves,
    )
    await house.at("2024-09-23 09:00")
    assert len(await house.sent()) == (1 if leaves.startswith("2024-09-23") else 2)


async def test_a_clock_that_goes_back_reminds_nobody_twice(house: House) -> None:
    """FUP-02: the machine's clock is put back by two weeks, and comes again to the same Monday."""
    await house.company("Conservas Lago", date(2024, 6, 3))
    await house.at("2024-09-13 10:00")
    await house.at("2024-09-16 09:00")
    await house.at("2024-09-10 09:00")
    await house.at("2024-09-16 09:30")
    assert await house.sent() == [ANA]


async def test_an_office_abroad_is_reminded_on_its_own_morning(house: House) -> None:
    """EXT-03: on Monday 16 September 2024, 9:00 in Shanghái is 1:00 in UTC, still Sunday evening in Santiago."""
    await house.company(
        "Jade Harbour", date(2024, 6, 3), country="CN", region=None, office=SHANGHAI, commercial_executive=COMMERCIAL.id
    )
    await house.at("2024-09-13 10:00")
    assert await house.due(SHANGHAI) == ["2024-09-16 01:00"]
    await house.at("2024-09-16 09:00", zone="Asia/Shanghai")
    assert await house.sent() == [MEI]


async def test_the_month_begins_on_its_first_business_day(house: House) -> None:
    """AMB-64: Friday 1 November 2024 is a holiday: the reminder of November leaves on Monday 4, at the hour chosen."""
    await house.company("Conservas Lago", date(2024, 6, 3))
    house.config = reminding("monthly", term_reminder_hour="08:30")
    await house.at("2024-10-15 10:00")
    assert await house.due("OFIREG-08") == ["2024-11-04 11:30"]
    await house.at("2024-11-04 08:30")
    assert await house.sent() == [ANA]
