"""The loop that fires timers when their time has come. Stops gracefully; any number may run against one store."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from domain.ports.background import Firing, TimerHandler, TimerQueue
from sync.loops.paced import Paced


@dataclass(frozen=True, slots=True)
class TimerSettings:
    """
    How the loop paces itself.

    Attributes:
        poll_seconds: Pause when nothing is due; a wake-up cuts it short.
        batch: Most timers in one transaction: short, because on SQLite nobody else writes meanwhile.
    """

    poll_seconds: float = 1.0
    batch: int = 50


class TimerRunner(Paced):
    """
    Fires what is due.

    When a whole round fails (the store was down, or two rounds got in each other's way) nothing of it has happened;
    the next round takes one timer at a time, so that one that cannot be fired holds up nobody.
    """

    log = logging.getLogger("atencion.sync.timers")
    failed = "a round of timers failed"

    def __init__(self, queue: TimerQueue, handler: TimerHandler, settings: TimerSettings) -> None:
        super().__init__()
        self._queue = queue
        self._handler = handler
        self._settings = settings
        self._batch = settings.batch

    async def _round(self) -> None:
        if (await self.fire_round()).due < self._settings.batch:
            await self._sleep(self._wake, self._settings.poll_seconds)

    async def run_once(self) -> int:
        """Fire what is due until nothing is; how many fired. What they set to be due at once fires too."""
        fired = 0
        while not self._stopping.is_set():
            done = await self.fire_round()
            fired += done.fired
            if not done.fired:
                break
        return fired

    async def fire_round(self) -> Firing:
        """One transaction's worth."""
        most = self._batch
        self._batch = 1  # unless this round goes well
        done = await self._queue.fire_due(self._handler, most)
        self._batch = self._settings.batch
        for kind, error in done.errors:
            self.log.error("a timer failed; it will be tried again", extra={"kind": kind}, exc_info=error)
        return done
