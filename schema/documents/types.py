"""A document of a case, and the address to which one is sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.model.history.documents import CaseDocument as DocumentOfDomain
from domain.model.history.documents import DocumentFormat, DocumentPurpose
from schema.answers import Node, answers
from schema.ids import global_id
from schema.links.following import LazyCase, Link
from schema.links.people import by_person, by_person_if_any
from schema.lookahead import Loaded

if TYPE_CHECKING:
    from schema.cases.types import Case

ADDRESS: Final = "/documents/"
CASE: Final[Link[Case]] = Link("case", "Case", lambda node: node.document.case_id)


@strawberry.type(description="A document of a case («documento»). Its content is read at its address, never here.")
class CaseDocumentShape(Node):
    name: str = strawberry.field(description="Name of the file, with the suffix of its format.")
    purpose: DocumentPurpose = strawberry.field(description="What it is in the case.")
    note: str | None = strawberry.field(description="What whoever added it said of it.")
    format: DocumentFormat = strawberry.field(description="Its format, by its content.")
    media_type: str = strawberry.field(description="Media type by which it is sent.")
    size: int = strawberry.field(description="Size, in bytes.")
    sha256: str = strawberry.field(description="SHA-256 of its content, in hexadecimal.")
    added_by: str = strawberry.field(description="Stable id of who added it.")
    added_by_person = by_person("added_by", "Who added it")
    added_at: datetime = strawberry.field(description="Instant at which it was received.")
    withdrawn_by: str | None = strawberry.field(description="Stable id of who withdrew it; none: it stands.")
    withdrawn_by_person = by_person_if_any("withdrawn_by", "Who withdrew it")
    withdrawn_at: datetime | None = strawberry.field(description="Instant at which it was withdrawn.")
    withdrawn_why: str | None = strawberry.field(description="Why it was withdrawn; in Spanish.")
    is_erased: bool = strawberry.field(description="It was withdrawn, and its content is kept no more.")
    path: str | None = strawberry.field(
        description="Path at which its content is read, by POST with a session or by GET with a token; none: it was "
        "withdrawn. Each reading is recorded."
    )
    case_global_id: strawberry.ID = strawberry.field(name="caseId", description="Global id of its case.")

    @strawberry.field(description="Its case; none: it is not for the viewer any more.")
    def case(root: strawberry.Parent[CaseDocument]) -> LazyCase | None:
        return CASE.read(root)


@answers(CaseDocumentShape, beneath=DocumentOfDomain)
class CaseDocument:
    __slots__ = ("_document", "global_id", "loaded")

    def __init__(self, document: DocumentOfDomain) -> None:
        self._document = document
        self.loaded: Loaded = {}
        self.global_id = global_id("CaseDocument", document.id)

    def __getattr__(self, name: str) -> object:
        return getattr(self._document, name)

    @property
    def document(self) -> DocumentOfDomain:
        """What it shows."""
        return self._document

    @property
    def format(self) -> DocumentFormat:
        return self._document.content.format

    @property
    def media_type(self) -> str:
        return self._document.content.format.media_type

    @property
    def size(self) -> int:
        return self._document.content.size

    @property
    def sha256(self) -> str:
        return self._document.content.sha256

    @property
    def added_by(self) -> str:
        return self._document.by

    @property
    def added_at(self) -> datetime:
        return self._document.at

    @property
    def withdrawn_by(self) -> str | None:
        return self._document.withdrawn.by if self._document.withdrawn else None

    @property
    def withdrawn_at(self) -> datetime | None:
        return self._document.withdrawn.at if self._document.withdrawn else None

    @property
    def withdrawn_why(self) -> str | None:
        return self._document.withdrawn.reason if self._document.withdrawn else None

    @property
    def is_erased(self) -> bool:
        return self._document.erased_at is not None

    @property
    def path(self) -> str | None:
        return None if self._document.withdrawn else f"{ADDRESS}{self._document.id}/content"

    @property
    def case_global_id(self) -> str:
        return global_id("Case", self._document.case_id)


@strawberry.type(description="Where a document that was announced is sent, once, by whoever announced it.")
class DocumentUploadShape:
    path: str = strawberry.field(description="Path to which its bytes are sent by POST, as they are.")
    until: datetime = strawberry.field(description="Instant until which it can be sent, exclusive.")
    most_bytes: int = strawberry.field(description="Bytes that it may have.")
    formats: list[DocumentFormat] = strawberry.field(description="Formats that are taken, judged by the content.")
    document_id: strawberry.ID = strawberry.field(description="Global id that the document will have.")


@answers(DocumentUploadShape)
class DocumentUpload:
    __slots__ = ("document_id", "formats", "most_bytes", "path", "until")

    def __init__(self, upload_id: str, until: datetime, most_bytes: int) -> None:
        self.path = f"{ADDRESS}{upload_id}"
        self.until = until
        self.most_bytes = most_bytes
        self.formats = list(DocumentFormat)
        self.document_id = global_id("CaseDocument", upload_id)
