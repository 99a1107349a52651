"""A process that fires timers, to be killed: `python -m tests.support.system.timer_worker DATABASE_URL`."""

from __future__ import annotations

import asyncio
import sys
import uuid

from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from persistence.background.timer_queue import SqlTimerQueue
from persistence.database import Database
from sync.timers import TimerRunner, TimerSettings
from tests.support.mail import MovableClock, a_message


async def leave_a_trace(work: UnitOfWork, timer: Timer) -> None:
    """A message whose cause differs each time: a timer that fired twice would leave two."""
    await asyncio.sleep(0.002)
    await work.messages.queue(a_message(cause=f"{timer.subject} {uuid.uuid4()}"))


async def fire(url: str) -> None:
    """Fire until killed."""
    database = await Database.open(url, synchronous="OFF")
    queue = SqlTimerQueue(database, MovableClock())
    await TimerRunner(queue, leave_a_trace, TimerSettings(poll_seconds=0.02, batch=10)).run()


if __name__ == "__main__":
    asyncio.run(fire(sys.argv[1]))
