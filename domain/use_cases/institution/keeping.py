"""The frame around a change of the institution: one at a time, recorded once, the same again changes nothing."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Protocol, TypeVar

from domain.model.institution.amendments import Amendment, Amendments, Entry
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.perform import Run
from domain.use_cases.services import Services


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


Said = TypeVar("Said", bound=_Dataclass)
NOTHING: Final[frozenset[str]] = frozenset()


def as_it_was(asked: Said, before: object | None, kept: frozenset[str]) -> Said:
    """
    What was said, with what was not said as it was.

    Args:
        before: What there was; None: nothing, and of what is new all that was not said is empty.
        kept: Names of what was not said.
    """
    return asked if before is None else replace(asked, **{name: getattr(before, name) for name in kept})


@dataclass(frozen=True, slots=True)
class Decided:
    """What is recorded of a change: which verb, in words, by which rule and why."""

    what: str
    outcome: str
    rule: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """
    One change, while nobody else makes one.

    Attributes:
        directory, configuration: As they are in this transaction, whatever this process knew before.
    """

    run: Run
    amendments: Amendments
    directory: Directory
    configuration: ProtocolConfiguration

    async def keep(self, amendment: Amendment, before: Entry | None, decided: Decided) -> None:
        """Keep it and record it, unless it is what there was *before*. Source: POL-07, LIN-05."""
        if amendment.entry == before:
            return
        await self.run.work.amendments.put(amendment)
        await self.run.decided(
            decided.what, decided.outcome, rule=decided.rule, account_id=None, reason=decided.reason, key=amendment.key
        )


@contextlib.asynccontextmanager
async def keeping(services: Services, actor: Actor) -> AsyncIterator[Keeping]:
    """
    A change of the institution, in one transaction.

    Raises:
        NotAuthorised: Only an administrator changes it.

    Source: LIN-05.
    """
    require(actor, Permission.CONFIGURE)
    async with services.transactions(actor) as work:
        kept = await work.amendments.hold()
        directory, configuration = kept.directory(services.directory()), kept.configuration(services.configuration())
        yield Keeping(Run.start(services, work), kept, directory, configuration)
