"""`EvidenceReads` in SQL, one statement each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import and_, select

from domain.model.evidence.tax_registry import TaxAnswer
from domain.ports.evidence.store import DiagnosisRow
from persistence.database import Database
from persistence.evidence.mapping import diagnosis_from, tax_answer_from
from persistence.records import among, list_value
from persistence.tables.accounts import tax_answer
from persistence.tables.cases import case_event, self_diagnosis

_OF: Final = self_diagnosis.c
_DIAGNOSES: Final = select(self_diagnosis, case_event.c.taken_back).join_from(
    self_diagnosis,
    case_event,
    and_(case_event.c.case_id == _OF.case_id, case_event.c.sequence == _OF.sequence),
    isouter=True,
)


class SqlEvidenceReads:
    """Reads for screens; see `domain.ports.evidence.store.EvidenceReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def diagnoses_of(self, case_ids: Sequence[str]) -> Mapping[str, Sequence[DiagnosisRow]]:
        """See `EvidenceReads.diagnoses_of`."""
        kind, found = self._database.kind, dict[str, list[DiagnosisRow]]()
        wanted = _DIAGNOSES.where(among(kind, _OF.case_id)).order_by(_OF.pk)
        for row in await self._database.read(wanted, {"ids": list_value(kind, case_ids)}) if case_ids else ():
            found.setdefault(row.case_id, []).append(DiagnosisRow(diagnosis_from(row), row.taken_back is not None))
        return found

    async def tax_answers_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[TaxAnswer]]:
        """See `EvidenceReads.tax_answers_of`."""
        kind, found = self._database.kind, dict[str, list[TaxAnswer]]()
        wanted = select(tax_answer).where(among(kind, tax_answer.c.account_id)).order_by(tax_answer.c.pk.desc())
        for row in await self._database.read(wanted, {"ids": list_value(kind, account_ids)}) if account_ids else ():
            found.setdefault(row.account_id, []).append(tax_answer_from(row))
        return found
