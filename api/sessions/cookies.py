"""The cookies of sessions and of log-ins under way: their names, and who may send them."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

_MOST_ATTEMPTS: Final = 10
ATTEMPT_SECONDS: Final = 600


def new_secret() -> str:
    """256 bits that nobody guesses."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is stored of a secret: SHA-256, in hex. It is long and random, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Cookies:
    """
    Those of one installation.

    By TLS they have the prefix `__Host-`: bound to this host, never sent in the clear. On loopback http, which
    production refuses, a Secure cookie would be dropped: they have another name, with the port, for cookies know none.
    """

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self.secure = parts.scheme == "https"
        self.session = "__Host-atencion" if self.secure else f"atencion-local-{parts.port or 80}"
        self._attempt = f"{self.session}-login-"

    def secret(self, request: HTTPConnection) -> str | None:
        """What the browser holds of its session."""
        return request.cookies.get(self.session)

    def keep(self, response: Response, secret: str, seconds: int) -> None:
        """Let the browser hold it."""
        self._set(response, self.session, secret, seconds)

    def drop(self, response: Response) -> None:
        """Let the browser forget its session."""
        self._set(response, self.session, "", 0)

    def attempt_secret(self, request: Request, state_hash: str) -> str | None:
        """What the browser holds of this log-in under way: each has its own, so that several tabs all arrive."""
        return request.cookies.get(self._name(state_hash))

    def keep_attempt(self, request: Request, response: Response, state_hash: str, secret: str) -> None:
        """Let the browser hold it for some minutes; of too many, those it names first are dropped."""
        held = [name for name in request.cookies if name.startswith(self._attempt)]
        for name in held[: max(0, len(held) - _MOST_ATTEMPTS + 1)]:
            self._set(response, name, "", 0)
        self._set(response, self._name(state_hash), secret, ATTEMPT_SECONDS)

    def drop_attempt(self, response: Response, state_hash: str) -> None:
        """Let the browser forget this log-in under way."""
        self._set(response, self._name(state_hash), "", 0)

    def _name(self, state_hash: str) -> str:
        return f"{self._attempt}{state_hash[:16]}"

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, seconds, path="/", secure=self.secure, httponly=True, samesite="lax")
