"""Documents on cases («documentos de un caso»): a certified letter, evidence of force majeure, minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.model.institution.people import Role
from domain.model.worded import Worded

UPLOAD_LASTS: Final = timedelta(minutes=15)
"""For so long the address serves to which a document is sent."""


class DocumentPurpose(Worded):
    """What a document is in its case ("qué es")."""

    CERTIFIED_LETTER = "CERTIFIED_LETTER", "Carta certificada, o su comprobante."
    FORCE_MAJEURE = "FORCE_MAJEURE", "Respaldo de fuerza mayor."
    MINUTES = "MINUTES", "Acta o minuta de una reunión."
    REPRESENTATION = "REPRESENTATION", "Respaldo de quien representa a la empresa."
    DEFENCE = "DEFENCE", "Descargos de la empresa."
    OTHER = "OTHER", "Otro documento del caso."


class DocumentFormat(Worded):
    """How a document is written, as its content says it ("formato"), whatever its name or its sender say."""

    PDF = "PDF", "Documento PDF."
    PNG = "PNG", "Imagen PNG."
    JPEG = "JPEG", "Imagen JPEG."
    DOCX = "DOCX", "Documento de Word (docx), sin macros."
    XLSX = "XLSX", "Planilla de Excel (xlsx), sin macros."

    @property
    def media_type(self) -> str:
        """By which it is sent."""
        return _MEDIA_TYPES[self]

    @property
    def suffix(self) -> str:
        """With which its name ends, dot included."""
        return f".{self.value.lower()}"


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES: Final = {
    DocumentFormat.PDF: "application/pdf",
    DocumentFormat.PNG: "image/png",
    DocumentFormat.JPEG: "image/jpeg",
    DocumentFormat.DOCX: f"{_OFFICE}.wordprocessingml.document",
    DocumentFormat.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """
    A document that was announced and is still to be sent ("documento anunciado").

    Attributes:
        id: Of the address to which it is sent, and of the document that comes of it.
        name: Of the file, safe, without suffix.
        by, role, at: Who announced it, and the machine's UTC instant.
    """

    id: str
    case_id: str
    purpose: DocumentPurpose
    name: str
    note: str | None
    by: str
    role: Role
    at: datetime

    @property
    def until(self) -> datetime:
        """UTC instant until which it can be sent, exclusive."""
        return self.at + UPLOAD_LASTS


@dataclass(frozen=True, slots=True)
class Content:
    """
    What was received: its format by what it says, its size in bytes, and its SHA-256 in hexadecimal.

    Attributes:
        file: Its key in the store of files.
    """

    file: str
    format: DocumentFormat
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Who withdrew a document, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """
    A document of a case. Its content never changes; it can be withdrawn, and then nobody reads the content any more.

    Attributes:
        name: Of the file, with the suffix of its format.
        by, role, at: Who added it, as what, and the UTC instant at which it was received.
        erased_at: The content of a withdrawn one is kept no more since then; None: it is.
    """

    id: str
    case_id: str
    purpose: DocumentPurpose
    name: str
    note: str | None
    content: Content
    by: str
    role: Role
    at: datetime
    withdrawn: Withdrawn | None = None
    erased_at: datetime | None = None
