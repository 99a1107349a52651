"""Self-diagnoses and answers of the tax registry as rows of their tables, and back; no statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Row

from domain.model.accounts import TaxCategory
from domain.model.evidence.self_diagnosis import SelfDiagnosis
from domain.model.evidence.tax_registry import TaxActivity, TaxAnswer, TaxRecord
from domain.model.rut import Rut

_COLUMNS: Final = (
    "id", "case_id", "questionnaire", "begun_at", "begun_by", "saved_at", "saved_by", "score", "level", "sequence",
)  # fmt: skip


def diagnosis_columns(diagnosis: SelfDiagnosis) -> dict[str, object]:
    """Every column of `self_diagnosis` but pk."""
    return {**{name: getattr(diagnosis, name) for name in _COLUMNS}, "answers": dict(diagnosis.answers)}


def diagnosis_from(row: Row[Any]) -> SelfDiagnosis:
    """The self-diagnosis of a row of `self_diagnosis`."""
    return SelfDiagnosis(answers=dict(row.answers), **{name: getattr(row, name) for name in _COLUMNS})


def tax_answer_columns(answer: TaxAnswer) -> dict[str, object]:
    """Every column of `tax_answer` but pk."""
    return {
        "id": answer.id,
        "account_id": answer.account_id,
        "rut": answer.rut.compact,
        "source": answer.source,
        "asked_at": answer.asked_at,
        "asked_by": answer.asked_by,
        "record": None if answer.record is None else _plain(answer.record),
    }


def tax_answer_from(row: Row[Any]) -> TaxAnswer:
    """The answer of a row of `tax_answer`."""
    return TaxAnswer(
        id=row.id,
        account_id=row.account_id,
        rut=Rut(row.rut),
        source=row.source,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        record=None if row.record is None else _record(row.record),
    )


def _plain(record: TaxRecord) -> Mapping[str, object]:
    return {
        "name": record.name,
        "started": record.started,
        "started_on": None if record.started_on is None else record.started_on.isoformat(),
        "category": record.category,
        "activities": [{"code": each.code, "name": each.name, "category": each.category} for each in record.activities],
        "size": record.size,
    }


def _record(stored: Mapping[str, Any]) -> TaxRecord:
    return TaxRecord(
        name=stored["name"],
        started=stored["started"],
        started_on=None if stored["started_on"] is None else date.fromisoformat(stored["started_on"]),
        category=_category(stored["category"]),
        activities=tuple(TaxActivity(a["code"], a["name"], _category(a["category"])) for a in stored["activities"]),
        size=stored["size"],
    )


def _category(stored: str | None) -> TaxCategory | None:
    return None if stored is None else TaxCategory(stored)
