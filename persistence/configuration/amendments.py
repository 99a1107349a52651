"""What an administrator changed of the institution in SQL, and the institution as a process knows it, kept fresh."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import msgspec
from sqlalchemy import func, insert, select, text, update

from domain.model.institution.amendments import KINDS, Amendment, Amendments, Entry, IdentityLink, Part
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from persistence.database import Database, Transaction
from persistence.records import kind_of
from persistence.tables import amendment

_ALL: Final = select(amendment.c.part, amendment.c.key, amendment.c.entry).order_by(amendment.c.pk)
_NEWEST: Final = select(func.coalesce(func.max(amendment.c.revision), 0))
_ONE_AT_A_TIME: Final = text("LOCK TABLE amendment IN SHARE ROW EXCLUSIVE MODE")


class SqlAmendments:
    """See `domain.ports.store.AmendmentStore`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def hold(self) -> Amendments:
        """See the port; SQLite has one writer at a time anyway."""
        if kind_of(self._tx) == "postgresql":
            await self._tx.execute(_ONE_AT_A_TIME)
        return _amendments(await self._tx.execute(_ALL))

    async def put(self, amendment_: Amendment) -> None:
        """See the port."""
        place = (amendment.c.part == amendment_.part.value, amendment.c.key == amendment_.key)
        values = {
            "entry": None if amendment_.entry is None else msgspec.to_builtins(amendment_.entry),
            "revision": _NEWEST.scalar_subquery() + 1,
        }
        done = await self._tx.execute(update(amendment).where(*place).values(values))
        if not done.rowcount:
            values |= {"part": amendment_.part.value, "key": amendment_.key}
            await self._tx.execute(insert(amendment).values(values))


class Institution:
    """
    People, offices, topics and identities as one process knows them: the files, and what was changed of them.

    `refresh` reads what was changed when it is other than is known; the process calls it at start and after its own
    change, and looks from time to time, so that a change made elsewhere is known here within seconds.

    Args:
        people: The directory file as it says now.
        settings: The settings of the files.
    """

    def __init__(self, database: Database, people: Callable[[], Directory], settings: ProtocolConfiguration) -> None:
        self._database = database
        self._people = people
        self._settings = settings
        self._read = 0
        self._amendments = Amendments()
        self._laid: tuple[Directory | None, Directory] = (None, Directory())
        self._configuration = settings
        self._identities: tuple[IdentityLink, ...] = ()
        self._follows: list[Callable[[], Awaitable[object]]] = []
        self._is_new = False

    def directory(self) -> Directory:
        """The directory of people and units as it is now."""
        files = self._people()
        if self._laid[0] is not files:
            self._laid = files, self._amendments.directory(files)
        return self._laid[1]

    def configuration(self) -> ProtocolConfiguration:
        """The settings as they are now."""
        return self._configuration

    def identities(self) -> tuple[IdentityLink, ...]:
        """Who is who, as far as it is not the identity file that says it."""
        return self._identities

    def after_changes(self, then: Callable[[], Awaitable[object]]) -> None:
        """Do *then* whenever something was changed: again at the next look when it fails."""
        self._follows.append(then)

    async def refresh(self) -> None:
        """Read what was changed when it is other than is known."""
        ((newest,),) = await self._database.read(_NEWEST)
        if newest != self._read:
            self._amendments = _amendments(await self._database.read(_ALL))
            self._configuration = self._amendments.configuration(self._settings)
            self._identities = self._amendments.identities()
            self._laid = (None, Directory())
            self._read, self._is_new = newest, True

    async def look(self) -> None:
        """`refresh`, and do what follows."""
        await self.refresh()
        if self._is_new:
            for then in self._follows:
                await then()
            self._is_new = False


def _amendments(rows: Any) -> Amendments:
    return Amendments(tuple(_amendment(row) for row in rows))


def _amendment(row: Any) -> Amendment:
    part = Part(row.part)
    entry = None if row.entry is None else cast("Entry", msgspec.convert(row.entry, KINDS[part]))
    return Amendment(part, row.key, entry)
