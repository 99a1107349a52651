"""The whole way of a message into the CRM: store, sender, transport; once per cause, whatever breaks (AMB-01)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from connectors.contract.records import a_write
from connectors.mock.connector import MockConnector
from connectors.mock.faults import Fault, FaultKind
from domain.errors import InvalidRecord
from domain.model.exchange.crm_records import EmailActivity
from domain.model.institution.people import SYSTEM
from domain.model.messages import Message, MessageState
from messaging.crm_activities import CrmActivities
from messaging.sender import MailSender, SendReport, SendSettings
from persistence.background.messages import SqlMailStore
from persistence.database import Database
from persistence.unit_of_work import SqlTransactions
from tests.support.mail import MovableClock, a_message

FROM = "no-responder@prochile.example"
AT_ONCE = SendSettings(per_second=10_000, poll_seconds=0.01)


class _Desk:
    """A queue, and a CRM."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock()
        self.store = SqlMailStore(database, self.clock)
        self.crm = MockConnector()
        self.transport = CrmActivities(self.crm, FROM)

    async def company(self) -> str:
        """Key of a company that the CRM has."""
        write = a_write()
        await self.crm.write([write])
        return write.key

    async def queue(self, message: Message) -> None:
        async with SqlTransactions(self.database, self.clock)(SYSTEM) as work:
            await work.messages.queue(message)

    async def get(self, message: Message) -> Message:
        async with SqlTransactions(self.database, self.clock)(SYSTEM) as work:
            return await work.messages.get(message.id)

    async def send(self) -> SendReport:
        """One round of a worker, everything that waits being due."""
        async with self.database.begin() as tx:
            await tx.execute(text("UPDATE message SET next_at = 0 WHERE next_at IS NOT NULL"))
        return await MailSender(self.store, self.transport, AT_ONCE).send_round()


@pytest.fixture
def desk(database: Database) -> _Desk:
    """On each database in turn."""
    return _Desk(database)


async def test_a_message_is_left_in_the_crm_as_it_was_written(desk: _Desk) -> None:
    """Issue 4: left as an e-mail activity of the company; state SENT: the CRM has it."""
    account = await desk.company()
    message = a_message(account_id=account, cc=("concepcion@prochile.gob.cl",))
    await desk.queue(message)

    report = await desk.send()

    assert (report.sent, (await desk.get(message)).state) == (1, MessageState.SENT)
    assert desk.crm.emails == (
        EmailActivity(
            id=message.id,
            subject="Muy pronto le contactará nuestro equipo regional",
            html=message.rendered.html,
            sender=FROM,
            to=("contacto@conservas.example",),
            cc=("concepcion@prochile.gob.cl",),
            account_id=account,
        ),
    )


@pytest.mark.parametrize("kind", [FaultKind.LOST_AFTER, FaultKind.LOST_BEFORE, FaultKind.DOWN, FaultKind.DENIED])
async def test_a_fault_on_the_way_is_tried_again_and_leaves_one(desk: _Desk, kind: FaultKind) -> None:
    """AMB-01: FAILED with the reason, then SENT; one activity, whether or not the lost answer came after the write."""
    message = a_message(account_id=await desk.company())
    await desk.queue(message)
    desk.crm.faults.add(Fault(kind, times=1, operation="leave_email"))

    failed = await desk.send()
    after_fault = await desk.get(message)
    sent = await desk.send()

    assert (failed.failed, after_fault.state, after_fault.attempts) == (1, MessageState.FAILED, 1)
    assert after_fault.error
    assert (sent.sent, (await desk.get(message)).state) == (1, MessageState.SENT)
    assert [email.id for email in desk.crm.emails] == [message.id]


async def test_a_crm_that_asks_to_wait_is_left_alone_as_long(desk: _Desk) -> None:
    """The sender pauses at least what the CRM asks for; one message probes, the others lose no attempt."""
    account = await desk.company()
    messages = [a_message(account_id=account) for _ in range(3)]
    for message in messages:
        await desk.queue(message)
    desk.crm.faults.throttle(90)

    report = await desk.send()

    assert report.pause >= 90
    assert (report.sent, report.failed) == (0, 1)
    assert sorted([(await desk.get(message)).attempts for message in messages]) == [0, 0, 1]


async def test_a_worker_that_dies_after_leaving_it_does_not_double_it(desk: _Desk) -> None:
    """Exactly once per cause: the next worker meets the activity of the one that died."""
    message = a_message(account_id=await desk.company())
    await desk.queue(message)
    lease = await desk.store.claim(10, lease_seconds=0.01)
    await desk.transport.deliver(lease.messages[0])  # and dies here, before it is noted
    await asyncio.sleep(0.05)

    report = await desk.send()

    assert (report.sent, (await desk.get(message)).state) == (1, MessageState.SENT)
    assert [email.id for email in desk.crm.emails] == [message.id]


async def test_a_message_waits_for_its_company_to_reach_the_crm(desk: _Desk) -> None:
    """The outbox may be behind: it holds up no other message, and goes when the company is there."""
    write = a_write()
    early = a_message(account_id=write.key)
    other = a_message(account_id=await desk.company())
    await desk.queue(early)
    await desk.queue(other)

    first = await desk.send()
    waiting = await desk.get(early)
    await desk.crm.write([write])
    second = await desk.send()

    assert (first.sent, first.failed, first.pause) == (1, 1, 0.0)
    assert (waiting.state, waiting.error) == (MessageState.FAILED, "La cuenta todavía no está en el CRM.")
    assert (second.sent, (await desk.get(early)).state) == (1, MessageState.SENT)


async def test_what_can_never_go_waits_for_a_person(desk: _Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No addressee, or content that the CRM refuses: GIVEN_UP, with why."""
    nobody = a_message(to=())
    refused = a_message(account_id=await desk.company())

    async def refuse(_: EmailActivity) -> bool:
        raise InvalidRecord("El CRM no acepta los datos.", operation="leave email")

    monkeypatch.setattr(desk.crm, "leave_email", refuse)
    await desk.queue(nobody)
    await desk.queue(refused)

    report = await desk.send()

    assert report.given_up == 2
    assert (await desk.get(nobody)).error == "Sin dirección de correo: nadie la ha registrado."
    assert (await desk.get(refused)).error == "El CRM no acepta los datos."
