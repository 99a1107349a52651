"""The issuers that are believed, as the identity file names them now, and what each of them publishes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Final

import httpx2

from api.identity.identity_file import IdentityBook, Issuer, Protocol, load_identity
from api.identity.issuer_keys import IssuerKeys, IssuerState
from api.identity.issuer_tokens import identity_of_bearer
from api.settings import Settings
from domain.errors import ConfigurationError
from domain.model.identity.identities import Identity
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory

log = logging.getLogger("atencion.identity")

_REREAD_SECONDS: Final = 5.0
_TIMEOUT: Final = httpx2.Timeout(5.0)

Load = Callable[[], IdentityBook]


class Issuers:
    """
    The identity file as it is now, and the keys of its issuers.

    A file that became wrong changes nothing: the last good one stays, and readiness tells.
    """

    def __init__(self, path: Path | None, load: Load, client: httpx2.AsyncClient) -> None:
        self.client = client
        self.problem = ""
        self._path = path
        self._load = load
        self._keys: dict[Issuer, IssuerKeys] = {}
        self._seen = self._stamp()
        self.book = load()

    async def identity_of(self, token: str) -> Identity:
        """See `identity_of_bearer`."""
        return await identity_of_bearer(token, self.book, {each.name: self.keys(each) for each in self.book.issuers})

    def keys(self, issuer: Issuer) -> IssuerKeys:
        """What this issuer publishes; asked when it is needed. One that the file says otherwise is another one."""
        if issuer not in self._keys:
            self._keys[issuer] = IssuerKeys(issuer, self.client)
        return self._keys[issuer]

    def states(self) -> Mapping[str, IssuerState]:
        """How it stands with each issuer that has keys, by its name."""
        return {each.name: self.keys(each).state() for each in self.book.issuers if each.protocol is Protocol.OPENID}

    def reread(self) -> None:
        """Read the file when it was changed since."""
        stamp = self._stamp()
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            self.book = self._load()
        except ConfigurationError as wrong:
            self.problem = "; ".join(wrong.problems)
            log.error("the identity file is wrong, what it said before stays: %s", self.problem)
        else:
            self.problem = ""
            log.info("the identity file was read anew")

    async def keep_reading(self) -> None:
        """Read the file whenever it changes, for ever."""
        while True:
            await asyncio.sleep(_REREAD_SECONDS)
            self.reread()

    async def close(self) -> None:
        """Stop asking."""
        for keys in self._keys.values():
            await keys.close()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat() if self._path is not None else None
        except OSError:
            return None
        return None if found is None else (found.st_mtime_ns, found.st_size)


def book_of(settings: Settings, configuration: ProtocolConfiguration, directory: Directory) -> IdentityBook:
    """
    The identity file of an installation; without one nobody is believed.

    Raises:
        ConfigurationError: Everything that is wrong with it.
    """
    if settings.identity is None:
        if settings.identity_secrets:
            raise ConfigurationError(["ATENCION_IDENTITY_SECRETS has secrets for no file: set ATENCION_IDENTITY."])
        return IdentityBook()
    return load_identity(
        settings.identity, secrets=settings.identity_secrets, offices=configuration.offices, directory=directory
    )


@contextlib.asynccontextmanager
async def open_issuers(path: Path | None, load: Load) -> AsyncIterator[Issuers]:
    """
    The issuers, while inside.

    Raises:
        ConfigurationError: Everything that is wrong with the identity file.
    """
    async with httpx2.AsyncClient(timeout=_TIMEOUT, follow_redirects=False) as client:
        issuers = Issuers(path, load, client)
        reading = asyncio.create_task(issuers.keep_reading())
        try:
            yield issuers
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
            await issuers.close()
