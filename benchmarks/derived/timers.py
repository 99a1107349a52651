"""
500,000 pending timers on both databases: how fast they are set, what waiting costs, how fast 1,000 due ones fire.

The memory is that of this process, which is also the worker: pending timers live in the database only.
"""

from __future__ import annotations

import gc
import os
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from sqlalchemy import insert, text

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from domain.model.institution.people import SYSTEM
from domain.model.messages import Language, Message, Rendered
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from persistence.background.timer_queue import SqlTimerQueue
from persistence.database import Database, DatabaseKind
from persistence.tables import deadline
from persistence.unit_of_work import SqlTransactions
from sync.loops.timers import TimerRunner, TimerSettings
from tests.support.cases.desk import FrozenClock
from tests.support.system.databases import KINDS

PENDING: Final = 500_000
DUE: Final = 1_000
_SET_ONE_BY_ONE: Final = 5_000
_CHUNK: Final = 10_000
_NOW: Final = datetime(2024, 9, 13, 15, 0, tzinfo=UTC)


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Both databases in turn."""
    pending, due = (400, 100) if small else (PENDING, DUE)
    for kind in KINDS:
        async with data.empty(kind) as database:
            for row in await _measure(kind, database, pending, due):
                yield row


async def _measure(kind: DatabaseKind, database: Database, pending: int, due: int) -> list[Row]:
    singly = min(_SET_ONE_BY_ONE, pending // 2)
    bulk = await _load(database, pending - singly)
    started = perf_counter()
    await _set_in_use_cases(database, singly)
    one_by_one = singly / (perf_counter() - started)
    gc.collect()
    before = _resident_megabytes()
    queue = SqlTimerQueue(database, FrozenClock(_NOW))
    polls: list[float] = []
    for _ in range(50):
        started = perf_counter()
        assert (await queue.fire_due(_send, 50)).due == 0
        polls.append(1000 * (perf_counter() - started))
    await _make_due(database, due)
    started = perf_counter()
    fired = await TimerRunner(queue, _send, TimerSettings()).run_once()
    seconds = perf_counter() - started
    assert fired == due
    name = f"{kind}: {pending:,} pending"
    return [
        Row(f"{name}, loaded in bulk", bulk, "timers/s"),
        Row(f"{name}, set by use cases, 50 in each transaction", one_by_one, "timers/s"),
        Row(f"{name}, the worker's memory grew while asking and firing by", _resident_megabytes() - before, "MB"),
        Row(f"{name}, asking whether any is due (median)", median(polls), "ms"),
        Row(f"{name}, {due:,} due fired, each queueing a message", seconds, "s"),
    ]


async def _send(work: UnitOfWork, timer: Timer) -> None:
    """What a follow-up does at least: one message, queued once."""
    rendered = Rendered("¿Cómo le fue?", "Hola\n", "<p>Hola</p>", "NTF-29.v1")
    message = Message(
        timer.id, "NTF-29", f"timer:{timer.id}", Language.ES, ("a@empresa.example",), rendered, "FUP-05", _NOW
    )
    await work.messages.queue(message)


def _timer(number: int) -> Timer:
    """Due in the course of the next two years."""
    later = _NOW + timedelta(seconds=60 + number * 120)
    return Timer(str(uuid.UUID(int=number)), "follow_up_stage_1", f"case:{number}", later, "FUP-05")


async def _load(database: Database, count: int) -> float:
    started = perf_counter()
    for start in range(0, count, _CHUNK):
        timers = [_timer(number) for number in range(start, min(start + _CHUNK, count))]
        rows = [
            {
                "id": timer.id,
                "kind": timer.kind,
                "subject": timer.subject,
                "occurrence": "",
                "due_at": timer.due_at,
                "state": "pending",
                "rule": timer.rule,
                "payload": {"fact": "send_stage_1"},
            }
            for timer in timers
        ]
        async with database.begin() as tx:
            await tx.execute(insert(deadline), rows)
    return count / (perf_counter() - started)


async def _set_in_use_cases(database: Database, count: int) -> None:
    transactions = SqlTransactions(database, FrozenClock(_NOW))
    for start in range(0, count, 50):
        async with transactions(SYSTEM) as work:
            for number in range(start, start + 50):
                assert await work.timers.set(_timer(PENDING + number))


async def _make_due(database: Database, count: int) -> None:
    """Analysed, as a running database is; the oldest ones come due."""
    async with database.begin() as tx:
        await tx.execute(text("ANALYZE"))
        await tx.execute(
            text(
                "UPDATE deadline SET due_at = due_at - 100000000000000 WHERE id IN "
                "(SELECT id FROM deadline WHERE state = 'pending' ORDER BY due_at LIMIT :count)"
            ),
            {"count": count},
        )


def _resident_megabytes() -> float:
    """Memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
