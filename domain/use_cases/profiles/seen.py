"""Journeys and profiles as their reader sees them; a journey as screens show it: in order, beside the expected path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.model.cases import Flow
from domain.model.history.journeys import JourneyEvent, SourceSystem
from domain.model.history.profiles import EmailJoin, JoinProposal, JourneyStep, Profile, StepKind
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from domain.ports.journeys import JourneyReads, ProfileReads, Trail
from domain.ports.reading import Page, PageRequest
from domain.protocol.access.permissions import Permission, require, sees_account
from domain.protocol.flows import FLOWS
from domain.protocol.history.profiles import Walked, in_order, waits, walked


@dataclass(frozen=True, slots=True)
class StepShown:
    """
    A step of a journey beside what should have followed.

    Attributes:
        wait_days: Calendar days since the step before; None: it is the first.
        walked: Of a fact of a case that holds; None: of anything else.
        expected: Titles of the facts of which any was due after it.
    """

    step: JourneyStep
    wait_days: int | None
    walked: Walked | None = None
    expected: tuple[str, ...] = ()


class SeenJourneys:
    """`JourneyReads`, as its reader sees it: of the accounts that it may know of."""

    def __init__(self, reads: JourneyReads, reader: Actor) -> None:
        self._reads = reads
        self._reader = reader

    def by(self, reader: Actor) -> SeenJourneys:
        """The same reads, bound to another reader."""
        return SeenJourneys(self._reads, reader)

    async def journeys_of(self, account_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[JourneyEvent]]:
        """See `JourneyReads.journeys_of`."""
        seen = [each for each in account_ids if sees_account(self._reader, each)]
        return await self._reads.journeys_of(seen, page)


class SeenProfiles:
    """`ProfileReads`, for whoever may read profiles."""

    def __init__(self, reads: ProfileReads, reader: Actor) -> None:
        self._reads = reads
        self._reader = reader

    def by(self, reader: Actor) -> SeenProfiles:
        """The same reads, bound to another reader."""
        return SeenProfiles(self._reads, reader)

    async def profile(self, rut: Rut) -> Profile | None:
        """See `ProfileReads.profile`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_PROFILES)
        return await self._reads.profile(rut.compact)

    async def trail(self, profile: Profile) -> Trail:
        """See `ProfileReads.trail`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_PROFILES)
        return await self._reads.trail(profile)

    async def journey(self, profile: Profile) -> Sequence[StepShown]:
        """What happened to it, oldest first. Raises NotAuthorised. Source: SYS-05, MEA-03."""
        trail = await self.trail(profile)
        paths = {
            f"{case_id}:{sequence}": (case, each)
            for case_id, (case, timeline) in trail.timelines.items()
            for sequence, each in walked(case.flow, timeline).items()
        }
        steps = in_order(trail.steps)
        shown = []
        for step, wait in zip(steps, waits(steps), strict=True):
            case, path = paths.get(step.external_id, (None, None)) if step.kind is StepKind.FACT else (None, None)
            titles = () if case is None or path is None else _titles(case.flow, path)
            shown.append(StepShown(step, wait, path, titles))
        return shown

    async def joins_of(self, profile: Profile) -> Sequence[EmailJoin]:
        """See `ProfileReads.joins_of`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_PROFILES)
        return await self._reads.joins_of(profile.rut)

    async def proposals(self, page: PageRequest) -> Page[JoinProposal]:
        """See `ProfileReads.proposals`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_PROFILES)
        return await self._reads.proposals(page)

    async def of_nobody(self, page: PageRequest, systems: frozenset[SourceSystem]) -> Page[JourneyEvent]:
        """See `ProfileReads.of_nobody`. Raises NotAuthorised."""
        require(self._reader, Permission.READ_PROFILES)
        return await self._reads.of_nobody(page, systems)


def _titles(flow: Flow, path: Walked) -> tuple[str, ...]:
    facts = FLOWS[flow].facts
    return tuple(sorted(facts[name].title for name in path.expected if name in facts))
