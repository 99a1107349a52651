"""Changes as they happen, by WebSocket and SSE: who hears what, and how it ends (F-60, design 6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from sqlalchemy import text
from websockets.exceptions import InvalidStatus

import api.subscriptions.listening as listening
from api.identity.tokens import SignedTokens
from api.wiring import working
from domain.model.institution.people import Actor, Role
from schema.ids import key_of
from sync.loops.numbering import NumberRunner
from tests.api.conftest import Desk, a_company, api_of
from tests.support.system.listening import Served, Socket, serving

EVENT: Final = "{ cursor hasMore changes { cursor kind nodeId isGone accountId node { id ... on Account { name } } } }"
LISTEN: Final = (
    "subscription($after: String, $kinds: [ChangeKind!], $account: ID) "
    f"{{ changes(after: $after, kinds: $kinds, accountId: $account) {EVENT} }}"
)


@dataclass(slots=True)
class Room:
    """A server, and an executive who writes."""

    desk: Desk
    served: Served

    def token(self, actor: Actor | None = None, **more: Any) -> str:
        return SignedTokens(self.desk.runtime.settings.token_secret).issue(actor or self.desk.actor, **more)

    def bearer(self, actor: Actor | None = None, **more: Any) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(actor, **more)}"}

    async def account(self, name: str) -> str:
        """A new one; its global id."""
        return await a_company(self.desk, name)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'live.db'}", ATENCION_SAMPLES="true") as desk:
        application = desk.client._transport.app  # type: ignore[attr-defined]  # the one that the desk opened
        async with working([NumberRunner(desk.runtime.changes, 0.02)]), serving(application) as served:
            yield Room(replace(desk, actor=Actor("ana.rojas", "Ana", Role.REGIONAL_EXECUTIVE, "OFIREG-08")), served)


async def told(socket: Socket, operation: str = "1") -> dict[str, Any]:
    """The next event."""
    message = await socket.next()
    assert (message["type"], message["id"]) == ("next", operation), message
    assert "errors" not in message["payload"], message
    found: dict[str, Any] = message["payload"]["data"]["changes"]
    return found


def company(account: str) -> Actor:
    return Actor("rosa", "Rosa", Role.COMPANY, account_id=key_of(account, "Account"))


async def test_a_change_reaches_whoever_listens_by_socket_and_by_stream(room: Room) -> None:
    """F-60: the beginning at once, then each change with its record, in what the query would give."""
    async with (
        room.served.socket(room.bearer()) as socket,
        room.served.stream(room.token(), LISTEN, kinds=["ACCOUNT"]) as stream,
    ):
        await socket.subscribe(LISTEN, kinds=["ACCOUNT"])
        begin = await told(socket)
        name, body = await anext(stream)
        assert (name, body["data"]["changes"]["changes"]) == ("next", [])
        assert (begin["changes"], begin["hasMore"]) == ([], False)
        account = await room.account("Nueva SpA")
        event = await told(socket)
        assert {(each["nodeId"], each["node"]["name"]) for each in event["changes"]} == {(account, "Nueva SpA")}
        name, body = await anext(stream)
        assert (name, body["data"]["changes"]["changes"][0]["nodeId"]) == ("next", account)
        query = f"query($after: String) {{ changes(after: $after, kinds: [ACCOUNT]) {EVENT} }}"
        asked = (await room.desk.ask(query, after=begin["cursor"]))["changes"]
        assert asked["changes"] == event["changes"]


async def test_a_company_is_told_of_its_own_and_of_what_it_lost(room: Room) -> None:
    """COM-02: the reach is looked at for each event; of others' nothing comes, not even that there is something."""
    own, other = await room.account("Propia"), await room.account("Ajena")
    while await room.desk.runtime.changes.number_some():
        pass
    async with room.served.socket(room.bearer(company(own))) as socket:
        await socket.subscribe(LISTEN)
        await told(socket)
        await room.account("Otra más")
        database = room.desk.runtime.database
        async with database.begin() as tx:
            await tx.execute(
                text("UPDATE account SET version = version + 1 WHERE id = :id"), {"id": key_of(own, "Account")}
            )
        event = await told(socket)
        assert [(each["nodeId"], each["isGone"]) for each in event["changes"]] == [(own, False)]
        async with database.begin() as tx:
            await tx.execute(
                text(
                    "INSERT INTO change (at, kind, key, account_id, account_before, gone, position)"
                    " VALUES (1, 'CASE', 'c1', :to, :was, FALSE, (SELECT head + 1 FROM change_feed))"
                ),
                {"to": key_of(other, "Account"), "was": key_of(own, "Account")},
            )
            await tx.execute(text("UPDATE change_feed SET head = head + 1"))
        (lost,) = (await told(socket))["changes"]
        assert (lost["kind"], lost["isGone"], lost["accountId"], lost["node"]) == ("CASE", True, None, None)


async def test_after_a_cut_each_change_comes_once(room: Room) -> None:
    """Design 6: whoever comes back with its last cursor misses nothing and hears nothing twice."""
    names = [f"Cuenta {number}" for number in range(6)]
    async with room.served.socket(room.bearer()) as socket:
        await socket.subscribe(LISTEN, kinds=["ACCOUNT"])
        cursor = (await told(socket))["cursor"]
        made = [await room.account(names[0])]
        event = await told(socket)
        heard, cursor = [each["cursor"] for each in event["changes"]], event["cursor"]
        socket.connection.transport.abort()  # nothing is said
    made += [await room.account(name) for name in names[1:4]]
    seen = {each["nodeId"] for each in event["changes"]}
    async with room.served.stream(room.token(), LISTEN, kinds=["ACCOUNT"], after=cursor) as stream:
        made += [await room.account(name) for name in names[4:]]
        while seen < set(made):
            _, body = await anext(stream)
            assert body["data"]["changes"]["changes"], "an event tells of something"
            for each in body["data"]["changes"]["changes"]:
                heard.append(each["cursor"])
                seen.add(each["nodeId"])
    assert seen == set(made)
    assert len(heard) == len(set(heard))


async def test_a_cursor_that_is_too_old_or_of_no_feed_is_told(room: Room) -> None:
    """F-60: as the query tells it, at the beginning."""
    async with room.served.socket(room.bearer()) as socket:
        await socket.subscribe(LISTEN)
        begin = (await told(socket))["cursor"]
        await room.account("Una")
        head = (await told(socket))["cursor"]
        async with room.desk.runtime.database.begin() as tx:
            await tx.execute(text("UPDATE change_feed SET expired = head"))
        await socket.subscribe(LISTEN, "2", after=begin)
        message = await socket.next()
        assert (message["type"], message["id"]) == ("error", "2")
        assert message["payload"][0]["extensions"] == {"code": "CURSOR_EXPIRED", "cursor": head}
        await socket.subscribe(LISTEN, "3", after="nada")
        message = await socket.next()
        assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "BAD_USER_INPUT")


async def test_a_subscription_by_plain_post_is_refused(room: Room) -> None:
    """Issue 15, point 5: with what to do instead."""
    answer = await room.desk.answer(LISTEN)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "NOT_ACCEPTABLE"
    assert "graphql-transport-ws" in error["message"]
    assert "data" not in answer


async def test_what_is_no_subscription_keeps_its_way(room: Room) -> None:
    """Clients that accept streams as well ask queries as ever; a stream or a socket runs none."""
    accept = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
    answer = await room.desk.post("{ viewer { name } }", accept=accept)
    assert answer.json()["data"] == {"viewer": {"name": "Ana"}}
    async with room.served.stream(room.token(), "{ viewer { name } }") as stream:
        told = [each async for each in stream]
    assert [name for name, _ in told] == ["next", "complete"]
    assert told[0][1]["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    async with room.served.socket(room.bearer()) as socket:
        await socket.subscribe("mutation { resetClock { now } }")
        assert (await socket.next())["type"] == "error"


async def test_who_may_not_come_in_is_told(room: Room) -> None:
    """A stream by its status; a socket by its code and reason, at once."""
    for headers, code in (({}, "TOKEN_MISSING"), ({"authorization": "Bearer no"}, "TOKEN_INVALID")):
        sent = {**headers, "accept": "text/event-stream"}
        refused = await room.desk.client.post("/graphql", json={"query": LISTEN}, headers=sent)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (401, code)
        assert "www-authenticate" in refused.headers
        async with room.served.socket(None) as socket:
            await socket.send(type="connection_init", payload=headers)
            closed, reason = await socket.closed()
            assert (closed, str(reason).partition(":")[0]) == (4403, code)


@pytest.mark.parametrize("protocol", ["graphql-ws", "nada"])
async def test_the_legacy_protocol_is_refused_before_the_socket_is_open(room: Room, protocol: str) -> None:
    """Issue 15, point 5: graphql-transport-ws only."""
    with pytest.raises(InvalidStatus) as refused:
        async with room.served.socket(room.bearer(), protocol=protocol):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"type": "subscribe", "id": "1", "payload": {"query": "{ a }"}}], 4401),
        ([{"type": "connection_init"}], 4403),
        ([{"type": "hello"}], 4401),
        ([{"nothing": 1}], 4400),
        (["INIT", {"type": "connection_init"}], 4429),
        (["INIT", {"type": "hello"}], 4400),
        (["INIT", {"type": "subscribe", "payload": {}}], 4400),
        (["INIT", {"type": "subscribe", "id": "1", "payload": 3}], 4400),
        (["INIT", "LISTEN", "LISTEN"], 4409),
    ],
)
async def test_who_breaks_the_protocol_is_let_go_with_its_code(room: Room, messages: list[Any], code: int) -> None:
    """graphql-transport-ws, section by section."""
    async with room.served.socket(None) as socket:
        for message in messages:
            if message == "INIT":
                await socket.send(type="connection_init", payload=room.bearer())
            elif message == "LISTEN":
                await socket.subscribe(LISTEN)
            else:
                await socket.send(**message)
        assert (await socket.closed())[0] == code


async def test_an_id_is_free_again_once_its_subscription_is_over(room: Room) -> None:
    """`complete` of either side ends it; a ping is answered meanwhile."""
    async with room.served.socket(room.bearer()) as socket:
        await socket.send(type="ping")
        assert (await socket.next())["type"] == "pong"
        for _ in range(3):
            await socket.subscribe(LISTEN)
            await told(socket)
            await socket.send(type="complete", id="1")
        await socket.subscribe("subscription { nada }")
        message = await socket.next()
        assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "GRAPHQL_VALIDATION_FAILED")
        await socket.subscribe(LISTEN)
        await told(socket)


async def test_the_limits_of_documents_are_those_of_subscriptions_too(room: Room) -> None:
    """A document that would be refused by POST is refused here, and its cost is taken."""
    aliases = " ".join(f"a{number}: changes {{ cursor }}" for number in range(3))
    wide = " ".join(f"c{number}: changes {{ node {{ id }} }}" for number in range(60))
    async with room.served.socket(room.bearer()) as socket:
        for document in (f"subscription {{ {aliases} }}", f"subscription {{ changes {{ {wide} }} }}"):
            await socket.subscribe(document)
            assert (await socket.next())["type"] == "error"
        await socket.subscribe(LISTEN)
        message = await socket.next()
        first = message["payload"]["extensions"]["cost"]
        assert first["requested"] >= 1
    async with room.served.stream(room.token(Actor("otra", "Otra", Role.ANALYST)), "subscription { nada }") as stream:
        _, refused = await anext(stream)
        assert refused["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert refused["extensions"]["cost"]["requested"] == 1


async def test_each_has_so_many_subscriptions_and_sockets(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """One actor cannot take what all need; another one is not concerned, and an end gives the place back."""
    monkeypatch.setattr(listening, "MOST_PER_ACTOR", 2)
    async with room.served.socket(room.bearer()) as one, room.served.socket(room.bearer()) as two:
        await one.subscribe(LISTEN)
        await told(one)
        await two.subscribe(LISTEN)
        await told(two)
        await two.subscribe(LISTEN, "2")
        message = await two.next()
        (error,) = message["payload"]
        assert (message["type"], error["extensions"]) == ("error", {"code": "RATE_LIMITED", "limit": 2})
        async with room.served.stream(room.token(), LISTEN) as stream:
            assert [(name, bool(body)) async for name, body in stream] == [("next", True), ("complete", False)]
        async with room.served.socket(None) as third:
            await third.send(type="connection_init", payload=room.bearer())
            assert (await third.closed())[0] == 4403
        async with room.served.socket(room.bearer(Actor("otra", "Otra", Role.ANALYST))) as another:
            await another.subscribe(LISTEN)
            await told(another)
        await one.send(type="complete", id="1")
        await one.send(type="ping")
        await one.next()
        await two.subscribe(LISTEN, "3")
        await told(two, "3")


async def test_a_token_that_is_over_ends_what_it_opened(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 14, point 3: open sockets included, though it pings."""
    monkeypatch.setattr(listening, "LOOK_SECONDS", 0.1)
    short = room.bearer(valid_for=timedelta(seconds=2))
    async with room.served.socket(short) as socket:
        await socket.subscribe(LISTEN)
        await told(socket)
        code, reason = await socket.closed()
        assert (code, str(reason).partition(":")[0]) == (4403, "TOKEN_EXPIRED")
    async with room.served.stream(room.token(valid_for=timedelta(seconds=2)), LISTEN) as stream:
        events = [each async for each in stream]
    assert [name for name, _ in events] == ["next", "next", "complete"]
    assert events[1][1]["errors"][0]["extensions"]["code"] == "TOKEN_EXPIRED"


async def test_a_stop_lets_all_go_at_once_and_leaves_nothing(room: Room) -> None:
    """A socket closes with 1012, a stream ends without `complete`: clients of both come back, elsewhere."""
    before = asyncio.all_tasks()
    application: Any = room.desk.client._transport.app  # type: ignore[attr-defined]
    async with room.served.socket(room.bearer()) as socket, room.served.stream(room.token(), LISTEN) as stream:
        await socket.subscribe(LISTEN)
        await told(socket)
        await anext(stream)
        assert application.state.listening.held() == 3
        async with asyncio.timeout(5):
            await room.served.stop()
        assert (await socket.closed())[0] == 1012
        assert [each async for each in stream] == []
    assert application.state.listening.held() == 0
    await asyncio.sleep(0.05)
    assert {task for task in asyncio.all_tasks() - before if "uvicorn" not in repr(task)} == set()


async def test_sockets_that_are_cut_leave_nothing(room: Room) -> None:
    """Nobody is told of the end of a process that died, or of a network."""
    before = len(asyncio.all_tasks())
    application: Any = room.desk.client._transport.app  # type: ignore[attr-defined]
    for _ in range(5):
        async with room.served.socket(room.bearer()) as socket, httpx2.AsyncClient() as client:
            await socket.subscribe(LISTEN)
            await told(socket)
            headers = {**room.bearer(), "accept": "text/event-stream"}
            async with client.stream("POST", room.served.url, json={"query": LISTEN}, headers=headers):
                socket.connection.transport.abort()
    async with asyncio.timeout(5):
        while application.state.listening.held() or len(asyncio.all_tasks()) > before:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_what_an_event_shows_of_persons_is_recorded_event_by_event(room: Room) -> None:
    """POL-07: a record that comes along is a read of it; an event repeats nothing of the one before."""
    shown = "node { ... on Account { id contacts { email } } }"
    reader, recorded = Actor("lectora", "Lectora", Role.ANALYST), []
    accounts = [await room.account("Una"), await room.account("Dos")]
    async with room.served.socket(room.bearer(reader)) as socket:
        await socket.subscribe(f"subscription Aviso {{ changes(kinds: [ACCOUNT]) {{ changes {{ {shown} }} }} }}")
        await told(socket)
        for account in accounts:
            await room.desk.ask(
                "mutation($i: AddContactInput!) { addContact(input: $i) { userErrors { message } } }",
                i={"accountId": account, "contact": {"name": "Eva", "email": "eva@example.cl"}},
            )
            told_now: set[str] = set()
            while not told_now:
                nodes = [each["node"] for each in (await told(socket))["changes"]]
                told_now = {key_of(node["id"], "Account") for node in nodes if node["contacts"]}
            recorded += sorted(told_now)
    rows = await room.desk.runtime.database.read(
        text("SELECT account_id, field, operation FROM personal_read WHERE by = 'lectora' ORDER BY pk")
    )
    assert [(row.account_id, row.field, row.operation) for row in rows] == [
        (key_of(account, "Account"), "changes", "Aviso") for account in accounts
    ]
    assert recorded == [row.account_id for row in rows]


async def test_a_stream_by_get_and_a_company_of_choice(room: Room) -> None:
    """GET is safe with a token; `atencion-account` of `connection_init` is the header of that name."""
    own, other = await room.account("Propia"), await room.account("Ajena")
    headers = {**room.bearer(), "accept": "text/event-stream"}
    async with (
        httpx2.AsyncClient() as client,
        client.stream("GET", room.served.url, params={"query": LISTEN}, headers=headers) as response,
    ):
        assert response.status_code == 200
    for account, code in ((own, "ok"), (other, "FORBIDDEN"), ("nada", "BAD_USER_INPUT")):
        async with room.served.socket(None) as socket:
            payload = {**room.bearer(company(own)), "Atencion-Account": account}
            await socket.send(type="connection_init", payload=payload)
            if code == "ok":
                assert (await socket.next())["type"] == "connection_ack"
            else:
                assert str((await socket.closed())[1]).partition(":")[0] == code
