"""Which failures of a database mean that it is away, and not that we asked something wrong."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sqlite3
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import StoreUnavailable
from domain.model.outages import Outage

log: Final = logging.getLogger("atencion.store")


class Absence(StrEnum):
    """Why the store cannot answer, or cannot keep anything."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read only"


_RETRY_AFTER: Final[Mapping[Absence, float]] = {
    Absence.AWAY: 5.0,
    Absence.BUSY: 2.0,
    Absence.FULL: 60.0,
    Absence.READ_ONLY: 60.0,
}
_MESSAGE: Final = "El sistema no puede responder ahora. No se guardó nada; intente de nuevo en unos momentos."
_SQLITE: Final[Mapping[int, Absence]] = {
    sqlite3.SQLITE_BUSY: Absence.BUSY,
    sqlite3.SQLITE_LOCKED: Absence.BUSY,
    sqlite3.SQLITE_PROTOCOL: Absence.BUSY,  # a reader that found no way in among the writers, after 10 s
    sqlite3.SQLITE_READONLY: Absence.READ_ONLY,
    sqlite3.SQLITE_IOERR: Absence.AWAY,
    sqlite3.SQLITE_FULL: Absence.FULL,
    sqlite3.SQLITE_CANTOPEN: Absence.AWAY,
}
_PRIMARY_CODE: Final = 0xFF
"""SQLite's extended codes hold the primary one in their lowest byte."""
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: Final[Mapping[str, Absence]] = {
    "25006": Absence.READ_ONLY,
    "25P03": Absence.AWAY,  # this process stood still in the middle of a transaction, for too long
    "53100": Absence.FULL,
    "55P03": Absence.BUSY,
    "57P01": Absence.AWAY,
    "57P02": Absence.AWAY,
    "57P03": Absence.AWAY,
    "57P05": Absence.AWAY,
}
_POSTGRES_CLASSES: Final[Mapping[str, Absence]] = {"08": Absence.AWAY, "53": Absence.BUSY, "58": Absence.AWAY}


_NO_ROAD: Final = (ConnectionError, TimeoutError, FileNotFoundError, socket.gaierror, asyncpg.InterfaceError)
"""What the driver raises when the server cannot be reached; a missing file is the server's socket."""
_NO_ROUTE: Final = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EMFILE, errno.ENFILE})


_BESIDE: Final[Mapping[int | None, Absence]] = {errno.ENOSPC: Absence.FULL, errno.EDQUOT: Absence.FULL}
"""What writing a file beside the database says."""


def absence_of(failure: BaseException) -> Absence | None:
    """Why the store is away, when *failure* says that it is; None: it is a failure of another kind."""
    if isinstance(failure, PoolTimeout):
        return Absence.BUSY
    if isinstance(failure, _NO_ROAD) or getattr(failure, "errno", None) in _NO_ROUTE:
        return Absence.AWAY
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code & _PRIMARY_CODE)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str) and (found := _POSTGRES.get(state) or _POSTGRES_CLASSES.get(state[:2])):
        return found
    return Absence.AWAY if isinstance(failure, DBAPIError) and failure.connection_invalidated else None


def hush(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """
    Handle what no task waited for: of a broken connection the driver says the same again for each one that it had.

    The outage is told by whoever meets it next; everything else is told as ever.
    """
    failure = context.get("exception")
    if not isinstance(failure, asyncpg.PostgresConnectionError | ConnectionError):
        loop.default_exception_handler(context)


class Weather:
    """What is known of one store's outages; tells each once when it begins, and with its count when it is over."""

    def __init__(self) -> None:
        self._of_all = Outage()
        self._of_writes = Outage()

    def unavailable(self, failure: BaseException) -> StoreUnavailable | None:
        """Note *failure*, and return what to raise instead; None: the store is there, something else is wrong."""
        absence = absence_of(failure)
        if absence is None:
            return None
        return self._note(absence, failure)

    def _note(self, absence: Absence, failure: BaseException) -> StoreUnavailable:
        outage = self._of_all if absence is Absence.AWAY else self._of_writes
        if outage.met(time.monotonic()):
            log.warning("the store is %s (%s); told again when it is over", absence, type(failure).__name__)
        return StoreUnavailable(_MESSAGE, _RETRY_AFTER[absence], absence.value)

    def unwritable(self, failure: Exception) -> StoreUnavailable:
        """Note that a write that was only tried did not succeed, whatever stopped it."""
        known = self.unavailable(failure)
        if known is not None:
            return known
        absence = _BESIDE.get(getattr(failure, "errno", None), Absence.READ_ONLY)
        return self._note(absence, failure)

    def worked(self, *, wrote: bool) -> None:
        """A statement was answered, or a transaction committed."""
        if not (self._of_all.is_on or self._of_writes.is_on):
            return
        now = time.monotonic()
        for outage in (self._of_all, self._of_writes) if wrote else (self._of_all,):
            if ended := outage.worked(now):
                log.warning("the store is back: away %.0f s, met %d times", ended.seconds, ended.failures)
