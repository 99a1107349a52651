"""Security headers on every answer, whoever makes it; a page that needs more than nothing says so itself."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What an answer that is no page may load: data opened as a page run and load nothing."""

SECURITY_HEADERS: Final = (
    (b"content-security-policy", NOTHING.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_TLS_ONLY: Final = ((b"strict-transport-security", b"max-age=31536000"),)


def page_policy(style: str, *, forms: bool = False) -> str:
    """
    The policy of a page of one `<style>` and no script.

    Args:
        style: The text between `<style>` and `</style>`; the policy names it by its hash.
        forms: It may send a form to where it came from.
    """
    sha256 = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    sent = "'self'" if forms else "'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{sha256}'; base-uri 'none'; form-action {sent}; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """ASGI middleware, the outermost: adds what the answer does not have. HSTS only where the request came by TLS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = (*SECURITY_HEADERS, *(_TLS_ONLY if scope["scheme"] == "https" else ()))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in added if each[0] not in present)]
            await send(message)

        await self._app(scope, receive, guarded)
