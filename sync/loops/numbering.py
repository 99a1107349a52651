"""The loop that gives committed changes their place in the feed. Any number may run against one store."""

from __future__ import annotations

import logging
from typing import Final

from domain.errors import StoreUnavailable
from domain.ports.changes import ChangeNumberer
from sync.loops.paced import Paced

log = logging.getLogger("atencion.sync.numbering")

POLL_SECONDS: Final = 0.2
_STORE_PAUSE_SECONDS: Final = 1.0


class NumberRunner(Paced):
    """Numbers what waits, woken by the process's own writes and by a poll for those of others."""

    def __init__(self, numberer: ChangeNumberer, poll_seconds: float = POLL_SECONDS) -> None:
        super().__init__()
        self._numberer = numberer
        self._poll_seconds = poll_seconds

    async def run(self) -> None:
        """Work until `stop`; failures of the store are waited out."""
        while not self._stopping.is_set():
            try:
                done = await self._numberer.number_some()
            except Exception as failure:
                if not isinstance(failure, StoreUnavailable):  # the store tells its outage itself, once
                    log.exception("changes could not be numbered; it will be tried again")
                await self._sleep(self._stopping, _STORE_PAUSE_SECONDS)
                continue
            if not done:
                await self._sleep(self._wake, self._poll_seconds)
