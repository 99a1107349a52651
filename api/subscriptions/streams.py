"""
SSE in distinct connections mode (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md): one request, one
subscription, whose answer goes on.

`next` is an event, `complete` the end; what is refused after who asks is known comes as a `next` with errors, which is
all that a browser's reader of streams can read. A stream that ends without `complete` is to be asked for again, from
the last cursor.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

import orjson
from starlette.requests import Request
from starlette.types import Receive, Send

from api.http.graphql_request import EVENT_STREAM
from api.subscriptions.listening import Listening
from domain.model.institution.people import Actor
from schema.execution import GraphQLRequest
from schema.faults import Fault, FaultReporter

BEAT_SECONDS: Final = 15.0
SEND_SECONDS: Final = 60.0
_HEADERS: Final = (
    (b"content-type", f"{EVENT_STREAM}; charset=utf-8".encode()),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept"),
    (b"x-accel-buffering", b"no"),
)
_BEAT: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata: \n\n"


class Stream:
    """One stream, of somebody who is known."""

    def __init__(self, request: Request, receive: Receive, send: Send, listening: Listening) -> None:
        self._request = request
        self._receive = receive
        self._send_message = send
        self._listening = listening

    async def tell(self, asked: GraphQLRequest, actor: Actor, report: FaultReporter) -> None:
        """Answer until one side ends it; nothing of it is left behind."""
        await self._send_message({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        await self._send(_BEAT)
        telling = asyncio.create_task(self._tell(asked, actor, report))
        over = asyncio.create_task(self._listening.until_over(self._request, actor))
        tasks = [telling, over, asyncio.create_task(self._gone()), asyncio.create_task(self._beat())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if over.done() and not over.cancelled() and (why := over.result()) is not None:
            await self._refuse(why, report)
        with contextlib.suppress(TimeoutError):
            await self._send(b"", more=False)

    async def _tell(self, asked: GraphQLRequest, actor: Actor, report: FaultReporter) -> None:
        try:
            async with contextlib.aclosing(self._listening.events(asked, actor, report)) as outcomes:
                async for outcome in outcomes:
                    await self._next(outcome.body())
            await self._send(_COMPLETE)
        except Fault as fault:
            await self._refuse(fault, report)
        except TimeoutError:  # it takes nothing: let it come back
            return
        except Exception as failure:
            await self._next({"errors": report.unexpected(failure)})
            await self._send(_COMPLETE)

    async def _refuse(self, fault: Fault, report: FaultReporter) -> None:
        with contextlib.suppress(TimeoutError):
            await self._next({"errors": report.client_mistakes([fault], fault.code)})
            await self._send(_COMPLETE)

    async def _next(self, body: dict[str, object]) -> None:
        await self._send(b"event: next\ndata: " + orjson.dumps(body) + b"\n\n")

    async def _beat(self) -> None:
        """Something now and then, so that nothing in between takes it for dead."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self._send(_BEAT)

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _send(self, chunk: bytes, *, more: bool = True) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self._send_message({"type": "http.response.body", "body": chunk, "more_body": more})
