"""`EvidenceReads`, as its reader sees it: staff all of it, a company its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.cases import Case
from domain.model.evidence.tax_registry import TaxAnswer
from domain.model.institution.people import Actor
from domain.ports.evidence.store import DiagnosisRow, EvidenceReads
from domain.protocol.access.permissions import sees_account, sees_case


class SeenEvidence:
    """See the module."""

    def __init__(self, reads: EvidenceReads, reader: Actor) -> None:
        self._reads = reads
        self._reader = reader

    def by(self, reader: Actor) -> SeenEvidence:
        """The same reads, bound to another reader."""
        return SeenEvidence(self._reads, reader)

    async def diagnoses_of(self, cases: Sequence[Case]) -> Mapping[str, Sequence[DiagnosisRow]]:
        """See `EvidenceReads.diagnoses_of`: of the cases that it may know of."""
        return await self._reads.diagnoses_of([case.id for case in cases if sees_case(self._reader, case)])

    async def tax_answers_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[TaxAnswer]]:
        """See `EvidenceReads.tax_answers_of`: of the accounts that it may know of."""
        return await self._reads.tax_answers_of([key for key in account_ids if sees_account(self._reader, key)])
