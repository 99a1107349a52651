"""Messages over a real SMTP server: once each, and what happens when the server, the line or the sender fails."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from domain.model.institution.people import SYSTEM
from domain.model.messages import Message, MessageState
from domain.ports.background import DeliveryUnavailable
from messaging.sender import MailSender, SendReport, SendSettings
from messaging.smtp import Security, SmtpSettings, SmtpTransport
from persistence.background.messages import SqlMailStore
from persistence.database import Database
from persistence.unit_of_work import SqlTransactions
from tests.support.mail import MovableClock, a_message
from tests.support.system.databases import KINDS, Databases
from tests.support.system.mail_server import CLOSE, LocalMailServer, certificates, mail_server

SENDER: Final = "no-responder@prochile.example"
ROOT: Final = Path(__file__).parents[2]
_FAST: Final = SendSettings(per_second=1000, poll_seconds=0.02, backoff_seconds=0.05, backoff_most_seconds=0.2)


@pytest.fixture
async def server() -> AsyncIterator[LocalMailServer]:
    """A mail server on this machine."""
    async with mail_server() as opened:
        yield opened


def _smtp(port: int, **changes: object) -> SmtpTransport:
    settings = SmtpSettings("127.0.0.1", port, SENDER, Security.PLAIN, timeout_seconds=5)
    return SmtpTransport(replace(settings, **changes))  # type: ignore[arg-type]  # the names are the caller's


async def _queue(database: Database, *messages: Message) -> None:
    async with SqlTransactions(database, MovableClock())(SYSTEM) as work:
        for message in messages:
            await work.messages.queue(message)


async def _get(database: Database, message: Message) -> Message:
    async with SqlTransactions(database, MovableClock())(SYSTEM) as work:
        return await work.messages.get(message.id)


async def _send(database: Database, port: int, settings: SendSettings = _FAST) -> SendReport:
    transport = _smtp(port)
    try:
        return await MailSender(SqlMailStore(database, MovableClock()), transport, settings).run_once()
    finally:
        await transport.close()


async def test_queued_messages_arrive_once_each_over_one_connection(
    database: Database, server: LocalMailServer
) -> None:
    """Section 5: exactly once per cause; text, names and addressees arrive as they were written."""
    messages = [a_message(to=(f"c{n}@x.example",), cc=("copia@x.example",)) for n in range(25)]
    await _queue(database, *messages)

    report = await _send(database, server.port)

    assert (report.sent, report.failed) == (25, 0)
    assert sorted(server.message_ids) == sorted(f"<{m.id}@prochile.example>" for m in messages)
    assert server.recipients[0][1] == "copia@x.example"
    assert server.accepted[0]["Subject"] == "Muy pronto le contactará nuestro equipo regional"
    assert "¡Felicitaciones!" in server.accepted[0].get_body(("plain",)).get_content()
    assert len(server.connections) == 1
    assert (await _send(database, server.port)).claimed == 0


async def test_two_senders_share_the_work(database: Database, server: LocalMailServer) -> None:
    """Several workers: nobody gets a message twice."""
    await _queue(database, *(a_message() for _ in range(30)))

    first, second = await asyncio.gather(_send(database, server.port), _send(database, server.port))

    assert first.sent + second.sent == 30
    assert len(set(server.message_ids)) == len(server.message_ids) == 30


async def test_a_temporary_refusal_is_tried_again_and_a_permanent_one_is_not(
    sqlite_database: Database, server: LocalMailServer
) -> None:
    """4xx waits, 5xx waits for a person; the state and the server's words are kept."""
    first, second, third = a_message(), a_message(), a_message()
    await _queue(sqlite_database, first, second, third)
    server.answers.extend(["451 mailbox busy", "550 content refused"])

    report = await _send(sqlite_database, server.port, replace(_FAST, backoff_seconds=60))

    assert (report.sent, report.failed, report.given_up) == (1, 1, 1)
    kept = await _get(sqlite_database, first)
    assert (kept.state, kept.error) == (MessageState.FAILED, "El servidor de correo respondió 451: mailbox busy")
    kept = await _get(sqlite_database, second)
    assert (kept.state, kept.error) == (MessageState.GIVEN_UP, "El servidor de correo respondió 550: content refused")

    assert await SqlMailStore(sqlite_database, MovableClock()).retry(first.id)
    assert (await _send(sqlite_database, server.port)).sent == 1
    assert (await _get(sqlite_database, first)).attempts == 2


async def test_each_addressee_has_its_own_answer(sqlite_database: Database, server: LocalMailServer) -> None:
    """F-18: one is taken, one refused for good, one asked to wait; nobody gets it twice, and a person sees the rest."""
    server.refused = {"nobody@x.example": "550 no such user", "later@x.example": "450 greylisted"}
    message = a_message(to=("a@x.example", "nobody@x.example"), cc=("later@x.example", "no address"))
    await _queue(sqlite_database, message)

    first = await _send(sqlite_database, server.port)
    between = await _get(sqlite_database, message)
    server.refused = {}
    await asyncio.sleep(0.15)
    second = await _send(sqlite_database, server.port)

    assert (first.failed, between.state) == (1, MessageState.FAILED)
    assert [(each.address, each.state.value, each.error) for each in between.deliveries] == [
        ("a@x.example", "TAKEN", None),
        ("nobody@x.example", "REFUSED", "550: no such user"),
        ("later@x.example", "WAITING", "450: greylisted"),
        ("no address", "REFUSED", "La dirección de correo no es válida: corríjala en la cuenta."),
    ]
    assert server.recipients == [["a@x.example"], ["later@x.example"]]
    assert second.sent == 1
    assert (await _get(sqlite_database, message)).state is MessageState.PARTLY_SENT


async def test_nobody_who_takes_it_is_given_up_and_others_go_on(
    sqlite_database: Database, server: LocalMailServer
) -> None:
    """A mailbox that does not exist is nobody else's problem, nor the server's."""
    server.refused = {"nobody@x.example": "550 no such user", "later@x.example": "450 greylisted"}
    unknown, busy = a_message(to=("nobody@x.example",)), a_message(to=("later@x.example",))
    await _queue(sqlite_database, unknown, busy, a_message())

    report = await _send(sqlite_database, server.port, replace(_FAST, backoff_seconds=60))

    assert (report.sent, report.failed, report.given_up, report.pause) == (1, 1, 1, 0.0)
    assert (await _get(sqlite_database, unknown)).state is MessageState.GIVEN_UP
    assert (await _get(sqlite_database, busy)).state is MessageState.FAILED


_TYPED: Final = "Conservas\u2028Bcc: todos@x.example\x85\r\nX-Otra: 1"


async def test_no_line_break_of_any_alphabet_makes_a_header(server: LocalMailServer) -> None:
    """F-18: U+2028, U+2029, U+0085 and the control characters are spaces in subject, names and addresses."""
    message = a_message(sender_name=_TYPED)
    transport = _smtp(server.port)
    await transport.deliver(replace(message, rendered=replace(message.rendered, subject=_TYPED)))
    await transport.close()

    (email,) = server.accepted
    assert email["Subject"] == "Conservas Bcc: todos@x.example X-Otra: 1"
    assert email["From"].addresses[0].display_name == "Conservas Bcc: todos@x.example X-Otra: 1"
    assert (email["Bcc"], email["X-Otra"]) == (None, None)


async def test_one_bad_letter_stops_nobody(sqlite_database: Database, server: LocalMailServer) -> None:
    """F-18: what no e-mail can carry waits for a person; the next one goes in the same round."""
    good = a_message()
    bad = a_message(to=("b\u2028@x.example",))
    await _queue(sqlite_database, bad, good)

    report = await _send(sqlite_database, server.port)

    assert (report.sent, report.given_up, report.failed) == (1, 1, 0)
    assert server.message_ids == [f"<{good.id}@prochile.example>"]
    assert (await _get(sqlite_database, bad)).state is MessageState.GIVEN_UP


async def test_a_connection_cut_before_the_answer_is_opened_again(
    sqlite_database: Database, server: LocalMailServer
) -> None:
    """The line is lost in the middle; the message goes at the next try."""
    message = a_message()
    await _queue(sqlite_database, message)
    server.answers.append(CLOSE)

    report = await _send(sqlite_database, server.port)
    assert (report.sent, report.failed) == (0, 1)
    assert report.pause > 0
    await asyncio.sleep(0.15)
    assert (await _send(sqlite_database, server.port)).sent == 1
    assert server.message_ids == [f"<{message.id}@prochile.example>"]


async def test_an_idle_connection_that_the_server_closed_is_no_failure(server: LocalMailServer) -> None:
    """Servers close idle connections; the next message opens a new one, at the first or second try."""
    transport = _smtp(server.port)
    await transport.deliver(a_message())
    server.connections[0].transport.close()
    await asyncio.sleep(0.05)

    try:
        await transport.deliver(a_message())
    except DeliveryUnavailable:
        await transport.deliver(a_message())
    await transport.close()

    assert len(server.accepted) == 2


async def test_a_server_that_is_down_and_comes_back_gets_everything(database: Database) -> None:
    """A running sender waits it out; no attempt is lost, nothing is doubled."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    messages = [a_message() for _ in range(6)]
    await _queue(database, *messages)
    transport = _smtp(port)
    sender = MailSender(SqlMailStore(database, MovableClock()), transport, _FAST)
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.3)
    server = LocalMailServer()
    arrived = asyncio.Event()
    server.on_data = lambda: arrived.set() if len(server.accepted) == 6 else None
    await server.start(port)
    try:
        await asyncio.wait_for(arrived.wait(), 20)
        sender.stop()
        await asyncio.wait_for(running, 5)
    finally:
        await server.stop()

    assert sorted(server.message_ids) == sorted(f"<{m.id}@prochile.example>" for m in messages)
    assert [(await _get(database, m)).state for m in messages] == [MessageState.SENT] * 6


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_tls_and_credentials(security: Security, tmp_path: Path) -> None:
    """Production: encrypted, with user and password; a wrong password or certificate sends nothing."""
    theirs, ours = certificates(tmp_path)
    server = LocalMailServer()
    await server.start(tls=theirs, starttls=security is Security.STARTTLS)
    settings = {"host": "localhost", "security": security, "username": "ana", "tls_context": ours}
    try:
        good = _smtp(server.port, password="secreto", **settings)
        await good.deliver(a_message())
        await good.close()
        wrong = _smtp(server.port, password="otra", **settings)
        with pytest.raises(DeliveryUnavailable) as refused:
            await wrong.deliver(a_message())
        await wrong.close()
        untrusting = _smtp(server.port, **{**settings, "tls_context": None, "password": "secreto"})
        with pytest.raises(DeliveryUnavailable):
            await untrusting.deliver(a_message())
        await untrusting.close()
    finally:
        await server.stop()

    assert refused.value.of_server  # our account is wrong: no message is given up for it
    assert len(server.accepted) == 1
    assert set(server.logins) == {b"ana"}


async def test_where_starttls_is_required_nothing_travels_in_the_clear(server: LocalMailServer) -> None:
    """A server that does not offer it gets nothing."""
    transport = _smtp(server.port, security=Security.STARTTLS)

    with pytest.raises(DeliveryUnavailable):
        await transport.deliver(a_message())
    await transport.close()

    assert server.accepted == []


@pytest.mark.parametrize("kind", KINDS)
async def test_a_sender_killed_between_acceptance_and_note_repeats_the_same_message(
    kind: str, databases: Databases, server: LocalMailServer
) -> None:
    """
    SMTP has no idempotency: the server has the message and nobody noted it. It goes again after the lease, with the
    same Message-ID; all the others go once (section 5).
    """
    messages = [a_message(to=(f"c{n}@x.example",)) for n in range(5)]
    async with databases.opened("sqlite" if kind == "sqlite" else "postgresql") as database:
        await _queue(database, *messages)
        url = database.url.render_as_string(hide_password=False)
        worker = await _start_worker(url, server.port)
        server.on_data = lambda: worker.kill() if len(server.accepted) == 3 and worker.returncode is None else None
        assert await asyncio.wait_for(worker.wait(), 60) == -9
        states = [(await _get(database, m)).state for m in messages]
        assert states == [MessageState.SENT] * 2 + [MessageState.QUEUED] * 3

        done = asyncio.Event()
        server.on_data = lambda: done.set() if len(server.accepted) == 6 else None
        second = await _start_worker(url, server.port)
        await asyncio.wait_for(done.wait(), 60)
        for message in messages:
            await _until_sent(database, message)
        second.kill()
        await second.wait()

        third = f"<{messages[2].id}@prochile.example>"
        assert sorted(server.message_ids) == sorted([*(f"<{m.id}@prochile.example>" for m in messages), third])
        assert server.message_ids.count(third) == 2
        assert [(await _get(database, m)).attempts for m in messages] == [1] * 5


async def _start_worker(url: str, port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.system.mail_worker",
        url,
        str(port),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
    )


async def _until_sent(database: Database, message: Message) -> None:
    async with asyncio.timeout(20):
        while (await _get(database, message)).state is not MessageState.SENT:  # noqa: ASYNC110  (another process's work)
            await asyncio.sleep(0.05)
