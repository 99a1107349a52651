"""
The HTTP client to the service: httpx2, kept connections, each request once.

Belongs here: how it is opened, how it proves who it is, and which of its errors mean that nothing was sent. Does not
belong here: waiting and repeating (`client`).
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncGenerator, Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import urlsplit

import httpx2

from connectors.dynamics365.settings import DynamicsSettings
from connectors.dynamics365.wire.auth import TokenSource

NOT_SENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
"""The connection never came about. After any other `httpx2.HTTPError` the request may have been carried out."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_CONNECT_SECONDS: Final = 10.0
_KEPT_SECONDS: Final = 30.0

for _library in ("httpx2", "httpcore2"):
    # they would log URLs and headers, which hold keys, search words and the token
    logging.getLogger(_library).setLevel(logging.WARNING)


class BearerAuth(httpx2.Auth):
    """
    The token with each request, and the request once more with a new token when the service answers 401.

    Args:
        sending: Called before each sending, the second one too.
    """

    def __init__(self, tokens: TokenSource, sending: Callable[[], None] = lambda: None) -> None:
        self._tokens = tokens
        self._sending = sending

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """See `httpx2.Auth`."""
        token = await self._tokens.token()
        request.headers["Authorization"] = f"Bearer {token}"
        self._sending()
        response = yield request
        if response.status_code == 401:
            request.headers["Authorization"] = f"Bearer {await self._tokens.renew(token)}"
            self._sending()
            yield request


def open_http(settings: DynamicsSettings, transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    """
    A client for these settings: nothing is followed, every phase has a time-out, the environment's proxies are used.

    Args:
        transport: Another one than sockets; for tests.
    """
    seconds = settings.timeout_seconds
    connections = settings.max_in_flight
    return httpx2.AsyncClient(
        transport=transport,
        verify=_verification(str(settings.ca_file) if settings.ca_file else None),
        trust_env=not _on_this_machine(settings.url),
        timeout=httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
        limits=httpx2.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_KEPT_SECONDS
        ),
        cookies=_no_cookies() if settings.drop_affinity else None,
    )


def _no_cookies() -> CookieJar:
    """A jar that keeps nothing: the affinity cookie would bind all requests to one web server."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def _verification(ca_file: str | None) -> ssl.SSLContext:
    """TLS with the system's authorities, and one more if a file is named."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _on_this_machine(url: str) -> bool:
    """Whether the environment is a stand-in here, which no proxy may come between."""
    return urlsplit(url).hostname in _LOOPBACK
