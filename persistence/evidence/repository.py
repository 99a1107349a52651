"""`EvidenceStore` in SQL, in the unit of work's transaction."""

from __future__ import annotations

from typing import Final

from sqlalchemy import insert, select, update

from domain.errors import RecordNotFound
from domain.model.evidence.self_diagnosis import SelfDiagnosis
from domain.model.evidence.tax_registry import TaxAnswer
from persistence.database import Transaction
from persistence.evidence.mapping import diagnosis_columns, diagnosis_from, tax_answer_columns, tax_answer_from
from persistence.tables.accounts import tax_answer
from persistence.tables.cases import self_diagnosis

DIAGNOSIS_ES: Final = "un autodiagnóstico"
TAX_ANSWER_ES: Final = "una respuesta del registro tributario"


class SqlEvidence:
    """`EvidenceStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def diagnosis(self, diagnosis_id: str) -> SelfDiagnosis:
        """See `EvidenceStore.diagnosis`."""
        wanted = select(self_diagnosis).where(self_diagnosis.c.id == diagnosis_id)
        row = (await self._tx.execute(wanted)).one_or_none()
        if row is None:
            raise RecordNotFound(DIAGNOSIS_ES, diagnosis_id)
        return diagnosis_from(row)

    async def half_way(self, case_id: str) -> SelfDiagnosis | None:
        """See `EvidenceStore.half_way`."""
        c = self_diagnosis.c
        row = (await self._tx.execute(select(self_diagnosis).where(c.case_id == case_id, c.sequence.is_(None)))).first()
        return None if row is None else diagnosis_from(row)

    async def keep_diagnosis(self, diagnosis: SelfDiagnosis) -> SelfDiagnosis:
        """See `EvidenceStore.keep_diagnosis`."""
        columns = diagnosis_columns(diagnosis)
        kept = update(self_diagnosis).where(self_diagnosis.c.id == diagnosis.id).values(columns)
        if not (await self._tx.execute(kept)).rowcount:
            await self._tx.execute(insert(self_diagnosis), columns)
        return diagnosis

    async def tax_answer(self, answer_id: str) -> TaxAnswer:
        """See `EvidenceStore.tax_answer`."""
        row = (await self._tx.execute(select(tax_answer).where(tax_answer.c.id == answer_id))).one_or_none()
        if row is None:
            raise RecordNotFound(TAX_ANSWER_ES, answer_id)
        return tax_answer_from(row)

    async def keep_tax_answer(self, answer: TaxAnswer) -> TaxAnswer:
        """See `EvidenceStore.keep_tax_answer`."""
        await self._tx.execute(insert(tax_answer), tax_answer_columns(answer))
        return answer
