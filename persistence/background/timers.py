"""Timers in SQL: set, moved and cancelled in the transaction of what causes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, false, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from domain.model.history.reconsideration import gathered
from domain.model.timers import Timer, TimerState
from persistence.database import DatabaseKind, Transaction
from persistence.records import kind_of
from persistence.row_mapper import RowMapper, Stored
from persistence.tables import deadline as table

_PENDING: Final = TimerState.PENDING.value.lower()
_CANCELLED: Final = TimerState.CANCELLED.value.lower()

_MAPPER: Final = RowMapper(
    Timer,
    stored={
        "state": Stored(lambda state: state.value.lower(), lambda text: TimerState(text.upper())),
        "rule": Stored(str, lambda text: text or ""),
    },
)
timer_of: Final = _MAPPER.record
"""The timer that a row of the table `deadline` holds."""

_KEY: Final = ["kind", "subject", "occurrence"]
_SET: Final[dict[DatabaseKind, Any]] = {
    "sqlite": sqlite_insert(table).on_conflict_do_nothing(index_elements=_KEY),
    "postgresql": postgresql_insert(table).on_conflict_do_nothing(index_elements=_KEY),
}
IS_PENDING: Final = table.c.state == bindparam("pending", _PENDING, literal_execute=True)
"""Written out in the statement, so that both planners see that the partial indexes fit."""


class SqlTimers:
    """`TimerStore` in SQL, in the unit of work's transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def set(self, timer: Timer) -> bool:
        """See `TimerStore.set`. Two at once: the second waits for the first, then does nothing."""
        setting = _SET[kind_of(self._tx)].returning(table.c.id)
        return (await self._tx.execute(setting, _MAPPER.columns(timer))).first() is not None

    async def gather(self, timer: Timer) -> bool:
        """See `TimerStore.gather`. A waiting row stays locked until the end, so that no worker fires it meanwhile."""
        which = (table.c.kind == timer.kind, table.c.subject == timer.subject, IS_PENDING)
        latest = (table.c.due_at.desc(), table.c.id.desc())
        waits = select(table.c.id, table.c.payload).where(*which).order_by(*latest).limit(1)
        row = (await self._tx.execute(waits.with_for_update(skip_locked=True))).first()
        told = None if row is None else gathered(row.payload, timer.payload)
        if row is None or told is None:
            return await self.set(timer)
        if told != row.payload:
            await self._tx.execute(update(table).where(table.c.id == row.id).values(payload=told))
        return False

    async def move(self, kind: str, subject: str, due_at: datetime, occurrence: str | None = "") -> bool:
        """See `TimerStore.move`."""
        which = [table.c.kind == kind, table.c.subject == subject, table.c.state == _PENDING]
        if occurrence is not None:
            which.append(table.c.occurrence == occurrence)
        done = await self._tx.execute(update(table).where(*which).values(due_at=due_at, retry_at=None))
        return done.rowcount > 0

    async def cancel(
        self, subject: str, kinds: Sequence[str] | None = None, *, set_as: str | None = None
    ) -> Sequence[Timer]:
        """See `TimerStore.cancel`."""
        condition = [table.c.subject == subject, IS_PENDING]
        if kinds is not None:
            condition.append(table.c.kind.in_(kinds))
        if set_as is not None:
            condition.append(or_(table.c.occurrence == set_as, table.c.occurrence.startswith(f"{set_as}>")))
        cancelling = update(table).where(*condition).values(state=_CANCELLED).returning(table)
        return [timer_of(row) for row in await self._tx.execute(cancelling)]

    async def revive(self, subject: str, which: Sequence[tuple[str, str]] | None = None) -> int:
        """See `TimerStore.revive`."""
        condition = [table.c.subject == subject, table.c.state == _CANCELLED]
        if which is not None:
            condition.append(or_(false(), *(and_(table.c.kind == k, table.c.occurrence == o) for k, o in which)))
        values = {"state": _PENDING, "retry_at": None}
        return (await self._tx.execute(update(table).where(*condition).values(values))).rowcount


async def set_timers(tx: Transaction, timers: Sequence[Timer]) -> None:
    """Set several, in the order of their keys; those that are there already stay as they are. One statement."""
    ordered = sorted(timers, key=lambda timer: (timer.kind, timer.subject, timer.occurrence))
    await tx.execute(_SET[kind_of(tx)], [_MAPPER.columns(timer) for timer in ordered])
