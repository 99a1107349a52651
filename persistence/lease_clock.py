"""
The clock that leases, pace and waits go by: it does not go back, whatever is done to the machine's.

PostgreSQL: the server's own, the same for all. SQLite, whose processes share a machine: the time since that machine
started, which no step of its clock moves, plus a difference that the store keeps for all of them. It follows the
machine's clock forward; when that is put back, it goes on. After a restart of the machine it begins at the machine's
clock, or at the latest instant that the store remembers.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.sqlite import insert

from persistence.database import Database, Transaction
from persistence.records import kind_of
from persistence.tables import setting
from persistence.tables.columns import Instant

_NAME: Final = "lease_clock"
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_DRIFT_MICROS: Final = 1_000_000
"""So far the machine's clock may run ahead before the difference is written anew."""
_SINCE_START: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

SERVER_CLOCK: Final = text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) AS now").columns(
    now=Instant
)
_KEPT: Final = select(setting.c.value).where(setting.c.name == _NAME)
_KEEP: Final = (
    insert(setting)
    .values(name=_NAME, value=bindparam("value"))
    .on_conflict_do_update(index_elements=["name"], set_={"value": bindparam("value")})
)


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine says: its clock and the time since it started in microseconds, and which start that was."""

    wall: int
    up: int
    boot: str

    @classmethod
    def now(cls) -> Machine:
        """At this moment."""
        return cls(time.time_ns() // 1000, time.clock_gettime_ns(_SINCE_START) // 1000, _boot())


@lru_cache(maxsize=1)
def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return "this machine does not say"


def instant_of(machine: Machine, kept: Mapping[str, Any] | None) -> int:
    """Microseconds since 1970 by the clock, *kept* being what the store keeps of it."""
    if kept is None:
        return machine.wall
    earliest: int = kept["ahead"] + machine.up if kept["boot"] == machine.boot else kept["seen"]
    return max(machine.wall, earliest)


def to_keep(machine: Machine, kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the store keeps from now on; None: what it keeps will do."""
    now = instant_of(machine, kept)
    ahead = now - machine.up
    if kept is not None and kept["boot"] == machine.boot and ahead - kept["ahead"] < _DRIFT_MICROS:
        return None
    return {"boot": machine.boot, "ahead": ahead, "seen": now}


async def store_now(tx: Transaction) -> datetime:
    """Now, inside a transaction; aware UTC."""
    if kind_of(tx) == "postgresql":
        now: datetime = (await tx.execute(SERVER_CLOCK)).scalar_one()
        return now
    kept = (await tx.execute(_KEPT)).scalar_one_or_none()
    machine = Machine.now()
    if (value := to_keep(machine, kept)) is not None:
        await tx.execute(_KEEP, {"value": value})
    return _instant(instant_of(machine, kept))


async def looked_at(database: Database) -> datetime:
    """Now, for a look without a transaction, whose answer a transaction will check; aware UTC."""
    if database.kind == "postgresql":
        return datetime.now(UTC)
    rows = await database.read(_KEPT)
    return _instant(instant_of(Machine.now(), rows[0].value if rows else None))


def _instant(micros: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros)
