"""
Simulations under way: a question that takes long is asked again, and tells how far it is.

Nothing is stored: they live in this process, as long as somebody asks. Whoever asks the same of another process
begins it there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from domain.errors import BudgetUsedUp
from domain.protocol.measures.what_if import Simulation

MOST_AT_ONCE: Final = 4
PATIENCE_SECONDS: Final = 3.0
FORGOTTEN_SECONDS: Final = 60.0

Begin = Callable[[], AsyncGenerator[Simulation, None]]


@dataclass(slots=True, eq=False)
class _Run:
    asked_at: float
    task: asyncio.Task[None] | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    latest: Simulation | None = None
    failure: Exception | None = None


class Simulations:
    """
    Those that somebody asks for.

    Args:
        patience: Seconds that an answer waits for the end before it tells how far it is.
        forgotten: Seconds after which nobody is taken to ask any more: it stops, and is begun anew when asked again.
    """

    def __init__(self, patience: float = PATIENCE_SECONDS, forgotten: float = FORGOTTEN_SECONDS) -> None:
        self._patience = patience
        self._forgotten = forgotten
        self._runs: dict[Hashable, _Run] = {}

    async def ask(self, question: Hashable, begin: Begin) -> Simulation:
        """
        The simulation of this question, finished or as far as it is.

        Raises:
            BudgetUsedUp: Too many are under way; nothing was begun.
            Exception: What *begin* raised; asking again begins anew.
        """
        self._forget()
        run = self._runs.get(question)
        if run is None:
            if sum(1 for each in self._runs.values() if not _is_done(each)) >= MOST_AT_ONCE:
                raise BudgetUsedUp("Ya se calculan varias simulaciones: espere a que terminen.", 10.0)
            run = self._runs[question] = _Run(monotonic())
            run.task = asyncio.create_task(self._play(run, begin))
        run.asked_at = monotonic()
        if run.task is not None:
            await asyncio.wait({run.task}, timeout=self._patience)
        await run.begun.wait()
        if run.latest is None or run.failure is not None:
            self._runs.pop(question, None)
            raise run.failure or RuntimeError("a simulation was stopped before it began")
        return run.latest

    async def close(self) -> None:
        """Stop all of them."""
        tasks = [run.task for run in self._runs.values() if run.task is not None]
        self._runs.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _play(self, run: _Run, begin: Begin) -> None:
        try:
            async with contextlib.aclosing(begin()) as steps:
                async for run.latest in steps:
                    run.begun.set()
                    if monotonic() - run.asked_at > self._forgotten:
                        return
        except Exception as failure:
            run.failure = failure
        finally:
            run.begun.set()

    def _forget(self) -> None:
        before = monotonic() - self._forgotten
        for question in [key for key, run in self._runs.items() if run.asked_at < before]:
            run = self._runs.pop(question)
            if run.task is not None:
                run.task.cancel()


def _is_done(run: _Run) -> bool:
    return run.task is not None and run.task.done()
