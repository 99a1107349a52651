"""HTTP over real sockets: what arrives, and what each fault is called (issue 3: repeated only where safe)."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx2
import pytest

from connectors.dynamics365.connector import open_client
from connectors.dynamics365.settings import Credentials, DynamicsSettings, Secret
from connectors.dynamics365.wire.requests import Request
from connectors.dynamics365.wire.transport import NOT_SENT, open_http
from domain.errors import CrmRejected

Speak = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def settings(url: str, **changes: object) -> DynamicsSettings:
    token = Credentials(token=Secret("token"))
    usual = DynamicsSettings(url=url, credentials=token, max_in_flight=2, timeout_seconds=5.0)
    return replace(usual, **changes)  # type: ignore[arg-type]  # settings chosen by each test


def http(url: str, **changes: object) -> httpx2.AsyncClient:
    return open_http(settings(url, **changes))


@asynccontextmanager
async def service(speak: Speak) -> AsyncIterator[str]:
    """A server that says after each request's head what the test wants."""
    open_connections: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_connections.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await speak(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for writer in open_connections:
            writer.close()


def says(*answers: bytes) -> tuple[Speak, list[bytes]]:
    """One answer after the other, and the heads that asked for them."""
    heads: list[bytes] = []

    async def speak(head: bytes, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(answers[min(len(heads), len(answers)) - 1])
        await writer.drain()

    return speak, heads


async def test_an_address_travels_byte_for_byte_and_the_body_comes_decompressed() -> None:
    """Links of the service go back as they were given: re-encoding breaks their tokens."""
    packed = gzip.compress(b'{"value":[]}')
    speak, heads = says(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    )
    target = "/api/data/v9.2/accounts(k='a%2Fb')?$select=a,b&$skiptoken=%3Ccookie%20pagenumber=%222%22%2f%3E&x=(1;'2')"
    async with service(speak) as root, http(root) as client:
        reply = await client.get(root + target, headers={"Accept-Encoding": "gzip", "X-One": "1"})

    assert (reply.status_code, reply.content) == (200, b'{"value":[]}')
    assert reply.headers["CONTENT-encoding"] == "gzip"
    assert heads[0].startswith(f"GET {target} HTTP/1.1\r\n".encode())
    assert b"X-One: 1" in heads[0]


async def test_nothing_is_followed() -> None:
    """Another address would get the token."""
    speak, heads = says(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
    async with service(speak) as root, http(root) as client:
        reply = await client.get(root + "/")

    assert (reply.status_code, len(heads)) == (302, 1)


@pytest.mark.parametrize("drop", [True, False])
async def test_the_affinity_cookie_is_sent_back_only_when_wanted(drop: bool) -> None:
    """Without it, requests spread over the web servers."""
    speak, heads = says(b"HTTP/1.1 200 OK\r\nSet-Cookie: ARRAffinity=a1; path=/\r\nContent-Length: 0\r\n\r\n")
    async with service(speak) as root, open_client(settings(root, drop_affinity=drop)) as client:
        await client.call(Request("GET", "accounts", "read account"))
        await client.call(Request("GET", "accounts", "read account"))

    assert (b"ARRAffinity=a1" in heads[1]) is not drop


async def test_a_refused_connection_carried_nothing() -> None:
    """The one fault after which even what is not safe may be sent again."""
    speak, _ = says(b"")
    async with service(speak) as root:
        pass
    async with http(root) as client:
        with pytest.raises(NOT_SENT):
            await client.post(root + "/", content=b"{}")


async def cut(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def cut_in_the_body(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    writer.transport.abort()


async def nonsense(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"what?\r\n\r\n")
    await writer.drain()


async def badly_packed(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain")
    await writer.drain()


@pytest.mark.parametrize("speak", [cut, cut_in_the_body, nonsense, badly_packed])
async def test_a_cut_or_broken_answer_leaves_open_whether_it_was_done(speak: Speak) -> None:
    """The request had left: it is not called unreached."""
    async with service(speak) as root, http(root) as client:
        with pytest.raises(httpx2.HTTPError) as told:
            await client.patch(root + "/", content=b"{}")

    assert not isinstance(told.value, NOT_SENT)


async def test_silence_ends_with_the_time_out() -> None:
    """All calls have one; the request may have been carried out."""

    async def silent(_head: bytes, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0)

    async with service(silent) as root, http(root, timeout_seconds=0.05) as client:
        with pytest.raises(httpx2.ReadTimeout):
            await client.get(root + "/")


async def test_no_log_tells_an_address_or_a_header(caplog: pytest.LogCaptureFixture) -> None:
    """The library would log every URL at INFO, with the keys and search words in it (telemetry promises neither)."""
    speak, _ = says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    with caplog.at_level(logging.DEBUG):
        async with service(speak) as root, http(root) as client:
            await client.get(f"{root}/accounts?$filter=name eq 'Rosa'", headers={"Authorization": "Bearer the-token"})

    assert "Rosa" not in caplog.text
    assert "the-token" not in caplog.text


@pytest.mark.parametrize("link", ["/api/data/v9.2/accounts?$skiptoken=\n1", "/api/data/v9.2/" + "a" * 70_000])
async def test_a_link_that_is_no_address_is_refused(link: str) -> None:
    """Nothing is sent, and it is not tried again: the service has to give another one."""
    speak, heads = says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    async with service(speak) as root, open_client(settings(root)) as client:
        with pytest.raises(CrmRejected, match="no es una dirección"):
            await client.call(Request("GET", root + link, "read account"))

    assert heads == []
