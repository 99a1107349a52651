"""
Timers fired in SQL, each exactly once, by any number of workers.

Exactly once because claim, effect and mark are one transaction: a worker that dies leaves the timer pending.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, or_, select, update

from domain.model.institution.people import SYSTEM
from domain.model.outages import doubled_wait
from domain.model.timers import Timer, TimerState
from domain.ports.background import Firing, TimerHandler
from domain.ports.clock import Clock
from persistence.background.timers import IS_PENDING, timer_of
from persistence.database import Database, Transaction
from persistence.lease_clock import looked_at, store_now
from persistence.tables import deadline as table
from persistence.tables.columns import Instant, Key
from persistence.unit_of_work import SqlUnitOfWork

_FIRED: Final = TimerState.FIRED.value.lower()
_ERROR_LENGTH: Final = 500
_FIRST_WAIT_SECONDS: Final = 1.0
_LONGEST_WAIT_SECONDS: Final = 3600.0

DUE: Final = (
    select(table)
    .where(
        IS_PENDING,
        table.c.due_at <= bindparam("now", type_=Instant),
        or_(table.c.retry_at.is_(None), table.c.retry_at <= bindparam("machine", type_=Instant)),
    )
    .order_by(table.c.due_at)
    .limit(bindparam("most", type_=Key))
    .with_for_update(skip_locked=True)
)
_ANY_DUE: Final = (
    select(table.c.id)
    .where(
        IS_PENDING,
        table.c.due_at <= bindparam("now", type_=Instant),
        or_(table.c.retry_at.is_(None), table.c.retry_at <= bindparam("machine", type_=Instant)),
    )
    .limit(1)
)
# What fired before it in the same transaction may have cancelled or moved it.
_FIRE: Final = (
    update(table)
    .where(table.c.id == bindparam("timer"), IS_PENDING, table.c.due_at <= bindparam("now", type_=Instant))
    .values(state=_FIRED, attempts=table.c.attempts + 1, error=None)
)
_FAILED: Final = (
    update(table)
    .where(table.c.id == bindparam("timer"))
    .values(
        attempts=table.c.attempts + 1,
        retry_at=bindparam("again", type_=Instant),
        error=bindparam("why"),
    )
)


class SqlTimerQueue:
    """`TimerQueue` in SQL. `clock` is the protocol's: timers fire by it; waits after failures run by the store's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def fire_due(self, handler: TimerHandler, most: int) -> Firing:
        """
        See `TimerQueue.fire_due`. All of one round are one transaction, each under a savepoint of its own.

        Looks first without a lock: an idle worker costs one read and keeps no writer waiting.
        """
        fired = 0
        errors: list[tuple[str, Exception]] = []
        now = self._clock.now()
        if not await self._database.read(_ANY_DUE, {"now": now, "machine": await looked_at(self._database)}):
            return Firing(due=0, fired=0, failed=0)
        async with self._database.begin() as tx:
            machine = await store_now(tx)
            rows = (await tx.execute(DUE, {"now": now, "machine": machine, "most": most})).all()
            for row in rows:
                try:
                    fired += await self._fire(tx, handler, timer_of(row), now)
                except Exception as failure:
                    if tx.invalidated or tx.closed:
                        raise  # the connection is gone, and with it the whole round
                    errors.append((row.kind, failure))
                    await tx.execute(_FAILED, _failure(row, failure, machine))
        return Firing(due=len(rows), fired=fired, failed=len(errors), errors=errors)

    async def pending(self) -> int:
        """How many wait; for measurement, it reads them all."""
        rows = await self._database.read(select(table.c.id).where(IS_PENDING), long=True)
        return len(rows)

    async def _fire(self, tx: Transaction, handler: TimerHandler, timer: Timer, now: datetime) -> int:
        async with tx.begin_nested():
            if (await tx.execute(_FIRE, {"timer": timer.id, "now": now})).rowcount == 0:
                return 0
            work = SqlUnitOfWork(tx, SYSTEM, now)
            await handler(work, timer)
            await work.queue_changes()
        return 1


def _failure(row: Any, failure: Exception, machine: datetime) -> dict[str, object]:
    wait = doubled_wait(row.attempts, _FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS)
    why = f"{type(failure).__name__}: {failure}"[:_ERROR_LENGTH]
    return {"timer": row.id, "again": machine + timedelta(seconds=wait), "why": why}
