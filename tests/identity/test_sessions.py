"""Sessions: how one begins, which requests it carries, how it ends (issue 14, points 3 and 5; design 5)."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.identity.conftest import HOME, House

MINUTE = timedelta(minutes=1)


SESSIONS = "{ sessions { key username browser issuer } }"


END = 'mutation {{ endSession(input: {{ key: "{}" }}) {{ session {{ end }} userErrors {{ code }} }} }}'


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


SAVE = (
    'mutation {{ saveIdentity(input: {{ issuer: "entra", objectId: "oid-ana", username: "{}", reason: "x", '
    "isDisabled: {} }}) {{ identity {{ isDisabled }} userErrors {{ message }} }} }}"
)


async def test_an_administrator_says_who_is_who_without_a_file_and_without_a_restart(house: House) -> None:
    """F-83, POL-07: what the identity file says of a log-in is said anew; open sessions feel it at once."""
    ana, admin = await house.browser(), await house.browser()
    await ana.log_in("entra", "Ana Rojas")
    await admin.log_in("entra", "Sergio Valdés")
    done = (await admin.ask(SAVE.format("ana.rojas", "true"))).json()["data"]["saveIdentity"]
    assert done == {"identity": {"isDisabled": True}, "userErrors": []}
    refused = await ana.ask()
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["reason"]) == (403, "DISABLED")
    await admin.ask(SAVE.format("beatriz.soto", "false"))
    again = await house.browser()
    await again.log_in("entra", "Ana Rojas")
    assert await again.username() == "beatriz.soto"
    assert [each["what"] for each in await house.decisions()].count("save_identity") == 2
