"""Bearer tokens over HTTP, of issuers that are another's (issue 14, point 1)."""

from __future__ import annotations

import asyncio

import httpx2

from api.identity.tokens import SignedTokens
from api.settings import Secret
from domain.model.institution.people import Actor, Role
from tests.api.conftest import SECRET
from tests.identity.conftest import House, token_of


def told(response: httpx2.Response) -> tuple[int, str | None, str]:
    """Status, code, and what the challenge says is wrong."""
    errors = response.json().get("errors")
    code = errors[0]["extensions"]["code"] if errors else None
    return response.status_code, code, response.headers.get("www-authenticate", "")


async def test_a_service_comes_by_client_credentials(house: House) -> None:
    """Its app role gives its role; its object id names it."""
    answer = (await house.bearer(token_of(house.entra))).json()
    assert answer["data"]["viewer"]["username"] == "entra:ten-1:oid-svc"
    assert answer["data"]["viewer"]["role"] == "SERVICE"


async def test_two_issuers_and_whoever_is_the_same_there_is_another_here(house: House) -> None:
    """The same object id in another tenant of another issuer is somebody else."""
    names = [
        (await house.bearer(token_of(realm))).json()["data"]["viewer"]["username"]
        for realm in (house.entra, house.otra)
    ]
    assert names == ["entra:ten-1:oid-svc", "otra:ten-2:oid-svc"]


async def test_an_issuer_cannot_speak_for_another(house: House) -> None:
    """A token that says it is of the one, signed by the other."""
    house.otra.url = house.entra.url
    house.otra.keys[-1] = house.otra.keys[-1]
    forged = house.otra.server()
    client = house.otra.registered["svc"]
    token = forged.generate_token("client_credentials", client, scope="")["access_token"]
    assert told(await house.bearer(token))[:2] == (401, "TOKEN_INVALID")


async def test_keys_are_rotated_while_tokens_are_on_their_way(house: House) -> None:
    """The token of the old key and that of the new one are good at the same time; nobody waits a minute."""
    before = token_of(house.entra)
    assert (await house.bearer(before)).status_code == 200
    house.entra.rotate()
    after = token_of(house.entra)
    answers = await asyncio.gather(*(house.bearer(token) for token in (before, after, before, after)))
    assert [answer.status_code for answer in answers] == [200] * 4
    house.entra.rotate()
    assert told(await house.bearer(token_of(house.entra)))[:2] == (401, "TOKEN_INVALID")  # asked less than a minute ago


async def test_what_is_wrong_with_a_token_is_told_apart(house: House) -> None:
    """RFC 6750: missing without an error, invalid and expired as invalid_token, without role as insufficient_scope."""
    assert told(await house.bearer(None)) == (401, "TOKEN_MISSING", 'Bearer realm="atencion"')
    status, code, challenge = told(await house.bearer(token_of(house.entra, "other")))
    assert (status, code) == (401, "TOKEN_INVALID")
    assert 'error="invalid_token"' in challenge
    status, code, challenge = told(await house.bearer(token_of(house.entra, "crowd")))
    assert (status, code) == (403, "NO_ROLE")
    assert 'error="insufficient_scope"' in challenge


async def test_a_refusal_of_who_is_known_is_in_the_record_once_an_hour(house: House) -> None:
    """With its reason and who it was, never with the token."""
    for _ in range(3):
        await house.bearer(token_of(house.entra, "crowd"))
    refusals = [each for each in await house.decisions() if each["kind"] == "REFUSAL"]
    assert [{row["name"]: row["value"] for row in each["inputs"]} for each in refusals] == [
        {"issuer": "entra", "reason": "OVERAGE", "identity": "entra:ten-1:oid-x"}
    ]


async def test_a_token_of_the_shared_secret_is_nothing_in_production(house: House) -> None:
    """F-64: whoever knows the secret could be anybody."""
    forged = SignedTokens(Secret(SECRET)).issue(Actor("admin", "A", Role.ADMINISTRATOR, "CENTRAL"))
    assert told(await house.bearer(forged))[:2] == (401, "TOKEN_INVALID")


async def test_while_an_issuer_is_away_its_tokens_are_neither_good_nor_bad(house: House) -> None:
    """Whose keys were never fetched: try later. Whose were: as before; and readiness tells."""
    known, unknown = token_of(house.entra), token_of(house.otra)
    assert (await house.bearer(known)).status_code == 200
    house.entra.away = house.otra.away = True

    assert (await house.bearer(known)).status_code == 200
    away = await house.bearer(unknown)
    assert away.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert away.headers["retry-after"] == "10"
    browser = await house.browser()
    ready = (await browser.ours.get("/health/ready")).json()
    assert ready["ready"]
    assert [ready["identity"]["issuers"][name]["ok"] for name in ("entra", "otra")] == [True, False]


async def test_the_identity_file_is_read_anew_and_a_wrong_one_changes_nothing(house: House) -> None:
    """Without a restart; readiness tells of the mistake."""
    token = token_of(house.entra)
    assert (await house.bearer(token)).status_code == 200
    good = house.file.read_text(encoding="utf-8")

    house.file.write_text(good + "\n[[roles]]\n", encoding="utf-8")
    await asyncio.sleep(0.2)
    assert (await house.bearer(token)).status_code == 200
    browser = await house.browser()
    told_of = (await browser.ours.get("/health/ready")).json()["identity"]["file"]
    assert not told_of["ok"]
    assert "role is missing" in told_of["detail"]

    house.file.write_text(good.replace('"Portal.Escribir"', '"Portal.Leer"'), encoding="utf-8")
    await asyncio.sleep(0.2)
    assert told(await house.bearer(token))[:2] == (403, "NO_ROLE")
