"""`DocumentReads`, as its reader sees it: whoever may know of a case may know of its documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.errors import RecordNotFound, StepNotAllowed
from domain.model.cases import Case
from domain.model.history.documents import CaseDocument
from domain.model.institution.people import Actor
from domain.ports.documents.store import DocumentReads, DocumentRow
from domain.ports.reading import Page, PageRequest
from domain.protocol.access.permissions import sees_case, sees_case_of


class SeenDocuments:
    """See the module."""

    def __init__(self, reads: DocumentReads, reader: Actor) -> None:
        self._reads = reads
        self._reader = reader

    def by(self, reader: Actor) -> SeenDocuments:
        """The same reads, bound to another reader."""
        return SeenDocuments(self._reads, reader)

    async def of_cases(self, cases: Sequence[Case], page: PageRequest) -> Mapping[str, Page[CaseDocument]]:
        """See `DocumentReads.of_cases`."""
        return await self._reads.of_cases([case.id for case in cases if sees_case(self._reader, case)], page)

    async def by_id(self, document_ids: Sequence[str]) -> Mapping[str, CaseDocument]:
        """See `DocumentReads.by_id`."""
        return {key: row.document for key, row in (await self._reads.by_id(document_ids)).items() if self._sees(row)}

    def _sees(self, row: DocumentRow) -> bool:
        return sees_case_of(self._reader, row.account_id, row.opened_by)

    async def readable(self, document_id: str) -> DocumentRow:
        """
        A document whose content may be read, and whose its case is.

        Raises:
            RecordNotFound: There is none, or it is not for the reader.
            StepNotAllowed: It was withdrawn.
        """
        row = (await self._reads.by_id([document_id])).get(document_id)
        if row is None or not self._sees(row):
            raise RecordNotFound("un documento", document_id)
        if row.document.withdrawn is not None:
            raise StepNotAllowed(
                f"El documento se retiró: {row.document.withdrawn.reason}",
                rule="POL-07",
                step_to_take="Pida a quien lo retiró el que corresponde.",
            )
        return row
