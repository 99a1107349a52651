"""Both sides at work on open cases: what a colleague writes in the CRM, and what the worker does with it (AMB-68)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.people import SYSTEM
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.cases.open_and_report import StartCase, start_case
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.services import Services
from persistence.background.timer_queue import SqlTimerQueue
from persistence.unit_of_work import SqlTransactions
from tests.contract.sync_store.conftest import Sides
from tests.support.builders import REGIONAL, a_configuration, an_action, new_id
from tests.support.calendars import a_book
from tests.support.cases.desk import FrozenClock
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.memory.cases import LINKS, PlainRenderer


class House:
    """Both sides with the use cases of cases and the worker's timers, by the machine's clock."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.clock = FrozenClock(datetime.now(UTC))
        transactions = SqlTransactions(sides.database, self.clock)
        core = Services(transactions, self.clock, a_book, a_configuration, new_id, lambda: DIRECTORY)
        self.services = CaseServices(core, PlainRenderer(), LINKS)

    async def a_request(self) -> tuple[Account, Case]:
        """Of a user company of Biobío, asked by the portal: its office has not acted."""
        account = await self.sides.register(region="08", office="OFIREG-08", regional_executive=REGIONAL.id)
        async with self.sides.transactions(REGIONAL) as work:
            await work.actions.add(an_action(date(self.clock.at.year, 1, 3), account_id=account.id))
        asked = StartCase(
            Flow.REQUEST,
            "receive_request",
            account.id,
            {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"},
        )
        case = (await start_case(self.services, PORTAL, asked)).case
        await self.sides.settle()
        return account, case

    async def edit(self, account: Account, **values: str | date) -> None:
        """A colleague writes in the CRM, and the worker pulls it and looks at what is due."""
        self.sides.crm.edit(RecordKind.ACCOUNT, account.id, values)
        await self.sides.settle()
        await self.work()

    async def work(self) -> int:
        """What the worker does with what is due; how many fired."""
        self.clock.at = max(self.clock.at, datetime.now(UTC))
        queue = SqlTimerQueue(self.sides.database, self.clock)
        fired = 0
        while done := (await queue.fire_due(lambda work, timer: fire_timer(self.services, work, timer), 50)).fired:
            fired += done
        return fired

    async def case(self, case: Case) -> tuple[Case, list[CaseEvent]]:
        """As it is stored, with its timeline."""
        async with self.sides.transactions(SYSTEM) as work:
            return await work.cases.get(case.id), list(await work.cases.timeline(case.id))
