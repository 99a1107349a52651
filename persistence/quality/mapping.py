"""Surveys, suggestions, improvement actions, reviews and calls as rows of their tables, and back; no statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from domain.model.quality.calls import Call, CallStage
from domain.model.quality.improvements import Improvement, Origin, ProcessReview
from domain.model.quality.suggestions import Suggestion
from domain.model.quality.surveys import Survey
from persistence.row_mapper import AnyRow, Columns, RowMapper, Spread

_SURVEY: Final = RowMapper(Survey)
survey_columns, survey_from = _SURVEY.columns, _SURVEY.record
"""Every column of `survey` but pk, and the survey of a row."""
_SUGGESTION: Final = RowMapper(Suggestion, made={"state": lambda suggestion: suggestion.state.value})
suggestion_columns, suggestion_from = _SUGGESTION.columns, _SUGGESTION.record
"""Every column of `suggestion` but pk, and the suggestion of a row."""
_IMPROVEMENT: Final = RowMapper(Improvement, spread={"origin": Spread(Origin, "origin_")})
improvement_columns, improvement_from = _IMPROVEMENT.columns, _IMPROVEMENT.record
"""Every column of `improvement` but pk, and the improvement action of a row."""
_REVIEW: Final = RowMapper(ProcessReview, renamed={"on": "on_date"})
review_columns, review_from = _REVIEW.columns, _REVIEW.record
"""Every column of `process_review` but pk, and the review of a row."""
_STAGE: Final = RowMapper(CallStage)
_CALL: Final = RowMapper(Call, apart={"stages"})
call_columns: Final = _CALL.columns
"""Every column of `protocol_call` but pk."""


def stage_columns(call: Call) -> list[Columns]:
    """Every column of `call_stage` but pk, a row for each stage in its order."""
    return [{"call_id": call.id, **_STAGE.columns(stage)} for stage in call.stages]


def call_from(row: AnyRow, stages: Iterable[AnyRow]) -> Call:
    """The call of a row of `protocol_call` and its rows of `call_stage`, in the order of their pk."""
    return _CALL.record(row, stages=tuple(map(_STAGE.record, stages)))
