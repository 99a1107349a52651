"""
WebSocket by the protocol graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).

Only subscriptions come this way, and only by this protocol: the legacy one (`graphql-ws`) is refused before the socket
is opened. Who it is comes with the handshake (our cookie, from our pages) or with `connection_init`: its payload's
`authorization` and `atencion-account` are what the headers of those names are elsewhere, which browsers cannot add.
That a peer is still there is told by the pings of the WebSocket itself, which the server sends.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.http.graphql_request import MalformedError, Refused, from_message
from api.http.trusted_documents import DocumentSource
from api.identity.representatives import CHOSEN
from api.subscriptions.listening import Listening
from domain.model.institution.people import Actor
from schema.execution import GraphQLRequest, Stage
from schema.faults import Fault, FaultCode, FaultReporter, FormattedError

PROTOCOL: Final = "graphql-transport-ws"
INIT_SECONDS: Final = 10.0
SEND_SECONDS: Final = 60.0
"""Who takes nothing for so long is let go; it comes back with its cursor."""
_FROM_PAYLOAD: Final = ("authorization", CHOSEN)
_LONGEST_REASON: Final = 100
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_ACCEPTABLE = 4400, 4401, 4403, 4406
_INIT_TIMEOUT, _TAKEN, _TOO_MANY_INITS = 4408, 4409, 4429
_RESTART, _TRY_LATER = 1012, 1013


class _Over(Exception):
    """The socket is to be closed, with a code of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


async def serve_socket(
    websocket: WebSocket, listening: Listening, documents: DocumentSource, report: FaultReporter
) -> None:
    """Serve one WebSocket from its handshake to its end; nothing of it is left behind."""
    if PROTOCOL not in websocket.scope.get("subprotocols", ()):
        await websocket.close(_NOT_ACCEPTABLE)
        return
    if not listening.admits(websocket):
        await websocket.close(_FORBIDDEN)
        return
    await websocket.accept(PROTOCOL)
    await _Socket(websocket, listening, documents, report).run()


class _Socket:
    def __init__(
        self, websocket: WebSocket, listening: Listening, documents: DocumentSource, report: FaultReporter
    ) -> None:
        self._websocket = websocket
        self._listening = listening
        self._documents = documents
        self._report = report
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until one side ends it."""
        try:
            try:
                async with asyncio.timeout(INIT_SECONDS):
                    connection = await self._introduced()
                    actor = await self._listening.actor_of(connection, active=True)
            except TimeoutError:
                raise _Over(_INIT_TIMEOUT, "Connection initialisation timeout") from None
            with self._listening.place(actor, "sockets"):
                await self._send({"type": "connection_ack"})
                await self._until_over(connection, actor)
        except _Over as over:
            await self._close(over.code, over.reason)
        except WebSocketDisconnect:
            pass
        except Exception as failure:
            fault = self._listening.fault_of(failure)
            away = fault.code is FaultCode.UNAVAILABLE
            await self._close(_TRY_LATER if away else _FORBIDDEN, _reason(fault))

    async def _introduced(self) -> HTTPConnection:
        """The connection as its `connection_init` introduces it."""
        while True:
            message = await self._message()
            kind = message["type"]
            if kind == "connection_init":
                return _introduced_by(self._websocket, _object(message, "payload"))
            await self._keep_alive(message, _UNAUTHORIZED, "Unauthorized")

    async def _until_over(self, connection: HTTPConnection, actor: Actor) -> None:
        serving = asyncio.create_task(self._serve(actor))
        over = asyncio.create_task(self._listening.until_over(connection, actor))
        try:
            await asyncio.wait((serving, over), return_when=asyncio.FIRST_COMPLETED)
            if over.done():
                why = over.result()
                if why is None:
                    raise _Over(_RESTART, "Service restart")
                raise why
            await serving
        finally:
            tasks = [serving, over, *self._tasks]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, actor: Actor) -> None:
        while True:
            message = await self._message()
            kind = message["type"]
            if kind == "subscribe":
                self._subscribe(actor, _id(message), _object(message, "payload"))
            elif kind == "complete":
                ended = self._operations.pop(_id(message), None)
                if ended is not None:
                    ended.cancel()
            elif kind == "connection_init":
                raise _Over(_TOO_MANY_INITS, "Too many initialisation requests")
            else:
                await self._keep_alive(message, _BAD_REQUEST, "Unknown message type")

    def _subscribe(self, actor: Actor, operation: str, payload: Mapping[str, Any]) -> None:
        if operation in self._operations:
            raise _Over(_TAKEN, f"Subscriber for {operation} already exists")
        task = self._operations[operation] = asyncio.create_task(self._operate(actor, operation, payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _operate(self, actor: Actor, operation: str, payload: Mapping[str, Any]) -> None:
        errors = await self._tell(actor, operation, payload)
        if self._operations.get(operation) is asyncio.current_task():
            del self._operations[operation]  # before the last message: the id may be used again at once
            last = {"type": "complete"} if errors is None else {"type": "error", "payload": errors}
            with contextlib.suppress(WebSocketDisconnect):
                await self._send({"id": operation, **last})

    async def _tell(self, actor: Actor, operation: str, payload: Mapping[str, Any]) -> list[FormattedError] | None:
        """Tell the events of a subscription; the errors with which it ends, None: it is complete."""
        try:
            parameters = from_message(payload)
            text = self._documents.text_of(parameters)
            request = GraphQLRequest(text, parameters.variables, parameters.operation_name)
            async with contextlib.aclosing(self._listening.events(request, actor, self._report)) as outcomes:
                async for outcome in outcomes:
                    if outcome.stage is not Stage.EXECUTED:
                        return list(outcome.errors)
                    await self._send({"id": operation, "type": "next", "payload": outcome.body()})
        except Refused as refused:
            return self._report.client_mistakes([refused.fault], refused.fault.code)
        except MalformedError as error:
            return self._report.client_mistakes([Fault(FaultCode.BAD_REQUEST, str(error))], FaultCode.BAD_REQUEST)
        except Fault as fault:
            return self._report.client_mistakes([fault], fault.code)
        except WebSocketDisconnect:
            return None
        except Exception as failure:
            return self._report.unexpected(failure)
        return None

    async def _keep_alive(self, message: Mapping[str, Any], code: int, reason: str) -> None:
        """Answer a ping; what is no ping or pong has no place here."""
        if message["type"] == "ping":
            await self._send({"type": "pong"})
        elif message["type"] != "pong":
            raise _Over(code, reason)

    async def _message(self) -> dict[str, Any]:
        received = await self._websocket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        text = received.get("text")
        if text is None or len(text) > self._listening.engine.limits.body_bytes:
            raise _Over(_BAD_REQUEST, "A message is text, and no longer than a body may be")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise _Over(_BAD_REQUEST, "A message is a JSON object with a type")
        return message

    async def _send(self, message: Mapping[str, Any]) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._websocket.send_text(orjson.dumps(message).decode())
        except TimeoutError:
            await self._close(_TRY_LATER, "Nothing was taken for too long")
            raise WebSocketDisconnect from None
        except RuntimeError:  # it was closed meanwhile
            raise WebSocketDisconnect from None

    async def _close(self, code: int, reason: str) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):  # it may be closed already
            async with asyncio.timeout(INIT_SECONDS):
                await self._websocket.close(code, reason)


def _introduced_by(handshake: HTTPConnection, payload: Mapping[str, Any]) -> HTTPConnection:
    given = {
        name.encode(): value.encode("latin-1", "replace")
        for key, value in payload.items()
        if (name := key.lower()) in _FROM_PAYLOAD and isinstance(value, str)
    }
    headers = [each for each in handshake.scope["headers"] if each[0] not in given]
    return HTTPConnection({**handshake.scope, "headers": [*headers, *given.items()]})


def _object(message: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = message.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Over(_BAD_REQUEST, f"'{name}' must be an object")
    return value


def _id(message: Mapping[str, Any]) -> str:
    value = message.get("id")
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_REASON // 2:
        raise _Over(_BAD_REQUEST, "'id' must be a text of at most 50 characters")
    return value


def _reason(fault: Fault) -> str:
    """At most 123 bytes fit (RFC 6455)."""
    return f"{fault.code.value}: {fault.message}".encode("ascii", "replace").decode()[:_LONGEST_REASON]
