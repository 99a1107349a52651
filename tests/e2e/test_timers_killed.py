"""Timers with several workers that are killed in the middle: each fires once, none is lost (issue 4, section 2)."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from domain.model.institution.people import SYSTEM
from persistence.database import Database
from persistence.tables import deadline, message
from persistence.unit_of_work import SqlTransactions
from tests.support.mail import MovableClock, a_timer
from tests.support.system.databases import Databases

ROOT: Final = Path(__file__).parents[2]
TIMERS: Final = 400
KILLS: Final = 4


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_each_timer_fires_once_however_often_workers_are_killed(kind: str, databases: Databases) -> None:
    """Three workers, four of them killed with SIGKILL at random moments and replaced: 400 timers, 400 traces."""
    async with databases.opened("sqlite" if kind == "sqlite" else "postgresql") as database:
        async with SqlTransactions(database, MovableClock())(SYSTEM) as work:
            for number in range(TIMERS):
                assert await work.timers.set(a_timer(subject=f"case:{number}"))
        url = database.url.render_as_string(hide_password=False)
        workers = [await _start(url) for _ in range(3)]
        chance = random.Random(20240913)
        try:
            for _ in range(KILLS):
                fired = await _fired(database)
                await _until_fired(database, min(fired + 10, TIMERS))
                await asyncio.sleep(chance.uniform(0.0, 0.05))
                victim = workers.pop(chance.randrange(len(workers)))
                victim.kill()
                await victim.wait()
                workers.append(await _start(url))
            await _until_fired(database, TIMERS)
        finally:
            for worker in workers:
                worker.kill()
                await worker.wait()

        traces = Counter(row.cause.split()[0] for row in await database.read(select(message.c.cause)))
        assert traces == Counter({f"case:{number}": 1 for number in range(TIMERS)})


async def _start(url: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.support.system.timer_worker", url)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."})


async def _fired(database: Database) -> int:
    rows = await database.read(select(func.count()).select_from(deadline).where(deadline.c.state == "fired"))
    return int(rows[0][0])


async def _until_fired(database: Database, wanted: int) -> None:
    async with asyncio.timeout(60):
        while await _fired(database) < wanted:  # noqa: ASYNC110  (other processes' work)
            await asyncio.sleep(0.01)
