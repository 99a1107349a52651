"""How much is given in a time: what `api.http.budgets` keeps, as the settings tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

UNLIMITED: Final = "unlimited"
_MOST_UNITS: Final = 10**12
_MOST_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Quota:
    """So many units in a window of so many seconds."""

    units: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """
        "200000/60": 200,000 units in 60 seconds; "unlimited": None.

        Raises:
            ValueError: It is neither, or out of range (10^12 units, a day).
        """
        if text.lower() == UNLIMITED:
            return None
        units, _, seconds = text.partition("/")
        if not (units.isascii() and units.isdecimal() and seconds.isascii() and seconds.isdecimal()):
            raise ValueError(text)
        if len(units) > 13 or len(seconds) > 5:
            raise ValueError(text)
        found = cls(int(units), int(seconds))
        if not (1 <= found.units <= _MOST_UNITS and 1 <= found.seconds <= _MOST_SECONDS):
            raise ValueError(text)
        return found

    def times(self, number: int) -> Quota:
        """*number* times as much in the same time."""
        return Quota(self.units * number, self.seconds)


@dataclass(frozen=True, slots=True)
class Quotas:
    """
    The quota of each budget; None: without limit.

    Attributes:
        cost: Of everything that one actor asks.
        outsider_writes: Fields of mutations of one company's person.
        mail: Letters that one person of the staff causes.
        outsider_mail: Letters that one company's person causes.
        strangers: Requests of one address without a valid token, and forms of public pages.
    """

    cost: Quota | None = None
    outsider_writes: Quota | None = None
    mail: Quota | None = None
    outsider_mail: Quota | None = None
    strangers: Quota | None = None
