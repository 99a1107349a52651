"""The road over real sockets: what arrives, and what each fault is called (issue 3: repeated only where safe)."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from connectors.dynamics365.transport import NotReached, RoadError, ServiceRoad, TimedOut

Speak = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def road(*, timeout_seconds: float = 5.0, keeps_cookies: bool = False) -> ServiceRoad:
    return ServiceRoad(
        verify=ssl.create_default_context(),
        connections=2,
        timeout_seconds=timeout_seconds,
        keeps_cookies=keeps_cookies,
        proxies_from_environment=False,
    )


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
    way = road()
    async with service(speak) as root:
        target = "/api/data/v9.2/accounts?$select=a,b&$skiptoken=%3Ccookie%20pagenumber=%222%22%2F%3E"
        reply = await way.send("GET", root + target, {"Accept-Encoding": "gzip", "X-One": "1"}, None)
        await way.aclose()

    assert (reply.status, reply.body) == (200, b'{"value":[]}')
    assert reply.headers["CONTENT-encoding"] == "gzip"
    assert heads[0].startswith(f"GET {target} HTTP/1.1\r\n".encode())
    assert b"X-One: 1" in heads[0]


async def test_what_no_address_may_hold_is_encoded_and_the_rest_is_left() -> None:
    """A space or a line break would end the request line early."""
    speak, heads = says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    way = road()
    async with service(speak) as root:
        await way.send("GET", root + "/a?$filter=name eq 'Ñ%20'\r\nX: 1", {}, None)
        await way.aclose()

    assert heads[0].startswith(b"GET /a?$filter=name%20eq%20'%C3%91%20'%0D%0AX:%201 HTTP/1.1\r\n")


async def test_nothing_is_followed() -> None:
    """Another address would get the token."""
    speak, heads = says(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
    way = road()
    async with service(speak) as root:
        reply = await way.send("GET", root + "/", {}, None)
        await way.aclose()

    assert (reply.status, len(heads)) == (302, 1)


@pytest.mark.parametrize(("keeps", "sent_back"), [(True, True), (False, False)])
async def test_the_affinity_cookie_is_sent_back_only_when_wanted(keeps: bool, sent_back: bool) -> None:
    """Without it, requests spread over the web servers."""
    speak, heads = says(b"HTTP/1.1 200 OK\r\nSet-Cookie: ARRAffinity=a1; path=/\r\nContent-Length: 0\r\n\r\n")
    way = road(keeps_cookies=keeps)
    async with service(speak) as root:
        await way.send("GET", root + "/", {}, None)
        await way.send("GET", root + "/", {}, None)
        await way.aclose()

    assert (b"ARRAffinity=a1" in heads[1]) is sent_back


async def test_a_refused_connection_carried_nothing() -> None:
    """The one fault after which even what is not safe may be sent again."""
    speak, _ = says(b"")
    async with service(speak) as root:
        pass
    way = road()
    with pytest.raises(NotReached):
        await way.send("POST", root + "/", {}, b"{}")
    await way.aclose()


async def cut(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def cut_in_the_body(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    writer.transport.abort()


async def nonsense(_head: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"what?\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize("speak", [cut, cut_in_the_body, nonsense])
async def test_a_cut_or_broken_answer_leaves_open_whether_it_was_done(speak: Speak) -> None:
    """The request had left: it is not called unreached."""
    way = road()
    async with service(speak) as root:
        with pytest.raises(RoadError) as told:
            await way.send("PATCH", root + "/", {}, b"{}")
        await way.aclose()

    assert type(told.value) is RoadError


async def test_silence_ends_with_the_time_out() -> None:
    """All calls have one."""

    async def silent(_head: bytes, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0)

    way = road(timeout_seconds=0.05)
    async with service(silent) as root:
        with pytest.raises(TimedOut):
            await way.send("GET", root + "/", {}, None)
        await way.aclose()


async def test_an_address_that_is_none_is_not_reached() -> None:
    """Nothing was sent."""
    way = road()
    with pytest.raises(NotReached):
        await way.send("GET", "http://", {}, None)
    await way.aclose()
