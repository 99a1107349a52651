"""`QualityStore` in SQL, in the unit of work's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Table, insert, select, update

from domain.errors import RecordNotFound, VersionConflict
from domain.model.quality.calls import Call
from domain.model.quality.improvements import Improvement, Origin, ProcessReview
from domain.model.quality.suggestions import Suggestion
from domain.model.quality.surveys import Survey
from persistence.database import Transaction
from persistence.quality.mapping import (
    call_columns,
    call_from,
    improvement_columns,
    improvement_from,
    review_columns,
    review_from,
    stage_columns,
    suggestion_columns,
    suggestion_from,
    survey_columns,
    survey_from,
)
from persistence.row_mapper import Columns
from persistence.tables.quality import call_stage, improvement, process_review, protocol_call, suggestion, survey

SURVEY_ES: Final = "una encuesta"
SUGGESTION_ES: Final = "una sugerencia"
IMPROVEMENT_ES: Final = "una acción de mejora"
CALL_ES: Final = "una convocatoria"
REVIEW_ES: Final = "una revisión"


class SqlQuality:
    """`QualityStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def survey(self, survey_id: str) -> Survey:
        """See `QualityStore.survey`."""
        return survey_from(await self._row(survey, survey_id, SURVEY_ES))

    async def surveys_of(self, case_id: str) -> Sequence[Survey]:
        """See `QualityStore.surveys_of`."""
        wanted = select(survey).where(survey.c.case_id == case_id).order_by(survey.c.pk)
        return [survey_from(row) for row in await self._tx.execute(wanted)]

    async def add_survey(self, added: Survey) -> Survey:
        """See `QualityStore.add_survey`."""
        await self._tx.execute(insert(survey), survey_columns(added))
        return added

    async def save_survey(self, changed: Survey) -> Survey:
        """See `QualityStore.save_survey`."""
        done = await self._tx.execute(update(survey).where(survey.c.id == changed.id).values(survey_columns(changed)))
        if not done.rowcount:
            raise RecordNotFound(SURVEY_ES, changed.id)
        return changed

    async def suggestion(self, suggestion_id: str) -> Suggestion:
        """See `QualityStore.suggestion`."""
        return suggestion_from(await self._row(suggestion, suggestion_id, SUGGESTION_ES))

    async def suggestions_of(self, case_id: str, sequence: int) -> Sequence[Suggestion]:
        """See `QualityStore.suggestions_of`."""
        c = suggestion.c
        wanted = select(suggestion).where(c.case_id == case_id, c.sequence == sequence).order_by(c.pk)
        return [suggestion_from(row) for row in await self._tx.execute(wanted)]

    async def add_suggestion(self, added: Suggestion) -> Suggestion:
        """See `QualityStore.add_suggestion`."""
        await self._tx.execute(insert(suggestion), suggestion_columns(added))
        return added

    async def save_suggestion(self, changed: Suggestion, seen: int) -> Suggestion:
        """See `QualityStore.save_suggestion`."""
        after = replace(changed, version=seen + 1)
        if not await self._written(suggestion, after.id, seen, suggestion_columns(after)):
            stored = await self.suggestion(changed.id)
            raise VersionConflict(SUGGESTION_ES, changed.id, seen, stored, stored.version)
        return after

    async def improvement(self, improvement_id: str) -> Improvement:
        """See `QualityStore.improvement`."""
        return improvement_from(await self._row(improvement, improvement_id, IMPROVEMENT_ES))

    async def follows(self, origin: Origin) -> bool:
        """See `QualityStore.follows`."""
        c = improvement.c
        wanted = select(c.pk).where(c.origin_kind == origin.kind.value, c.origin_key == origin.key, c.dropped.is_(None))
        return (await self._tx.execute(wanted.limit(1))).first() is not None

    async def add_improvement(self, added: Improvement) -> Improvement:
        """See `QualityStore.add_improvement`."""
        await self._tx.execute(insert(improvement), improvement_columns(added))
        return added

    async def save_improvement(self, changed: Improvement, seen: int) -> Improvement:
        """See `QualityStore.save_improvement`."""
        after = replace(changed, version=seen + 1)
        if not await self._written(improvement, after.id, seen, improvement_columns(after)):
            stored = await self.improvement(changed.id)
            raise VersionConflict(IMPROVEMENT_ES, changed.id, seen, stored, stored.version)
        return after

    async def review(self, review_id: str) -> ProcessReview:
        """See `QualityStore.review`."""
        return review_from(await self._row(process_review, review_id, REVIEW_ES))

    async def add_review(self, added: ProcessReview) -> ProcessReview:
        """See `QualityStore.add_review`."""
        await self._tx.execute(insert(process_review), review_columns(added))
        return added

    async def call(self, call_id: str) -> Call:
        """See `QualityStore.call`."""
        row = await self._row(protocol_call, call_id, CALL_ES)
        stages = select(call_stage).where(call_stage.c.call_id == call_id).order_by(call_stage.c.pk)
        return call_from(row, await self._tx.execute(stages))

    async def add_call(self, added: Call) -> Call:
        """See `QualityStore.add_call`."""
        await self._tx.execute(insert(protocol_call), call_columns(added))
        await self._tx.execute(insert(call_stage), stage_columns(added))
        return added

    async def save_call(self, changed: Call, seen: int) -> Call:
        """See `QualityStore.save_call`."""
        after = replace(changed, version=seen + 1)
        if not await self._written(protocol_call, after.id, seen, call_columns(after)):
            stored = await self.call(changed.id)
            raise VersionConflict(CALL_ES, changed.id, seen, stored, stored.version)
        for columns in stage_columns(after):
            this = (call_stage.c.call_id == after.id, call_stage.c.code == columns["code"])
            await self._tx.execute(update(call_stage).where(*this).values(columns))
        return after

    async def _row(self, table: Table, key: str, what_es: str) -> Any:
        row = (await self._tx.execute(select(table).where(table.c.id == key))).one_or_none()
        if row is None:
            raise RecordNotFound(what_es, key)
        return row

    async def _written(self, table: Table, key: str, seen: int, columns: Columns) -> bool:
        this = (table.c.id == key, table.c.version == seen)
        done = await self._tx.execute(update(table).where(*this).values(columns))
        return bool(done.rowcount)
