"""The use cases of cases over a real database, with one company captured as the protocol says."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.model.accounts import Account
from domain.model.cases import Flow
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor, Role
from domain.use_cases.cases.open_and_report import (
    CaseOutcome,
    CaseServices,
    ReportFact,
    StartCase,
    report_fact,
    start_case,
)
from domain.use_cases.services import Services
from persistence.database import Database
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, a_configuration, new_id
from tests.support.calendars import a_book, local
from tests.support.cases.desk import FrozenClock
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.memory.cases import LINKS, PlainRenderer

RUN = "12.345.678-5"


@dataclass(slots=True)
class SqlDesk:
    """The use cases of cases over a real database."""

    database: Database
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(local("2024-09-13 17:00")))
    services: CaseServices = field(init=False)

    def __post_init__(self) -> None:
        """Sit down."""
        transactions = SqlTransactions(self.database, self.clock)
        core = Services(transactions, self.clock, a_book, a_configuration, new_id, lambda: DIRECTORY)  # type: ignore[arg-type]  # a unit of work of SQL is one
        self.services = CaseServices(core, PlainRenderer(), LINKS)

    async def put(self, account: Account) -> Account:
        """Store an account."""
        async with self.services.core.transactions(REGIONAL) as work:
            return await work.accounts.add(account)

    async def captured(self, account: Account) -> CaseOutcome:
        """Registered, ficha of an exporter, contact established on Tuesday 17 September 2024."""
        company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account.id, run=RUN)
        asked = StartCase(Flow.CAPTURE, "register", account.id, {"representative_run": RUN})
        case = (await start_case(self.services, company, asked)).case
        ficha = ReportFact(case.id, "complete_ficha", {"exports": True, "region": "08"}, client_key="f1")
        await report_fact(self.services, PORTAL, ficha)
        await report_fact(self.services, PORTAL, ficha)
        self.clock.at = local("2024-09-17 11:00")
        contact = ReportFact(
            case.id, "record_contact", {"contact_kind": "SPOKEN"}, point_of_contact=PointOfContact.TELEFONO
        )
        return await report_fact(self.services, REGIONAL, contact)
