"""Tokens that we sign for a session of ours: ten minutes, for front ends on other sites, by a key that we publish."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jwt.algorithms import ECAlgorithm

from api.identity.tokens import TokenRefused
from api.settings import Secret

LIFETIME: Final = timedelta(minutes=10)
ALGORITHM: Final = "ES256"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-4, D.1.2.3)


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token and when it is over."""

    text: str
    expires_at: datetime


class OwnTokens:
    """
    Signs and verifies them. The key follows from a secret of the settings: every process has it, and none is stored.

    Args:
        url: Our public address: issuer and audience.
        secrets: The first signs; those of all are published and accepted, so that a change breaks nothing.
    """

    def __init__(self, url: str, secrets: Sequence[Secret]) -> None:
        self.url = url
        keys = [_key_of(secret) for secret in secrets]
        self._private = keys[0]
        self._public = {_kid(key): key.public_key() for key in keys}

    def issue(self, session_id: str, person: str) -> OwnToken:
        """A token of that session, from now on by the real clock."""
        now = datetime.now(UTC).replace(microsecond=0)
        claims = {"iss": self.url, "aud": self.url, "sub": person, "sid": session_id, "iat": now, "exp": now + LIFETIME}
        headers = {"kid": _kid(self._private), "typ": "at+jwt"}
        return OwnToken(jwt.encode(claims, self._private, ALGORITHM, headers), now + LIFETIME)

    def session_of(self, token: str) -> str:
        """
        The id of the session of a token that is in force.

        Raises:
            TokenRefused: It is not ours, or is over.
        """
        try:
            key = self._public[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self.url,
                audience=self.url,
                options={"require": ["exp", "iss", "aud", "sid"]},
            )
            return str(claims["sid"])
        except jwt.ExpiredSignatureError:
            raise TokenRefused("It has expired; get a new one at /session/token.", expired=True) from None
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise TokenRefused("It is not one that is accepted here.") from None

    def published(self) -> dict[str, Any]:
        """The key set (RFC 7517), public parts only."""
        facts = {"use": "sig", "alg": ALGORITHM}
        keys = [{**ECAlgorithm.to_jwk(key, as_dict=True), **facts, "kid": kid} for kid, key in self._public.items()]
        return {"keys": keys}


def _key_of(secret: Secret) -> ec.EllipticCurvePrivateKey:
    """HKDF to 384 bits and modulo the order: its bias is below 2^-128 (FIPS 186-5, A.2.1)."""
    derived = HKDF(hashes.SHA256(), 48, None, b"atencion session tokens").derive(secret.reveal().encode())
    return ec.derive_private_key(int.from_bytes(derived) % (_ORDER - 1) + 1, ec.SECP256R1())


def _kid(key: ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.DER, form)
    return hashlib.sha256(public).hexdigest()[:16]
