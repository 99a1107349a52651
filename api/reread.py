"""Files that are read anew when they change, without a restart: the directory of people, the identity file."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

from api.settings import Settings
from domain.errors import ConfigurationError
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from persistence.configuration import load_directory_of_people

log = logging.getLogger("atencion.settings")

REREAD_SECONDS: Final = 5.0
T = TypeVar("T")


class Reread(Generic[T]):
    """
    What a file says now; called, it gives it. A file that became wrong changes nothing: what it said last stays.

    Args:
        path: The file; None: there is none, and nothing changes.
        load: Reads it.

    Attributes:
        problem: What is wrong with it now; empty: nothing.

    Raises:
        ConfigurationError: It is wrong from the beginning.
    """

    def __init__(self, path: Path | None, load: Callable[[], T]) -> None:
        self.problem = ""
        self._path = path
        self._load = load
        self._follows: list[Callable[[], Awaitable[object]]] = []
        self._is_new = False
        self._seen = self._stamp()
        self._value = load()

    def __call__(self) -> T:
        return self._value

    async def then(self, follow: Callable[[], Awaitable[object]]) -> None:
        """Do *follow* now, and whenever it is read anew: again at the next look when it fails."""
        await follow()
        self._follows.append(follow)

    async def look(self) -> None:
        """Read it when it was changed since, and do what follows from it."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            self._read()
        if self._is_new:
            for follow in self._follows:
                await follow()
            self._is_new = False

    def _read(self) -> None:
        try:
            self._value = self._load()
        except ConfigurationError as wrong:
            self.problem = "; ".join(wrong.problems)
            log.error("%s is wrong, what it said before stays: %s", self._path, self.problem)
        else:
            self.problem = ""
            self._is_new = True
            log.info("%s was read anew", self._path)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat() if self._path is not None else None
        except OSError:
            return None
        return None if found is None else (found.st_mtime_ns, found.st_size)


def reread_directory(settings: Settings, configuration: ProtocolConfiguration) -> Reread[Directory]:
    """
    The people of an installation: who leaves or changes role does so within seconds.

    Raises:
        ConfigurationError: Everything that is wrong with the file.
    """

    def load() -> Directory:
        return load_directory_of_people(
            settings.directory,
            samples=settings.samples,
            offices=configuration.offices,
            sectors=configuration.sectors,
        )

    return Reread(settings.directory, load)
