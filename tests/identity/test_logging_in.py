"""Logging in to our pages, and what a browser of another site cannot do with a session (issue 14, point 3)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from api.sessions.routes import our_path
from tests.identity.conftest import FRONT, HOME, House, query_of

MINUTE = timedelta(minutes=1)


async def test_a_person_logs_in_and_comes_back_to_the_page_where_she_was(house: House) -> None:
    """By the code flow; the cookie is the host's alone, hidden from scripts, and never sent in the clear."""
    browser = await house.browser()
    back = await browser.log_in("entra", "Ana Rojas", "/graphql?query=%7Bclock%7D")

    assert (back.status_code, back.headers["location"]) == (303, "/graphql?query=%7Bclock%7D")
    (cookie,) = [each for each in back.headers.get_list("set-cookie") if each.startswith("__Host-atencion=")]
    for attribute in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=36000"):
        assert attribute in cookie
    assert "Domain" not in cookie
    viewer = (await browser.ask()).json()["data"]["viewer"]
    assert viewer == {"username": "ana.rojas", "role": "REGIONAL_EXECUTIVE", "name": "Ana Rojas"}
    told = (await browser.ours.get("/session")).json()
    assert (told["loggedIn"], told["username"], told["office"]) == (True, "ana.rojas", "OFIREG-08")
    assert "HAVE_CASES" in told["permissions"]
    assert "READ_FIGURES" not in told["permissions"]


async def test_what_is_sent_away_has_pkce_and_a_nonce_and_no_secret(house: House) -> None:
    """RFC 7636 by S256; the verifier is nowhere to be seen."""
    browser = await house.browser()
    asked = query_of(await browser.leave("entra"))
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} < asked.keys()
    assert "web-secret" not in json.dumps(dict(asked))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": FRONT},
        {"origin": f"{HOME}.evil.test"},
        {"origin": "http://api.test"},
        {"atencion-session": ""},
    ],
    ids=["foreign", "null", "missing", "allowed for tokens only", "prefix", "in the clear", "without the header"],
)
async def test_a_session_is_taken_from_our_own_pages_only(house: House, headers: dict[str, str]) -> None:
    """A form or a script of another site sends the cookie too: nothing is done for it, by any address."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")

    refused = await browser.ask(**headers)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert "data" not in refused.json()
    for path in ("/session/extend", "/session/logout"):
        assert (await browser.post(path, **headers)).status_code == 403
    download = await browser.download(**headers)
    assert download.status_code == 403
    assert "content-disposition" not in download.headers
    assert await browser.username() == "ana.rojas"
    assert "attachment" in (await browser.download()).headers["content-disposition"]


async def test_a_link_of_another_site_runs_nothing_with_a_session(house: House) -> None:
    """A GET carries the cookie wherever it comes from."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    answer = await browser.ours.get(
        "/graphql", params={"query": "{ viewer { name } }"}, headers={"accept": "application/graphql-response+json"}
    )
    assert answer.status_code == 401
    for path in ("/session/extend", "/session/logout"):
        assert (await browser.ours.get(path)).status_code == 405


async def test_a_log_in_is_finished_once_and_by_the_browser_that_began_it(house: House) -> None:
    """Replayed code and state; the state of another browser, or none: refused, and nobody is logged in."""
    mine, other = await house.browser(), await house.browser()
    back = await mine.click(await mine.leave("entra"), "Ana Rojas")

    assert (await other.ours.get(back)).status_code == 400
    assert (await other.ours.get("/session/callback?code=x")).status_code == 400
    assert await other.username() is None
    assert (await mine.ours.get(back)).status_code == 303
    assert (await mine.ours.get(back)).status_code == 400
    assert await mine.username() == "ana.rojas"


async def test_of_the_same_answer_sent_twice_at_once_one_is_taken(house: House) -> None:
    """Two tabs, one click."""
    browser = await house.browser()
    back = await browser.click(await browser.leave("entra"), "Ana Rojas")
    answers = await asyncio.gather(*(browser.ours.get(back) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400]


async def test_a_code_of_one_log_in_does_not_finish_another(house: House) -> None:
    """Code injection: PKCE binds the code to the browser that left."""
    mine, thief = await house.browser(), await house.browser()
    stolen = query_of(await mine.click(await mine.leave("entra"), "Ana Rojas"))["code"]
    state = query_of(await thief.leave("entra"))["state"]
    assert (await thief.ours.get("/session/callback", params={"code": stolen, "state": state})).status_code == 400
    assert await thief.username() is None


async def test_an_id_token_of_another_log_in_is_refused(house: House) -> None:
    """A replayed nonce: the issuer answers with an ID token that was made for another."""
    browser = await house.browser()
    back = await browser.click(await browser.leave("entra"), "Ana Rojas")
    code = query_of(back)["code"]
    house.entra.codes[code] = replace(house.entra.codes[code], nonce="of another log-in")
    assert (await browser.ours.get(back)).status_code == 400
    assert await browser.username() is None


async def test_an_answer_of_another_issuer_is_refused(house: House) -> None:
    """Mix-up: RFC 9207."""
    browser = await house.browser()
    back = await browser.click(await browser.leave("entra"), "Ana Rojas")
    assert (await browser.ours.get(f"{back}&iss={house.otra.url}")).status_code == 400


async def test_a_log_in_that_took_too_long_is_refused(house: House) -> None:
    """Ten minutes."""
    browser = await house.browser()
    back = await browser.click(await browser.leave("entra"), "Ana Rojas")
    house.watch.ahead = 10 * MINUTE
    assert (await browser.ours.get(back)).status_code == 400


@pytest.mark.parametrize("issuer", ["entra", "claveunica"])
async def test_three_tabs_in_any_order_all_arrive(house: House, issuer: str) -> None:
    """Each log-in under way is its own; the last to come back is who it is."""
    browser, who = await house.browser(), {"entra": "Ana Rojas", "claveunica": "Rosa"}[issuer]
    left = [await browser.leave(issuer, f"/graphql?tab={tab}") for tab in range(3)]
    for tab in (2, 0, 1):
        back = await browser.ours.get(await browser.click(left[tab], who))
        assert (back.status_code, back.headers["location"]) == (303, f"/graphql?tab={tab}")
    assert await browser.username() is not None


async def test_a_session_that_somebody_planted_is_not_taken_over(house: House) -> None:
    """Fixation: what the browser held before is worth nothing afterwards, a session of another included."""
    thief, victim = await house.browser(), await house.browser()
    await thief.log_in("entra", "Elisa Pino")
    planted = thief.ours.cookies["__Host-atencion"]
    victim.ours.cookies.set("__Host-atencion", planted, domain="api.test", path="/")

    await victim.log_in("entra", "Ana Rojas")

    assert await thief.username() is None
    assert await victim.username() == "ana.rojas"
    assert planted not in [cookie.value for cookie in victim.ours.cookies.jar]


@pytest.mark.parametrize(
    ("given", "goes_to"),
    [
        ("/graphql?a=1#x", "/graphql?a=1#x"),
        ("/", "/"),
        (None, "/"),
        ("", "/"),
        ("https://evil.test/", "/"),
        ("//evil.test/", "/"),
        ("/\\evil.test/", "/"),
        ("\\\\evil.test", "/"),
        ("/a\\b", "/"),
        ("/\t/evil.test", "/"),
        ("/\n//evil.test", "/"),
        ("javascript:alert(1)", "/"),
        (" //evil.test", "/"),
        ("/" + "a" * 3_000, "/"),
    ],
)
def test_a_log_in_returns_to_our_own_pages_only(given: str | None, goes_to: str) -> None:
    """No open redirect: whatever browsers read as another host leads to the front page."""
    assert our_path(given) == goes_to
