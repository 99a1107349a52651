"""Surveys, suggestions, improvement actions and reviews of the memory store; promises: `domain.ports.quality`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.errors import RecordNotFound, VersionConflict
from domain.model.quality.calls import Call
from domain.model.quality.improvements import Improvement, Origin, ProcessReview
from domain.model.quality.suggestions import Suggestion
from domain.model.quality.surveys import Survey

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryQuality:
    """`QualityStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def survey(self, survey_id: str) -> Survey:
        """See the port."""
        if survey_id not in self._rows.surveys:
            raise RecordNotFound("una encuesta", survey_id)
        return self._rows.surveys[survey_id]

    async def surveys_of(self, case_id: str) -> Sequence[Survey]:
        """See the port."""
        return [each for each in self._rows.surveys.values() if each.case_id == case_id]

    async def add_survey(self, survey: Survey) -> Survey:
        """See the port."""
        self._rows.surveys[survey.id] = survey
        return survey

    async def save_survey(self, survey: Survey) -> Survey:
        """See the port."""
        await self.survey(survey.id)
        self._rows.surveys[survey.id] = survey
        return survey

    async def suggestion(self, suggestion_id: str) -> Suggestion:
        """See the port."""
        if suggestion_id not in self._rows.suggestions:
            raise RecordNotFound("una sugerencia", suggestion_id)
        return self._rows.suggestions[suggestion_id]

    async def suggestions_of(self, case_id: str, sequence: int) -> Sequence[Suggestion]:
        """See the port."""
        brought = (case_id, sequence)
        return [each for each in self._rows.suggestions.values() if (each.case_id, each.sequence) == brought]

    async def add_suggestion(self, suggestion: Suggestion) -> Suggestion:
        """See the port."""
        self._rows.suggestions[suggestion.id] = suggestion
        return suggestion

    async def save_suggestion(self, suggestion: Suggestion, seen: int) -> Suggestion:
        """See the port."""
        stored = await self.suggestion(suggestion.id)
        if stored.version != seen:
            raise VersionConflict("una sugerencia", suggestion.id, seen, stored, stored.version)
        self._rows.suggestions[suggestion.id] = saved = replace(suggestion, version=seen + 1)
        return saved

    async def improvement(self, improvement_id: str) -> Improvement:
        """See the port."""
        if improvement_id not in self._rows.improvements:
            raise RecordNotFound("una acción de mejora", improvement_id)
        return self._rows.improvements[improvement_id]

    async def follows(self, origin: Origin) -> bool:
        """See the port."""
        return any(each.origin == origin and each.dropped is None for each in self._rows.improvements.values())

    async def add_improvement(self, improvement: Improvement) -> Improvement:
        """See the port."""
        self._rows.improvements[improvement.id] = improvement
        return improvement

    async def save_improvement(self, improvement: Improvement, seen: int) -> Improvement:
        """See the port."""
        stored = await self.improvement(improvement.id)
        if stored.version != seen:
            raise VersionConflict("una acción de mejora", improvement.id, seen, stored, stored.version)
        self._rows.improvements[improvement.id] = saved = replace(improvement, version=seen + 1)
        return saved

    async def review(self, review_id: str) -> ProcessReview:
        """See the port."""
        if review_id not in self._rows.reviews:
            raise RecordNotFound("una revisión", review_id)
        return self._rows.reviews[review_id]

    async def add_review(self, review: ProcessReview) -> ProcessReview:
        """See the port."""
        self._rows.reviews[review.id] = review
        return review

    async def call(self, call_id: str) -> Call:
        """See the port."""
        if call_id not in self._rows.calls:
            raise RecordNotFound("una convocatoria", call_id)
        return self._rows.calls[call_id]

    async def add_call(self, call: Call) -> Call:
        """See the port."""
        self._rows.calls[call.id] = call
        return call

    async def save_call(self, call: Call, seen: int) -> Call:
        """See the port."""
        stored = await self.call(call.id)
        if stored.version != seen:
            raise VersionConflict("una convocatoria", call.id, seen, stored, stored.version)
        self._rows.calls[call.id] = saved = replace(call, version=seen + 1)
        return saved
