"""Leases and pace go by a clock that does not go back (issue 8, point 6; F-17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from domain.ports.sync import Lease, Pace, Wait
from persistence import lease_clock
from persistence.database import Database
from persistence.lease_clock import Machine, instant_of, looked_at, store_now, to_keep
from persistence.sync.outbox import CRM_CHANNEL, enqueue
from persistence.sync.store import SqlSyncStore
from tests.support.cases.desk import FrozenClock

SECOND = 1_000_000
HOUR = 3_600 * SECOND


def _kept(machine: Machine) -> dict[str, object]:
    kept = to_keep(machine, None)
    assert kept is not None
    return kept


def test_a_step_back_of_the_machines_clock_is_not_followed() -> None:
    """An hour back, ten seconds later: ten seconds have gone by."""
    kept = _kept(Machine(wall=10 * HOUR, up=HOUR, boot="a"))
    assert instant_of(Machine(wall=9 * HOUR, up=HOUR + 10 * SECOND, boot="a"), kept) == 10 * HOUR + 10 * SECOND


def test_a_step_forward_is_followed_and_kept() -> None:
    """And when it is taken back, the clock goes on from where it was."""
    kept = _kept(Machine(wall=10 * HOUR, up=HOUR, boot="a"))
    ahead = Machine(wall=12 * HOUR, up=HOUR + SECOND, boot="a")
    assert instant_of(ahead, kept) == 12 * HOUR
    moved = to_keep(ahead, kept)
    assert instant_of(Machine(wall=10 * HOUR, up=HOUR + 3 * SECOND, boot="a"), moved) == 12 * HOUR + 2 * SECOND


def test_what_is_kept_is_written_anew_only_when_the_clocks_drift_apart() -> None:
    """Not by each transaction."""
    kept = _kept(Machine(wall=10 * HOUR, up=HOUR, boot="a"))
    assert to_keep(Machine(wall=11 * HOUR + SECOND // 2, up=2 * HOUR, boot="a"), kept) is None
    assert to_keep(Machine(wall=11 * HOUR + SECOND, up=2 * HOUR, boot="a"), kept) is not None


def test_after_a_restart_of_the_machine_it_begins_at_the_latest_known_instant() -> None:
    """With the machine's clock, or where the store was when that is behind (an empty battery)."""
    kept = _kept(Machine(wall=10 * HOUR, up=HOUR, boot="a"))
    assert instant_of(Machine(wall=20 * HOUR, up=SECOND, boot="b"), kept) == 20 * HOUR
    behind = Machine(wall=SECOND, up=SECOND, boot="b")
    assert instant_of(behind, kept) == 10 * HOUR
    assert instant_of(Machine(wall=2 * SECOND, up=2 * SECOND, boot="b"), to_keep(behind, kept)) == 10 * HOUR + SECOND


@pytest.mark.parametrize("hours", [-1, 1])
async def test_no_machines_clock_holds_up_what_postgres_keeps(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Engineering notes A.3: a client's clock an hour ahead, or a worker's an hour behind: it is claimed at once."""
    wrong = datetime.now(UTC) + timedelta(hours=hours)
    monkeypatch.setattr(lease_clock, "datetime", SimpleNamespace(now=lambda _zone: wrong))
    async with postgres_database.begin() as tx:
        payload = {"kind": "account", "key": "k", "fields": ["name"], "at": wrong.isoformat()}
        await enqueue(tx, CRM_CHANNEL, "k", payload, wrong if hours > 0 else await store_now(tx))
    pace = Pace(batch=10, per_stream=10, lease_seconds=2.0, max_in_flight=4)
    assert isinstance(await SqlSyncStore(postgres_database, FrozenClock(wrong)).claim(pace), Lease)


async def test_a_dead_workers_lease_runs_out_in_its_time_though_the_clock_was_put_back(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paced gate opens and a lease of two seconds ends two seconds later, not an hour later."""
    gone_by = [0]
    machine = Machine.now()

    def at(wall_moved: int) -> None:
        moved = Machine(machine.wall + wall_moved + gone_by[0], machine.up + gone_by[0], machine.boot)
        monkeypatch.setattr(lease_clock.Machine, "now", lambda: moved)

    at(0)
    async with sqlite_database.begin() as tx:
        before = await store_now(tx)
        payload = {"kind": "account", "key": "k", "fields": ["name"], "at": before.isoformat()}
        await enqueue(tx, CRM_CHANNEL, "k", payload, before)
    store = SqlSyncStore(sqlite_database, FrozenClock(before))
    pace = Pace(batch=10, per_stream=10, lease_seconds=2.0, max_in_flight=4, calls_per_second=1.0, burst=1)
    assert isinstance(await store.claim(pace), Lease)

    gone_by[0] = SECOND
    at(-HOUR)
    assert isinstance(await store.claim(pace), Wait)
    gone_by[0] = 4 * SECOND
    at(-HOUR)
    assert await looked_at(sqlite_database) == before + timedelta(seconds=4)
    assert isinstance(await store.claim(pace), Lease)
