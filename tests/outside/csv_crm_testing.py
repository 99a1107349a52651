"""The CSV-file CRM as the contract suite takes it: what its author writes once."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from csv_crm import CsvCrm

from connectors.contract.under_test import CrmUnderTest, Requirement
from domain.errors import AccessDenied, CrmThrottled, CrmUnavailable
from domain.model.exchange.crm_records import (
    ChangePage,
    CrmRecord,
    CrmWrite,
    EmailActivity,
    Health,
    RecordKind,
    Scalar,
    WriteOutcome,
    WriteStatus,
)


class BrokenAtWill(CsvCrm):
    """The same files, on a disk that can fail."""

    fault: Exception | None = None
    answer_is_lost = request_is_lost = False
    rejected: frozenset[str] = frozenset()

    def _arrive(self) -> None:
        if self.fault is not None:
            raise self.fault

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, CrmRecord]:
        self._arrive()
        return await super().get(kind, keys)

    async def changes(self, kind: RecordKind, cursor: str | None, page_size: int = 1000) -> ChangePage:
        self._arrive()
        return await super().changes(kind, cursor, page_size)

    async def write(self, writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        self._arrive()
        lost = CrmUnavailable("The connection was cut.", operation="write")
        if self.request_is_lost:
            self.request_is_lost = False
            raise lost
        outcomes = await super().write(writes)
        if self.answer_is_lost:
            self.answer_is_lost = False
            raise lost
        return outcomes

    def _write(self, write: CrmWrite) -> WriteOutcome:
        if write.key in self.rejected:
            return WriteOutcome(write, WriteStatus.REJECTED, reason="La planilla está protegida.", code="protected")
        return super()._write(write)

    async def health(self) -> Health:
        return Health(ok=False, detail=str(self.fault)) if self.fault else await super().health()


class Colleague:
    """Somebody who edits the files."""

    def __init__(self, crm: CsvCrm) -> None:
        self._crm = crm

    async def create(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        self._crm.put(kind, key, values, "colega")

    async def edit(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        self._crm.put(kind, key, values, "colega")

    async def delete(self, kind: RecordKind, key: str) -> None:
        self._crm.drop(kind, key)

    async def emails(self) -> Sequence[EmailActivity]:
        return ()


class Faults:
    """Turns the disk's faults."""

    def __init__(self, crm: BrokenAtWill) -> None:
        self._crm = crm

    async def go_down(self) -> None:
        self._crm.fault = CrmUnavailable("The disk is away.", operation="read")

    async def throttle(self, seconds: float) -> None:
        self._crm.fault = CrmThrottled("The disk is busy.", operation="read", retry_after=seconds)

    async def deny(self) -> None:
        self._crm.fault = AccessDenied("The folder is closed.", operation="read")

    async def lose_next_answer(self) -> None:
        self._crm.answer_is_lost = True

    async def lose_next_request(self) -> None:
        self._crm.request_is_lost = True

    async def reject(self, key: str) -> None:
        self._crm.rejected = self._crm.rejected | {key}

    async def expire_cursors(self) -> None:
        raise AssertionError("never asked for: see `lacks`")

    async def recover(self) -> None:
        self._crm.fault, self._crm.rejected = None, frozenset()


@asynccontextmanager
async def csv_files() -> AsyncIterator[CrmUnderTest]:
    """An empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        async with BrokenAtWill(Path(folder)) as crm:
            yield CrmUnderTest(
                crm,
                Colleague(crm),
                Faults(crm),
                reopen=lambda: crm,
                lacks={
                    Requirement.EXPIRED_CURSOR: "the log of a folder is never cut, so every cursor is known",
                    Requirement.EMAILS: "a folder of tables keeps no e-mails",
                    Requirement.NO_RESURRECTION: "the files do not remember which creation a deleted row came from",
                },
            )
