"""Tokens that a session gets for a front end on another site (issue 14, point 3)."""

from __future__ import annotations

import httpx2
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.identity.conftest import FRONT, HOME, House


async def test_a_front_end_of_another_origin_gets_a_token_for_ten_minutes(house: House) -> None:
    """Signed by our own published key; it ends with its session."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    given = await browser.post("/session/token", origin=FRONT)
    assert given.headers["access-control-allow-origin"] == FRONT
    assert given.headers["access-control-allow-credentials"] == "true"
    token = given.json()["token"]
    keys = KeySet.import_key_set((await browser.ours.get("/.well-known/jwks.json")).json())
    claims = jwt.decode(token, keys, algorithms=["ES256"]).claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == (HOME, HOME, "ana.rojas")
    assert claims["exp"] - claims["iat"] == 600
    assert (await house.bearer(token)).json()["data"]["viewer"]["username"] == "ana.rojas"

    for origin in ("https://evil.test", "null", ""):
        assert (await browser.post("/session/token", origin=origin)).status_code == 403
    await browser.post("/session/logout")
    assert (await house.bearer(token)).json()["errors"][0]["extensions"]["code"] == "TOKEN_EXPIRED"
    assert (await browser.post("/session/token", origin=FRONT)).status_code == 401


async def test_a_window_hands_the_token_to_an_allowed_origin_only(house: House) -> None:
    """For sites to which browsers send no cookie of ours; who is not logged in comes back to it afterwards."""
    browser = await house.browser()
    address = f"/session/token?origin={FRONT}"
    away = await browser.ours.get(address)
    assert (
        away.headers["location"]
        == "/session/login?return_to=%2Fsession%2Ftoken%3Forigin%3Dhttps%3A%2F%2Fportal.example"
    )
    back = await browser.log_in("entra", "Ana Rojas", address)
    page = await browser.ours.get(back.headers["location"])
    assert page.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert f'"origin": "{FRONT}"' in page.text
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert (await browser.ours.get("/session/token?origin=https://evil.test")).status_code == 403


async def test_a_token_of_ours_cannot_be_forged(house: House) -> None:
    """Not by another key, nor made longer, nor for nobody."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    token: str = (await browser.post("/session/token")).json()["token"]
    head, body, _ = token.split(".")
    for forged in (f"{head}.{body}.AAAA", f"{head}.{body}.", token[:-6] + "AAAAAA"):
        answer: httpx2.Response = await house.bearer(forged)
        assert answer.json()["errors"][0]["extensions"]["code"] == "TOKEN_INVALID"
