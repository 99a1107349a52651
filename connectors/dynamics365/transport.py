"""
The road to the service: aiohttp, each request once.

Measured before choosing (docs/adr/0011): the request, response and URL objects of httpx alone cost as much processor
time as all the rest of a small write, and its own transport several times that.
"""

from __future__ import annotations

import re
import ssl
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import quote

import aiohttp
from yarl import URL

_BUFFER: Final = 1024 * 1024
_UNENCODED: Final = re.compile("[^!-~]")


class RoadError(Exception):
    """No answer came, and whether the request was carried out is not known."""


class NotReached(RoadError):
    """The connection never came about: nothing was sent."""


class TimedOut(RoadError):
    """The service took longer than the time-out."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service answered; names of headers are found in any case, the body is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Road(Protocol):
    """Carries one request to the service and its answer back."""

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """
        The answer, whatever its status; nothing is followed or repeated.

        Args:
            url: Absolute; it travels byte for byte, but what no URL may hold (spaces, letters beyond ASCII) is encoded.

        Raises:
            RoadError: None came.
        """
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


class ServiceRoad:
    """
    Kept connections over aiohttp.

    Args:
        timeout_seconds: For the connection (10 s at most) and between two pieces of the answer.
        keeps_cookies: Send back the affinity cookie, which binds to one web server.
    """

    def __init__(
        self,
        *,
        verify: ssl.SSLContext,
        connections: int,
        timeout_seconds: float,
        keeps_cookies: bool,
        proxies_from_environment: bool,
    ) -> None:
        self._verify = verify
        self._connections = connections
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=min(timeout_seconds, 10.0), sock_read=timeout_seconds
        )
        self._keeps_cookies = keeps_cookies
        self._trust_env = proxies_from_environment
        self._session: aiohttp.ClientSession | None = None

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """See `Road`."""
        session = self._session or self._open()
        if _UNENCODED.search(url):
            url = quote(url, safe=string.punctuation)
        try:
            response = await session.request(
                method, URL(url, encoded=True), headers=headers, data=body, allow_redirects=False
            )
            # whole: a page is a few MB, and pieces cost more than they save
            return Reply(response.status, response.headers, await response.read())
        except aiohttp.ConnectionTimeoutError as error:
            raise NotReached(f"connection timed out: {error}") from error
        except TimeoutError as error:
            raise TimedOut(str(error)) from error
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NotReached(str(error)) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise RoadError(str(error)) from error

    async def aclose(self) -> None:
        """See `Road`."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, ssl=self._verify, keepalive_timeout=30),
            cookie_jar=aiohttp.CookieJar() if self._keeps_cookies else aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            read_bufsize=_BUFFER,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            trust_env=self._trust_env,
        )
        return self._session
