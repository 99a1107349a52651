"""What a bearer token of an issuer must be, told by every way in which it is not (issue 14, point 1)."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from api.identity.identity_file import IdentityBook, Issuer
from api.identity.issuer_keys import IssuerKeys
from api.identity.issuer_tokens import identity_of_bearer
from api.identity.tokens import TokenRefused
from domain.model.identity.identities import Identity
from tests.support.issuer_keys import API, ISSUER, ScriptedIssuer, rsa

ENTRA = Issuer("entra", ISSUER, "ProChile", audiences=(API, "client-id"), tenant="ten-1", subject="oid")
BOOK = IdentityBook((ENTRA,))

Forge = Callable[[ScriptedIssuer], str]


async def identity(issuer: ScriptedIssuer, token: str) -> Identity:
    return await identity_of_bearer(token, BOOK, {"entra": IssuerKeys(ENTRA, issuer.client())})


async def test_a_good_token_is_the_person_of_issuer_tenant_and_object_id() -> None:
    """Never the e-mail, and never the pairwise `sub`, which differs from client to client."""
    issuer = ScriptedIssuer()
    found = await identity(issuer, issuer.token(preferred_username="ana.rojas@prochile.example"))

    assert (found.issuer, found.tenant, found.subject) == ("entra", "ten-1", "oid-ana")
    assert found.key == "entra:ten-1:oid-ana"
    assert found.email == "ana.rojas@prochile.example"
    assert found.claims["roles"] == ("Ejecutivo.Biobio",)


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "application/at+jwt"])
async def test_both_kinds_of_access_tokens_are_taken(kind: str) -> None:
    """Entra says JWT, RFC 9068 says at+jwt."""
    issuer = ScriptedIssuer()
    assert (await identity(issuer, issuer.token(header={"typ": kind}))).subject == "oid-ana"


async def test_a_minute_of_difference_between_clocks_is_forgiven() -> None:
    """Leeway of 60 seconds, both ways."""
    issuer = ScriptedIssuer()
    now = int(time.time())
    for changed in ({"exp": now - 50}, {"nbf": now + 50}, {"iat": now + 50}):
        assert (await identity(issuer, issuer.token(**changed))).subject == "oid-ana"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def none(issuer: ScriptedIssuer) -> str:
    """The same claims, signed by nobody."""
    _, body, _ = issuer.token().split(".")
    return f"{_encoded(json.dumps({'alg': 'none', 'typ': 'JWT'}).encode())}.{body}."


def confused(issuer: ScriptedIssuer) -> str:
    """HS256 with the issuer's public key, which everybody has, as the secret."""
    _, body, _ = issuer.token().split(".")
    header = _encoded(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "k1"}).encode())
    secret = issuer.keys[0].as_pem(private=False)
    return f"{header}.{body}.{_encoded(hmac.digest(secret, f'{header}.{body}'.encode(), 'sha256'))}"


def of_ec_key_named_as_the_rsa_one(issuer: ScriptedIssuer) -> str:
    return issuer.token(key=ECKey.generate_key("P-256", {"kid": "k1"}), header={"alg": "ES256"})


def with_ps256(issuer: ScriptedIssuer) -> str:
    """An algorithm that is accepted, but not the one that this key is for."""
    assert isinstance(issuer.keys[0], RSAKey)
    free = RSAKey.import_key({**issuer.keys[0].as_dict(private=True), "alg": "PS256"})
    return issuer.token(key=free, header={"alg": "PS256"})


def changed(**claims: Any) -> Forge:
    return lambda issuer: issuer.token(**claims)


@pytest.mark.parametrize(
    ("forge", "expired"),
    [
        pytest.param(none, False, id="none"),
        pytest.param(confused, False, id="key confusion"),
        pytest.param(of_ec_key_named_as_the_rsa_one, False, id="key of another type under a known id"),
        pytest.param(with_ps256, False, id="another algorithm than the key's"),
        pytest.param(lambda issuer: issuer.token(key=rsa("k1")), False, id="another key under a known id"),
        pytest.param(lambda issuer: issuer.token(key=rsa("k9")), False, id="a key that is not published"),
        pytest.param(lambda issuer: issuer.token()[:-8] + "AAAAAAAA", False, id="altered"),
        pytest.param(changed(aud="api://other"), False, id="for another API"),
        pytest.param(changed(aud=None), False, id="for nobody"),
        pytest.param(changed(iss="https://evil.test"), False, id="another issuer"),
        pytest.param(changed(iss=ISSUER + "/"), False, id="an issuer that is nearly ours"),
        pytest.param(changed(tid="ten-2"), False, id="another tenant"),
        pytest.param(changed(tid=None), False, id="no tenant"),
        pytest.param(changed(oid=None), False, id="no object id"),
        pytest.param(changed(exp=int(time.time()) - 90), True, id="expired"),
        pytest.param(changed(exp=None), False, id="never expires"),
        pytest.param(changed(nbf=int(time.time()) + 3_600), False, id="not yet valid"),
        pytest.param(changed(nonce="n"), False, id="an ID token"),
        pytest.param(lambda issuer: issuer.token(header={"typ": "logout+jwt"}), False, id="another kind"),
        pytest.param(lambda issuer: "a.b.c", False, id="no token at all"),
        pytest.param(lambda issuer: "[" * 20_000, False, id="a flood"),
    ],
)
async def test_a_token_that_is_anything_else_is_refused(forge: Forge, expired: bool) -> None:
    """Each differs from the good one in one thing; what is refused is told without the token."""
    issuer = ScriptedIssuer()
    token = forge(issuer)
    with pytest.raises(TokenRefused) as refused:
        await identity(issuer, token)
    assert refused.value.expired is expired
    assert token not in refused.value.message


async def test_claims_that_were_left_out_are_known_to_be_missing() -> None:
    """Entra lists no groups where they are too many, and says where to ask."""
    issuer = ScriptedIssuer()
    pointed = await identity(issuer, issuer.token(_claim_names={"groups": "src1"}))
    flagged = await identity(issuer, issuer.token(hasgroups=True))
    assert pointed.unlisted == flagged.unlisted == {"groups"}
