"""The loop that gives committed changes their place in the feed. Any number may run against one store."""

from __future__ import annotations

import logging
from typing import Final

from domain.ports.changes import ChangeNumberer
from sync.loops.paced import Paced

POLL_SECONDS: Final = 0.2


class NumberRunner(Paced):
    """Numbers what waits, woken by the process's own writes and by a poll for those of others."""

    log = logging.getLogger("atencion.sync.numbering")
    failed = "changes could not be numbered; it will be tried again"

    def __init__(self, numberer: ChangeNumberer, poll_seconds: float = POLL_SECONDS) -> None:
        super().__init__()
        self._numberer = numberer
        self._poll_seconds = poll_seconds

    async def _round(self) -> None:
        if not await self._numberer.number_some():
            await self._sleep(self._wake, self._poll_seconds)
