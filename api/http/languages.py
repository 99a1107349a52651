"""Lets a request be answered in the language that it asks for, and says in which it was."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.languages import COOKIE
from schema.languages.spoken import Language, speaking, wanted

_ASKED: Final = ("/graphql", "/session")
"""Asked by a program, which says its language."""
_OPENED: Final = ("/session/", "/documents/", "/encuesta/", "/seguimiento/")
"""Opened by a person too, who may have chosen her language on a page before."""


class Languages:
    """ASGI middleware: what was chosen on a page, else `Accept-Language`, decides in what people are told things."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, in that language."""
        if scope["type"] != "http" or not (scope["path"] in _ASKED or scope["path"].startswith(_OPENED)):
            await self._app(scope, receive, send)
            return
        language = _language(HTTPConnection(scope))

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = ((b"content-language", language.value.encode()), (b"vary", b"accept-language"))
                message["headers"] = [*message["headers"], *told]
            await send(message)

        with speaking(language):
            await self._app(scope, receive, said)


def _language(request: HTTPConnection) -> Language:
    chosen = request.cookies.get(COOKIE) if request.headers.get("sec-fetch-mode", "navigate") == "navigate" else None
    return Language(chosen) if chosen in set(Language) else wanted(request.headers.get("accept-language"))
