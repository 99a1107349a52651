"""Where journey events come from and are kept, and the profiles whose journeys they make (SYS-01 to SYS-05)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from domain.model.cases import Case, CaseEvent
from domain.model.history.journeys import JourneyEvent, JourneyRecord, SourceSystem
from domain.model.history.profiles import EmailJoin, JoinProposal, JourneyStep, Profile
from domain.ports.reading import Page, PageRequest
from domain.ports.records import VersionedRecords

JourneyKey = tuple[SourceSystem, str]


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """
    A record that cannot be told: a date that is none, a system that is not one of the six.

    Attributes:
        problem: What is wrong with it and what to do; in Spanish.
    """

    problem: str


class JourneySource(Protocol):
    """
    The connector of a system that is not the CRM; one implementation for each way to reach it.

    It tells the records and nothing more: what may enter is `domain.protocol.history.source_systems`' to say, and
    telling a record again changes nothing.
    """

    def records(self) -> AsyncIterator[tuple[str, JourneyRecord | UnreadableRecord]]:
        """
        Every record with its place there ("línea 3"), in the order of the source, without holding them all at once.

        One that cannot be read is told as such, and the next one follows. Raises OSError when the source is away.
        """
        ...


class JourneyStore(Protocol):
    """Journey events, inside the unit of work. Nothing is deleted."""

    async def latest(self, keys: Collection[JourneyKey]) -> Mapping[JourneyKey, JourneyEvent]:
        """The newest version of each record that is known. Who records at the same time waits for the other."""
        ...

    async def add(self, events: Sequence[JourneyEvent]) -> None:
        """Add versions; of each record the highest is the one that screens show."""
        ...

    async def accounts_with(self, ruts: Collection[str]) -> Mapping[str, str]:
        """Ids of the accounts that have these compact RUTs. One statement."""
        ...


class JourneyReads(Protocol):
    """Journey events for screens."""

    async def journeys_of(self, account_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[JourneyEvent]]:
        """
        A page for each account, latest day first: events that name the RUT it has now, in their newest version.

        The account is found by its RUT when it is asked, and never stored in the event: a corrected RUT takes the
        events with it, and none has to be undone (AMB-45). One statement for all accounts.
        """
        ...


class Trail(NamedTuple):
    """
    Everything that is known of a profile.

    Attributes:
        steps: In no order; of each kind the newest thousands, which is all but of a few.
        timelines: Of its cases, whole, by case.
    """

    steps: Sequence[JourneyStep]
    timelines: Mapping[str, tuple[Case, Sequence[CaseEvent]]]


class JoinStore(VersionedRecords[EmailJoin], Protocol):
    """Decisions on joins by e-mail."""

    async def decided(self, email: str, rut: str) -> EmailJoin | None:
        """The decision on this pair; None: nobody decided. Who decides on the same address waits for the other."""
        ...

    async def accepted(self, email: str) -> EmailJoin | None:
        """The accepted join of an address; None: it is of no profile."""
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
