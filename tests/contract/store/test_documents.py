"""`DocumentStore`: announced, received once, withdrawn once, on every store (F-80, POL-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from domain.errors import RecordNotFound
from domain.model.history.documents import CaseDocument, Content, DocumentFormat, DocumentPurpose, Upload, Withdrawn
from domain.model.institution.people import Role
from domain.ports.store import Transactions
from tests.contract.store.test_cases import a_case, an_event
from tests.support.builders import REGIONAL, new_id

AT: Final = datetime(2026, 4, 30, 14, 5, 6, 123456, UTC)


async def an_upload(transactions: Transactions) -> Upload:
    """Announced for a case that exists."""
    case = a_case()
    upload = Upload(
        new_id(), case.id, DocumentPurpose.MINUTES, "Acta", "De la reunión", "ana", Role.REGIONAL_EXECUTIVE, AT
    )
    async with transactions(REGIONAL) as work:
        await work.cases.add(case, an_event(case))
        await work.documents.announce(upload)
    return upload


def document_of(upload: Upload) -> CaseDocument:
    """What came of it."""
    content = Content(new_id(), DocumentFormat.PDF, 5_000_000_000, "a" * 64)
    return CaseDocument(
        upload.id, upload.case_id, upload.purpose, "Acta.pdf", upload.note, content, "ana", Role.REGIONAL_EXECUTIVE, AT
    )


async def test_what_was_announced_is_received_once(transactions: Transactions) -> None:
    """F-80: the second finds nothing to add to; what was written is what is read."""
    upload = await an_upload(transactions)
    document = document_of(upload)
    async with transactions(REGIONAL) as work:
        assert await work.documents.announced(upload.id) == upload
        assert await work.documents.announced_by("ana", AT) == 1
        assert await work.documents.announced_by("ana", AT + timedelta(microseconds=1)) == 0
        assert await work.documents.receive(document)
    async with transactions(REGIONAL) as work:
        assert not await work.documents.receive(replace(document, content=replace(document.content, file=new_id())))
        found = await work.documents.get(document.id)
        assert (found.document, found.opened_by) == (document, "ana.rojas")
        assert await work.documents.of_case(document.case_id) == 1
        assert await work.documents.announced_by("ana", AT) == 0
        with pytest.raises(RecordNotFound):
            await work.documents.announced(upload.id)


async def test_a_document_is_withdrawn_once_and_stays(transactions: Transactions) -> None:
    """POL-07: the first reason stands, and the document counts no more among those of its case."""
    upload = await an_upload(transactions)
    document = document_of(upload)
    first = replace(document, withdrawn=Withdrawn("luis", AT, "Es de otra empresa"))
    async with transactions(REGIONAL) as work:
        await work.documents.receive(document)
        assert await work.documents.withdraw(first)
        assert not await work.documents.withdraw(replace(first, withdrawn=Withdrawn("ana", AT, "Otro motivo")))
    async with transactions(REGIONAL) as work:
        assert (await work.documents.get(document.id)).document == first
        assert await work.documents.of_case(document.case_id) == 0
        with pytest.raises(RecordNotFound):
            await work.documents.get(new_id())
