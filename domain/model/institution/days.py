"""Which days and instants are taken at all: what lies outside was mistyped, and overflows what is counted from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
_FIRST_INSTANT: Final = datetime(1900, 1, 1, tzinfo=UTC)
_END: Final = datetime(2200, 1, 1, tzinfo=UTC)
BETWEEN: Final = "entre los años 1900 y 2199"
"""In Spanish, for what is refused."""


def is_sane_day(day: date) -> bool:
    """From 1900-01-01 to 2199-12-31, both inclusive."""
    return FIRST_DAY <= day <= LAST_DAY


def day_written(text: str) -> date:
    """
    The day that a cell of a table writes as AAAA-MM-DD.

    Raises:
        ValueError: It writes none, or one that is not sane; in Spanish.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"«{text[:40]}» no es una fecha: se espera AAAA-MM-DD.") from None
    if not is_sane_day(day):
        raise ValueError(f"«{text}»: la fecha debe estar {BETWEEN}.")
    return day


def is_sane_instant(instant: datetime) -> bool:
    """The same by UTC; *instant* is aware. One that UTC cannot write is not."""
    try:
        return _FIRST_INSTANT <= instant.astimezone(UTC) < _END
    except OverflowError:
        return False


def sane_sum(instant: datetime, by: timedelta) -> datetime | None:
    """*instant* moved; None: that is not a sane instant any more."""
    try:
        moved = instant + by
    except OverflowError:
        return None
    return moved if is_sane_instant(moved) else None
