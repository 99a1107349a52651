"""What outsiders can make ProChile write, over HTTP and to a real SMTP server: one fixed letter a day (F-05)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from domain.model.institution.people import Actor, Role
from messaging.sender import MailSender, SendSettings
from messaging.smtp import Security, SmtpSettings, SmtpTransport
from persistence.background.messages import SqlMailStore
from tests.api.conftest import Desk, api_of
from tests.support.system.databases import KINDS, Databases
from tests.support.system.mail_server import LocalMailServer, mail_server

BAIT: Final = "GANE DINERO YA en http://gane.example"
ATTEND: Final = """
mutation ($input: AttendContactInput!) {
  attendContact(input: $input) { steps { step } userErrors { code message } }
}
"""


@pytest.fixture
async def server() -> AsyncIterator[LocalMailServer]:
    """A mail server on this machine."""
    async with mail_server() as opened:
        yield opened


def _stranger(number: int) -> Actor:
    """Somebody with a Clave Única and no company."""
    return Actor(f"rosa.{number}", "Rosa", Role.COMPANY, run="12.345.678-5")


async def _send_all(desk: Desk, server: LocalMailServer) -> None:
    transport = SmtpTransport(SmtpSettings("127.0.0.1", server.port, "no-responder@prochile.example", Security.PLAIN))
    store = SqlMailStore(desk.runtime.database, desk.runtime.clock)
    await MailSender(store, transport, SendSettings(per_second=1000)).run_once()
    await transport.close()


def _asked(**more: object) -> dict[str, object]:
    given = {"matters": ["COMMERCIAL_INFORMATION"], "belongsToCompany": False, "person": BAIT, "send": True}
    return {**given, "email": "victima@otra.example", **more}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_relay_is_worth_one_fixed_letter_a_day(
    kind: str, databases: Databases, server: LocalMailServer
) -> None:
    """F-05: forty requests of two processes and eight persons, at once: one letter, without a word of theirs."""
    url = await databases.create(kind)
    try:
        async with api_of(ATENCION_DATABASE_URL=url) as one, api_of(ATENCION_DATABASE_URL=url) as other:
            persons = [replace(desk, actor=_stranger(n)) for n in range(4) for desk in (one, other)]
            answers = await asyncio.gather(
                *(person.answer(ATTEND, input=_asked(clientKey=f"k{n}")) for n in range(5) for person in persons)
            )
            await _send_all(one, server)
    finally:
        await databases.drop(url)

    assert [answer["data"]["attendContact"]["userErrors"] for answer in answers] == [[]] * 40
    (letter,) = server.accepted
    assert (server.recipients, letter["Subject"]) == (
        [["victima@otra.example"]],
        "Recibimos un mensaje con su dirección de correo",
    )
    content = letter.as_string() + letter.get_body(("plain",)).get_content() + letter.get_body(("html",)).get_content()
    assert "GANE" not in content
    assert "gane.example" not in content


@pytest.mark.parametrize("kind", KINDS)
async def test_one_person_causes_a_few_letters_a_day_whatever_the_process(
    kind: str, databases: Databases, server: LocalMailServer
) -> None:
    """F-05: 24 addresses asked for by one person at two processes at once: ten letters, and every question answered."""
    url = await databases.create(kind)
    try:
        async with api_of(ATENCION_DATABASE_URL=url) as one, api_of(ATENCION_DATABASE_URL=url) as other:
            doors = [replace(desk, actor=_stranger(1)) for desk in (one, other)]
            answers = await asyncio.gather(
                *(doors[n % 2].answer(ATTEND, input=_asked(email=f"victima{n}@otra.example")) for n in range(24))
            )
            await _send_all(one, server)
    finally:
        await databases.drop(url)

    assert [answer["data"]["attendContact"]["userErrors"] for answer in answers] == [[]] * 24
    assert len(server.accepted) == 10


async def test_staff_answer_whom_they_please(tmp_path: Path, server: LocalMailServer) -> None:
    """PUB-06: somebody of ProChile sends it, in the person's name as it was heard."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'staff.db'}") as desk:
        staff = desk.acting_as(Role.HELP_CENTRE)
        await staff.ask(ATTEND, input=_asked(person="Luisa Pino", pointOfContact="TELEFONO"))
        await _send_all(desk, server)

    (letter,) = server.accepted
    assert server.recipients == [["victima@otra.example"]]
    assert "Luisa Pino" in letter.get_body(("plain",)).get_content()
