"""Documents and announcements as rows of `persistence.tables.cases`, and back; no statements."""

from __future__ import annotations

from typing import Final

from domain.model.history.documents import CaseDocument, Content, Upload, Withdrawn
from persistence.row_mapper import AnyRow, Columns, RowMapper, Spread


def withdrawn_columns(withdrawn: Withdrawn | None) -> Columns:
    """The columns that tell the withdrawal."""
    if withdrawn is None:
        return {"withdrawn_at": None, "withdrawn": None}
    return {"withdrawn_at": withdrawn.at, "withdrawn": {"by": withdrawn.by, "reason": withdrawn.reason}}


_DOCUMENT: Final = RowMapper(CaseDocument, spread={"content": Spread(Content)}, apart={"withdrawn"})


def document_columns(document: CaseDocument) -> Columns:
    """Every column of `case_document` but pk."""
    return {**_DOCUMENT.columns(document), **withdrawn_columns(document.withdrawn)}


def document_from(row: AnyRow) -> CaseDocument:
    """The document of a row of `case_document`."""
    told = row.withdrawn
    withdrawn = None if told is None else Withdrawn(told["by"], row.withdrawn_at, told["reason"])
    return _DOCUMENT.record(row, withdrawn=withdrawn)


_UPLOAD: Final = RowMapper(Upload)
upload_columns, upload_from = _UPLOAD.columns, _UPLOAD.record
"""Every column of `document_upload`, and the announcement of a row."""
