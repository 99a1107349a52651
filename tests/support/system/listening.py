"""Clients of subscriptions beside a real server on loopback, in the loop of the test."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from api.subscriptions.server import ListenedServer, server_of

PATIENCE = 10.0


@dataclass(slots=True)
class Served:
    """An open application at a port."""

    server: ListenedServer
    task: asyncio.Task[None]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    async def stop(self) -> None:
        """As on SIGTERM."""
        self.server.should_exit = True
        await asyncio.wait_for(self.task, PATIENCE)

    @contextlib.asynccontextmanager
    async def socket(
        self,
        payload: Mapping[str, str] | None = None,
        *,
        origin: str | None = None,
        headers: Mapping[str, str] | None = None,
        protocol: str = "graphql-transport-ws",
    ) -> AsyncIterator[Socket]:
        """A WebSocket, introduced with *payload* unless that is None."""
        async with connect(
            self.url.replace("http", "ws"),
            subprotocols=[Subprotocol(protocol)],
            origin=None if origin is None else Origin(origin),
            additional_headers=dict(headers or {}),
        ) as connection:
            socket = Socket(connection)
            if payload is not None:
                await socket.send(type="connection_init", payload=payload)
                assert (await socket.next())["type"] == "connection_ack"
            yield socket

    @contextlib.asynccontextmanager
    async def stream(self, token: str, document: str, **variables: Any) -> AsyncIterator[AsyncIterator[Any]]:
        """What an SSE stream tells: pairs of event and data."""
        headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
        body = {"query": document, "variables": variables}
        async with (
            httpx2.AsyncClient(timeout=PATIENCE) as client,
            client.stream("POST", self.url, json=body, headers=headers) as response,
        ):
            assert response.status_code == 200, await response.aread()
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            yield _events(response)


@dataclass(slots=True)
class Socket:
    """graphql-transport-ws, as a client speaks it."""

    connection: ClientConnection
    kept: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def next(self) -> dict[str, Any]:
        """The next message."""
        found: dict[str, Any] = json.loads(await asyncio.wait_for(self.connection.recv(), PATIENCE))
        return found

    async def subscribe(self, document: str, operation: str = "1", **variables: Any) -> None:
        await self.send(type="subscribe", id=operation, payload={"query": document, "variables": variables})

    async def closed(self) -> tuple[int | None, str | None]:
        """Wait for the end: code and reason."""
        await asyncio.wait_for(self.connection.wait_closed(), PATIENCE)
        return self.connection.close_code, self.connection.close_reason


async def _events(response: httpx2.Response) -> AsyncIterator[tuple[str, Any]]:
    event = ""
    async for line in response.aiter_lines():
        name, _, value = line.partition(":")
        if name == "event":
            event = value.strip()
        elif name == "data":
            yield event, json.loads(value) if value.strip() else None


@contextlib.asynccontextmanager
async def serving(application: Starlette) -> AsyncIterator[Served]:
    """Serve an application that is open already."""
    server = server_of(application, "127.0.0.1", 0, opened=True)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENCE):
            while not server.started:  # noqa: ASYNC110  (it tells nobody)
                await asyncio.sleep(0.01)
        yield Served(server, task, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, PATIENCE)
