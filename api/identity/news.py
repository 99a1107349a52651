"""What was not told a short while ago, so that whoever tries again and again does not fill the record."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Final

_MOST: Final = 1_000


class News:
    """Remembers for *seconds* what was told, the latest thousand; kept in each process."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._told: OrderedDict[object, float] = OrderedDict()

    def is_news(self, what: object) -> bool:
        """Whether it was not told lately; then it counts as told now."""
        now = time.monotonic()
        if now - self._told.get(what, float("-inf")) < self._seconds:
            return False
        self._told[what] = now
        self._told.move_to_end(what)
        if len(self._told) > _MOST:
            self._told.popitem(last=False)
        return True
