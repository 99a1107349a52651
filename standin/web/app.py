"""
The HTTP surface: a Starlette app that finds the organisation, checks the caller, applies limits and faults, answers.

An organisation is reached at `/org/<name>/api/data/v9.2`, or at `/api/data/v9.2` of a host whose first label is its
name; any other host reaches the first one. Tenants are in the path of the token endpoint.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from standin.calls import Annotations, Call, Caller, Reply, fault_reply, parse_query
from standin.config import StandInConfig
from standin.errors import ConnectionDropped, DataverseFault, bad_request
from standin.organization import Organization
from standin.service import Service
from standin.standin import StandIn, TraceEntry
from standin.web.control import Control
from standin.web.faults import FaultKind, FaultPlan
from standin.web.tokens import impersonate

ABORT: Final = "standin.abort"  # the extension of the scope by which a server lets the app cut the connection
CONTROL_PATH: Final = "/__standin__/"
_API = re.compile(r"(?:/org/([^/]+))?/api/data/(v\d+\.\d+)(?:/(.*))?$", re.DOTALL)
_TOKEN = re.compile(r"/([^/]+)/oauth2/v2\.0/token$")
_DISCOVERY = re.compile(r"/([^/]+)/(?:v2\.0/)?\.well-known/openid-configuration$")
_VERSIONS: Final = frozenset({"v9.0", "v9.1", "v9.2"})
_BEFORE: Final = frozenset({FaultKind.THROTTLE, FaultKind.STATUS, FaultKind.DROP_BEFORE})
_HIDDEN: Final = frozenset({"authorization", "cookie"})


def create_standin(config: StandInConfig | None = None) -> Starlette:
    """Return the app; the stand-in behind it is `app.state.standin`."""
    standin = StandIn(config or StandInConfig())
    app = Starlette(routes=[Mount("/", app=Surface(standin))])
    app.state.standin = standin
    return app


class Surface:
    """The ASGI application under everything."""

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin
        self._control = Control(standin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.decode("ascii", "replace").partition("?")[0]
        body = await request.body()
        query = scope["query_string"].decode("ascii", "replace")
        if path.startswith(CONTROL_PATH):
            reply = self._control.handle(request.method, path.removeprefix(CONTROL_PATH), query, body)
            await _respond(reply, send)
            return
        exchange = Exchange(self._standin, request, path, query, body)
        try:
            reply = await exchange.run()
        except ConnectionDropped:
            await _cut(scope, receive)
            return
        await _respond(reply, send)


async def _respond(reply: Reply, send: Send) -> None:
    """Send *reply* with its headers spelled as the service spells them: one of Microsoft's clients minds the case."""
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in reply.headers.items()]
    if reply.status not in {204, 304}:
        headers.append((b"Content-Length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def _cut(scope: Scope, receive: Receive) -> None:
    """Cut the connection under the request; without a server that can, raise what such a client would see."""
    abort: Callable[[], None] | None = scope.get("extensions", {}).get(ABORT)
    if abort is None:
        raise ConnectionDropped("the stand-in cut this connection")
    abort()
    while (await receive())["type"] != "http.disconnect":
        pass


class Exchange:
    """One request on its way: found, checked, disturbed, answered, traced."""

    def __init__(self, standin: StandIn, request: Request, path: str, query: str, body: bytes) -> None:
        self._standin = standin
        self._method = request.method
        self._path = path
        self._query = query
        self._body = body
        self._headers = _headers(request)
        self._scheme = request.url.scheme
        self._host = self._headers.get("host", "localhost")
        self._request_id = str(uuid.uuid4())
        self._user_id: str | None = None
        self._fault: str | None = None

    async def run(self) -> Reply:
        """Return the answer.

        Raises:
            ConnectionDropped: The connection is to be cut.
        """
        clock = self._standin.config.clock
        started = clock()
        reply: Reply | None = None
        try:
            reply = await self._answer()
        finally:
            url = f"{self._path}?{self._query}" if self._query else self._path
            self._standin.record(
                TraceEntry(
                    at=started.isoformat(),
                    method=self._method,
                    url=url,
                    status=reply.status if reply is not None else None,
                    fault=self._fault,
                    user_id=self._user_id,
                    request_id=self._request_id,
                    headers={name: text for name, text in self._headers.items() if name not in _HIDDEN},
                    request_bytes=len(self._body),
                    response_bytes=len(reply.body) if reply is not None else 0,
                    seconds=(clock() - started).total_seconds(),
                )
            )
        reply.headers.setdefault("x-ms-service-request-id", self._request_id)
        reply.headers.setdefault("REQ_ID", self._request_id)
        return reply

    async def _answer(self) -> Reply:
        path = unquote(self._path)
        plan = self._standin.faults.take(self._method, f"{path}?{unquote(self._query)}")
        token, discovery = _TOKEN.match(path), _DISCOVERY.match(path)
        if token is not None and self._method == "POST":
            form = parse_query(self._body.decode("ascii", "replace"))
            return await self._disturbed(plan, lambda: self._standin.authority.issue(token[1], form))
        if discovery is not None:
            root = f"{self._scheme}://{self._host}"
            return await self._disturbed(plan, lambda: self._standin.authority.openid_configuration(root, discovery[1]))
        match = _API.match(self._path)
        if match is None:
            return Reply(
                404, {"Content-Type": "text/html"}, b"<html><body>404 - File or directory not found.</body></html>"
            )
        try:
            return await self._api(plan, match)
        except DataverseFault as fault:
            return fault_reply(fault, Annotations(""))

    async def _api(self, plan: FaultPlan | None, match: re.Match[str]) -> Reply:
        organization = self._find_organization(match[1])
        if match[2] not in _VERSIONS:
            raise bad_request(f"Requested API Version '{match[2]}' was not understood by the server.", "0x80060888")
        prefix = f"/org/{match[1]}" if match[1] else ""
        standin = self._standin
        real = standin.authority.caller(organization, self._headers.get("authorization", ""), self._host)
        server = standin.throttle.server_of(self._headers.get("cookie", ""))
        usage = standin.throttle.enter(real.user_id, server)
        started = standin.config.clock().timestamp()
        try:
            if standin.config.latency_seconds > 0:
                await asyncio.sleep(standin.config.latency_seconds)
            caller = impersonate(organization, real, self._headers)
            self._user_id = caller.user_id
            call = self._call(f"{self._scheme}://{self._host}{prefix}/api/data/{match[2]}", match[3] or "", caller)
            service = standin.services[organization.config.name]
            reply = await self._disturbed(plan, lambda: self._work(service, call))
        finally:
            standin.throttle.leave(usage, started)
        reply.headers |= standin.throttle.headers(usage, server)
        reply.headers["x-ms-dop-hint"] = str(standin.config.dop_hint)
        return reply

    def _work(self, service: Service, call: Call) -> Reply:
        organization = service.organization
        organization.tag = call.query.get("tag")
        reply = service.handle(call)
        events = organization.take_events()
        if events:
            self._standin.announce(organization, events)
        return reply

    def _call(self, api_root: str, path: str, caller: Caller) -> Call:
        return Call(self._method, api_root, path, self._query, self._headers, self._body, caller)

    async def _disturbed(self, plan: FaultPlan | None, work: Callable[[], Reply]) -> Reply:
        """Do the work, unless and until the fault says otherwise."""
        if plan is None:
            return work()
        self._fault = plan.kind.value
        if plan.kind in _BEFORE:
            if plan.kind is FaultKind.DROP_BEFORE:
                raise ConnectionDropped("the stand-in cut this connection before the work")
            return plan.reply(self._standin.throttle.limits)
        if plan.kind is FaultKind.SLOW:
            await asyncio.sleep(plan.seconds)
            return work()
        reply = work()
        if plan.kind is FaultKind.DROP_AFTER:
            raise ConnectionDropped("the stand-in cut this connection after the work")
        return plan.reply(self._standin.throttle.limits) if plan.kind is FaultKind.STATUS_AFTER else reply

    def _find_organization(self, named: str | None) -> Organization:
        organizations = self._standin.organizations
        if named is not None:
            found = organizations.get(named)
            if found is None:
                raise DataverseFault(404, "0x80072560", f"There is no organization '{named}'.")
            return found
        return organizations.get(self._host.partition(".")[0]) or self._standin.organization()


def _headers(request: Request) -> dict[str, str]:
    """Header names in lower case; repeated ones are joined with a comma."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers
