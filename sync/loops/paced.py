"""What the loops of the worker that poll have in common: woken, stopped gracefully, and asleep in between."""

from __future__ import annotations

import asyncio
import contextlib


class Paced:
    """A loop that lives in one event loop; `wake` and `stop` are called from it."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()

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
