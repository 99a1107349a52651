"""Self-diagnoses and answers of the tax registry as rows of their tables, and back; no statements."""

from __future__ import annotations

from typing import Final

from domain.model.evidence.self_diagnosis import SelfDiagnosis
from domain.model.evidence.tax_registry import TaxAnswer
from persistence.row_mapper import RowMapper

_DIAGNOSIS: Final = RowMapper(SelfDiagnosis)
diagnosis_columns, diagnosis_from = _DIAGNOSIS.columns, _DIAGNOSIS.record
"""Every column of `self_diagnosis` but pk, and the self-diagnosis of a row."""
_TAX_ANSWER: Final = RowMapper(TaxAnswer)
tax_answer_columns, tax_answer_from = _TAX_ANSWER.columns, _TAX_ANSWER.record
"""Every column of `tax_answer` but pk, and the answer of a row."""
