"""The addresses of sessions: in, back, who am I, stay, out, and a token for front ends on other sites."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from api.http.budgets import Budgets
from api.identity.issuer_keys import IssuerAway
from api.identity.issuers import Issuers
from api.identity.mapping import NoRole, actor_for
from api.identity.news import News
from api.sessions.cookies import hashed
from api.sessions.door import Entered, SessionDoor, require_origin
from api.sessions.flow import LoginFlow, LoginRefused
from api.sessions.own_tokens import OwnTokens
from api.sessions.pages import OPENED, doors_page, hand_over_page, refusal_page
from domain.use_cases.sessions import log_out, record_refusal
from schema.authorisation import permissions_of
from schema.faults import Fault, FaultCode
from schema.languages.spoken import told

STATIC: Final = Path(__file__).parents[1] / "http" / "static" / "session"
_OURS: Final = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")
_WARN_SECONDS: Final = 120
_STATUS: Final = {FaultCode.FORBIDDEN: 403, FaultCode.NO_ROLE: 403, FaultCode.RATE_LIMITED: 429}
_AWAY: Final = "Su proveedor de identidad no responde ahora. Espere un momento y vuelva a intentar."
_BUSY: Final = "Desde su conexión llegaron demasiadas solicitudes. Espere un momento y vuelva a intentar."


@dataclass(frozen=True, slots=True)
class SessionDesk:
    """
    What the pages need.

    Attributes:
        allowed: Origins of front ends on other sites.
        strangers: Addresses that came back without having left, told once a minute each.
    """

    door: SessionDoor
    flow: LoginFlow
    issuers: Issuers
    own_tokens: OwnTokens
    budgets: Budgets
    allowed: tuple[str, ...]
    strangers: News = field(default_factory=lambda: News(60.0))


Answer = Callable[[Request, SessionDesk], Awaitable[Response]]


def session_routes(desk: Callable[[], SessionDesk]) -> list[BaseRoute]:
    """Every address below `/session`, and that of the key which signs our own tokens."""

    def route(path: str, answer: Answer, *methods: str) -> Route:
        async def answered(request: Request) -> Response:
            try:
                response = await answer(request, desk())
            except Fault as fault:
                told = {"error": {"code": fault.code.value, "message": fault.message}}
                response = JSONResponse(told, _STATUS.get(fault.code, 401))
            response.headers.setdefault("cache-control", "no-store")
            response.headers.setdefault("cross-origin-opener-policy", OPENED["cross-origin-opener-policy"])
            return response

        return Route(path, answered, methods=list(methods))

    return [
        route("/session", _who, "GET"),
        route("/session/login", _login, "GET"),
        route("/session/callback", _callback, "GET"),
        route("/session/extend", _extend, "POST"),
        route("/session/logout", _logout, "POST"),
        route("/session/token", _token, "POST"),
        route("/session/token", _token_window, "GET"),
        route("/.well-known/jwks.json", _keys, "GET"),
        Mount("/session/assets", StaticFiles(directory=STATIC), name="session-assets"),
    ]


async def _who(request: Request, desk: SessionDesk) -> Response:
    entered = await desk.door.entered(request)
    if entered is None:
        doors = [{"name": door.name, "label": told(door.label)} for door in desk.issuers.book.doors]
        return JSONResponse({"loggedIn": False, "doors": doors})
    return JSONResponse(_told(entered, desk))


async def _login(request: Request, desk: SessionDesk) -> Response:
    if desk.door.is_elsewhere(request):
        return RedirectResponse(f"{desk.door.origin}{request.url.path}?{request.url.query}", status_code=303)
    return_to, doors = our_path(request.query_params.get("return_to")), desk.issuers.book.doors
    wanted = request.query_params.get("issuer")
    chosen = [door for door in doors if wanted in (door.name, None)]
    if len(chosen) != 1:
        return doors_page(doors, return_to)
    try:
        _count(request, desk)
        departure = await desk.flow.begin(chosen[0], return_to)
    except Fault:
        return refusal_page(_BUSY, return_to, 429)
    except IssuerAway:
        return refusal_page(_AWAY, return_to, 503)
    response = RedirectResponse(departure.url, status_code=303)
    desk.door.cookies.keep_attempt(request, response, departure.state_hash, departure.secret)
    return response


async def _callback(request: Request, desk: SessionDesk) -> Response:
    answer = dict(request.query_params)
    secret = desk.door.cookies.attempt_secret(request, hashed(answer.get("state", "")))
    try:
        _count(request, desk)
        arrival = await desk.flow.finish(answer, secret)
    except Fault:
        return refusal_page(_BUSY, "/", 429)
    except LoginRefused as refused:
        if refused.issuer or desk.strangers.is_news(request.client and request.client.host):
            await record_refusal(desk.door.services, refused.issuer or "-", refused.reason, None)
        return refusal_page(refused.message, "/", 400)
    except IssuerAway:
        return refusal_page(_AWAY, "/", 503)
    identity = arrival.identity
    try:
        actor = actor_for(identity, desk.issuers.book, desk.door.services.directory())
    except NoRole as nobody:
        await record_refusal(desk.door.services, identity.issuer, nobody.reason, identity.key)
        return refusal_page(nobody.message, arrival.return_to, 403)
    response = RedirectResponse(arrival.return_to, status_code=303)
    new = await desk.door.enter(identity, actor, request)
    desk.door.cookies.keep(response, new, int(desk.door.lifetime.absolute.total_seconds()))
    desk.door.cookies.drop_attempt(response, hashed(answer["state"]))
    return response


async def _extend(request: Request, desk: SessionDesk) -> Response:
    entered = await _entered(request, desk)
    seen = await desk.door.saw(entered.session, at_once=True)
    return JSONResponse(_told(Entered(seen, entered.actor), desk))


async def _logout(request: Request, desk: SessionDesk) -> Response:
    desk.door.require_our_page(request)
    found = await desk.door.entered(request)
    there = None
    if found is not None:
        await log_out(desk.door.services, found.actor, found.session, desk.door.now())
        issuer = desk.issuers.book.issuer(found.session.identity.issuer)
        back = f"{desk.own_tokens.url}/session/login"
        there = None if issuer is None or issuer.login is None else await desk.flow.logout_url(issuer, back)
    response = JSONResponse({"next": there or "/session/login"})
    desk.door.cookies.drop(response)
    return response


async def _token(request: Request, desk: SessionDesk) -> Response:
    """By `fetch` with credentials, from an allowed origin of the same site."""
    require_origin(request, (desk.door.origin, *desk.allowed))
    entered = await desk.door.entered(request)
    if entered is None:
        raise Fault(FaultCode.TOKEN_EXPIRED, "There is no session: log in at /session/login.")
    token = desk.own_tokens.issue(entered.session.id, entered.actor.id)
    return JSONResponse({"token": token.text, "expiresAt": token.expires_at.isoformat()})


async def _token_window(request: Request, desk: SessionDesk) -> Response:
    """In a window that a page of an allowed origin opened: the cookie of another site comes with no `fetch`."""
    origin = request.query_params.get("origin", "")
    if origin not in desk.allowed:
        raise Fault(FaultCode.FORBIDDEN, "This origin is not among ATENCION_ALLOWED_ORIGINS.")
    entered = await desk.door.entered(request)
    if entered is None:
        return RedirectResponse(f"/session/login?{_query(request.url.path, request.url.query)}", status_code=303)
    return hand_over_page(desk.own_tokens.issue(entered.session.id, entered.actor.id), origin)


async def _keys(_request: Request, desk: SessionDesk) -> Response:
    return JSONResponse(desk.own_tokens.published(), headers={"cache-control": "public, max-age=300"})


async def _entered(request: Request, desk: SessionDesk) -> Entered:
    desk.door.require_our_page(request)
    found = await desk.door.entered(request)
    if found is None:
        raise Fault(FaultCode.TOKEN_EXPIRED, "The session is over: log in again at /session/login.")
    return found


def _told(entered: Entered, desk: SessionDesk) -> dict[str, object]:
    """Who it is and until when: *secondsLeft* to the nearer end, to be warned of from *warnSeconds* on."""
    session, actor = entered.session, entered.actor
    until = min(session.idle_until, session.ends_at)
    return {
        "loggedIn": True,
        "username": actor.id,
        "name": actor.name,
        "role": actor.role.value,
        "roleName": told(actor.role.es),
        "permissions": [permission.value for permission in permissions_of(actor.role)],
        "office": actor.office,
        "issuer": session.identity.issuer,
        "idleUntil": session.idle_until.isoformat(),
        "endsAt": session.ends_at.isoformat(),
        "secondsLeft": round((until - desk.door.now()).total_seconds(), 1),
        "warnSeconds": min(_WARN_SECONDS, desk.door.lifetime.idle.total_seconds() / 2),
    }


def our_path(text: str | None) -> str:
    """A path of ours to return to; whatever else somebody wrote into a link leads to the front page."""
    return text if text is not None and len(text) <= 2_000 and _OURS.fullmatch(text) else "/"


def _query(path: str, query: str) -> str:
    return urlencode({"return_to": f"{path}?{query}"})


def _count(request: Request, desk: SessionDesk) -> None:
    """A request of nobody known is taken from the budget of its address."""
    desk.budgets.of_stranger(request.client.host if request.client else "")
