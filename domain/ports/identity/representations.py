"""Representations as the use cases and screens need them; the store is part of the unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.model.representations import Representation, RepresentationState
from domain.model.rut import Rut
from domain.ports.reading import Page, PageRequest
from domain.ports.records import VersionedRecords


class RepresentationStore(VersionedRecords[Representation], Protocol):
    """Who represents whom, whether or not an account has the RUT."""

    async def of_case(self, case_id: str) -> Representation | None:
        """The one that was declared in this case. One statement."""
        ...

    async def of_person(self, run: Rut) -> Sequence[Representation]:
        """Every one of this person, oldest first. One statement, whatever she represents."""
        ...


class RepresentationReads(Protocol):
    """Representations for screens, and for the sight of whoever asks."""

    async def one(self, representation_id: str) -> Representation | None:
        """One statement."""
        ...

    async def of_person(self, run: Rut, *, drafts: bool = False) -> Sequence[Representation]:
        """Every one of this person, oldest first, with what waits only when *drafts* are wanted. One statement."""
        ...

    async def page(
        self,
        page: PageRequest,
        *,
        rut: Rut | None = None,
        run: Rut | None = None,
        offices: frozenset[str] = frozenset(),
        states: frozenset[RepresentationState] = frozenset(),
    ) -> Page[Representation]:
        """Newest first; *offices* are those of their cases. One statement."""
        ...

    async def of_accounts(
        self, account_ids: Sequence[str], page: PageRequest, *, run: Rut | None = None
    ) -> Mapping[str, Page[Representation]]:
        """
        Those that were declared of the RUT of each account, newest first; of one person alone when her *run* is given.

        One statement, whatever the number of accounts; an account without RUT has none.
        """
        ...
