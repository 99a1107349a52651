"""What an issuer publishes about itself: its addresses and keys, fetched once, rotated, kept a while without it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import httpx2
import jwt

from api.identity.identity_file import Issuer, is_safe_url
from domain.errors import AttentionError

log = logging.getLogger("atencion.identity")

CACHE_SECONDS: Final = 600.0
STALE_SECONDS: Final = 12 * 3_600.0
"""For so long keys serve while their issuer is away; then its tokens are refused until it is back."""
UNKNOWN_KEY_SECONDS: Final = 60.0
_HOLD_OFF_SECONDS: Final = 10.0
_LARGEST: Final = 1_000_000
_KEY_TYPES: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}


class IssuerAway(AttentionError):
    """An issuer does not answer and nothing that it said before may be used any more; come back in *retry_after*."""

    retry_after = _HOLD_OFF_SECONDS


@dataclass(frozen=True, slots=True)
class Published:
    """What an issuer's discovery document says, as far as it is used."""

    keys_url: str
    authorize: str | None = None
    token: str | None = None
    userinfo: str | None = None
    logout: str | None = None


@dataclass(frozen=True, slots=True)
class IssuerState:
    """How it stands with an issuer: *ok*, its last answer was good; *age*, seconds since one was, None: never yet."""

    ok: bool
    age: float | None
    detail: str = ""


class IssuerKeys:
    """The addresses and keys of one issuer. One request to it at a time, whoever asks meanwhile."""

    def __init__(self, issuer: Issuer, client: httpx2.AsyncClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._client = client
        self._clock = clock
        self._published: Published | None = None
        self._keys: Mapping[str | None, Mapping[str, object]] = {}
        self._fetched_at: float | None = None
        self._asked_for_unknown_at = float("-inf")
        self._held_until = float("-inf")
        self._failure = ""
        self._flight: asyncio.Task[None] | None = None

    async def published(self) -> Published:
        """
        Its addresses.

        Raises:
            IssuerAway: It did not answer, and what it said before is too old.
        """
        await self._ready()
        if self._published is None:
            raise IssuerAway(self._failure)
        return self._published

    async def key(self, kid: str | None, algorithm: str) -> jwt.PyJWK | None:
        """
        The key of that id, for that algorithm; None: the issuer publishes none.

        Raises:
            IssuerAway: It did not answer, and it may have published one.
        """
        await self._ready()
        if not self._publishes(kid) and (self._is_asking() or self._may_ask_again()):
            if not self._is_asking():
                self._asked_for_unknown_at = self._clock()
            await self._refreshed()
            if self._failure:
                raise IssuerAway(self._failure)
        return _usable(self._keys[kid], algorithm) if self._publishes(kid) else None

    def state(self) -> IssuerState:
        """For whoever watches."""
        age = None if self._fetched_at is None else self._clock() - self._fetched_at
        return IssuerState(not self._failure, age, self._failure)

    async def close(self) -> None:
        """Stop asking."""
        if self._flight is not None:
            self._flight.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._flight

    def _publishes(self, kid: str | None) -> bool:
        return kid in self._keys

    def _is_asking(self) -> bool:
        return self._flight is not None and not self._flight.done()

    def _may_ask_again(self) -> bool:
        return self._clock() - self._asked_for_unknown_at >= UNKNOWN_KEY_SECONDS

    async def _ready(self) -> None:
        """What was fetched is young enough, or is being fetched while the old serves, or was fetched now."""
        age = float("inf") if self._fetched_at is None else self._clock() - self._fetched_at
        if age < CACHE_SECONDS:
            return
        if self._clock() >= self._held_until:
            flight = self._refreshed()
            if age >= STALE_SECONDS:
                await flight
        if self._fetched_at is None or self._clock() - self._fetched_at >= STALE_SECONDS:
            raise IssuerAway(self._failure or "no answer yet")

    def _refreshed(self) -> asyncio.Future[None]:
        if self._flight is None or self._flight.done():
            self._flight = asyncio.create_task(self._fetch())
        return asyncio.shield(self._flight)

    async def _fetch(self) -> None:
        """Ask for everything anew; what it said before stays when it does not answer well. Never raises."""
        try:
            published = await self._discover()
            keys = _keys(await self._get(published.keys_url))
            self._published, self._keys, self._fetched_at = published, keys, self._clock()
            self._failure = ""
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as wrong:
            self._held_until = self._clock() + _HOLD_OFF_SECONDS
            self._failure = str(wrong) or type(wrong).__name__
            log.warning("issuer %s: %s", self._issuer.name, self._failure)

    async def _discover(self) -> Published:
        told = await self._get(f"{self._issuer.url.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self._issuer.url:
            raise ValueError(f"its discovery names another issuer: {str(told.get('issuer'))[:200]!r}")
        found = {name: _address(told, field) for name, field in _FIELDS.items()}
        keys_url = found.pop("keys_url")
        if keys_url is None:
            raise ValueError("its discovery has no jwks_uri")
        return Published(keys_url, **found)

    async def _get(self, url: str) -> Mapping[str, object]:
        response = await self._client.get(url, headers={"accept": "application/json"})
        response.raise_for_status()
        if len(response.content) > _LARGEST:
            raise ValueError(f"{url}: the answer is larger than {_LARGEST} bytes")
        told = response.json()
        if not isinstance(told, dict):
            raise ValueError(f"{url}: expected a JSON object")
        return told


_FIELDS: Final = {
    "keys_url": "jwks_uri",
    "authorize": "authorization_endpoint",
    "token": "token_endpoint",
    "userinfo": "userinfo_endpoint",
    "logout": "end_session_endpoint",
}


def _address(told: Mapping[str, object], field: str) -> str | None:
    url = told.get(field)
    if url is not None and not (isinstance(url, str) and is_safe_url(url)):
        raise ValueError(f"its {field} is not https: {str(url)[:200]!r}")
    return url


def _keys(told: Mapping[str, object]) -> Mapping[str | None, Mapping[str, object]]:
    """Keys that sign, by id; without ids there can be one."""
    listed = told.get("keys")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    signing = {
        row.get("kid"): row for row in rows if row.get("use", "sig") == "sig" and row.get("kty") in {"RSA", "EC"}
    }
    if not signing:
        raise ValueError("it publishes no key that signs")
    return signing


def _usable(row: Mapping[str, object], algorithm: str) -> jwt.PyJWK | None:
    """The key for exactly that algorithm: none for another type, nor for another algorithm than the key is for."""
    if row.get("kty") != _KEY_TYPES.get(algorithm) or row.get("alg", algorithm) != algorithm:
        return None
    try:
        return jwt.PyJWK(dict(row), algorithm)
    except jwt.PyJWTError:
        return None
