"""Surveys, suggestions, improvement actions and reviews of the memory store; promises: `domain.ports.quality`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.model.quality.improvements import Improvement, Origin
from domain.model.quality.suggestions import Suggestion
from domain.model.quality.surveys import Survey
from tests.support.memory.record_store import MemoryRecords, MemoryVersionedRecords

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryQuality:
    """`QualityStore`."""

    def __init__(self, rows: Rows) -> None:
        self.surveys = _Surveys(rows.surveys, "una encuesta")
        self.suggestions = _Suggestions(rows.suggestions, "una sugerencia")
        self.improvements = _Improvements(rows.improvements, "una acción de mejora")
        self.reviews = MemoryRecords(rows.reviews, "una revisión")
        self.calls = MemoryVersionedRecords(rows.calls, "una convocatoria")


class _Surveys(MemoryRecords[Survey]):
    async def of_case(self, case_id: str) -> Sequence[Survey]:
        """See the port."""
        return [each for each in self._kept.values() if each.case_id == case_id]

    async def save(self, survey: Survey) -> Survey:
        """See the port."""
        await self.get(survey.id)
        self._kept[survey.id] = survey
        return survey


class _Suggestions(MemoryVersionedRecords[Suggestion]):
    async def of_entry(self, case_id: str, sequence: int) -> Sequence[Suggestion]:
        """See the port."""
        return [each for each in self._kept.values() if (each.case_id, each.sequence) == (case_id, sequence)]


class _Improvements(MemoryVersionedRecords[Improvement]):
    async def follows(self, origin: Origin) -> bool:
        """See the port."""
        return any(each.origin == origin and each.dropped is None for each in self._kept.values())
