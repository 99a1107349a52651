"""The CRM in memory, as the contract suite takes it (`connectors.contract`); Dynamics is in `dynamics.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from connectors.contract.under_test import CrmUnderTest
from connectors.mock.connector import MockConnector
from connectors.mock.faults import Fault, FaultKind
from domain.model.exchange.crm_records import EmailActivity, RecordKind, Scalar


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
