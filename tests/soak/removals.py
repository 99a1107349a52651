"""
Does the soak notice a loss? Each line that keeps one away is taken out of all processes in turn, and it must turn red.

    python -m tests.soak.removals            (`make losses`; names after it choose some)

Some removals also stretch the gap that they open, so that a death falls into it in seconds and not in weeks. A
removal that turns nothing red is a hole in the soak, and fails. What answers twice, or late, is harmless by itself
(a write names the version it was made on), so there is no row for the token of a lease alone.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from domain.model.exchange.crm_records import WriteStatus
from domain.ports.sync import Delivery, Lease
from persistence.background import timer_queue
from persistence.sync import changes, outbox, store, transaction
from persistence.tables import deadline
from sync import dispatch, pull, reconcile
from sync.plan import plan_writes

ROUNDS: Final = 30
SEEDS: Final = (16, 17, 18)
"""One of these soaks must turn red: not every death falls into a gap."""
_BROKEN: Final = ("AttributeError", "ImportError", "NameError", "TypeError")
"""What a process prints whose code was changed under a removal: it fails for that, and proves nothing."""
BUSY: Final = 6
"""So few accounts that two changes of one fall into a gap on a slow machine, too."""
_GAP_SECONDS: Final = 0.3
_LATE_SECONDS: Final = 0.8
_LONG_GAP_SECONDS: Final = 2.0


def _queued_but_for_some() -> None:
    """One change in 40 is stored without its message (F-16)."""
    enqueue, chance = outbox.enqueue, random.SystemRandom()  # forked processes would share the draws of a seed

    async def forgetful(tx: Any, channel: str, key: str, payload: Mapping[str, object], now: Any) -> int:
        return 0 if chance.randrange(40) == 0 else await enqueue(tx, channel, key, payload, now)

    changes.enqueue = transaction.enqueue = forgetful


def _dropped_when_claimed() -> None:
    """The message is deleted before the CRM confirmed it."""
    claim = store.SqlSyncStore.claim

    async def claim_and_drop(self: Any, pace: Any) -> Any:
        lease = await claim(self, pace)
        if isinstance(lease, Lease):
            async with self.begin() as tx:
                await tx.deliver(lease.token, Delivery(plan_writes(lease).upto, {}, {}))
        return lease

    _put(store.SqlSyncStore, "claim", claim_and_drop)


def _delivered_though_it_failed() -> None:
    """A call that was cut counts as one that was answered."""

    async def failed(self: Any, lease: Lease, _failure: Exception) -> None:
        async with self._store.begin() as tx:
            await tx.deliver(lease.token, Delivery(plan_writes(lease).upto, {}, {}))

    _put(dispatch.Dispatcher, "_failed", failed)


def _refused_counts_as_written() -> None:
    """What the CRM refused, for it had another version, is confirmed without being written."""
    send = dispatch.Dispatcher._send

    async def never_refused(self: Any, plan: Any, third: float) -> list[Any]:
        outcomes = await send(self, plan, third)
        return [
            replace(outcome, status=WriteStatus.UPDATED, current=None)
            if outcome.status is WriteStatus.CONFLICT
            else outcome
            for outcome in outcomes
        ]

    _put(dispatch.Dispatcher, "_send", never_refused)


def _answers_of_any_age() -> None:
    """What the CRM said long ago is taken for what it says now; a worker is slow to store."""
    apply, settle = pull.Puller._apply, dispatch.Dispatcher._settle

    async def late_page(self: Any, *given: Any) -> Any:
        await asyncio.sleep(_LATE_SECONDS)
        return await apply(self, *given)

    async def late_outcomes(self: Any, *given: Any) -> Any:
        await asyncio.sleep(_LATE_SECONDS)
        return await settle(self, *given)

    _put(reconcile.CrmAnswer, "asked_at", lambda _answer, _key: None)
    _put(pull.Puller, "_apply", late_page)
    _put(dispatch.Dispatcher, "_settle", late_outcomes)


def _cursor_before_its_page() -> None:
    """Where the next page starts is saved before this one is stored."""
    apply = pull.Puller._apply

    async def saved_first(self: Any, read: Any, lease: Any, page: Any) -> Any:
        if lease is not None and page is not None:
            async with self._store.begin() as tx:
                await tx.save_cursor(lease, page.cursor, lease.resync_since, self._settings.lease_seconds)
            await asyncio.sleep(_LONG_GAP_SECONDS if page.changes else 0.0)
        return await apply(self, read, lease, page)

    _put(pull.Puller, "_apply", saved_first)


def _timer_marked_before_its_effect() -> None:
    """That a timer fired is committed before what it causes."""
    fire_due = timer_queue.SqlTimerQueue.fire_due

    async def marked_first(self: Any, handler: Any, most: int) -> Any:
        effects: list[Any] = []

        async def note(_work: Any, timer: Any) -> None:
            effects.append(timer)

        done = await fire_due(self, note, most)
        await asyncio.sleep(_GAP_SECONDS)
        for timer in effects:
            async with self._database.begin() as tx:
                work = timer_queue.SqlUnitOfWork(tx, timer_queue.SYSTEM, self._clock.now())
                await handler(work, timer)
                await work.queue_changes()
        return done

    _put(timer_queue.SqlTimerQueue, "fire_due", marked_first)


def _timer_fired_by_whoever_sees_it() -> None:
    """That another one fired it meanwhile is not looked at."""
    fire_due = timer_queue.SqlTimerQueue.fire_due

    async def unmarked(self: Any, handler: Any, most: int) -> Any:
        done = await fire_due(self, handler, most)
        if done.fired:
            async with self._database.begin() as tx:  # the mark of one of them is lost
                last = timer_queue.select(deadline.c.id).where(deadline.c.state == "fired").limit(1).scalar_subquery()
                await tx.execute(deadline.update().where(deadline.c.id == last).values(state="pending"))
        return done

    _put(timer_queue.SqlTimerQueue, "fire_due", unmarked)


def _put(holder: type, name: str, instead: Any) -> None:
    setattr(holder, name, instead)


REMOVALS: Final[Mapping[str, Callable[[], None]]] = {
    "message of one change in 40": _queued_but_for_some,
    "message until the CRM confirmed": _dropped_when_claimed,
    "message of a call that failed": _delivered_though_it_failed,
    "message of a write that was refused": _refused_counts_as_written,
    "age of what the CRM said": _answers_of_any_age,
    "cursor with its page": _cursor_before_its_page,
    "timer with its effect": _timer_marked_before_its_effect,
    "mark of a timer that fired": _timer_fired_by_whoever_sees_it,
}
"""What keeps a loss or a double away, by what would be lost without it."""


def take_away(name: str) -> None:
    """In this process and those that it forks."""
    REMOVALS[name]()


def main(names: list[str]) -> int:
    """Print the table; 1 when a removal turns nothing red."""
    from tests.soak.soak import Soak, Tally
    from tests.support.system.databases import Databases

    async def soaked(name: str, seed: int) -> Tally:
        with tempfile.TemporaryDirectory() as folder:
            databases = Databases(Path(folder), "")
            removed = Soak("mock", "sqlite", ROUNDS, seed, without=name, busy=BUSY)
            tally = await removed.run(databases, Path(folder))
            printed = (Path(folder) / "processes.txt").read_text()
            if any(sign in printed for sign in _BROKEN):
                raise AssertionError(f"without the {name}: the removal does not fit the code any more")
            return tally

    holes = 0
    for name in REMOVALS:
        if names and not any(name.startswith(each) for each in names):
            continue
        tallies = (asyncio.run(soaked(name, seed)) for seed in SEEDS)
        seen = next((tally.problems[0] for tally in tallies if tally.problems), "")
        holes += not seen
        print(f"{'red' if seen else 'GREEN'}    without the {name}: {seen[:110]}", flush=True)
    print(f"{holes} unnoticed")
    return 1 if holes else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
