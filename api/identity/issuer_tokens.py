"""Bearer tokens of the issuers of the identity file: from the text of a token to the identity that it proves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jwt

from api.identity.identity_file import IdentityBook, Issuer
from api.identity.issuer_keys import IssuerKeys
from api.identity.tokens import TokenRefused
from domain.model.identity.identities import Identity

LEEWAY_SECONDS: Final = 60
_TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_LONGEST: Final = 16_384
_MOST_VALUES: Final = 500


Claims = Mapping[str, Any]
"""JSON that an issuer signed."""


def names_issuer(token: str) -> object:
    """The `iss` that a token claims, unverified; None: it is no JWT, or too long to be looked at."""
    if len(token) > _LONGEST:
        return None
    try:
        return jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None


async def verified(token: str, issuer: Issuer, keys: IssuerKeys, audiences: tuple[str, ...]) -> Claims:
    """
    The claims of a token that *issuer* signed for one of *audiences* and that is in force, give or take a minute.

    Raises:
        TokenRefused: It is anything else.
        IssuerAway: Its keys cannot be had.
    """
    kid, algorithm = _header(token, issuer)
    key = await keys.key(kid, algorithm)
    if key is None:
        raise TokenRefused("It is signed with a key that its issuer does not publish.")
    try:
        claims: Claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer.url,
            audience=audiences,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud"]},
        )
    except jwt.ExpiredSignatureError:
        raise TokenRefused("It has expired; get a new one.", expired=True) from None
    except (jwt.PyJWTError, ValueError) as wrong:
        raise TokenRefused(f"It is not valid: {wrong}.") from None
    return claims


async def identity_of_bearer(token: str, book: IdentityBook, keys: Mapping[str, IssuerKeys]) -> Identity:
    """
    Whom a bearer token stands for, verified.

    Raises:
        TokenRefused: It is of nobody we believe, not for us, or not in force.
        IssuerAway: The keys of its issuer cannot be had.
    """
    issuer = book.of_url(names_issuer(token))
    if issuer is None or not issuer.audiences:
        raise TokenRefused("No issuer that is believed here made it.")
    claims = await verified(token, issuer, keys[issuer.name], issuer.audiences)
    if "nonce" in claims:  # an id token says who logged in to a client; it is no key to an API
        raise TokenRefused("It is an ID token; send the access token.")
    return identity_from(claims, issuer)


def identity_from(claims: Claims, issuer: Issuer) -> Identity:
    """
    The identity that verified claims tell of.

    Raises:
        TokenRefused: They are of another tenant, or have no object id.
    """
    tenant = claims.get("tid", "")
    if issuer.tenant and tenant != issuer.tenant:
        raise TokenRefused("It is of another tenant.")
    subject = claims.get(issuer.subject)
    if not isinstance(subject, str) or not subject:
        raise TokenRefused(f"It has no {issuer.subject}, so it is nobody's.")
    return Identity(
        issuer.name,
        issuer.tenant,
        subject,
        name=_text(claims, "name"),
        email=_text(claims, "email") or _text(claims, "preferred_username") or _text(claims, "upn") or None,
        claims={name: values for name, value in claims.items() if (values := _values(value))},
        unlisted=_unlisted(claims),
    )


def _header(token: str, issuer: Issuer) -> tuple[str | None, str]:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError):
        raise TokenRefused("It is no JWT.") from None
    algorithm, kind = header.get("alg"), str(header.get("typ", "JWT")).lower()
    if algorithm not in issuer.algorithms:
        raise TokenRefused("It is signed by an algorithm that is not accepted.")
    if kind not in _TYPES or "crit" in header:
        raise TokenRefused("It is another kind of token.")
    kid = header.get("kid")
    return (kid if isinstance(kid, str) else None), str(algorithm)


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return value.strip()[:200] if isinstance(value, str) else ""


def _values(value: object) -> tuple[str, ...]:
    """A claim as texts: one, or a list of them."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str))[:_MOST_VALUES] if isinstance(value, list) else ()


def _unlisted(claims: Claims) -> frozenset[str]:
    """Claims that are a pointer instead of a list (Entra's overage: `_claim_names`, or `hasgroups`)."""
    pointers = claims.get("_claim_names")
    named = frozenset(pointers) if isinstance(pointers, dict) else frozenset()
    return named | {"groups"} if claims.get("hasgroups") else named
