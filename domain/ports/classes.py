"""The periods by which lists find the classes of a day: how far they are made, and who makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PeriodProgress:
    """
    How far the periods by which lists find classes are behind what was written.

    Attributes:
        generation, version: The set that lists read, and the version of the settings that it was made by; None: none
            has been begun.
        pending: Accounts whose periods are still to be made: lists may show them as they were.
        making: A newer set, or the first one, that is being made.
        made, accounts: How many of how many accounts are in it.
    """

    generation: int | None
    version: str | None
    pending: int
    making: int | None = None
    made: int | None = None
    accounts: int | None = None


class PeriodMaker(Protocol):
    """Makes the periods that no write has made itself: in short transactions, by any number of workers."""

    async def begin(self, *, again: bool = False, replace: bool = True) -> bool:
        """
        Begin a set for the present settings, unless the newest is of them; whether one was begun.

        Args:
            again: Begin one all the same: everything is made again, and lists read the old one until it is whole.
            replace: Begin one also when there is one of other settings; that is for whoever makes them.
        """
        ...

    async def make_some(self) -> int:
        """One transaction's worth; 0: there is nothing to do, or other workers are doing it."""
        ...

    async def progress(self) -> PeriodProgress:
        """How far it is."""
        ...
