"""The loop that makes the periods of classes which no write has made itself. Any number may run against one store."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from domain.ports.classes import PeriodMaker
from sync.loops.paced import Paced


@dataclass(frozen=True, slots=True)
class PeriodSettings:
    """
    How the loop paces itself.

    Attributes:
        poll_seconds: Pause when there is nothing to do; a wake-up cuts it short.
        rest_share: How long it rests after each transaction, as a share of what that took.
        rest_share_beside: The same beside a pull, which has processor and store for itself meanwhile.
    """

    poll_seconds: float = 2.0
    rest_share: float = 0.5
    rest_share_beside: float = 12.0


async def make_all(maker: PeriodMaker) -> None:
    """Make everything that is to be made, without rest."""
    while await maker.make_some():
        pass


class PeriodRunner(Paced):
    """Makes what is to be made, a short transaction at a time; stopped or killed, another goes on where it was."""

    log = logging.getLogger("atencion.sync.periods")
    failed = "periods of classes could not be made; it will be tried again"

    def __init__(
        self, maker: PeriodMaker, settings: PeriodSettings, pulling: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__()
        self._maker = maker
        self._settings = settings
        self._pulling = pulling

    async def _round(self) -> None:
        started = monotonic()
        if await self._maker.make_some():
            share = self._settings.rest_share_beside if self._pulling() else self._settings.rest_share
            await self._sleep(self._stopping, (monotonic() - started) * share)
        else:
            await self._sleep(self._wake, self._settings.poll_seconds)
