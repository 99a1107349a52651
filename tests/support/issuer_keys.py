"""An issuer that a test writes: its keys, its tokens, and how it answers. Nothing of ours made what it signs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

ISSUER = "https://login.test/ten-1/v2.0"
API = "api://atencion"

Key = RSAKey | ECKey


def rsa(kid: str) -> RSAKey:
    """A key that signs RS256."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass(slots=True)
class ScriptedIssuer:
    """Answers discovery and keys; counts how often it was asked for its keys; `away`: it answers nothing."""

    url: str = ISSUER
    keys: list[Key] = field(default_factory=lambda: [rsa("k1")])
    away: bool = False
    asked: int = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """The transport's handler."""
        if self.away:
            raise httpx2.ConnectError("no route to host", request=request)
        if request.url.path.endswith("/.well-known/openid-configuration"):
            return httpx2.Response(200, json={"issuer": self.url, "jwks_uri": f"{self.url}/keys"})
        self.asked += 1
        return httpx2.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys]})

    def client(self) -> httpx2.AsyncClient:
        """An HTTP client whose requests all come here."""
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self))

    def token(self, *, key: Key | None = None, header: Mapping[str, Any] | None = None, **changed: Any) -> str:
        """A good access token, but for what is changed; a claim that is None is left out."""
        signing = key or self.keys[-1]
        now = int(time.time())
        claims = {"iss": self.url, "aud": API, "exp": now + 300, "nbf": now, "iat": now, "tid": "ten-1"}
        claims |= {"oid": "oid-ana", "sub": "pairwise", "name": "Ana Rojas", "roles": ["Ejecutivo.Biobio"], **changed}
        sent = {"alg": "RS256", "typ": "at+jwt", "kid": signing.kid, **(header or {})}
        wanted = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(sent, wanted, signing, algorithms=[sent["alg"]])
