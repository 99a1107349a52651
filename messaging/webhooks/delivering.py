"""One request to a webhook, and what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import httpx2

from domain.model.history.feed import Change
from domain.model.history.webhooks import Webhook, WebhookDelivery
from messaging.webhooks.addresses import Addresses, AddressRefused
from messaging.webhooks.secrets import WebhookSecrets

_LONGEST_ERROR: Final = 200
_AWAY: Final = frozenset({401, 429, 502, 503, 504})
"""Answers that speak of the other system, not of what it was told; and so do redirects."""
_NOT_REACHED: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL)

Body = Callable[[Sequence[Change]], str]
"""How changes are written for those who read them."""


class Delivering:
    """
    `WebhookTransport` by HTTP: signed, to an address that was looked at, without following where it is sent on.

    Args:
        secrets: See there.
        addresses: See there.
        body: See `Body`.
        seconds: Most that a request may take, all in all.
    """

    def __init__(
        self,
        secrets: WebhookSecrets,
        addresses: Addresses,
        body: Body,
        seconds: float,
    ) -> None:
        self._secrets = secrets
        self._addresses = addresses
        self._body = body
        self._seconds = seconds
        limits = httpx2.Limits(max_keepalive_connections=0)  # each request goes where its name leads now
        self._client = httpx2.AsyncClient(trust_env=False, follow_redirects=False, limits=limits)

    async def close(self) -> None:
        """See `WebhookTransport.close`."""
        await self._client.aclose()

    async def send(self, webhook: Webhook, message_id: str, changes: Sequence[Change]) -> WebhookDelivery:
        """See `WebhookTransport.send`."""
        at, started = datetime.now(UTC), time.monotonic()
        status: int | None = None
        error: str | None = None
        away = False
        try:
            async with asyncio.timeout(self._seconds):
                status = await self._posted(webhook, message_id, at, self._body(changes))
        except TimeoutError:
            error = f"No respondió en {self._seconds:g} segundos."
        except AddressRefused as refused:
            error, away = str(refused), True
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as failure:
            error, away = f"No se pudo enviar: {type(failure).__name__}.", isinstance(failure, _NOT_REACHED)
        if status is not None and not 200 <= status < 300:
            moved = " La dirección lleva a otra: corríjala, no se sigue." if 300 <= status < 400 else ""
            error, away = f"Respondió {status}.{moved}", bool(moved) or status in _AWAY
        took = round((time.monotonic() - started) * 1000)
        told = None if error is None else error[:_LONGEST_ERROR]
        return WebhookDelivery(webhook.id, message_id, len(changes), at, took, status, told, away)

    async def _posted(self, webhook: Webhook, message_id: str, at: datetime, body: str) -> int:
        url = httpx2.URL(webhook.url)
        port = url.port or (443 if url.scheme == "https" else 80)
        address = await self._addresses.of(url.host, port)
        if url.scheme != "https" and not self._addresses.is_allowed_plainly(address):
            raise AddressRefused("Sin TLS no se envía.")
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            content=body.encode(),
            headers={
                "host": url.netloc.decode("ascii"),
                "content-type": "application/json",
                "user-agent": "atencion-webhooks",
                **self._secrets.headers(webhook, message_id, at, body),
            },
            extensions={"sni_hostname": url.host},
        )
        response = await self._client.send(request, stream=True)
        await response.aclose()  # what it says besides is of no use, and may be without end
        return response.status_code
