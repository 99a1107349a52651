"""Statements that were watched, without those that the process makes by itself meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

_OF_THE_PROCESS: Final = re.compile(r"\b(FROM|INTO) (setting|local_holiday|amendment)\b")
"""The demonstration's clock and the calendars, which are read every few seconds."""


def of_requests(seen: Iterable[tuple[str, Any]]) -> list[str]:
    """The texts of the statements that were made for somebody who asked."""
    return [sql for sql, _ in seen if not _OF_THE_PROCESS.search(sql)]
