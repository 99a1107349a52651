"""Sessions: how one begins, which requests it carries, how it ends (issue 14, points 3 and 5; design 5)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import text

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


async def test_a_session_ends_without_activity_and_activity_keeps_it(house: House) -> None:
    """Thirty idle minutes; looking at how long it still lasts is no activity."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    house.watch.ahead = 25 * MINUTE
    assert (await browser.ours.get("/session")).json()["secondsLeft"] == pytest.approx(300, abs=20)
    assert await browser.username() == "ana.rojas"
    house.watch.ahead = 50 * MINUTE
    assert await browser.username() == "ana.rojas"
    house.watch.ahead = 79 * MINUTE
    assert (await browser.ours.get("/session")).json()["loggedIn"]
    house.watch.ahead = 81 * MINUTE
    refused = await browser.ask()
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (401, "TOKEN_EXPIRED")
    assert not (await browser.ours.get("/session")).json()["loggedIn"]


async def test_a_session_is_extended_by_one_act_but_never_beyond_its_end(house: House) -> None:
    """Ten hours at most, whatever is done."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    for minutes in range(29, 595, 29):
        house.watch.ahead = minutes * MINUTE
        assert (await browser.post("/session/extend")).status_code == 200
    told = (await browser.ours.get("/session")).json()
    assert told["idleUntil"] == told["endsAt"]
    house.watch.ahead = 601 * MINUTE
    assert (await browser.post("/session/extend")).status_code == 401


SESSIONS = "{ sessions { key username browser issuer } }"
END = 'mutation {{ endSession(input: {{ key: "{}" }}) {{ session {{ end }} userErrors {{ code }} }} }}'


async def test_a_person_lists_and_ends_her_own_sessions(house: House) -> None:
    """From one browser that of another, which is out at once."""
    office, lost = await house.browser(), await house.browser()
    await office.log_in("entra", "Ana Rojas")
    lost.ours.headers["user-agent"] = "Lost phone"
    await lost.log_in("entra", "Ana Rojas")

    listed = (await office.ask(SESSIONS)).json()["data"]["sessions"]
    assert [each["username"] for each in listed] == ["ana.rojas"] * 2
    (wanted,) = [each["key"] for each in listed if each["browser"] == "Lost phone"]
    ended = (await office.ask(END.format(wanted))).json()["data"]["endSession"]
    assert ended == {"session": {"end": "ENDED_BY_OWNER"}, "userErrors": []}
    assert await lost.username() is None
    assert await office.username() == "ana.rojas"


async def test_an_administrator_ends_anybodys_and_nobody_else_another_s(house: House) -> None:
    """Whoever may not is told as of a session that does not exist."""
    ana, elisa, admin = await house.browser(), await house.browser(), await house.browser()
    await ana.log_in("entra", "Ana Rojas")
    await elisa.log_in("entra", "Elisa Pino")
    await admin.log_in("entra", "Sergio Valdés")
    of_ana = '{ sessions(username: "ana.rojas") { key } }'

    assert (await elisa.ask(of_ana)).json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    (wanted,) = [each["key"] for each in (await admin.ask(of_ana)).json()["data"]["sessions"]]
    refused = [(await elisa.ask(END.format(each))).json()["data"]["endSession"] for each in (wanted, "none")]
    assert refused == [{"session": None, "userErrors": [{"code": "NOT_FOUND"}]}] * 2
    assert await ana.username() == "ana.rojas"
    assert (await admin.ask(END.format(wanted))).json()["data"]["endSession"]["session"] == {
        "end": "ENDED_BY_ADMINISTRATOR"
    }
    assert await ana.username() is None


async def test_a_disabled_person_and_a_changed_role_take_effect_at_once(house: House) -> None:
    """In open sessions too, within the seconds in which the file is read anew."""
    ana, elisa = await house.browser(), await house.browser()
    await ana.log_in("entra", "Ana Rojas")
    await elisa.log_in("entra", "Elisa Pino")
    changed = house.file.read_text(encoding="utf-8").replace('role = "ANALYST"', 'role = "HELP_CENTRE"')
    house.file.write_text(
        changed.replace('person = "ana.rojas"', 'person = "ana.rojas"\ndisabled = true'), encoding="utf-8"
    )
    await asyncio.sleep(0.2)

    refused = await ana.ask()
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["reason"]) == (403, "DISABLED")
    assert (await ana.ask()).json()["errors"][0]["extensions"]["code"] == "TOKEN_EXPIRED"
    assert (await elisa.ask()).json()["data"]["viewer"]["role"] == "HELP_CENTRE"


@pytest.mark.parametrize(("issuer", "who"), [("entra", "Ana Rojas"), ("claveunica", "Rosa")])
async def test_logging_out_is_here_and_there(house: House, issuer: str, who: str) -> None:
    """The issuer forgets her too: the next «Entrar» asks who it is."""
    browser = await house.browser()
    await browser.log_in(issuer, who)
    again = await browser.there.get(await browser.leave(issuer))
    assert again.status_code == 302, "the issuer still knows her"

    told = (await browser.post("/session/logout")).json()
    assert await browser.username() is None
    there = await browser.there.get(told["next"])
    assert (there.status_code, there.headers["location"]) == (303, f"{HOME}/session/login")
    assert (await browser.there.get(await browser.leave(issuer))).status_code == 200


@pytest.mark.parametrize("who", ["Sin dígito", "Sin número", "Otro dígito", "No es RUN", "Nada"])
async def test_claveunica_without_a_whole_run_is_refused(house: House, who: str) -> None:
    """Without number or digit nobody knows who it is."""
    browser = await house.browser()
    back = await browser.log_in("claveunica", who)
    assert back.status_code == 400
    assert "RUN completo" in back.text
    assert await browser.username() is None


async def test_a_person_of_claveunica_acts_by_her_run(house: House) -> None:
    """She comes as herself, and represents nobody until somebody confirms it."""
    browser = await house.browser()
    await browser.log_in("claveunica", "Rosa")
    viewer = (await browser.ask("{ viewer { username name role accountId representations { id } } }")).json()
    assert viewer["data"]["viewer"] == {
        "username": "claveunica:77",
        "name": "Rosa Díaz",
        "role": "COMPANY",
        "accountId": None,
        "representations": [],
    }


@pytest.mark.parametrize(
    ("who", "said"), [("Nadie Nunca", "no tiene un rol"), ("Ana Rojas", "pero su identidad es otra")]
)
async def test_who_is_nobody_here_is_told_so_on_a_page(house: House, who: str, said: str) -> None:
    """Never a lesser role; and the same address under another object id is not that person."""
    browser = await house.browser()
    authorize = await browser.leave("entra")
    sub = {"Nadie Nunca": "p5", "Ana Rojas": "p3"}[who]
    response = await browser.there.post(authorize, data={"sub": sub})
    back = await browser.ours.get(response.headers["location"])
    assert back.status_code == 403
    assert said in back.text
    assert await browser.username() is None


async def test_while_the_issuer_is_away_the_page_says_so(house: House) -> None:
    """Before leaving, and on the way back."""
    browser = await house.browser()
    back = await browser.click(await browser.leave("entra"), "Ana Rojas")
    house.entra.away = house.otra.away = True
    assert (await browser.ours.get(back)).status_code == 503
    response = await browser.ours.get("/session/login", params={"issuer": "otra"})
    assert response.status_code == 503
    assert "no responde ahora" in response.text


async def test_coming_and_going_is_in_the_record_and_no_secret_is(house: House) -> None:
    """POL-07: log-ins, log-outs, refusals, ended sessions; in no table of the store is what a browser holds."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    first = browser.ours.cookies["__Host-atencion"]
    await browser.log_in("entra", "Ana Rojas")
    second = browser.ours.cookies["__Host-atencion"]
    await browser.ours.get("/session/callback?code=x&state=y")
    await browser.post("/session/logout")

    record = await house.decisions()
    assert [each["what"] for each in record] == [
        "log_in",  # the administrator who reads it
        "log_out",
        "refuse_log_in",
        "log_in",
        "end_session",
        "log_in",
    ]
    assert first != second
    async with house.runtime.database.begin() as tx:
        for table in ("session", "login_attempt", "decision"):
            stored = json.dumps([list(map(str, row)) for row in await tx.execute(text(f"SELECT * FROM {table}"))])
            assert first not in stored
            assert second not in stored


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


async def test_whoever_comes_back_again_and_again_is_in_the_record_once_a_minute(house: House) -> None:
    """A stranger fills no table; what was begun and refused is told each time."""
    browser = await house.browser()
    for _ in range(3):
        assert (await browser.ours.get("/session/callback?code=x&state=y")).status_code == 400
    for _ in range(2):
        back = await browser.click(await browser.leave("entra"), "Ana Rojas")
        assert (await browser.ours.get(back.replace("code=", "code=no"))).status_code == 400
    reasons = [
        {row["name"]: row["value"] for row in each["inputs"]}
        for each in await house.decisions()
        if each["what"] == "refuse_log_in"
    ]
    assert reasons == [{"issuer": "entra", "reason": "CODE"}] * 2 + [{"issuer": "-", "reason": "STATE"}]


async def test_a_role_that_changes_in_the_directory_changes_in_open_sessions(house: House) -> None:
    """Whoever becomes head of the region, and whoever leaves: without a restart and without a new log-in."""
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    people = house.people.read_text(encoding="utf-8")
    ana = 'id = "ana.rojas"\nname = "Ana Rojas"\nrole = "REGIONAL_EXECUTIVE"'
    assert ana in people

    house.people.write_text(people.replace(ana, ana.replace("EXECUTIVE", "HEAD")), encoding="utf-8")
    await asyncio.sleep(0.3)
    assert (await browser.ask()).json()["data"]["viewer"]["role"] == "REGIONAL_HEAD"

    house.people.write_text(people.replace('"ana.rojas"', '"otra.persona"'), encoding="utf-8")
    await asyncio.sleep(0.3)
    refused = await browser.ask()
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["reason"]) == (403, "DISABLED")
