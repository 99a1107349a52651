"""`QualityStore` in SQL, in the unit of work's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from domain.errors import RecordNotFound
from domain.model.quality.calls import Call
from domain.model.quality.improvements import Improvement, Origin, ProcessReview
from domain.model.quality.suggestions import Suggestion
from domain.model.quality.surveys import Survey
from domain.ports.quality import ImprovementStore, SuggestionStore, SurveyStore
from domain.ports.records import Records, VersionedRecords
from persistence.database import Transaction
from persistence.quality.mapping import CALL, IMPROVEMENT, REVIEW, SUGGESTION, SURVEY, call_from, stage_columns
from persistence.record_store import SqlRecords, SqlVersionedRecords
from persistence.row_mapper import AnyRow
from persistence.tables.quality import call_stage, improvement, process_review, protocol_call, suggestion, survey


class SqlQuality:
    """`QualityStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self.surveys: SurveyStore = _Surveys(tx, survey, SURVEY, "una encuesta")
        self.suggestions: SuggestionStore = _Suggestions(tx, suggestion, SUGGESTION, "una sugerencia")
        self.improvements: ImprovementStore = _Improvements(tx, improvement, IMPROVEMENT, "una acción de mejora")
        self.reviews: Records[ProcessReview] = SqlRecords(tx, process_review, REVIEW, "una revisión")
        self.calls: VersionedRecords[Call] = _Calls(tx, protocol_call, CALL, "una convocatoria")


class _Surveys(SqlRecords[Survey]):
    async def of_case(self, case_id: str) -> Sequence[Survey]:
        """See `SurveyStore.of_case`."""
        return await self._every(survey.c.case_id == case_id)

    async def save(self, changed: Survey) -> Survey:
        """See `SurveyStore.save`."""
        if not await self._written(changed):
            raise RecordNotFound(self._what_es, changed.id)
        return changed


class _Suggestions(SqlVersionedRecords[Suggestion]):
    async def of_entry(self, case_id: str, sequence: int) -> Sequence[Suggestion]:
        """See `SuggestionStore.of_entry`."""
        return await self._every(suggestion.c.case_id == case_id, suggestion.c.sequence == sequence)


class _Improvements(SqlVersionedRecords[Improvement]):
    async def follows(self, origin: Origin) -> bool:
        """See `ImprovementStore.follows`."""
        c = improvement.c
        of_it = (c.origin_kind == origin.kind.value, c.origin_key == origin.key, c.dropped.is_(None))
        return await self._first(*of_it) is not None


class _Calls(SqlVersionedRecords[Call]):
    async def add(self, call: Call) -> Call:
        """See `VersionedRecords.add`."""
        added = await super().add(call)
        await self._tx.execute(insert(call_stage), stage_columns(added))
        return added

    async def save(self, call: Call, seen: int) -> Call:
        """See `VersionedRecords.save`."""
        after = await super().save(call, seen)
        for columns in stage_columns(after):
            this = (call_stage.c.call_id == after.id, call_stage.c.code == columns["code"])
            await self._tx.execute(update(call_stage).where(*this).values(columns))
        return after

    async def _record(self, row: AnyRow) -> Call:
        stages = select(call_stage).where(call_stage.c.call_id == row.id).order_by(call_stage.c.pk)
        return call_from(row, await self._tx.execute(stages))
