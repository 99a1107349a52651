"""
Who has to keep the contract of `CrmConnector`: one entry per implementation.

To add one: write an async context manager that gives a `CrmUnderTest` over an empty CRM (or one that is not ours
alone: the suite looks only at keys it made) and put it in `IMPLEMENTATIONS`. What the CRM cannot do goes into `lacks`,
and a field it does not keep into `unmapped` ("account.trade_name"), each with a sentence that says why; nothing is
skipped without one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from connectors.mock.connector import MockConnector
from connectors.mock.faults import Fault, FaultKind
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


class MockColleague:
    """Edits the memory of the mock."""

    def __init__(self, crm: MockConnector) -> None:
        self._crm = crm

    async def create(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        self._crm.create(kind, key, values)

    async def edit(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        self._crm.edit(kind, key, values)

    async def delete(self, kind: RecordKind, key: str) -> None:
        self._crm.delete(kind, key)

    async def emails(self) -> Sequence[EmailActivity]:
        return self._crm.emails


class MockFaults:
    """Turns the faults of the mock."""

    def __init__(self, crm: MockConnector) -> None:
        self._crm = crm

    async def go_down(self) -> None:
        self._crm.faults.go_down()

    async def throttle(self, seconds: float) -> None:
        self._crm.faults.throttle(seconds, times=None)

    async def deny(self) -> None:
        self._crm.faults.add(Fault(FaultKind.DENIED))

    async def lose_next_answer(self) -> None:
        self._crm.faults.lose_answer()
        self._crm.faults.add(Fault(FaultKind.LOST_AFTER, times=1, operation="leave_email"))

    async def lose_next_request(self) -> None:
        self._crm.faults.lose_request()
        self._crm.faults.add(Fault(FaultKind.LOST_BEFORE, times=1, operation="leave_email"))

    async def reject(self, key: str) -> None:
        self._crm.faults.reject(key, "El RUT está bloqueado en el CRM.", "blocked_rut")

    async def expire_cursors(self) -> None:
        self._crm.expire_cursors()

    async def recover(self) -> None:
        self._crm.faults.recover()


@asynccontextmanager
async def mock_crm() -> AsyncIterator[CrmUnderTest]:
    """The CRM in memory."""
    async with MockConnector() as connector:
        yield CrmUnderTest(
            connector=connector,
            colleague=MockColleague(connector),
            faults=MockFaults(connector),
            reopen=lambda: connector,
        )


@asynccontextmanager
async def dynamics_crm() -> AsyncIterator[CrmUnderTest]:
    """Dynamics 365 over HTTP, as the stand-in plays it."""
    from tests.contract.connector.dynamics import dynamics_crm as opened  # it imports this module

    async with opened() as under_test:
        yield under_test


IMPLEMENTATIONS: Mapping[str, Callable[[], AbstractAsyncContextManager[CrmUnderTest]]] = {
    "mock": mock_crm,
    "dynamics365": dynamics_crm,
}
