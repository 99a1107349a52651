"""The GraphQL endpoint: GraphQL over HTTP, to the letter.

The seam::

    schema = strawberry.Schema(Query, Mutation, **schema_options())          # schema.execution
    engine = Engine(schema, Limits(), introspection=development, translate=fault_for)
    endpoint = GraphQLEndpoint(engine, context_factory, GraphQLSettings(development=development))
    app = Starlette(routes=[*graphql_routes(endpoint)])

- `context_factory(request) -> context` is awaited once for each request that can be run; what it returns is
  `info.context`. It may raise a `Fault`: `TOKEN_…` is answered with 401, `NO_ROLE` and `FORBIDDEN` with 403, the
  first two with a challenge (RFC 6750), `UNAVAILABLE` with 503 (200 in plain JSON). A context with an `aclose()`
  coroutine method is closed when the answer is ready.
- Unexpected exceptions are masked, with a trace id: that of the `traceparent` header, or a new one.
- POST of `application/json`, and GET for queries; in production only for those whose `Accept` names the answer's media
  type: what a browser fetches by itself (a link, an image) runs nothing. No batches, no forms.
- Subscriptions, where there is a `Listening`: by WebSocket, or where `Accept` names `text/event-stream`
  (`api.subscriptions`); by a plain POST they are refused.
- Answers are `application/graphql-response+json` for those who accept it: 400 and no `data` for a request error,
  503 with `Retry-After` when what the whole answer needs is away.
  Plain `application/json` keeps 200 for any well-formed request, which is what old clients expect; who asks is
  still answered with 401, 403 and 429.
  `StatusCodes.DRAFT` gives 422 and 294, as the draft of 2025 and later asks.

In development a browser that opens the endpoint gets GraphiQL, offline (`api.http.graphql_ide`).
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

import orjson
from graphql import GraphQLError
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from api.http.challenges import CHALLENGES
from api.http.graphql_ide import ASSETS, IDE_HEADERS, Example, ide_page
from api.http.graphql_request import (
    MalformedError,
    MediaType,
    Parameters,
    Refused,
    accepted_media_type,
    check_content_type,
    from_body,
    from_query,
    names_an_answer,
    names_event_stream,
    prefers_html,
)
from api.http.trusted_documents import DocumentSource
from api.subscriptions.listening import Listening
from api.subscriptions.sockets import serve_socket
from api.subscriptions.streams import Stream
from schema.execution import Engine, GraphQLRequest, Outcome, Stage
from schema.faults import (
    Fault,
    FaultCode,
    FaultReporter,
    FormattedError,
    TranslateFault,
    code_of,
    no_translation,
    retry_after_of,
)

ContextFactory = Callable[[Request], Awaitable[Any]]


class StatusCodes(Enum):
    """Which statuses answers in `application/graphql-response+json` have."""

    COMMON = "400 for every request error, 200 for data with errors"
    DRAFT = "422 for what can be read but not run, 294 for data with errors"


@dataclass(frozen=True, slots=True)
class GraphQLSettings:
    """How the endpoint behaves; the limits of documents are the engine's."""

    development: bool = False
    """GraphiQL for browsers. Introspection is switched where the engine is made."""
    status_codes: StatusCodes = StatusCodes.COMMON
    documents: DocumentSource = field(default_factory=DocumentSource)
    path: str = "/graphql"
    examples: tuple[Example, ...] = ()
    """Ready operations in GraphiQL."""
    tokens: Mapping[str, str] = field(default_factory=dict)
    """Development tokens to pick from in GraphiQL, by their label."""


_ALLOWED: Final = "GET, POST"
_COMMON_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"vary", b"accept"),
    (b"x-content-type-options", b"nosniff"),
)
_CONTENT_TYPES: Final = {m: f"{m.value}; charset=utf-8".encode() for m in MediaType}
STATUS_BY_CODE: Final = {
    FaultCode.TOKEN_MISSING.value: 401,
    FaultCode.TOKEN_INVALID.value: 401,
    FaultCode.TOKEN_EXPIRED.value: 401,
    FaultCode.NO_ROLE.value: 403,
    FaultCode.FORBIDDEN.value: 403,
    FaultCode.BAD_USER_INPUT.value: 400,
    FaultCode.UNAVAILABLE.value: 503,
    FaultCode.RATE_LIMITED.value: 429,
    FaultCode.INTERNAL.value: 500,
}
"""Of an answer that has no data; files answer by the same (`api.exports`)."""
_STATUS_BY_STAGE: Final = {Stage.METHOD: 405, Stage.USED_UP: 429, Stage.TIMEOUT: 503, Stage.FAILED: 500}
_REQUEST_ERRORS: Final = frozenset({Stage.PARSE, Stage.VALIDATION, Stage.OPERATION, Stage.VARIABLES})


class GraphQLEndpoint:
    """An ASGI application; see the top of the module."""

    def __init__(
        self,
        engine: Engine,
        context_factory: ContextFactory,
        settings: GraphQLSettings | None = None,
        *,
        translate: TranslateFault = no_translation,
        listening: Listening | None = None,
    ) -> None:
        """Take the parts. *translate* is for exceptions of the context factory, as the engine's for resolvers."""
        self._listening = listening
        self.settings = settings or GraphQLSettings()
        self._engine = engine
        self._context_factory = context_factory
        self._translate = translate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, or serve one WebSocket; without subscriptions that is closed."""
        if scope["type"] != "http":
            await self._serve_socket(scope, receive, send)
            return
        headers = _Headers(scope)
        if self._is_for_the_ide(scope, headers):
            await self._send_page(send)
            return
        media_type = accepted_media_type(headers.get(b"accept"))
        report = FaultReporter(_TraceId(headers), self._translate)
        streams = self._listening is not None and names_event_stream(headers.get(b"accept"))
        try:
            if media_type is None and not streams:
                message = f"Accept {MediaType.GRAPHQL.value} or {MediaType.JSON.value}."
                raise Refused(406, Fault(FaultCode.NOT_ACCEPTABLE, message))
            parameters = await self._parameters(scope, headers, receive)
            text = self.settings.documents.text_of(parameters)
        except Refused as refused:
            status = refused.status
            if refused.fault.code is FaultCode.PERSISTED_QUERY_NOT_FOUND and media_type is MediaType.JSON:
                status = 200
            errors = report.client_mistakes([refused.fault], refused.fault.code)
            await _send(send, status, {"errors": errors}, media_type or MediaType.JSON, refused.headers)
            return
        except ClientDisconnect:
            return
        graphql_request = GraphQLRequest(text, parameters.variables, parameters.operation_name)
        if streams and (media_type is None or self._engine.subscribes(graphql_request)):
            await self._stream(Request(scope, receive), send, graphql_request, report)
            return
        assert media_type is not None  # refused above
        outcome, extra = await self._run(Request(scope), graphql_request, report)
        status = self._status(outcome, media_type)
        if status == 405:
            extra["Allow"] = "POST"
        extra |= _budget_headers(outcome)
        await _send(send, status, outcome.body(), media_type, extra, report)

    async def _serve_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._listening is None:
            await send({"type": "websocket.close", "code": 4406})
            return
        report = FaultReporter(_TraceId(_Headers(scope)), self._translate)
        await serve_socket(WebSocket(scope, receive, send), self._listening, self.settings.documents, report)

    async def _stream(
        self, request: Request, send: Send, graphql_request: GraphQLRequest, report: FaultReporter
    ) -> None:
        assert self._listening is not None
        try:
            actor = await self._listening.actor_of(request, active=True)
        except Exception as error:
            outcome, extra = self._not_let_in(error, report)
            status = self._status(outcome, MediaType.GRAPHQL)
            await _send(send, status, outcome.body(), MediaType.GRAPHQL, extra | _budget_headers(outcome), report)
            return
        await Stream(request, request.receive, send, self._listening).tell(graphql_request, actor, report)

    async def _parameters(self, scope: Scope, headers: _Headers, receive: Receive) -> Parameters:
        method = scope["method"]
        try:
            if method == "POST":
                check_content_type(headers.get(b"content-type"), headers.get(b"content-encoding"))
                return from_body(await self._body(headers, receive))
            if method == "GET":
                if not self.settings.development:
                    _check_that_it_is_meant(headers.get(b"accept"))
                return from_query(QueryParams(scope["query_string"]))
        except MalformedError as error:
            status = 422 if self.settings.status_codes is StatusCodes.DRAFT else 400
            raise Refused(status, Fault(FaultCode.BAD_REQUEST, str(error))) from None
        fault = Fault(FaultCode.METHOD_NOT_ALLOWED, f"Send GraphQL by POST, or queries by GET; not by {method}.")
        raise Refused(405, fault, {"Allow": _ALLOWED})

    async def _body(self, headers: _Headers, receive: Receive) -> bytes:
        most = self._engine.limits.body_bytes
        declared = headers.get(b"content-length") or ""
        if declared.isdecimal() and int(declared) > most:
            raise _too_large(most)
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk: bytes = message.get("body", b"")
            body += chunk
            if len(body) > most:
                raise _too_large(most)
            if not message.get("more_body", False):
                return body

    async def _run(
        self, request: Request, graphql_request: GraphQLRequest, report: FaultReporter
    ) -> tuple[Outcome, dict[str, str]]:
        try:
            context = await self._context_factory(request)
        except Exception as error:
            return self._not_let_in(error, report)
        return await self._run_with(context, graphql_request, report, mutations=request.method != "GET"), {}

    @staticmethod
    def _not_let_in(error: Exception, report: FaultReporter) -> tuple[Outcome, dict[str, str]]:
        """Why who asks is not let in, and the headers that tell what to do."""
        if isinstance(error, GraphQLError):
            errors = report.client_mistakes([error], FaultCode.BAD_REQUEST)
        else:
            errors = report.unexpected(error)
        outcome = Outcome(Stage.FAILED, errors=errors)
        challenge = CHALLENGES.get(str(_first_code(outcome.errors)))
        return outcome, ({} if challenge is None else {"WWW-Authenticate": challenge})

    async def _run_with(
        self, context: Any, graphql_request: GraphQLRequest, report: FaultReporter, *, mutations: bool
    ) -> Outcome:
        try:
            return await self._engine.run(graphql_request, context, mutations=mutations, trace_id=report.trace_id)
        finally:
            close = getattr(context, "aclose", None)
            if close is not None:
                try:
                    await close()
                except Exception as error:
                    report.unexpected(error)  # logged; the answer is made already

    def _status(self, outcome: Outcome, media_type: MediaType) -> int:
        draft = self.settings.status_codes is StatusCodes.DRAFT and media_type is MediaType.GRAPHQL
        if outcome.stage is Stage.EXECUTED:
            return 294 if draft and outcome.errors else 200
        if outcome.stage in _REQUEST_ERRORS:
            if media_type is MediaType.JSON:
                return 200
            return 422 if draft and outcome.stage is not Stage.PARSE else 400
        if outcome.stage is Stage.FAILED or outcome.stage is Stage.UNAVAILABLE:
            status = STATUS_BY_CODE.get(str(_first_code(outcome.errors)), 500)
            return 200 if status == 503 and media_type is MediaType.JSON else status
        return _STATUS_BY_STAGE[outcome.stage]

    def _is_for_the_ide(self, scope: Scope, headers: _Headers) -> bool:
        if not self.settings.development or scope["method"] != "GET":
            return False
        asked = QueryParams(scope["query_string"])
        runs = asked.get("query") or asked.get("documentId") or asked.get("extensions")
        return not runs and prefers_html(headers.get(b"accept"))

    async def _send_page(self, send: Send) -> None:
        page = ide_page(self.settings.path, self.settings.examples, self.settings.tokens).encode()
        headers = [(b"content-length", str(len(page)).encode()), *IDE_HEADERS]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page})


def graphql_routes(endpoint: GraphQLEndpoint) -> list[BaseRoute]:
    """Return the route of the endpoint and, in development, that of GraphiQL's files."""
    path = endpoint.settings.path
    routes: list[BaseRoute] = [
        Route(path, endpoint, name="graphql"),
        WebSocketRoute(path, endpoint, name="graphql-socket"),
    ]
    if endpoint.settings.development:
        routes.append(Mount(f"{path}/assets", StaticFiles(directory=ASSETS), name="graphql-assets"))
    return routes


def _check_that_it_is_meant(accept: str | None) -> None:
    if not (names_an_answer(accept) or names_event_stream(accept)):
        message = f"A query by GET must name what it takes: Accept: {MediaType.GRAPHQL.value}, or send it by POST."
        raise Refused(406, Fault(FaultCode.NOT_ACCEPTABLE, message))


class _Headers:
    """The request's headers as they came; the few that are asked for cost one look each."""

    __slots__ = ("_raw",)

    def __init__(self, scope: Scope) -> None:
        self._raw: dict[bytes, bytes] = dict(scope["headers"])

    def get(self, name: bytes) -> str | None:
        value = self._raw.get(name)
        return None if value is None else value.decode("latin-1")


def _too_large(most: int) -> Refused:
    message = f"The body is larger than {most} bytes."
    return Refused(413, Fault(FaultCode.BODY_TOO_LARGE, message, extensions={"limit": most}))


class _TraceId:
    """The id under which a failure is logged: W3C trace context where the caller sent one. Found when asked."""

    __slots__ = ("_headers", "_known")

    def __init__(self, headers: _Headers) -> None:
        self._headers = headers
        self._known: str | None = None

    def __call__(self) -> str:
        if self._known is None:
            parts = (self._headers.get(b"traceparent") or "").split("-")
            sent = parts[1].lower() if len(parts) >= 4 else ""
            valid = len(sent) == 32 and set(sent) <= set("0123456789abcdef") and set(sent) != {"0"}
            self._known = sent if valid else uuid.uuid4().hex
        return self._known


def _first_code(errors: Sequence[FormattedError]) -> object:
    return code_of(errors[0]) if errors else None


def _budget_headers(outcome: Outcome) -> dict[str, str]:
    """What is left of the budget, and in how many seconds to come back when nothing could be answered."""
    told = dict(outcome.spent.headers) if outcome.spent is not None else {}
    seconds = [wait for error in outcome.errors if (wait := retry_after_of(error)) is not None]
    if seconds and outcome.stage is not Stage.EXECUTED:
        told["Retry-After"] = str(max(seconds))
    return told


async def _send(
    send: Send,
    status: int,
    body: Mapping[str, Any],
    media_type: MediaType,
    extra: Mapping[str, str],
    report: FaultReporter | None = None,
) -> None:
    try:
        content = orjson.dumps(body)
    except TypeError as error:  # a scalar's serialize returned what JSON cannot hold
        if report is None:
            raise
        status, content = 500, orjson.dumps({"errors": report.unexpected(error)})
    headers = [
        (b"content-type", _CONTENT_TYPES[media_type]),
        (b"content-length", str(len(content)).encode()),
        *_COMMON_HEADERS,
        *((name.lower().encode(), value.encode()) for name, value in extra.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
