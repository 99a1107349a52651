"""Self-diagnoses and answers of the tax registry in the memory store; promises: `domain.ports.evidence`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import RecordNotFound
from domain.model.evidence.self_diagnosis import SelfDiagnosis
from domain.model.evidence.tax_registry import TaxAnswer

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryEvidence:
    """`EvidenceStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def diagnosis(self, diagnosis_id: str) -> SelfDiagnosis:
        """See the port."""
        if diagnosis_id not in self._rows.diagnoses:
            raise RecordNotFound("un autodiagnóstico", diagnosis_id)
        return self._rows.diagnoses[diagnosis_id]

    async def half_way(self, case_id: str) -> SelfDiagnosis | None:
        """See the port."""
        found = (each for each in self._rows.diagnoses.values() if each.case_id == case_id and not each.is_finished)
        return next(found, None)

    async def keep_diagnosis(self, diagnosis: SelfDiagnosis) -> SelfDiagnosis:
        """See the port."""
        self._rows.diagnoses[diagnosis.id] = diagnosis
        return diagnosis

    async def tax_answer(self, answer_id: str) -> TaxAnswer:
        """See the port."""
        if answer_id not in self._rows.tax_answers:
            raise RecordNotFound("una respuesta del registro tributario", answer_id)
        return self._rows.tax_answers[answer_id]

    async def keep_tax_answer(self, answer: TaxAnswer) -> TaxAnswer:
        """See the port."""
        self._rows.tax_answers[answer.id] = answer
        return answer
