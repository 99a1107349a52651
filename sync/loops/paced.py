"""
What the loops of the worker that poll have in common: woken, stopped gracefully, asleep in between, and patient with a
store that is away.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from typing import ClassVar, Final

from domain.errors import StoreUnavailable

_STORE_PAUSE_SECONDS: Final = 1.0


class Paced(ABC):
    """
    A loop that lives in one event loop; `wake` and `stop` are called from it.

    Attributes:
        log: Where a round that failed is told.
        failed: In which words.
    """

    log: ClassVar[logging.Logger]
    failed: ClassVar[str]

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()

    @abstractmethod
    async def _round(self) -> None:
        """Do what is to be done, and sleep until the next round."""

    async def run(self) -> None:
        """Work until `stop`; failures of the store are waited out."""
        while not self._stopping.is_set():
            try:
                await self._round()
            except Exception as failure:
                if not isinstance(failure, StoreUnavailable):  # the store tells its outage itself, once
                    self.log.exception(self.failed)
                await self._sleep(self._stopping, _STORE_PAUSE_SECONDS)

    def wake(self) -> None:
        """There is something to do: do not wait for the next poll."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the round under way, then let `run` return."""
        self._stopping.set()
        self._wake.set()

    async def _sleep(self, event: asyncio.Event, seconds: float) -> None:
        """Sleep, cut short by the event."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
        if event is not self._stopping and not self._stopping.is_set():
            event.clear()
