"""The loop that fires timers: rounds until nothing is due, a round that fails is taken one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from domain.model.timers import Timer
from domain.ports.background import Firing, TimerHandler
from domain.ports.store import UnitOfWork
from sync.loops.timers import TimerRunner, TimerSettings


@dataclass
class _Queue:
    """Answers rounds in order; then nothing is due."""

    rounds: list[Firing | Exception]
    asked: list[int] = field(default_factory=list)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def fire_due(self, handler: TimerHandler, most: int) -> Firing:
        self.asked.append(most)
        if not self.rounds:
            self.idle.set()
            return Firing(0, 0, 0)
        done = self.rounds.pop(0)
        if isinstance(done, Exception):
            raise done
        return done


async def _nothing(_work: UnitOfWork, _timer: Timer) -> None:
    pass


def _runner(rounds: Sequence[Firing | Exception], **settings: float) -> tuple[_Queue, TimerRunner]:
    queue = _Queue(list(rounds))
    return queue, TimerRunner(queue, _nothing, TimerSettings(batch=50, **settings))  # type: ignore[arg-type]  # seconds


async def test_a_backlog_is_worked_off_in_rounds() -> None:
    """Full rounds follow each other until none fires."""
    queue, runner = _runner([Firing(50, 50, 0), Firing(50, 49, 1, [("x", ValueError("no"))]), Firing(3, 3, 0)])

    assert await runner.run_once() == 102
    assert queue.asked == [50, 50, 50, 50]


async def test_timers_that_only_fail_do_not_keep_it_busy() -> None:
    """What failed waits; there is nothing else to do now."""
    queue, runner = _runner([Firing(2, 0, 2, [("x", ValueError("no"))] * 2)])

    assert await runner.run_once() == 0
    assert queue.asked == [50]


async def test_after_a_round_that_failed_as_a_whole_one_timer_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadlock or a lost connection: nothing had happened; the loop lives and goes on carefully."""
    monkeypatch.setattr("sync.loops.paced._STORE_PAUSE_SECONDS", 0.001)
    queue, runner = _runner([OSError("gone"), OSError("gone"), Firing(1, 1, 0)], poll_seconds=0.001)
    running = asyncio.create_task(runner.run())
    await asyncio.wait_for(queue.idle.wait(), 5)

    runner.stop()
    await asyncio.wait_for(running, 5)

    assert queue.asked[:4] == [50, 1, 1, 50]


async def test_it_sleeps_until_it_is_woken() -> None:
    """A moved clock need not wait for the next poll."""
    queue, runner = _runner([], poll_seconds=60)
    running = asyncio.create_task(runner.run())
    await asyncio.wait_for(queue.idle.wait(), 5)
    queue.idle.clear()
    runner.wake()
    await asyncio.wait_for(queue.idle.wait(), 5)

    runner.stop()
    await asyncio.wait_for(running, 5)

    assert len(queue.asked) == 2
