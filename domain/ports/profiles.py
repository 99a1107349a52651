"""Profiles and their journeys, as the use cases and the screens need them (SYS-03, SYS-05, AMB-45)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.model.cases import Case, CaseEvent
from domain.model.history.journeys import JourneyEvent, SourceSystem
from domain.model.history.profiles import EmailJoin, JoinProposal, JourneyStep, Profile
from domain.ports.reading import Page, PageRequest


class Trail(NamedTuple):
    """
    Everything that is known of a profile.

    Attributes:
        steps: In no order; of each kind the newest thousands, which is all but of a few.
        timelines: Of its cases, whole, by case.
    """

    steps: Sequence[JourneyStep]
    timelines: Mapping[str, tuple[Case, Sequence[CaseEvent]]]


class ProfileStore(Protocol):
    """Decisions on joins by e-mail, inside the unit of work. Nothing is deleted."""

    async def join(self, email: str, rut: str) -> EmailJoin | None:
        """The decision on this pair; None: nobody decided. Who decides on the same address waits for the other."""
        ...

    async def joined_to(self, email: str) -> EmailJoin | None:
        """The accepted join of an address; None: it is of no profile."""
        ...

    async def add_join(self, join: EmailJoin) -> EmailJoin:
        """Add the first decision on a pair (version 1)."""
        ...

    async def save_join(self, join: EmailJoin, seen: int) -> EmailJoin:
        """Write another decision on it, with its new version. Raises VersionConflict (`current` is the stored one)."""
        ...


class ProfileReads(Protocol):
    """Profiles for screens."""

    async def profile(self, rut: str) -> Profile | None:
        """The profile of a compact RUT; None: no account, representation or record names it."""
        ...

    async def trail(self, profile: Profile) -> Trail:
        """What happened to it, over all systems; a fixed number of statements."""
        ...

    async def joins_of(self, rut: str) -> Sequence[EmailJoin]:
        """Every decision on joins with it, newest first."""
        ...

    async def proposals(self, page: PageRequest) -> Page[JoinProposal]:
        """Pairs that nobody decided on, by address then RUT; an address that is joined already is not proposed."""
        ...

    async def of_nobody(self, page: PageRequest, systems: frozenset[SourceSystem]) -> Page[JourneyEvent]:
        """Records that name neither a RUT nor an address that is joined, latest day first; no systems: of all."""
        ...
