"""Lets a request be answered in the language that it asks for, and says in which it was."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.languages.spoken import speaking, wanted

_PATH: Final = "/graphql"


class Languages:
    """ASGI middleware: `Accept-Language` decides in what the API tells people things; the pages are in Spanish."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, in that language."""
        if scope["type"] != "http" or scope["path"] != _PATH:
            await self._app(scope, receive, send)
            return
        language = wanted(Headers(scope=scope).get("accept-language"))

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = ((b"content-language", language.value.encode()), (b"vary", b"accept-language"))
                message["headers"] = [*message["headers"], *told]
            await send(message)

        with speaking(language):
            await self._app(scope, receive, said)
