"""Where the time of a start goes: measured part by part and told in one line when the process is ready."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def collecting_later() -> Iterator[None]:
    """
    No collection of cycles while a process starts: it makes much and throws little away.

    Whoever opens the process for work collects once and turns collection on; leaving the block turns it on too.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class StartUp:
    """
    A watch that runs since the process began.

    Args:
        clock: Seconds.
        spent: Seconds of work of this process so far: it began about that long ago.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, spent: Callable[[], float] = time.process_time
    ) -> None:
        self._clock = clock
        self._began = self._last = clock() - spent()
        self._parts: list[tuple[str, float]] = []

    def passed(self, part: str) -> None:
        """What took the time since the last part."""
        now = self._clock()
        self._parts.append((part, now - self._last))
        self._last = now

    def told(self) -> str:
        """The whole and its parts, for a person."""
        parts = " · ".join(f"{part} {_seconds(seconds)}" for part, seconds in self._parts)
        return f"Listo en {_seconds(self._last - self._began)}: {parts}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s".replace(".", ",")
