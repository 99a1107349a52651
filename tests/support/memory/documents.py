"""Documents on cases of the memory store, with the promises of `domain.ports.documents`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from domain.errors import RecordNotFound
from domain.model.history.documents import CaseDocument, Upload
from domain.ports.documents.store import DocumentRow

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryDocuments:
    """`DocumentStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def announce(self, upload: Upload) -> None:
        """See the port."""
        self._rows.uploads[upload.id] = upload

    async def announced(self, upload_id: str) -> Upload:
        """See the port."""
        if upload_id not in self._rows.uploads:
            raise RecordNotFound("un documento", upload_id)
        return self._rows.uploads[upload_id]

    async def announced_by(self, actor_id: str, since: datetime) -> int:
        """See the port."""
        return sum(each.by == actor_id and each.at >= since for each in self._rows.uploads.values())

    async def receive(self, document: CaseDocument) -> bool:
        """See the port."""
        if self._rows.uploads.pop(document.id, None) is None:
            return False
        self._rows.documents[document.id] = document
        return True

    async def of_case(self, case_id: str) -> int:
        """See the port."""
        return sum(each.case_id == case_id and each.withdrawn is None for each in self._rows.documents.values())

    async def get(self, document_id: str) -> DocumentRow:
        """See the port."""
        if document_id not in self._rows.documents:
            raise RecordNotFound("un documento", document_id)
        document = self._rows.documents[document_id]
        case = self._rows.cases[document.case_id]
        return DocumentRow(document, case.account_id, case.opened_by)

    async def withdraw(self, document: CaseDocument) -> bool:
        """See the port."""
        if (await self.get(document.id)).document.withdrawn is not None:
            return False
        self._rows.documents[document.id] = document
        return True
