"""
The receiver of the CRM's notices: an authenticated endpoint that only wakes the pull up.

A notice is a hint: it may be lost, repeated or late, so nothing is read from it but the table's name, and everything
works without it. Registered in the environment as a webhook with a key (`?code=`) or with a header.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.dynamics365.mapping.rows import TableMapping
from connectors.dynamics365.settings import Secret
from domain.model.exchange.crm_records import RecordKind

KEY_HEADER: Final = "x-atencion-key"
MAX_BYTES: Final = 512 * 1024  # the service trims its body to 256 KB

WakeUp = Callable[[RecordKind], Awaitable[None]]
"""Asks for a pull of this kind soon; must return at once."""


def webhook_route(path: str, key: Secret, mappings: Iterable[TableMapping], wake_up: WakeUp) -> Route:
    """
    The route of the receiver: POST to *path*.

    Answers 204 when the notice was taken (also when it concerns a table that is not ours), 401 without the key,
    413 when it is too large. The service repeats a notice only for 502, 503 and 504, so no other fault is told.
    """
    kinds: Mapping[str, RecordKind] = {mapping.table.name: mapping.kind for mapping in mappings}
    expected = key.value.encode()

    async def take(request: Request) -> Response:
        given = request.headers.get(KEY_HEADER) or request.query_params.get("code") or ""
        if not expected or not hmac.compare_digest(given.encode(), expected):
            return Response(status_code=401)
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > MAX_BYTES:
                return Response(status_code=413)
        kind = kinds.get(request.headers.get("x-ms-dynamics-entity-name", "").lower())
        if kind is not None:
            await wake_up(kind)
        return Response(status_code=204)

    return Route(path, take, methods=["POST"])


def webhook_app(key: Secret, mappings: Iterable[TableMapping], wake_up: WakeUp) -> Starlette:
    """The receiver as an ASGI app to mount; POST to its root."""
    return Starlette(routes=[webhook_route("/", key, mappings, wake_up)])
