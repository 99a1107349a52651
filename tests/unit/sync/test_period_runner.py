"""How the loop that makes periods paces itself."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from domain.ports.classes import PeriodProgress
from sync.loops import periods
from sync.loops.periods import PeriodRunner, PeriodSettings


class Making:
    """There is always something to make."""

    async def begin(self, *, again: bool = False, replace: bool = True) -> bool:
        """Nothing is begun."""
        return again and replace

    async def make_some(self) -> int:
        """A transaction's worth."""
        return 1

    async def progress(self) -> PeriodProgress:
        """It is never there."""
        return PeriodProgress(None, None, 1)


@pytest.mark.parametrize(("pulling", "rest"), [(False, 0.5), (True, 12.0)])
async def test_it_rests_longer_beside_a_pull(pulling: bool, rest: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 12, 4: a pull is not slower; each transaction takes a second here, and is followed by its rest."""
    seconds = count()
    monkeypatch.setattr(periods, "monotonic", lambda: next(seconds))
    runner = PeriodRunner(Making(), PeriodSettings(), lambda: pulling)
    slept: list[float] = []

    async def sleep(_: asyncio.Event, told: float) -> None:
        slept.append(told)
        runner.stop()

    monkeypatch.setattr(runner, "_sleep", sleep)
    await runner.run()
    assert slept == [rest]
