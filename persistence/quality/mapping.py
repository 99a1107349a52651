"""Surveys, suggestions, improvement actions, reviews and calls as rows of their tables, and back; no statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from domain.model.cases import Flow
from domain.model.institution.channels import PointOfContact
from domain.model.messages import Language
from domain.model.quality.calls import Call, CallStage
from domain.model.quality.improvements import Improvement, Origin, OriginKind, ProcessReview
from domain.model.quality.suggestions import Said, Suggestion, SuggestionKind
from domain.model.quality.surveys import Survey
from persistence.tables.columns import instant, micros

AnyRow = Row[Any]
Columns = dict[str, object]


def survey_columns(survey: Survey) -> Columns:
    """Every column of `survey` but pk."""
    return {
        "id": survey.id,
        "case_id": survey.case_id,
        "asked_at": survey.asked_at,
        "asked_by": survey.asked_by,
        "expires_at": survey.expires_at,
        "language": survey.language.value,
        "highest": survey.highest,
        "of_company": survey.of_company,
        "follows": survey.follows,
        "answered_at": survey.answered_at,
        "sequence": survey.sequence,
        "withdrawn_at": survey.withdrawn_at,
    }


def survey_from(row: AnyRow) -> Survey:
    """The survey of a row of `survey`."""
    return Survey(
        id=row.id,
        case_id=row.case_id,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        expires_at=row.expires_at,
        language=Language(row.language),
        highest=row.highest,
        of_company=row.of_company,
        follows=row.follows,
        answered_at=row.answered_at,
        sequence=row.sequence,
        withdrawn_at=row.withdrawn_at,
    )


def suggestion_columns(suggestion: Suggestion) -> Columns:
    """Every column of `suggestion` but pk."""
    return {
        "id": suggestion.id,
        "version": suggestion.version,
        "kind": suggestion.kind.value,
        "text": suggestion.text,
        "case_id": suggestion.case_id,
        "sequence": suggestion.sequence,
        "received_at": suggestion.received_at,
        "received_on": suggestion.received_on,
        "state": suggestion.state.value,
        "unit": suggestion.unit,
        "accepted": suggestion.accepted,
        "shared": _plain(suggestion.shared),
        "evaluated": _plain(suggestion.evaluated),
        "told": _plain(suggestion.told),
        "told_by": None if suggestion.told_by is None else suggestion.told_by.value,
        "withdrawn": _plain(suggestion.withdrawn),
    }


def suggestion_from(row: AnyRow) -> Suggestion:
    """The suggestion of a row of `suggestion`."""
    return Suggestion(
        id=row.id,
        kind=SuggestionKind(row.kind),
        text=row.text,
        case_id=row.case_id,
        sequence=row.sequence,
        received_at=row.received_at,
        received_on=row.received_on,
        version=row.version,
        unit=row.unit,
        shared=_said(row.shared),
        accepted=row.accepted,
        evaluated=_said(row.evaluated),
        told=_said(row.told),
        told_by=None if row.told_by is None else PointOfContact(row.told_by),
        withdrawn=_said(row.withdrawn),
    )


def improvement_columns(improvement: Improvement) -> Columns:
    """Every column of `improvement` but pk."""
    return {
        "id": improvement.id,
        "version": improvement.version,
        "what": improvement.what,
        "unit": improvement.unit,
        "due_on": improvement.due_on,
        "year": improvement.year,
        "line": improvement.line,
        "origin_kind": improvement.origin.kind.value,
        "origin_key": improvement.origin.key,
        "planned_by": improvement.planned_by,
        "planned_at": improvement.planned_at,
        "done": _plain(improvement.done),
        "done_on": improvement.done_on,
        "dropped": _plain(improvement.dropped),
    }


def improvement_from(row: AnyRow) -> Improvement:
    """The improvement action of a row of `improvement`."""
    return Improvement(
        id=row.id,
        what=row.what,
        unit=row.unit,
        due_on=row.due_on,
        year=row.year,
        line=row.line,
        origin=Origin(OriginKind(row.origin_kind), row.origin_key),
        planned_by=row.planned_by,
        planned_at=row.planned_at,
        version=row.version,
        done=_said(row.done),
        done_on=row.done_on,
        dropped=_said(row.dropped),
    )


def review_columns(review: ProcessReview) -> Columns:
    """Every column of `process_review` but pk."""
    return {
        "id": review.id,
        "flow": review.flow.value,
        "on_date": review.on,
        "by": review.by,
        "at": review.at,
        "risks": list(review.risks),
        "notes": review.notes,
    }


def review_from(row: AnyRow) -> ProcessReview:
    """The review of a row of `process_review`."""
    return ProcessReview(
        id=row.id, flow=Flow(row.flow), on=row.on_date, by=row.by, at=row.at, risks=tuple(row.risks), notes=row.notes
    )


def call_columns(call: Call) -> Columns:
    """Every column of `protocol_call` but pk."""
    return {
        "id": call.id,
        "version": call.version,
        "title": call.title,
        "unit": call.unit,
        "office": call.office,
        "opened_by": call.opened_by,
        "opened_at": call.opened_at,
    }


def stage_columns(call: Call) -> list[Columns]:
    """Every column of `call_stage` but pk, a row for each stage in its order."""
    return [{"call_id": call.id, **{name: getattr(stage, name) for name in _STAGE}} for stage in call.stages]


_STAGE = (
    "code", "unit", "planned_from", "planned_until", "started_on", "ended_on", "planned_days", "real_days",
)  # fmt: skip


def call_from(row: AnyRow, stages: Iterable[AnyRow]) -> Call:
    """The call of a row of `protocol_call` and its rows of `call_stage`, in the order of their pk."""
    return Call(
        id=row.id,
        title=row.title,
        unit=row.unit,
        office=row.office,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        stages=tuple(CallStage(*(getattr(stage, name) for name in _STAGE)) for stage in stages),
        version=row.version,
    )


def _plain(said: Said | None) -> Mapping[str, object] | None:
    return None if said is None else {"by": said.by, "at": micros(said.at), "text": said.text}


def _said(stored: Mapping[str, Any] | None) -> Said | None:
    return None if stored is None else Said(stored["by"], instant(stored["at"]), stored["text"])
