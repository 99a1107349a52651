"""Self-diagnoses as rows of their table, and back; no statements."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row

from domain.model.evidence.self_diagnosis import SelfDiagnosis

_COLUMNS: Final = (
    "id", "case_id", "questionnaire", "begun_at", "begun_by", "saved_at", "saved_by", "score", "level", "sequence",
)  # fmt: skip


def diagnosis_columns(diagnosis: SelfDiagnosis) -> dict[str, object]:
    """Every column of `self_diagnosis` but pk."""
    return {**{name: getattr(diagnosis, name) for name in _COLUMNS}, "answers": dict(diagnosis.answers)}


def diagnosis_from(row: Row[Any]) -> SelfDiagnosis:
    """The self-diagnosis of a row of `self_diagnosis`."""
    return SelfDiagnosis(answers=dict(row.answers), **{name: getattr(row, name) for name in _COLUMNS})
