"""
The road to the service: aiohttp below httpx's interface.

Measured before choosing (docs/dynamics365.md): httpx's own transport spends about three times the processor time of
this one on small requests and loses more with many at once. The published adapter re-encodes URLs, which breaks links
that must go back byte for byte, and reports any cut connection as a failed connect; hence these lines of our own.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import httpx
from yarl import URL

_BUFFER: Final = 1024 * 1024


class ServiceTransport(httpx.AsyncBaseTransport):
    """
    Sends each request once, over kept connections; keeps no cookies; follows nothing.

    Raises httpx's errors: `ConnectError` only when nothing was sent, `ReadError` when the connection was cut and the
    request may have been carried out.
    """

    def __init__(self, *, verify: ssl.SSLContext, connections: int, proxies_from_environment: bool) -> None:
        self._verify = verify
        self._connections = connections
        self._trust_env = proxies_from_environment
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        session = self._session or self._open()
        timeout = request.extensions.get("timeout", {})
        async with _errors_of_httpx(request):
            response = await session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw],
                data=await request.aread() or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=timeout.get("pool"),
                    sock_connect=timeout.get("connect"),
                    sock_read=timeout.get("read"),
                ),
            )
            body = await response.read()  # whole: a page is a few MB, and pieces cost more than they save
        return httpx.Response(response.status, headers=response.raw_headers, content=body, request=request)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, ssl=self._verify, keepalive_timeout=30),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            read_bufsize=_BUFFER,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            trust_env=self._trust_env,
        )
        return self._session


@asynccontextmanager
async def _errors_of_httpx(request: httpx.Request) -> AsyncIterator[None]:
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(str(error), request=request) from error
    except (TimeoutError, aiohttp.ServerTimeoutError) as error:
        raise httpx.ReadTimeout(str(error), request=request) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, OSError) as error:
        raise httpx.ReadError(str(error), request=request) from error
    except (aiohttp.InvalidURL, ValueError) as error:
        raise httpx.UnsupportedProtocol(str(error), request=request) from error
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error
