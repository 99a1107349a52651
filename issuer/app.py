"""The issuers over HTTP: discovery, keys, the page with the people, tokens, user info, log-out."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from authlib.oauth2 import OAuth2Error
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from issuer.realm import Kind, Realm, Request

_PAGE: Final = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>{title}</title><style>
body{{font:1.05rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#222}}
button{{font:inherit;display:block;width:100%;text-align:left;margin:.3rem 0;padding:.6rem 1rem;border:1px solid #888;
border-radius:.3rem;background:#fff;cursor:pointer}}
</style></head><body><main><h1>{title}</h1><p>Ensayo en este equipo: personas inventadas, sin clave. ¿Quién ingresa?</p>
<form method="post">{buttons}</form></main></body></html>"""
_TITLES: Final = {Kind.OPENID: "Ensayo del ingreso institucional", Kind.CLAVEUNICA: "Ensayo de ClaveÚnica"}

Answer = Callable[[HttpRequest], Awaitable[Response]]


def create_issuer(realms: Sequence[Realm]) -> Starlette:
    """An application with each realm below its name; their `url` must be known."""
    return Starlette(routes=[Mount(f"/{realm.name}", routes=_Endpoints(realm).routes()) for realm in realms])


class _Endpoints:
    """Those of one realm."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._server = realm.server()
        self._cookie = f"issuer-{realm.name}"

    def routes(self) -> list[Route]:
        paths = _CLAVEUNICA if self._realm.kind is Kind.CLAVEUNICA else _OPENID
        return [Route(path, self._guarded(getattr(self, name)), methods=methods) for path, name, methods in paths]

    def _guarded(self, answer: Answer) -> Answer:
        async def guarded(request: HttpRequest) -> Response:
            if self._realm.away:
                return PlainTextResponse("away", status_code=503)
            return await answer(request)

        return guarded

    async def discovery(self, request: HttpRequest) -> Response:
        """OpenID Connect Discovery 1.0."""
        url = self._realm.url
        return JSONResponse(
            {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "end_session_endpoint": f"{url}/logout",
                "jwks_uri": f"{url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
            }
        )

    async def keys(self, request: HttpRequest) -> Response:
        """The key set."""
        return JSONResponse(self._realm.published_keys())

    async def authorize(self, request: HttpRequest) -> Response:
        """The page with the people; whoever was clicked on before is let through, as a provider's own session does."""
        sent = dict(request.query_params)
        if self._realm.kind is Kind.CLAVEUNICA and not sent.get("state"):
            return PlainTextResponse("state is mandatory", status_code=400)
        chosen = (await request.form()).get("sub") if request.method == "POST" else request.cookies.get(self._cookie)
        person = self._realm.person(str(chosen)) if chosen is not None else None
        asked = _as_authlib(request, sent)
        try:
            grant = self._server.get_consent_grant(asked, end_user=person)
        except OAuth2Error as error:
            response: Response = self._server.handle_error_response(asked, error)
            return response
        if person is None:
            return self._page()
        answer: Response = self._server.create_authorization_response(asked, grant_user=person, grant=grant)
        answer.set_cookie(self._cookie, person.sub, httponly=True, samesite="lax", path=f"/{self._realm.name}")
        return answer

    async def token(self, request: HttpRequest) -> Response:
        """Codes and client credentials for tokens."""
        sent = {name: str(value) for name, value in (await request.form()).items()}
        answer: Response = self._server.create_token_response(_as_authlib(request, sent))
        return answer

    async def userinfo(self, request: HttpRequest) -> Response:
        """Who the access token is of."""
        _, _, token = request.headers.get("authorization", "").partition(" ")
        person = self._realm.given.get(token)
        if person is None:
            return JSONResponse({"error": "invalid_token"}, status_code=401)
        return JSONResponse({"sub": person.sub, **person.claims})

    async def logout(self, request: HttpRequest) -> Response:
        """Forget who was clicked on, and go back to a client that is registered."""
        back = request.query_params.get("post_logout_redirect_uri") or request.query_params.get("redirect") or ""
        known = any(_same_origin(back, each) for client in self._realm.registered.values() for each in client.redirects)
        answer = RedirectResponse(back, status_code=303) if known else PlainTextResponse("Sesión cerrada.")
        answer.delete_cookie(self._cookie, path=f"/{self._realm.name}")
        return answer

    def _page(self) -> Response:
        buttons = "".join(
            f'<button name="sub" value="{html.escape(person.sub)}">{html.escape(person.label)}</button>'
            for person in self._realm.people
        )
        return HTMLResponse(_PAGE.format(title=_TITLES[self._realm.kind], buttons=buttons))


_OPENID: Final = (
    ("/.well-known/openid-configuration", "discovery", ["GET"]),
    ("/keys", "keys", ["GET"]),
    ("/authorize", "authorize", ["GET", "POST"]),
    ("/token", "token", ["POST"]),
    ("/userinfo", "userinfo", ["GET", "POST"]),
    ("/logout", "logout", ["GET"]),
)
_CLAVEUNICA: Final = (
    ("/openid/authorize/", "authorize", ["GET", "POST"]),
    ("/openid/token/", "token", ["POST"]),
    ("/openid/userinfo/", "userinfo", ["POST"]),
    ("/api/v1/accounts/app/logout", "logout", ["GET"]),
)


def _as_authlib(request: HttpRequest, sent: Mapping[str, str]) -> Request:
    return Request(request.method, request.url.path, request.headers, sent)


def _same_origin(one: str, other: str) -> bool:
    return one.split("/")[:3] == other.split("/")[:3]
