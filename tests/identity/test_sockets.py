"""WebSockets and streams with a session: from which pages, and that they end with it (issue 14, points 3 and Proof)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from websockets.exceptions import InvalidStatus

import api.subscriptions.listening as listening
from tests.identity.conftest import FRONT, HOME, Browser, House, token_of
from tests.support.system.listening import Served, serving

LISTEN = "subscription { changes { cursor } }"


def cookie(browser: Browser) -> dict[str, str]:
    (held,) = [each for each in browser.ours.cookies.jar if each.name == "__Host-atencion"]
    return {"cookie": f"{held.name}={held.value}"}


async def entered(house: House) -> Browser:
    browser = await house.browser()
    await browser.log_in("entra", "Ana Rojas")
    return browser


@pytest.mark.parametrize(
    "origin",
    ["https://evil.test", "null", None, f"{HOME}.evil.test", "http://api.test"],
    ids=["foreign", "null", "missing", "prefix", "in the clear"],
)
async def test_with_the_cookie_a_socket_opens_from_our_pages_only(house: House, origin: str | None) -> None:
    """Issue 14, Proof: any page can open a socket here with a visitor's cookie; it is refused before it is open."""
    browser = await entered(house)
    async with serving(house.app) as served:
        with pytest.raises(InvalidStatus) as refused:
            async with served.socket({}, origin=origin, headers=cookie(browser)):
                pass
        assert refused.value.response.status_code == 403
        async with served.socket({}, origin=HOME, headers=cookie(browser)) as socket:
            await socket.subscribe(LISTEN)
            assert (await socket.next())["type"] == "next"


async def test_a_front_end_elsewhere_listens_by_its_token(house: House) -> None:
    """An allowed origin is for tokens: the cookie that comes along opens nothing for it."""
    browser = await entered(house)
    async with serving(house.app) as served:
        async with served.socket(None, origin=FRONT, headers=cookie(browser)) as socket:
            await socket.send(type="connection_init")
            code, reason = await socket.closed()
            assert (code, str(reason).partition(":")[0]) == (4403, "FORBIDDEN")
        token = {"authorization": f"Bearer {token_of(house.entra)}"}
        async with served.socket(token, origin=FRONT, headers=cookie(browser)) as socket:
            await socket.subscribe(LISTEN)
            assert (await socket.next())["type"] == "next"


async def test_a_stream_with_the_cookie_goes_by_post_from_our_pages(house: House) -> None:
    """As every request with it; a GET, which any page can cause, takes none."""
    browser = await entered(house)
    stream = {"accept": "text/event-stream"}
    for headers in ({"origin": "https://evil.test"}, {"origin": "null"}, {"origin": ""}, {"atencion-session": ""}):
        assert (await browser.ask(LISTEN, **stream, **headers)).status_code == 403
    asked = await browser.ours.get("/graphql", params={"query": LISTEN}, headers=stream)
    assert (asked.status_code, asked.json()["errors"][0]["extensions"]["code"]) == (401, "TOKEN_MISSING")


async def ends_with(served: Served, browser: Browser, end: object) -> str:
    async with served.socket({}, origin=HOME, headers=cookie(browser)) as socket:
        await socket.subscribe(LISTEN)
        await socket.next()
        assert asyncio.iscoroutine(end)
        await end
        code, reason = await socket.closed()
        assert code == 4403
        return str(reason).partition(":")[0]


async def test_a_socket_ends_with_its_session(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 14, point 3: within a minute (looked at twice in it), whoever ended it and where."""
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.05)
    browser = await entered(house)
    async with serving(house.app) as served:
        assert await ends_with(served, browser, browser.post("/session/logout")) == "TOKEN_EXPIRED"


async def test_a_socket_ends_when_its_person_is_nobody_here_any_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 14, point 3: who leaves the identity file is out, open sockets included."""
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.05)
    browser = await entered(house)

    async def leave() -> None:
        mapped = house.file.read_text(encoding="utf-8")
        house.file.write_text(mapped.replace('object_id = "oid-ana"', 'object_id = "oid-other"'), encoding="utf-8")

    async with serving(house.app) as served:
        assert await ends_with(served, browser, leave()) == "NO_ROLE"


async def test_a_socket_ends_when_its_person_has_another_role(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 14, point 3: what was opened with a role is not heard on with another; she may subscribe again."""
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.05)
    browser = await entered(house)

    async def promote() -> None:
        people = house.people.read_text(encoding="utf-8")
        ana = 'name = "Ana Rojas"\nrole = "REGIONAL_EXECUTIVE"'
        assert ana in people
        house.people.write_text(people.replace(ana, ana.replace("EXECUTIVE", "HEAD")), encoding="utf-8")

    async with serving(house.app) as served:
        assert await ends_with(served, browser, promote()) == "FORBIDDEN"
        async with served.socket({}, origin=HOME, headers=cookie(browser)) as socket:
            await socket.subscribe(LISTEN)
            assert (await socket.next())["type"] == "next"


async def test_listening_and_pings_are_no_activity(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 14, point 3: a tab left open does not keep its session from its idle end."""
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.05)
    browser = await entered(house)
    idle = house.runtime.settings.session_idle_seconds
    async with serving(house.app) as served, served.socket({}, origin=HOME, headers=cookie(browser)) as socket:
        house.watch.ahead += type(house.watch.ahead)(seconds=idle / 2)
        before = await house.runtime.database.read(text("SELECT seen_at, idle_until FROM session"))
        await socket.subscribe(LISTEN)
        await socket.next()
        for _ in range(3):
            await socket.send(type="ping")
            await socket.next()
            await asyncio.sleep(0.1)
        assert await house.runtime.database.read(text("SELECT seen_at, idle_until FROM session")) == before
        house.watch.ahead += type(house.watch.ahead)(seconds=idle / 2 + 1)
        assert (await socket.closed())[0] == 4403
