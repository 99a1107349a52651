"""A process that plays what changed outside cases, to be killed: `python -m …reconsider_worker DATABASE_URL`."""

from __future__ import annotations

import asyncio
import sys
import uuid
from dataclasses import replace

from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from domain.use_cases.cases.timers import fire_timer
from persistence.background.timer_queue import SqlTimerQueue
from persistence.database import Database
from sync.loops.timers import TimerRunner, TimerSettings
from tests.support.cases.sql_desk import SqlDesk


async def fire(url: str) -> None:
    """Fire until killed."""
    database = await Database.open(url, synchronous="OFF")
    desk = SqlDesk(database)
    core = replace(desk.services.core, new_id=lambda: str(uuid.uuid4()))  # no other process makes the same
    desk.services = replace(desk.services, core=core)

    async def handle(work: UnitOfWork, timer: Timer) -> None:
        await fire_timer(desk.services, work, timer)

    queue = SqlTimerQueue(database, desk.clock)
    await TimerRunner(queue, handle, TimerSettings(poll_seconds=0.02, batch=10)).run()


if __name__ == "__main__":
    asyncio.run(fire(sys.argv[1]))
