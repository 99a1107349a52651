"""From the ficha to the mailbox: real templates, real store, real timers, real server (the story of issue 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Final, cast

import pytest

from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor, Role
from domain.model.messages import Message, MessageState
from domain.ports.background import MailTransport
from domain.ports.reading import PageRequest
from domain.use_cases.cases.open_and_report import CaseServices, ReportFact, StartCase, report_fact, start_case
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.services import Services
from messaging.eml_folder import EmlFolder
from messaging.renderer import JinjaRenderer
from messaging.sender import MailSender, SendSettings
from messaging.smtp import Security, SmtpSettings, SmtpTransport
from persistence.background.messages import SqlMailStore
from persistence.background.timer_queue import SqlTimerQueue
from persistence.cases.reading import SqlCaseReads
from persistence.database import Database
from persistence.unit_of_work import SqlTransactions
from sync.loops.timers import TimerRunner, TimerSettings
from tests.support.builders import REGIONAL, a_configuration, an_account, new_id
from tests.support.calendars import a_book, local
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.mail import MovableClock
from tests.support.memory.cases import LINKS
from tests.support.system.mail_server import LocalMailServer, mail_server

SENDER: Final = "no-responder@prochile.example"
RUN: Final = "12.345.678-5"


class _Desk:
    """Use cases, timers and sender over one database; the clock is set by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(local("2024-09-13 17:00"))
        core = Services(
            SqlTransactions(database, self.clock), self.clock, a_book, a_configuration, new_id, lambda: DIRECTORY
        )
        self.services = CaseServices(core, JinjaRenderer(), LINKS)
        self.timers = TimerRunner(
            SqlTimerQueue(database, self.clock), partial(fire_timer, self.services), TimerSettings()
        )

    async def ficha(self) -> tuple[Account, Case]:
        """An exporter of Biobío registers and files its ficha, twice."""
        async with self.services.core.transactions(REGIONAL) as work:
            account = await work.accounts.add(an_account(regional_executive=REGIONAL.id))
        company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account.id, run=RUN)
        asked = StartCase(Flow.CAPTURE, "register", account.id, {"representative_run": RUN})
        case = (await start_case(self.services, company, asked)).case
        for key in ("once", "twice"):
            told = ReportFact(case.id, "complete_ficha", {"exports": True, "region": "08"}, client_key=key)
            case = (await report_fact(self.services, PORTAL, told)).case
        return account, case

    async def send(self, transport: MailTransport) -> None:
        """Everything that is due."""
        await MailSender(SqlMailStore(self.database, self.clock), transport, SendSettings(per_second=1000)).run_once()
        await transport.close()

    async def messages(self, case: Case) -> dict[str, Message]:
        """Of the case, by template."""
        page = await SqlCaseReads(self.database).messages(PageRequest(first=50), case_id=case.id)
        found = {message.template: message for message in page.items}
        assert len(found) == len(page.items)
        return found


def _emails(folder: Path) -> list[EmailMessage]:
    return [cast("EmailMessage", message_from_bytes(f.read_bytes(), policy=default)) for f in folder.iterdir()]


@pytest.fixture
def desk(database: Database) -> _Desk:
    """On each database in turn."""
    return _Desk(database)


@pytest.fixture
async def server() -> AsyncIterator[LocalMailServer]:
    """A mail server on this machine."""
    async with mail_server() as opened:
        yield opened


async def test_the_ficha_of_an_exporter_writes_to_the_company_and_to_its_region(desk: _Desk, tmp_path: Path) -> None:
    """
    EXP-01, EXP-02, SLA-03: filed Friday 13 September 2024 at 17:00, twice; two messages, once each, and the last day
    is Monday 23, with 18, 19 and 20 September skipped.
    """
    _, case = await desk.ficha()

    await desk.send(EmlFolder(tmp_path, SENDER))

    read = _emails(tmp_path)
    by_address = {str(email["To"]): email.get_body(("plain",)).get_content() for email in read}
    assert by_address.keys() == {"contacto@conservas.cl", "concepcion@prochile.gob.cl"}
    assert "dentro de los próximos días" in by_address["contacto@conservas.cl"]
    assert "El último día es el lunes 23 de septiembre de 2024." in by_address["concepcion@prochile.gob.cl"]
    kept = await desk.messages(case)
    assert {(m.template, m.state) for m in kept.values()} == {
        ("NTF-05", MessageState.SENT),
        ("NTF-06", MessageState.SENT),
    }


async def test_a_mail_that_is_refused_moves_no_term(desk: _Desk, server: LocalMailServer) -> None:
    """AMB-01: a late or failed e-mail never moves the start; the company must not bear it."""
    _, case = await desk.ficha()
    server.refused = {"concepcion@prochile.gob.cl": "550 mailbox unavailable"}
    async with desk.services.core.transactions(REGIONAL) as work:
        before = await work.terms.of_account(str(case.account_id), open_only=True)

    desk.clock.move(timedelta(days=1))
    await desk.send(SmtpTransport(SmtpSettings("127.0.0.1", server.port, SENDER, Security.PLAIN)))

    kept = await desk.messages(case)
    assert (kept["NTF-05"].state, kept["NTF-06"].state) == (MessageState.SENT, MessageState.GIVEN_UP)
    assert "550" in str(kept["NTF-06"].error)
    async with desk.services.core.transactions(REGIONAL) as work:
        assert await work.terms.of_account(str(case.account_id), open_only=True) == before
    assert [(term.rule_id, term.started_at) for term in before] == [("SLA-03", local("2024-09-13 17:00"))]


async def test_the_term_reminds_before_its_end_and_escalates_after_it(desk: _Desk) -> None:
    """LIN-03: at risk on Tuesday 17, over on Tuesday 24; each is told once, from nine in the morning on."""
    _, case = await desk.ficha()
    assert await desk.timers.run_once() == 0

    desk.clock.at = local("2024-09-17 09:00")
    await desk.timers.run_once()
    reminded = await desk.messages(case)
    assert "AVISO-POR-VENCER" in reminded
    assert "AVISO-VENCIDO" not in reminded
    assert "El último día es el lunes 23 de septiembre de 2024." in reminded["AVISO-POR-VENCER"].rendered.text

    desk.clock.at = local("2024-09-24 09:00")
    await desk.timers.run_once()
    await desk.timers.run_once()
    escalated = await desk.messages(case)
    assert escalated["AVISO-VENCIDO"].to == ("hugo.jara@ejemplo.cl",)
    assert len(escalated) == 4


async def test_a_contact_in_time_cancels_both_notices(desk: _Desk) -> None:
    """LIN-03: what is done needs no reminder."""
    _, case = await desk.ficha()
    desk.clock.at = local("2024-09-17 11:00")
    contact = ReportFact(
        case.id, "record_contact", {"contact_kind": "SPOKEN"}, point_of_contact=PointOfContact.TELEFONO
    )
    await report_fact(desk.services, REGIONAL, contact)

    desk.clock.at = local("2024-09-24 09:00")
    await desk.timers.run_once()

    notices = {name: m for name, m in (await desk.messages(case)).items() if name.startswith("AVISO")}
    assert [m.parameters["term"] for m in notices.values() if m.rule == "SLA-03"] == []
