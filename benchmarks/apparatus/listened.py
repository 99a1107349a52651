"""
Processes of the live feed: `python -m benchmarks.apparatus.listened api|worker URL`.

The API is `create_app` in production mode under the server that `atencion serve` runs, with one more route that tells
what it holds for subscriptions; the worker has every loop but the one that reads the CRM, whose own changes would be
measured too.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from api.http.app import create_app, signed_tokens
from api.subscriptions.server import server_of
from api.wiring import open_runtime, working
from benchmarks.apparatus.servers import Served, bearer, serving, settings_for

_EACH: Final = 20
"""Sockets of one actor: the most that a process gives it."""


def listened(kind: str, url: str) -> contextlib.AbstractContextManager[Served]:
    """A process on the database at *url*: "api" or "worker"; stopped after it."""
    return serving(kind, url, "benchmarks.apparatus.listened")


@contextlib.asynccontextmanager
async def subscriber(port: int, number: int, document: str) -> AsyncIterator[ClientConnection]:
    """The socket of the listener of that number, introduced and subscribed; its first event is where it begins."""
    address = f"ws://127.0.0.1:{port}/graphql"
    protocol = [Subprotocol("graphql-transport-ws")]
    async with connect(
        address, subprotocols=protocol, compression=None, ping_interval=None, open_timeout=60
    ) as connection:
        token = bearer(f"oyente.{number // _EACH}")
        await connection.send(f'{{"type":"connection_init","payload":{{"authorization":"Bearer {token}"}}}}')
        await connection.recv()
        await connection.send(f'{{"type":"subscribe","id":"1","payload":{{"query":"{document}"}}}}')
        await connection.recv()
        yield connection


def _serve(url: str) -> None:
    settings = settings_for(url)

    async def held(_request: Request) -> Response:
        """Places of subscriptions and sockets, and tasks of the loop."""
        return JSONResponse({"places": app.state.listening.held(), "tasks": len(asyncio.all_tasks())})

    app = create_app(
        settings,
        lambda: open_runtime(settings, crm=False, worker=False),
        signed_tokens(settings),
        routes=lambda _: [Route("/held", held)],
    )
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(2_048)  # connections wait until the application has started
    print(listener.getsockname()[1], flush=True)
    server_of(app, "127.0.0.1", 0).run(sockets=[listener])


async def _work(url: str) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with open_runtime(settings_for(url), crm=True, worker=True) as runtime, working(runtime.loops[1:]):
        print(0, flush=True)
        await stopped.wait()


if __name__ == "__main__":
    if sys.argv[1] == "api":
        _serve(sys.argv[2])
    else:
        asyncio.run(_work(sys.argv[2]))
