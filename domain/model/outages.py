"""How long something has been away, told once, and how long to wait before the next try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_QUIET_SECONDS: Final = 5.0
_LONGEST_EXPONENT: Final = 16


@dataclass(frozen=True, slots=True)
class Ended:
    """An outage that is over: how many seconds it lasted, and how often it was met."""

    seconds: float
    failures: int


@dataclass(slots=True)
class Outage:
    """
    Counts the failures of one thing: many of one cause are one outage.

    Instants are seconds of a clock that does not go back.

    It is over with the first success after a few quiet seconds: what fails now and then all the time (a full disk
    that still takes a small write) is one outage, not a hundred.
    """

    began: float | None = None
    last: float = 0.0
    failures: int = 0

    @property
    def is_on(self) -> bool:
        """Whether it is away, as far as is known."""
        return self.began is not None

    def met(self, now: float) -> bool:
        """Another failure; True: the first one."""
        self.last = now
        self.failures += 1
        if self.began is not None:
            return False
        self.began = now
        return True

    def worked(self, now: float) -> Ended | None:
        """Something worked; the outage that is over with it, if one is."""
        if self.began is None or now - self.last < _QUIET_SECONDS:
            return None
        ended = Ended(self.last - self.began, self.failures)
        self.began, self.failures = None, 0
        return ended


def doubled_wait(failures: int, first: float, most: float) -> float:
    """Seconds until the next try: *first* after no failure before, twice as long after each, never over *most*."""
    return min(most, first * 2.0 ** min(failures, _LONGEST_EXPONENT))
