"""The stand-in over real HTTP: uvicorn, with a protocol that lets the app cut a connection under a request."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from standin.config import StandInConfig
from standin.standin import StandIn
from standin.web.app import ABORT, create_standin

_SPELLED: Final = {
    name.lower(): name
    for name in (
        b"OData-EntityId",
        b"OData-Version",
        b"Location",
        b"ETag",
        b"Preference-Applied",
        b"Retry-After",
        b"Content-Type",
        b"Content-Length",
        b"REQ_ID",
        b"Set-Cookie",
        b"WWW-Authenticate",
    )
}


class SpellingTransport(asyncio.Transport):
    """
    Writes header names as the service spells them.

    uvicorn lower-cases them, as HTTP allows; Microsoft's asynchronous client looks `OData-EntityId` up in a plain dict.
    """

    def __init__(self, inner: asyncio.Transport) -> None:
        super().__init__()
        self._inner = inner

    def write(self, data: bytes | bytearray | memoryview) -> None:
        text = bytes(data)
        if text.startswith(b"HTTP/1.1 "):
            head, end, rest = text.partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            for number, line in enumerate(lines[1:], start=1):
                name, colon, value = line.partition(b":")
                lines[number] = _SPELLED.get(name, name) + colon + value
            text = b"\r\n".join(lines) + end + rest
        self._inner.write(text)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._inner.get_extra_info(name, default)

    def is_closing(self) -> bool:
        return self._inner.is_closing()

    def close(self) -> None:
        self._inner.close()

    def abort(self) -> None:
        self._inner.abort()

    def pause_reading(self) -> None:
        self._inner.pause_reading()

    def resume_reading(self) -> None:
        self._inner.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._inner.set_protocol(protocol)


class CuttableProtocol(HttpToolsProtocol):
    """Gives every request's scope the means to cut its connection at once."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        super().connection_made(transport)
        self.transport = SpellingTransport(transport)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: self._aborter()}  # type: ignore[dict-item]  # an extension of our own

    def _aborter(self) -> Callable[[], None]:
        transport = self.transport

        def abort() -> None:
            connection = transport.get_extra_info("socket")
            if connection is not None:  # linger for no time: the peer gets RST, not an orderly end
                with contextlib.suppress(OSError):
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

        return abort


@dataclass(frozen=True, slots=True)
class Address:
    """
    Where to listen. A stand-in knows no passwords: keep it on the loopback interface.

    Attributes:
        certificate: PEM file; with `key`, https is served. MSAL and Microsoft's own client insist on https.
        key: PEM file.
    """

    host: str = "127.0.0.1"
    port: int = 8365
    certificate: Path | None = None
    key: Path | None = None


class PromptServer(uvicorn.Server):
    """Does not wait for idle clients at its end: a rehearsal is over when its owner says so."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, HttpToolsProtocol):
                connection.transport.abort()
        await asyncio.sleep(0.01)
        await super().shutdown(sockets)


def _server_config(config: StandInConfig, address: Address, log_level: str) -> tuple[StandIn, uvicorn.Config]:
    app = create_standin(config)
    standin: StandIn = app.state.standin
    return standin, uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_level=log_level,
        access_log=False,
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
        timeout_graceful_shutdown=1,
        server_header=False,
    )


def run_standin(
    config: StandInConfig | None = None,
    *,
    address: Address | None = None,
    log_level: str = "info",
    prepare: Callable[[StandIn], None] | None = None,
) -> None:
    """
    Serve a stand-in until the process is interrupted.

    Args:
        config: How it is set up; None: one organisation in memory.
        address: Where to listen; None: port 8365 of the loopback interface.
        log_level: uvicorn's.
        prepare: Called with the stand-in before the first request, to seed it.
    """
    standin, settings = _server_config(config or StandInConfig(), Address() if address is None else address, log_level)
    if prepare is not None:
        prepare(standin)
    try:
        PromptServer(settings).run()
    finally:
        standin.close()


@contextlib.contextmanager
def standin_in_thread(
    config: StandInConfig | None = None,
    *,
    certificate: Path | None = None,
    key: Path | None = None,
) -> Iterator[tuple[str, StandIn]]:
    """
    Serve a stand-in on a free port of 127.0.0.1, in a thread; yield its root URL and the object behind it.

    Raises:
        RuntimeError: It did not start within ten seconds.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    address = Address(port=port, certificate=certificate, key=key)
    standin, settings = _server_config(config or StandInConfig(), address, "warning")
    server = PromptServer(settings)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = monotonic() + 10
    while not server.started:
        if monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the stand-in did not start")
        sleep(0.01)
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{port}", standin
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
        standin.close()
