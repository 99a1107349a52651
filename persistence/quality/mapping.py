"""Surveys, suggestions, improvement actions, reviews and calls as rows of their tables, and back; no statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from domain.model.quality.calls import Call, CallStage
from domain.model.quality.improvements import Improvement, Origin, ProcessReview
from domain.model.quality.suggestions import Suggestion
from domain.model.quality.surveys import Survey
from persistence.row_mapper import AnyRow, Columns, RowMapper, Spread

SURVEY: Final = RowMapper(Survey)
SUGGESTION: Final = RowMapper(Suggestion, made={"state": lambda suggestion: suggestion.state.value})
IMPROVEMENT: Final = RowMapper(Improvement, spread={"origin": Spread(Origin, "origin_")})
REVIEW: Final = RowMapper(ProcessReview, renamed={"on": "on_date"})
CALL: Final = RowMapper(Call, apart={"stages"})
_STAGE: Final = RowMapper(CallStage)


def stage_columns(call: Call) -> list[Columns]:
    """Every column of `call_stage` but pk, a row for each stage in its order."""
    return [{"call_id": call.id, **_STAGE.columns(stage)} for stage in call.stages]


def call_from(row: AnyRow, stages: Iterable[AnyRow]) -> Call:
    """The call of a row of `protocol_call` and its rows of `call_stage`, in the order of their pk."""
    return CALL.record(row, stages=tuple(map(_STAGE.record, stages)))
