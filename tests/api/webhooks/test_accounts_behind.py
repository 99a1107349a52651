"""An account whose changes a receiver refuses waits alone, in order; others go on, on both databases (F-60)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from tests.api.webhooks.conftest import CERTO, FAST, Room
from tests.api.webhooks.receiver import Answer

SLOW = replace(FAST, backoff_seconds=100.0, backoff_most_seconds=3_600.0)
"""Nothing that failed is tried again within the test, unless it says so."""


def refusing(*accounts: str, answer: str = "500 Oops") -> Answer:
    """Takes what is of other accounts."""

    def answered(_headers: dict[str, str], body: str) -> str:
        told = {change["accountId"] for change in json.loads(body)["data"]["changes"]}
        return answer if told & set(accounts) else "204 No Content"

    return answered


def seen(room: Room) -> list[tuple[str, int]]:
    return [(change["nodeId"], change["version"]) for change in room.receiver.accepted()]


async def due(room: Room) -> None:
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook SET next_at = NULL"))
        await tx.execute(text("UPDATE webhook_behind SET next_at = NULL"))


async def behind(room: Room) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await room.state())["accountsBehind"]
    return found


async def test_what_is_refused_of_one_account_holds_back_no_other(room: Room) -> None:
    """F-60: order is promised per account; the refused one waits, with all that comes after it of that account."""
    await room.webhook(kinds=["ACCOUNT"])
    wrong, good = await room.account("Mala"), await room.account("Buena")
    room.receiver.answer = refusing(wrong)
    await room.told(SLOW)
    assert seen(room) == [(good, 1)]
    for name in ("Otra vez", "Y otra"):
        await room.renamed(wrong, f"Mala {name}")
        await room.renamed(good, f"Buena {name}")
        await room.told(SLOW)
    assert seen(room) == [(good, 1), (good, 2), (good, 3)]
    (waiting,) = await behind(room)
    assert (waiting["accountId"], waiting["attempts"], waiting["error"]) == (wrong, 1, "Respondió 500.")
    assert (await room.state())["failingSince"] is None

    room.receiver.answer = None
    await due(room)
    await room.told(SLOW)
    assert seen(room)[3:] == [(wrong, 1), (wrong, 2), (wrong, 3)]
    assert await behind(room) == []
    await room.renamed(wrong, "Ya con todas")
    await room.told(SLOW)
    assert seen(room)[6:] == [(wrong, 4)]
    assert room.receiver.ids_of_each_change() == {1}


async def test_one_that_is_slow_with_an_account_holds_back_no_other(room: Room) -> None:
    """F-60: who never answers for one account is told of others meanwhile, in another request."""
    await room.webhook(kinds=["ACCOUNT"])
    wrong, good = await room.account("Lenta"), await room.account("Buena")
    room.receiver.answer = refusing(wrong, answer="wait")
    telling = asyncio.create_task(room.told(replace(SLOW, request_seconds=2.0)))
    async with asyncio.timeout(1.5):
        while not room.receiver.accepted():  # noqa: ASYNC110  (another system tells nobody)
            await asyncio.sleep(0.02)
    assert seen(room) == [(good, 1)]
    await telling
    assert [each["accountId"] for each in await behind(room)] == [wrong]


async def test_one_that_is_down_as_a_whole_is_asked_once_and_takes_everything_afterwards(room: Room) -> None:
    """F-60: who refuses three accounts and takes none, or is not there, is not asked for each; nothing is lost."""
    await room.webhook(kinds=["ACCOUNT"])
    made = [await room.account(f"Cuenta {number}") for number in range(9)]
    one = replace(SLOW, accounts_at_once=1)
    for answer, most in (("503 Away", 1), ("500 Oops", 3)):
        room.receiver.taken.clear()
        room.receiver.answer = refusing(*made, answer=answer)
        await room.told(one)
        assert len(room.receiver.taken) == most
        state = await room.state()
        assert state["nextAt"] is not None
        await room.told(one)
        assert len(room.receiver.taken) == most
        await due(room)
    room.receiver.answer = None
    room.receiver.taken.clear()
    await room.told(FAST)
    await due(room)
    await room.told(FAST)
    assert sorted(seen(room)) == sorted((each, 1) for each in made)
    state = await room.state()
    assert (state["attempts"], state["nextAt"], state["accountsBehind"]) == (0, None, [])


async def test_accounts_that_are_refused_do_not_keep_a_new_one_from_being_tried(room: Room) -> None:
    """F-60: three that are refused look like one that is down; the first that is taken shows that it is not."""
    await room.webhook(kinds=["ACCOUNT"])
    wrong = [await room.account(f"Mala {number}") for number in range(3)]
    room.receiver.answer = refusing(*wrong)
    await room.told(SLOW)
    assert (await room.state())["attempts"] == 1
    good = await room.account("Buena")
    await due(room)
    await room.told(SLOW)
    assert seen(room) == [(good, 1)]
    state = await room.state()
    assert (state["attempts"], state["nextAt"], len(state["accountsBehind"])) == (0, None, 3)


async def test_an_account_that_is_refused_for_days_is_stopped_and_told_and_the_rest_goes_on(room: Room) -> None:
    """F-60: one letter to the owner; resumed, what waited goes out in order; from a place, all is told from there."""
    key, _ = await room.webhook(by=CERTO, kinds=["ACCOUNT"])
    wrong, good = await room.account("Mala"), await room.account("Buena")
    room.receiver.answer = refusing(wrong)
    await room.told(SLOW)
    async with room.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE webhook_behind SET failing_since = 1, next_at = NULL"))
    await room.told(replace(SLOW, paused_after=timedelta(days=5)))
    (waiting,) = await behind(room)
    assert (waiting["isStopped"], waiting["attempts"]) == (True, 2)
    assert (await room.state())["state"] == "ACTIVE"
    letters = (await room.desk.ask("{ messages(first: 10) { nodes { template text } } }"))["messages"]["nodes"]
    (letter,) = [each["text"] for each in letters if each["template"] == "AVISO-SISTEMA-EN-PAUSA"]
    assert "Hace 5 días que ese sistema no recibe los cambios de una cuenta. Lo último: Respondió 500." in letter
    assert "webhooks { accountsBehind }" in letter
    await room.renamed(good, "Buena, otra vez")
    await due(room)
    sent = len(room.receiver.taken)
    await room.told(SLOW)
    assert (len(room.receiver.taken), seen(room)[-1]) == (sent + 1, (good, 2))
    room.receiver.answer = None
    assert (await room.decided("resumeWebhook", key=key))["userErrors"] == []
    await room.told(SLOW)
    assert seen(room)[-1] == (wrong, 1)
    assert await behind(room) == []


async def test_from_a_place_that_is_named_nothing_before_it_waits_any_more(room: Room) -> None:
    """F-60: whoever read the records anew resumes from there; what an account had waiting is not told again."""
    key, _ = await room.webhook(kinds=["ACCOUNT"])
    wrong, good = await room.account("Mala"), await room.account("Buena")
    room.receiver.answer = refusing(wrong)
    await room.told(SLOW)
    place = (await room.state())["cursor"]
    room.receiver.answer = None
    assert (await room.decided("resumeWebhook", key=key, after=place))["userErrors"] == []
    assert await behind(room) == []
    await room.renamed(wrong, "Mala, corregida")
    await room.told(SLOW)
    assert seen(room) == [(good, 1), (wrong, 2)]
