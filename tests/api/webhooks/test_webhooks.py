"""Webhooks: made over GraphQL, told by the worker, on both databases (F-60; issue 15, point 5)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError
from stdnum.cl.rut import calc_check_digit as check_digit

from api.telling import body_of, secrets_of, telling_webhooks
from api.wiring import working
from domain.model.history.feed import Change
from domain.model.history.webhooks import Webhook, WebhookDelivery, WebhookState
from domain.model.institution.people import Actor, Role
from domain.use_cases.webhooks import pause_failing_webhook
from messaging.webhooks.addresses import Addresses
from messaging.webhooks.delivering import Delivering
from persistence.changes.webhooks import SqlWebhookDesk
from sync.loops.numbering import NumberRunner
from sync.loops.webhooks import WebhookRunner, WebhookSettings
from tests.api.conftest import Desk, api_of
from tests.support.system.databases import KINDS, Databases

ANA = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
CERTO = Actor("certo", "CERTO", Role.SERVICE)
CREATE = """mutation($i: CreateWebhookInput!) { createWebhook(input: $i) {
  secret webhook { key url state cursor } userErrors { code message field } } }"""
WEBHOOKS = """{ webhooks { key url kinds accountIds officeCode createdBy state stoppedWhy cursor failingSince attempts
  nextAt version } }"""
LOG = "query($k: String!) { webhookDeliveries(key: $k) { messageId changes status error milliseconds } }"
FAST = WebhookSettings(poll_seconds=0.02, backoff_seconds=0.02, backoff_most_seconds=0.05, request_seconds=2.0)
_ruts = count(77_900_001)


@dataclass(slots=True)
class Receiver:
    """Another system that takes what it is sent, on loopback; what it answers is said by the test."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    """Status lines for the next requests; "cut": no answer; "wait": one that never comes; then 204."""
    taken: list[tuple[dict[str, str], str, str]] = field(default_factory=list)
    """Headers, body, and what was answered."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/avisos"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
            body = (await reader.readexactly(int(headers["content-length"]))).decode()
            answer = self.answers.pop(0) if self.answers else "204 No Content"
            self.taken.append((headers, body, answer))
            if answer == "wait":
                await asyncio.sleep(30)
            elif answer != "cut":
                writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
        writer.close()

    def accepted(self) -> list[dict[str, Any]]:
        """The changes of what was taken, in order; repetitions of one id once."""
        seen: dict[str, list[dict[str, Any]]] = {}
        for headers, body, answer in self.taken:
            if answer.startswith("2"):
                seen.setdefault(headers["webhook-id"], json.loads(body)["data"]["changes"])
        return [change for changes in seen.values() for change in changes]


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()


@dataclass(slots=True)
class Room:
    """The API, its worker's loop by hand, and a receiver."""

    desk: Desk
    receiver: Receiver

    def by(self, actor: Actor) -> Desk:
        return replace(self.desk, actor=actor)

    def runner(self, settings: WebhookSettings = FAST) -> WebhookRunner:
        runtime = self.desk.runtime
        return telling_webhooks(runtime.settings, runtime.database, runtime.changes, runtime.casework, settings)

    async def account(self, name: str) -> str:
        number = str(next(_ruts))
        fields = {"rut": f"{number}-{check_digit(number)}", "country": "CL", "region": "08"}
        made = await self.by(ANA).ask(
            "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }",
            i={"name": name, "fields": fields},
        )
        return str(made["createAccount"]["account"]["id"])

    async def numbered(self) -> None:
        while await self.desk.runtime.changes.number_some():
            pass

    async def webhook(self, by: Actor | None = None, **asked: Any) -> tuple[str, str]:
        """A new one; its key and its secret."""
        await self.numbered()
        desk = self.desk if by is None else self.by(by)
        made = (await desk.ask(CREATE, i={"url": self.receiver.url, **asked}))["createWebhook"]
        assert made["userErrors"] == [], made
        return made["webhook"]["key"], made["secret"]

    async def told(self, settings: WebhookSettings = FAST) -> None:
        """All that waits is numbered and told, once."""
        await self.numbered()
        await self.runner(settings).run_once()

    async def decided(self, mutation: str, **asked: Any) -> dict[str, Any]:
        kind = mutation[0].upper() + mutation[1:] + "Input"
        kind = "StopWebhookInput" if kind in {"PauseWebhookInput", "EndWebhookInput"} else kind
        shown = "webhook { state stoppedWhy cursor } userErrors { code message }"
        shown = f"secret {shown}" if "Secret" in mutation else shown
        document = f"mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {shown} }} }}"
        found: dict[str, Any] = (await self.desk.ask(document, i=asked))[mutation]
        return found

    async def state(self) -> dict[str, Any]:
        (found,) = (await self.desk.ask(WEBHOOKS))["webhooks"]
        return dict(found)


@pytest.fixture(params=KINDS)
async def room(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> AsyncIterator[Room]:
    async with databases.opened(request.param) as database:
        url = database.url.render_as_string(hide_password=False)
        settings = {
            "ATENCION_DATABASE_URL": url,
            "ATENCION_SAMPLES": "true",
            "ATENCION_MODE": "development",
            "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
        }
        async with api_of(**settings) as desk, receiving() as receiver:
            yield Room(desk, receiver)


async def test_a_change_is_told_signed_and_without_what_it_says(room: Room) -> None:
    """F-60: as `changes` tells it; a receiver verifies it with the library of Standard Webhooks."""
    _, secret = await room.webhook(kinds=["ACCOUNT"])
    account = await room.account("Viña Secreta SpA")
    await room.told()
    ((headers, body, _),) = room.receiver.taken
    told = Verifier(secret).verify(body, headers)
    assert (told["type"], headers["content-type"]) == ("changes", "application/json")
    assert headers["host"] == f"localhost:{room.receiver.port}"
    (change,) = told["data"]["changes"]
    assert (change["kind"], change["nodeId"], change["accountId"]) == ("ACCOUNT", account, account)
    assert told["data"]["cursor"] == change["cursor"] == (await room.state())["cursor"]
    assert "Secreta" not in body
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body + " ", headers)


async def test_what_is_told_is_of_the_kinds_accounts_and_office_that_were_asked_for(room: Room) -> None:
    """F-60: nothing of others; what is for nobody costs no request and is behind it afterwards."""
    mine, _ = await room.account("Mía"), await room.account("Ajena")
    await room.webhook(accountIds=[mine], kinds=["ACCOUNT", "CASE"])
    await room.account("Otra")
    await room.told()
    assert room.receiver.taken == []
    opened = "mutation($i: ReceiveContactInCaptureInput!) { receiveContactInCapture(input: $i) { case { id } } }"
    await room.by(ANA).ask(opened, i={"about": {"accountId": mine}, "circumstances": {"pointOfContact": "OFIREG"}})
    await room.told()
    assert {change["accountId"] for change in room.receiver.accepted()} == {mine}
    assert "TERM" not in {change["kind"] for change in room.receiver.accepted()}


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ("500 Oops", 500, "Respondió 500."),
        ("302 Found", 302, "La dirección lleva a otra"),
        ("cut", None, "No se pudo enviar"),
        ("wait", None, "No respondió en 0.2 segundos."),
    ],
)
async def test_what_is_not_taken_is_told_again_with_the_same_id(
    room: Room, answer: str, status: int | None, told: str
) -> None:
    """F-60: failures, redirects, cuts and silence alike; more changes meanwhile go after it, and the log tells all."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    first = await room.account("Primera")
    room.receiver.answers = [answer]
    await room.told(replace(FAST, request_seconds=0.2, backoff_seconds=0.5, backoff_most_seconds=0.5))
    assert (await room.state())["attempts"] == 1
    second = await room.account("Segunda")
    await room.numbered()
    await asyncio.sleep(0.7)
    await room.told()
    ids = [headers["webhook-id"] for headers, _, _ in room.receiver.taken]
    assert ids[0] == ids[1] != ids[2]
    assert room.receiver.taken[0][1] == room.receiver.taken[1][1]
    assert [change["nodeId"] for change in room.receiver.accepted()] == [first, second]
    log = (await room.desk.ask(LOG, k=key))["webhookDeliveries"]
    assert [each["status"] for each in log] == [204, 204, status]
    assert told in log[-1]["error"]
    state = await room.state()
    assert (state["attempts"], state["failingSince"], state["nextAt"]) == (0, None, None)


async def test_the_waits_grow_and_nothing_is_sent_before_their_end(room: Room) -> None:
    """F-60: back-off, doubled for each failure up to the longest."""
    await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    room.receiver.answers = ["500 Oops"] * 9
    waits = replace(FAST, backoff_seconds=100.0, backoff_most_seconds=3_600.0)
    expected = [100, 200, 400]
    for seconds in expected:
        await room.told(waits)
        next_at = datetime.fromisoformat((await room.state())["nextAt"])
        wait = (next_at - datetime.now(UTC)).total_seconds()
        assert seconds * 0.8 - 5 < wait <= seconds * 1.2
        sent = len(room.receiver.taken)
        await room.told(waits)
        assert len(room.receiver.taken) == sent
        async with room.desk.runtime.database.begin() as tx:
            await tx.execute(text("UPDATE webhook SET next_at = NULL"))


async def test_who_takes_nothing_for_days_is_paused_told_and_resumed_where_it_stopped(room: Room) -> None:
    """F-60: the owner, or the administrators, get one letter; nothing is lost, nor sent meanwhile."""
    key, _ = await room.webhook(by=CERTO, kinds=["ACCOUNT"])
    first = await room.account("Primera")
    room.receiver.answers = ["500 Oops", "503 Away"]
    await room.told(replace(FAST, backoff_seconds=0.0))
    assert (await room.state())["state"] == "ACTIVE" if len(room.receiver.taken) == 1 else True
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook SET position = 0, failing_since = 1, next_at = NULL, until = NULL"))
    room.receiver.answers = ["503 Away"]
    room.receiver.taken.clear()
    await room.told()
    state = await room.state()
    assert state["state"] == "PAUSED"
    assert "Hace 5 días que ese sistema no recibe. Lo último: Respondió 503." in state["stoppedWhy"]
    letters = (await room.desk.ask("{ messages(first: 10) { nodes { template recipients text } } }"))["messages"]
    (letter,) = [each for each in letters["nodes"] if each["template"] == "AVISO-SISTEMA-EN-PAUSA"]
    assert "localhost" in letter["text"]
    assert letter["recipients"]
    second = await room.account("Segunda")
    room.receiver.taken.clear()
    await room.told()
    assert room.receiver.taken == []
    await pause_failing_webhook(room.desk.runtime.casework, key, "otra vez")
    assert (await room.state())["stoppedWhy"] == state["stoppedWhy"]
    assert (await room.decided("resumeWebhook", key=key))["userErrors"] == []
    await room.told()
    assert [change["nodeId"] for change in room.receiver.accepted()][-2:] == [first, second]


async def test_a_window_is_told_again_from_a_cursor_or_an_instant(room: Room) -> None:
    """F-60: replay; a place that is none is refused, and so are both ways at once."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    begin = (await room.state())["cursor"]
    first = await room.account("Primera")
    await room.told()
    between = datetime.now(UTC)
    second = await room.account("Segunda")
    await room.told()
    for asked, expected in (({"after": begin}, [first, second]), ({"since": between.isoformat()}, [second])):
        room.receiver.taken.clear()
        assert (await room.decided("resumeWebhook", key=key, **asked))["userErrors"] == []
        await room.told()
        assert [change["nodeId"] for change in room.receiver.accepted()] == expected
    beyond = base64.urlsafe_b64encode(b"1f\t999999").decode()
    for wrong in ({"after": beyond}, {"after": begin, "since": between.isoformat()}):
        (error,) = (await room.decided("resumeWebhook", key=key, **wrong))["userErrors"]
        assert error["code"] == "INVALID_VALUE"


async def test_a_receiver_that_says_it_is_gone_is_paused_at_once(room: Room) -> None:
    """Standard Webhooks: 410 means that nobody wants it any more."""
    await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    room.receiver.answers = ["410 Gone"]
    await room.told()
    state = await room.state()
    assert (state["state"], "410" in state["stoppedWhy"]) == ("PAUSED", True)


class _Killed(Delivering):
    """A worker that dies before it sends, or before it can keep that it did."""

    before = True

    async def send(self, webhook: Webhook, message_id: str, changes: Sequence[Change]) -> WebhookDelivery:
        if not self.before:
            await super().send(webhook, message_id, changes)
        raise RuntimeError("killed")


async def test_a_worker_that_dies_in_the_middle_leaves_everything_to_the_next(room: Room) -> None:
    """F-60: over rounds of deaths each change is told at least once, recognisable by its id, and in order."""
    await room.webhook(kinds=["ACCOUNT"])
    runtime, made = room.desk.runtime, []

    async def pause(webhook_id: str, why: str) -> None:
        raise AssertionError(f"{webhook_id}: {why}")

    for number in range(12):
        made.append(await room.account(f"Cuenta {number}"))
        await room.numbered()
        how = _Killed(secrets_of(runtime.settings), Addresses(runtime.settings.webhook_networks), body_of, 2.0)
        how.before = number % 3 == 0
        pace = replace(FAST, batch=3, backoff_seconds=0.0, backoff_most_seconds=0.0)
        if number % 4 == 3:
            room.receiver.answers = ["500 Oops"]
            await room.runner(pace).run_once()
        else:
            await WebhookRunner(SqlWebhookDesk(runtime.database), runtime.changes, how, pause, pace).run_once()
        async with runtime.database.begin() as tx:
            await tx.execute(text("UPDATE webhook SET lease_until = 1 WHERE lease_until IS NOT NULL"))
    await room.told()
    assert [change["nodeId"] for change in room.receiver.accepted()] == made
    bodies: dict[str, set[str]] = {}
    for headers, body, _ in room.receiver.taken:
        bodies.setdefault(headers["webhook-id"], set()).add(body)
    assert {len(each) for each in bodies.values()} == {1}
    assert len(room.receiver.taken) > len(bodies)


async def test_a_worker_that_was_frozen_past_its_lease_settles_nothing(room: Room) -> None:
    """F-60: what another one did meanwhile stands."""
    await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.numbered()
    desk = SqlWebhookDesk(room.desk.runtime.database)
    (frozen,) = await desk.claim(10, 60.0)
    assert list(await desk.claim(10, 60.0)) == []
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook SET lease_until = 1"))
    (other,) = await desk.claim(10, 60.0)
    assert not await desk.begin(frozen, 5)
    assert not await desk.took(frozen, 5, None)
    assert await desk.took(other, other.webhook.position + 1, None)


async def test_another_secret_signs_at_once_and_the_one_before_for_a_day(room: Room) -> None:
    """F-60: nobody misses anything while the receiver changes; afterwards the old one verifies nothing."""
    key, old = await room.webhook(kinds=["ACCOUNT"])
    rotated = await room.decided("rotateWebhookSecret", key=key)
    new = rotated["secret"]
    assert new != old
    await room.account("Una")
    await room.told()
    ((headers, body, _),) = room.receiver.taken
    for secret in (old, new):
        Verifier(secret).verify(body, headers)
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook SET old_secret_until = 1"))
    await room.account("Otra")
    await room.told()
    headers, body, _ = room.receiver.taken[-1]
    Verifier(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(body, headers)


async def test_nothing_is_sent_into_a_private_network(room: Room) -> None:
    """F-60: a name that leads there when something is sent is a failure in the log, and no connection."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.numbered()
    runtime = room.desk.runtime
    how = Delivering(secrets_of(runtime.settings), Addresses(), body_of, 2.0)

    async def pause(webhook_id: str, why: str) -> None:
        raise AssertionError(f"{webhook_id}: {why}")

    await WebhookRunner(SqlWebhookDesk(runtime.database), runtime.changes, how, pause, FAST).run_once()
    assert room.receiver.taken == []
    log = (await room.desk.ask(LOG, k=key))["webhookDeliveries"]
    assert log[0]["error"] == "El nombre lleva a una red privada, a la que no se envía."


async def test_what_is_told_comes_by_itself_while_a_worker_runs(room: Room) -> None:
    """F-60: numbered and told within moments of the write; the loop ends when it is asked to."""
    await room.webhook(kinds=["ACCOUNT"])
    runner, numbering = room.runner(), NumberRunner(room.desk.runtime.changes, 0.02)
    room.desk.runtime.changes.after_numbering(runner.wake)
    async with working([runner, numbering]):
        made = [await room.account(f"Cuenta {number}") for number in range(3)]
        async with asyncio.timeout(10):
            while len(room.receiver.accepted()) < 3:  # noqa: ASYNC110  (another system tells nobody)
                await asyncio.sleep(0.02)
    assert [change["nodeId"] for change in room.receiver.accepted()] == made


async def test_who_may_make_and_see_which(room: Room) -> None:
    """SYS-01: an administrator all, a service its own, nobody else any; each decision is recorded."""
    admins, _ = await room.webhook(kinds=["ACCOUNT"])
    services, _ = await room.webhook(by=CERTO)
    assert {each["key"] for each in (await room.desk.ask(WEBHOOKS))["webhooks"]} == {admins, services}
    assert [each["key"] for each in (await room.by(CERTO).ask(WEBHOOKS))["webhooks"]] == [services]
    refused = await room.by(ANA).answer(WEBHOOKS)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    (error,) = (await room.by(ANA).ask(CREATE, i={"url": room.receiver.url}))["createWebhook"]["userErrors"]
    assert error["code"] == "NOT_AUTHORISED"
    elsewhere = replace(room, desk=room.by(CERTO))
    (error,) = (await elsewhere.decided("endWebhook", key=admins, reason="x"))["userErrors"]
    assert error["code"] == "NOT_FOUND"
    ended = await elsewhere.decided("endWebhook", key=services, reason="Ya no hace falta")
    assert ended["webhook"]["state"] == WebhookState.ENDED.value
    (error,) = (await elsewhere.decided("resumeWebhook", key=services))["userErrors"]
    assert error["code"] == "STEP_NOT_ALLOWED"
    decisions = (await room.desk.ask("{ decisions(first: 10) { nodes { what by reason } } }"))["decisions"]["nodes"]
    told = [(each["what"], each["by"], each["reason"]) for each in decisions if "webhook" in each["what"]]
    assert told == [
        ("end_webhook", "certo", "Ya no hace falta"), ("create_webhook", "certo", None),
        ("create_webhook", "admin", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "http://sistema.cl/x", "ftp://sistema.cl", "https://", "https://u:p@sistema.cl/", "https://sistema.cl/#x",
        "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://2130706433/", "https://0x7f.1/",
        "https://sistema.cl:0/", "https://sistema.cl/ñ", "https://sistema.cl/a b", "x",
    ],
)  # fmt: skip
async def test_an_address_to_which_nothing_is_sent_is_refused_when_it_is_given(tmp_path: Path, url: str) -> None:
    """F-60: in production https by a public name alone, without a user in it; in Spanish, on its field."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'urls.db'}") as desk:
        (error,) = (await desk.ask(CREATE, i={"url": url}))["createWebhook"]["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID_VALUE", ["url"])


async def test_old_tries_are_forgotten(room: Room) -> None:
    """F-60: the log is kept for so many days."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    await room.told()
    desk = SqlWebhookDesk(room.desk.runtime.database)
    assert await desk.forget(timedelta(days=1)) == 0
    assert await desk.forget(timedelta(0)) == 1
    assert (await room.desk.ask(LOG, k=key))["webhookDeliveries"] == []
