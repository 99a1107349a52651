"""What is kept of documents in the transaction, what screens read of them, and what clears them away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model.history.documents import CaseDocument, Upload
from domain.ports.reading import Page, PageRequest


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """
    A document, and whose its case is.

    Attributes:
        account_id: Of the case; None: of no account.
        opened_by: Who opened the case.
    """

    document: CaseDocument
    account_id: str | None
    opened_by: str


class DocumentStore(Protocol):
    """Documents and those that are announced; in a unit of work."""

    async def announce(self, upload: Upload) -> None:
        """Keep what is about to be sent."""
        ...

    async def announced(self, upload_id: str) -> Upload:
        """What was announced, and not received yet. Raises RecordNotFound."""
        ...

    async def announced_by(self, actor_id: str, since: datetime) -> int:
        """How many of a person's announcements from *since* on, inclusive, are still open."""
        ...

    async def receive(self, document: CaseDocument) -> bool:
        """Add the document of an announcement, which is open no more; False: it is none's, or came before."""
        ...

    async def of_case(self, case_id: str) -> int:
        """How many documents a case has, withdrawn ones apart."""
        ...

    async def get(self, document_id: str) -> DocumentRow:
        """The document. One statement. Raises RecordNotFound."""
        ...

    async def withdraw(self, document: CaseDocument) -> bool:
        """Keep that it is withdrawn; False: it was before, and nothing is written."""
        ...


class DocumentReads(Protocol):
    """Documents for screens."""

    async def of_cases(self, case_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[CaseDocument]]:
        """A page of each case, newest first, withdrawn ones too. One statement."""
        ...

    async def by_id(self, document_ids: Sequence[str]) -> Mapping[str, DocumentRow]:
        """Those that there are. One statement."""
        ...


class DocumentKeeping(Protocol):
    """What the housekeeping of documents asks of the store."""

    async def known(self, files: Collection[str]) -> frozenset[str]:
        """Those of the files that a document has which is not erased."""
        ...

    async def forget_uploads(self, before: datetime) -> int:
        """Drop announcements made before; how many."""
        ...

    async def withdrawn_before(self, at: datetime, most: int) -> Sequence[CaseDocument]:
        """Documents withdrawn before *at* whose content is still kept, oldest first."""
        ...

    async def erased(self, document_id: str, at: datetime) -> None:
        """Keep that the content is no more."""
        ...
