"""Documents and announcements as rows of `persistence.tables.cases`, and back; no statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from domain.model.history.documents import CaseDocument, Content, DocumentFormat, DocumentPurpose, Upload, Withdrawn
from domain.model.institution.people import Role

AnyRow = Row[Any]
Columns = dict[str, object]


def document_columns(document: CaseDocument) -> Columns:
    """Every column of `case_document` but pk."""
    return {
        "id": document.id,
        "case_id": document.case_id,
        "purpose": document.purpose.value,
        "name": document.name,
        "note": document.note,
        "format": document.content.format.value,
        "size": document.content.size,
        "sha256": document.content.sha256,
        "file": document.content.file,
        "by": document.by,
        "role": document.role.value,
        "at": document.at,
        "erased_at": document.erased_at,
        **withdrawn_columns(document.withdrawn),
    }


def withdrawn_columns(withdrawn: Withdrawn | None) -> Columns:
    """The columns that tell the withdrawal."""
    if withdrawn is None:
        return {"withdrawn_at": None, "withdrawn": None}
    return {"withdrawn_at": withdrawn.at, "withdrawn": {"by": withdrawn.by, "reason": withdrawn.reason}}


def document_from(row: AnyRow) -> CaseDocument:
    """The document of a row of `case_document`."""
    told = row.withdrawn
    return CaseDocument(
        id=row.id,
        case_id=row.case_id,
        purpose=DocumentPurpose(row.purpose),
        name=row.name,
        note=row.note,
        content=Content(row.file, DocumentFormat(row.format), row.size, row.sha256),
        by=row.by,
        role=Role(row.role),
        at=row.at,
        withdrawn=None if told is None else Withdrawn(told["by"], row.withdrawn_at, told["reason"]),
        erased_at=row.erased_at,
    )


def upload_columns(upload: Upload) -> Columns:
    """Every column of `document_upload`."""
    return {
        "id": upload.id,
        "case_id": upload.case_id,
        "purpose": upload.purpose.value,
        "name": upload.name,
        "note": upload.note,
        "by": upload.by,
        "role": upload.role.value,
        "at": upload.at,
    }


def upload_from(row: AnyRow) -> Upload:
    """The announcement of a row of `document_upload`."""
    return Upload(row.id, row.case_id, DocumentPurpose(row.purpose), row.name, row.note, row.by, Role(row.role), row.at)
