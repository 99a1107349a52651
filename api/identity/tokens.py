"""Tokens: made for an actor, and turned into one again. Decides nothing about what the actor may do."""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Final

import jwt

from api.settings import Secret
from domain.errors import AttentionError
from domain.model.institution.people import Actor, Role

_ISSUER: Final = "atencion"
_ALGORITHM: Final = "HS256"
_REMEMBERED: Final = 1_000


class TokenRefused(AttentionError):
    """
    A token proves nothing.

    Args:
        message: For the developer of the client; nothing of the token.
        expired: It was good, and is over.
    """

    def __init__(self, message: str, *, expired: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.expired = expired


class SignedTokens:
    """Tokens that this project signs itself with a shared secret (HS256): for development and tests."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret
        self._known: OrderedDict[str, tuple[Actor, float]] = OrderedDict()

    def issue(self, actor: Actor, *, valid_for: timedelta = timedelta(days=30)) -> str:
        """A token for *actor*, valid from now by the real clock."""
        now = datetime.now(UTC)
        claims = {"iss": _ISSUER, "sub": actor.id, "iat": now, "exp": now + valid_for}
        claims |= {"name": actor.name, "role": actor.role.value}
        optional = {"office": actor.office, "account": actor.account_id, "run": actor.run}
        claims |= {name: value for name, value in optional.items() if value is not None}
        return jwt.encode(claims, self._secret.reveal(), algorithm=_ALGORITHM)

    def verify(self, token: str) -> Actor:
        """
        The actor it stands for. A token that was good is remembered until it expires: checking takes a while.

        Raises:
            TokenRefused: It is no token of ours, was altered, or has expired.
        """
        known = self._known.get(token)
        if known is not None:
            if time.time() < known[1]:
                return known[0]
            del self._known[token]
            raise TokenRefused("It has expired; get a new one.", expired=True)
        try:
            claims = jwt.decode(
                token,
                self._secret.reveal(),
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                options={"require": ["exp", "sub", "iss"]},
            )
            actor = Actor(
                id=claims["sub"],
                name=claims.get("name", claims["sub"]),
                role=Role(claims["role"]),
                office=claims.get("office"),
                account_id=claims.get("account"),
                run=claims.get("run"),
            )
        except jwt.ExpiredSignatureError:
            raise TokenRefused("It has expired; get a new one.", expired=True) from None
        except (jwt.InvalidTokenError, KeyError, ValueError):
            raise TokenRefused("It is not one that is accepted here.") from None
        self._known[token] = (actor, float(claims["exp"]))
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return actor
