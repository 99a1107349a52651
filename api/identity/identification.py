"""Who is asking: what a request carries becomes an actor, or a clear refusal."""

from __future__ import annotations

from typing import Final

import jwt
from starlette.requests import HTTPConnection

from api.identity.issuer_keys import IssuerAway
from api.identity.issuer_tokens import names_issuer
from api.identity.issuers import Issuers
from api.identity.mapping import NoRole, actor_for
from api.identity.news import News
from api.identity.tokens import SignedTokens, TokenRefused
from api.sessions.door import SessionDoor
from api.sessions.own_tokens import OwnTokens
from domain.model.institution.people import Actor
from domain.use_cases.sessions import record_refusal
from schema.faults import Fault, FaultCode, unavailable

_MISSING: Final = (
    "Send a token (Authorization: Bearer <token>; `atencion token` prints one in development), or log in at "
    "/session/login."
)
_TOLD_SECONDS: Final = 3_600.0


class Identification:
    """
    From a request to its actor.

    Args:
        signed: Tokens of the shared secret (HS256); None: they are not taken.
    """

    def __init__(self, issuers: Issuers, door: SessionDoor, own_tokens: OwnTokens, signed: SignedTokens | None) -> None:
        self._issuers = issuers
        self._door = door
        self._own_tokens = own_tokens
        self._signed = signed
        self._refusals = News(_TOLD_SECONDS)

    async def actor_of(self, request: HTTPConnection, *, active: bool = True) -> Actor:
        """
        The actor of a request, or of a socket.

        Args:
            active: False: it only asks who that is by now, which is no activity of its session.

        Raises:
            Fault: TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED; NO_ROLE for who is known and nobody here; FORBIDDEN for
                a session from a page that is not ours; UNAVAILABLE while the keys of its issuer cannot be had.
        """
        sent = request.headers.get("authorization")
        if sent is None and self._door.cookies.secret(request) is not None:
            return await self._door.actor_of(request, active=active)
        scheme, _, token = (sent or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Fault(FaultCode.TOKEN_MISSING, _MISSING)
        try:
            return await self._of_token(token.strip(), active)
        except TokenRefused as refused:
            code = FaultCode.TOKEN_EXPIRED if refused.expired else FaultCode.TOKEN_INVALID
            raise Fault(code, refused.message) from None
        except NoRole as nobody:
            raise Fault(FaultCode.NO_ROLE, nobody.message, extensions={"reason": nobody.reason}) from None
        except IssuerAway as away:
            told = "The issuer of this token does not answer now, so the token cannot be checked."
            raise unavailable(told, away.retry_after) from away

    async def _of_token(self, token: str, active: bool) -> Actor:
        if self._signed is not None and _algorithm(token) == "HS256":
            return self._signed.verify(token)
        if names_issuer(token) == self._own_tokens.url:
            return await self._door.actor_of_token(self._own_tokens.session_of(token), active=active)
        identity = await self._issuers.identity_of(token)
        services = self._door.services
        try:
            return actor_for(identity, self._issuers.book, services.directory())
        except NoRole as nobody:
            if self._refusals.is_news((identity.key, nobody.reason)):
                await record_refusal(services, identity.issuer, nobody.reason, identity.key)
            raise


def _algorithm(token: str) -> object:
    try:
        return jwt.get_unverified_header(token).get("alg")
    except (jwt.PyJWTError, ValueError):
        raise TokenRefused("It is no JWT.") from None
