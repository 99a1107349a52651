"""
What the contract suite needs of an implementation: the connector, somebody behind its back, and faults to turn on.

Belongs here: what who brings a CRM writes down once. Does not belong here: what is asked of it (`suite`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from domain.model.exchange.crm_records import EmailActivity, RecordKind, Scalar
from domain.ports.crm import CrmConnector


class Requirement(StrEnum):
    """What a test needs of an implementation beyond the port, and may be missing with a reason."""

    CREATE_BEHIND = "a colleague can create records in the CRM"
    EXPIRED_CURSOR = "cursors can be made to expire"
    IMPERSONATION = "writes carry the acting person"
    LOST_ANSWER = "an answer can be lost after the write"
    LOST_REQUEST = "a request can be lost before the write"
    REJECTION = "a record can be made unacceptable"
    DENIAL = "credentials can be made wrong"
    EMAILS = "the CRM keeps e-mails as activities"
    NO_RESURRECTION = "a creation repeated after its record was deleted is recognised"


class Colleague(Protocol):
    """Somebody who works in the CRM itself, behind the connector's back."""

    async def create(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        """A new record with this key."""
        ...

    async def edit(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        """Set these fields."""
        ...

    async def delete(self, kind: RecordKind, key: str) -> None:
        """Delete the record."""
        ...

    async def emails(self) -> Sequence[EmailActivity]:
        """The drafts that were left."""
        ...


class FaultSwitches(Protocol):
    """What can be broken, and mended with `recover`."""

    async def go_down(self) -> None:
        """Every request fails, until `recover`."""
        ...

    async def throttle(self, seconds: float) -> None:
        """Every request is refused with a wait of *seconds*, until `recover`."""
        ...

    async def deny(self) -> None:
        """Credentials are refused, until `recover`."""
        ...

    async def lose_next_answer(self) -> None:
        """The next write is carried out, and its answer lost."""
        ...

    async def lose_next_request(self) -> None:
        """The next write never arrives."""
        ...

    async def reject(self, key: str) -> None:
        """Writes of the record with this key are refused by the CRM."""
        ...

    async def expire_cursors(self) -> None:
        """Cursors given out so far are not known any more."""
        ...

    async def recover(self) -> None:
        """All is well again."""
        ...


@dataclass(frozen=True)
class CrmUnderTest:
    """One implementation, open, and the hands behind its back."""

    connector: CrmConnector
    colleague: Colleague
    faults: FaultSwitches
    reopen: Callable[[], CrmConnector]  # another connector on the same CRM, not open yet
    lacks: Mapping[Requirement, str] = field(default_factory=dict)
    unmapped: Mapping[str, str] = field(default_factory=dict)

    def keeps(self, kind: RecordKind, values: Mapping[str, Scalar]) -> dict[str, Scalar]:
        """Those of *values* that this CRM maps."""
        return {name: value for name, value in values.items() if f"{kind}.{name}" not in self.unmapped}
