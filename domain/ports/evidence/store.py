"""Self-diagnoses, and answers of the tax registry, as the use cases and the screens need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.model.evidence.self_diagnosis import SelfDiagnosis
from domain.model.evidence.tax_registry import TaxAnswer


class DiagnosisRow(NamedTuple):
    """A self-diagnosis; `taken_back`: its result was registered by mistake, and counts no more (AMB-70)."""

    diagnosis: SelfDiagnosis
    taken_back: bool


class EvidenceStore(Protocol):
    """Inside the unit of work; whoever writes holds the case. Nothing is deleted."""

    async def diagnosis(self, diagnosis_id: str) -> SelfDiagnosis:
        """The self-diagnosis. Raises RecordNotFound."""
        ...

    async def half_way(self, case_id: str) -> SelfDiagnosis | None:
        """The one of the case that is not finished; None: there is none."""
        ...

    async def keep_diagnosis(self, diagnosis: SelfDiagnosis) -> SelfDiagnosis:
        """Add it, or write what was kept under its id before."""
        ...

    async def tax_answer(self, answer_id: str) -> TaxAnswer:
        """The answer of the tax registry. Raises RecordNotFound."""
        ...

    async def keep_tax_answer(self, answer: TaxAnswer) -> TaxAnswer:
        """Add one; it is never changed."""
        ...


class EvidenceReads(Protocol):
    """The same for screens. Each method is one statement."""

    async def diagnoses_of(self, case_ids: Sequence[str]) -> Mapping[str, Sequence[DiagnosisRow]]:
        """Those of each case that has any, oldest first."""
        ...

    async def tax_answers_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[TaxAnswer]]:
        """What the tax registry said of each account that it was asked for, newest first."""
        ...
