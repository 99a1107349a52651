"""What a webhook is told, when, and when again, on both databases (F-60; issue 15, point 5)."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from domain.use_cases.webhooks import pause_failing_webhook
from tests.api.webhooks.conftest import ANA, CERTO, FAST, LOG, Room


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
        ("503 Away", 503, "Respondió 503."),
        ("cut", None, "No se pudo enviar"),
        ("wait", None, "No respondió en 0.2 segundos."),
    ],
)
async def test_what_is_not_taken_is_told_again_with_the_same_id(
    room: Room, answer: str, status: int | None, told: str
) -> None:
    """F-60: failures, redirects, cuts and silence alike; more of that account goes after it, and the log tells all."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    first = await room.account("Primera")
    room.receiver.answers = [answer]
    await room.told(replace(FAST, request_seconds=0.2, backoff_seconds=0.5, backoff_most_seconds=0.5))
    state = await room.state()
    assert state["attempts"] + sum(each["attempts"] for each in state["accountsBehind"]) == 1
    await room.renamed(first, "Primera, otra vez")
    await room.numbered()
    await asyncio.sleep(0.7)
    await room.told()
    ids = [headers["webhook-id"] for headers, _, _ in room.receiver.taken]
    assert ids[0] == ids[1] != ids[2]
    assert room.receiver.taken[0][1] == room.receiver.taken[1][1]
    assert [(change["nodeId"], change["version"]) for change in room.receiver.accepted()] == [(first, 1), (first, 2)]
    log = (await room.desk.ask(LOG, k=key))["webhookDeliveries"]
    assert [each["status"] for each in log] == [204, 204, status]
    assert told in log[-1]["error"]
    state = await room.state()
    assert (state["attempts"], state["failingSince"], state["nextAt"], state["accountsBehind"]) == (0, None, None, [])


@pytest.mark.parametrize("answer", ["500 Oops", "503 Away"])
async def test_the_waits_grow_and_nothing_is_sent_before_their_end(room: Room, answer: str) -> None:
    """F-60: back-off, doubled for each failure up to the longest; of the account that is refused, and of one down."""
    await room.webhook(kinds=["ACCOUNT"])
    await room.account("Una")
    room.receiver.answers = [answer] * 9
    waits = replace(FAST, backoff_seconds=100.0, backoff_most_seconds=3_600.0)
    expected = [100, 200, 400]
    for seconds in expected:
        await room.told(waits)
        state = await room.state()
        waiting = state if answer.startswith("503") else state["accountsBehind"][0]
        next_at = datetime.fromisoformat(waiting["nextAt"])
        wait = (next_at - datetime.now(UTC)).total_seconds()
        assert seconds * 0.8 - 5 < wait <= seconds * 1.2
        sent = len(room.receiver.taken)
        await room.told(waits)
        assert len(room.receiver.taken) == sent
        async with room.desk.runtime.database.begin() as tx:
            await tx.execute(text("UPDATE webhook SET next_at = NULL"))
            await tx.execute(text("UPDATE webhook_behind SET next_at = NULL"))


async def test_who_takes_nothing_for_days_is_paused_told_and_resumed_where_it_stopped(room: Room) -> None:
    """F-60: the owner, or the administrators, get one letter; nothing is lost, nor sent meanwhile."""
    key, _ = await room.webhook(by=CERTO, kinds=["ACCOUNT"])
    first = await room.account("Primera")
    room.receiver.answers = ["503 Away"]
    await room.told(replace(FAST, backoff_seconds=100.0, backoff_most_seconds=100.0))
    assert (await room.state())["state"] == "ACTIVE"
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
    assert sorted(change["nodeId"] for change in room.receiver.accepted()[-2:]) == sorted([first, second])


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
        # of accounts apart, whose requests overtake each other
        assert sorted(change["nodeId"] for change in room.receiver.accepted()) == sorted(expected)
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
