"""One request goes to the address that was looked at, as the name that was given (issue 15, point 5)."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest

from domain.model.history.feed import Change, ChangeKind
from domain.model.history.webhooks import Webhook
from domain.model.institution.people import Actor, Role
from messaging.webhooks.addresses import Addresses
from messaging.webhooks.delivering import Delivering
from messaging.webhooks.secrets import WebhookSecrets
from tests.api.webhooks.receiver import receiving

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAME = "sistema.invalid"


def told(url: str) -> Webhook:
    return Webhook("w", url, frozenset(), None, None, Actor("certo", "CERTO", Role.SERVICE), NOW, 0)


def delivering(*networks: str) -> Delivering:
    secrets = WebhookSecrets(["clave-de-pruebas-de-treinta-y-dos-caracteres"])
    return Delivering(secrets, Addresses([ip_network(each) for each in networks]), lambda _changes: "{}", 2.0)


@pytest.fixture
def led(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Where the name leads, each time it is asked; addresses that are written out lead to themselves."""
    answers: list[list[str]] = []
    asked = asyncio.BaseEventLoop.getaddrinfo

    async def found(loop: Any, host: Any, port: Any, **more: Any) -> Any:
        if host != NAME:
            return await asked(loop, host, port, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in answers.pop(0)]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", found)
    return answers


async def test_a_name_that_leads_elsewhere_after_the_look_leads_nobody_there(led: list[list[str]]) -> None:
    """F-60: asked once for a request, which goes to that very address; anew for the next, which is refused."""
    change = Change(1, NOW, ChangeKind.ACCOUNT, "a", "a")
    led += [["127.0.0.1"], ["10.0.0.1"]]
    how = delivering("127.0.0.0/8")
    async with receiving() as receiver:
        first = await how.send(told(f"http://{NAME}:{receiver.port}/avisos"), "1", [change])
        assert (first.status, len(led)) == (204, 1)
        ((headers, _, _),) = receiver.taken
        assert headers["host"] == f"{NAME}:{receiver.port}"
        second = await how.send(told(f"http://{NAME}:{receiver.port}/avisos"), "2", [change])
        assert (second.status, second.is_away, len(receiver.taken)) == (None, True, 1)
        assert second.error == "El nombre lleva a una red privada, a la que no se envía."
    await how.close()


async def test_the_name_and_not_the_address_is_asked_for_in_tls(led: list[list[str]]) -> None:
    """F-60: so its certificate is checked for that name; one that nobody signed is a failure, nothing is sent."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    led += [["127.0.0.1"]]
    how = delivering("127.0.0.0/8")
    async with server:
        port = server.sockets[0].getsockname()[1]
        tried = await how.send(told(f"https://{NAME}:{port}/avisos"), "1", [Change(1, NOW, ChangeKind.ACCOUNT, "a")])
    await how.close()
    assert names == [NAME]
    assert (tried.status, tried.is_away, tried.error) == (None, True, "No se pudo enviar: ConnectError.")


@pytest.mark.parametrize(
    ("answer", "away"),
    [("500 Oops", False), ("422 No", False), ("404 No", False), ("cut", False), ("503 Away", True), ("429 Slow", True),
     ("401 Who", True), ("302 Found", True), ("204 No Content", False)],
)  # fmt: skip
async def test_which_answers_speak_of_the_whole_receiver(answer: str, away: bool) -> None:
    """F-60: the others may be for what it was told, and hold back that account alone."""
    how = delivering("127.0.0.0/8", "::1/128")
    async with receiving() as receiver:
        receiver.answers = [answer]
        tried = await how.send(told(receiver.url), "1", [Change(1, NOW, ChangeKind.ACCOUNT, "a")])
    await how.close()
    assert tried.is_away is away
