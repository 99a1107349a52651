"""Workers that are killed with SIGKILL while they tell a webhook, over rounds, on both databases (F-60)."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Final

from sqlalchemy import select

from persistence.tables.decisions import change
from tests.api.webhooks.conftest import Room
from tests.support.crash.launcher import Launcher, launcher

ROUNDS: Final = 10
ACCOUNTS: Final = 6


async def test_over_rounds_of_kills_each_change_is_told_in_order_and_again_only_recognisably(
    room: Room, tmp_path: Path
) -> None:
    """
    F-60: two real workers, one killed in each round while the receiver takes, refuses, cuts or is slow.

    Nothing is lost; a change has one id however often it comes, and an id one body; and no request of an account comes
    before those that were sent of it before were taken.
    """
    made = [await room.account(f"Cuenta {number}") for number in range(ACCOUNTS)]
    await room.webhook(kinds=["ACCOUNT"])
    chance = random.Random(15)
    room.receiver.answer = lambda _headers, _body: chance.choice(
        ["204 No Content"] * 7 + ["500 Oops", "cut", "taken and cut"]
    )
    room.receiver.delay = lambda: chance.uniform(0.0, 0.04)
    url = room.desk.runtime.database.url.render_as_string(hide_password=False)
    loop = asyncio.get_running_loop()
    with launcher(tmp_path / "errors.txt") as started:
        workers = [await loop.run_in_executor(None, started.start, "webhooks", url) for _ in range(2)]
        for number in range(ROUNDS):
            for _ in range(3):
                await room.renamed(chance.choice(made), f"Ronda {number} {chance.random()}")
            requests = len(room.receiver.taken)
            async with asyncio.timeout(60):
                while len(room.receiver.taken) == requests:  # noqa: ASYNC110  (other processes' work)
                    await asyncio.sleep(0.002)
            await asyncio.sleep(chance.uniform(0.0, 0.05))
            await _replaced(started, workers, chance.randrange(2), url)
        room.receiver.answer = None
        rows = await room.desk.runtime.database.read(select(change.c.key).where(change.c.kind == "ACCOUNT"))
        wanted = len(rows) - ACCOUNTS  # they were made before the webhook
        async with asyncio.timeout(60):
            while len(room.receiver.accepted()) < wanted:  # noqa: ASYNC110  (other processes' work)
                await asyncio.sleep(0.05)
    assert wanted == 3 * ROUNDS
    assert len({each["cursor"] for each in room.receiver.accepted()}) == wanted
    assert room.receiver.ids_of_each_change() == {1}
    bodies: dict[str, set[str]] = defaultdict(set)
    taken: dict[str, int] = defaultdict(lambda: 1)
    for headers, body, answer in room.receiver.taken:
        bodies[headers["webhook-id"]].add(body)
        told = json.loads(body)["data"]["changes"]
        (account,) = {each["nodeId"] for each in told}
        first, last = told[0]["version"], told[-1]["version"]
        assert [each["version"] for each in told] == [*range(first, last + 1)]
        assert first <= taken[account] + 1, "it came before the one before it was taken"
        if answer.startswith(("2", "taken")):
            taken[account] = max(taken[account], last)
    assert {len(each) for each in bodies.values()} == {1}
    assert len(room.receiver.taken) > len(bodies), "nothing came again: the kills struck nothing"


async def _replaced(started: Launcher, workers: list[int], place: int, url: str) -> None:
    loop = asyncio.get_running_loop()
    started.kill(workers[place])
    workers[place] = await loop.run_in_executor(None, started.start, "webhooks", url)
