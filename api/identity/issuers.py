"""The issuers that are believed, as the identity file names them now, and what each of them publishes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Final

import httpx2

from api.identity.identity_file import IdentityBook, Issuer, Protocol, load_identity, with_links
from api.identity.issuer_keys import IssuerKeys, IssuerState
from api.identity.issuer_tokens import identity_of_bearer
from api.reread import REREAD_SECONDS, Reread
from api.settings import Settings
from domain.errors import ConfigurationError
from domain.model.identity.identities import Identity
from domain.model.institution.amendments import IdentityLink
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory

_TIMEOUT: Final = httpx2.Timeout(5.0)

Load = Callable[[], IdentityBook]
Links = Callable[[], tuple[IdentityLink, ...]]


class Issuers:
    """
    The identity file as it is now, with what an administrator changed of who is who, and the keys of its issuers.

    A file that became wrong changes nothing: the last good one stays, and readiness tells.
    """

    def __init__(self, path: Path | None, load: Load, client: httpx2.AsyncClient, links: Links = tuple) -> None:
        self.client = client
        self._links = links
        self._laid: tuple[IdentityBook, tuple[IdentityLink, ...], IdentityBook] | None = None
        self.file = Reread(path, load)
        self._keys: dict[Issuer, IssuerKeys] = {}

    @property
    def book(self) -> IdentityBook:
        """What the file says now, and what was changed of it."""
        file, links = self.file(), self._links()
        if self._laid is None or self._laid[0] is not file or self._laid[1] is not links:
            self._laid = file, links, with_links(file, links)
        return self._laid[2]

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

    async def keep_reading(self) -> None:
        """Read the file whenever it changes, for ever."""
        while True:
            await asyncio.sleep(REREAD_SECONDS)
            await self.file.look()

    async def close(self) -> None:
        """Stop asking."""
        for keys in self._keys.values():
            await keys.close()


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
async def open_issuers(path: Path | None, load: Load, links: Links = tuple) -> AsyncIterator[Issuers]:
    """
    The issuers, while inside.

    Raises:
        ConfigurationError: Everything that is wrong with the identity file.
    """
    async with httpx2.AsyncClient(timeout=_TIMEOUT, follow_redirects=False) as client:
        issuers = Issuers(path, load, client, links)
        reading = asyncio.create_task(issuers.keep_reading())
        try:
            yield issuers
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
            await issuers.close()
