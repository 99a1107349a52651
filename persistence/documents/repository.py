"""`DocumentStore`, `DocumentReads` and `DocumentKeeping` in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, delete, func, insert, select, update

from domain.errors import RecordNotFound
from domain.model.history.documents import CaseDocument, Upload
from domain.ports.documents.store import DocumentRow
from domain.ports.reading import Page, PageRequest
from persistence.counted import counted_each
from persistence.database import Database, DatabaseKind, Transaction
from persistence.documents.mapping import (
    document_columns,
    document_from,
    upload_columns,
    upload_from,
    withdrawn_columns,
)
from persistence.keyset import Keyset, is_backward, of_each
from persistence.records import among, list_value, newest_of_each
from persistence.tables.cases import case_document, document_upload, protocol_case

NEWEST_FIRST: Final = Keyset("doc", (case_document.c.pk,), descending=True)
WHAT_ES: Final = "un documento"
_D: Final = case_document.c
_U: Final = document_upload.c
_WITH_CASE: Final = select(case_document, protocol_case.c.account_id, protocol_case.c.opened_by).join(
    protocol_case, protocol_case.c.id == _D.case_id
)
_ANNOUNCED: Final = select(document_upload).where(_U.id == bindparam("id"))


class SqlDocuments:
    """`DocumentStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def announce(self, upload: Upload) -> None:
        """See `DocumentStore.announce`."""
        await self._tx.execute(insert(document_upload), upload_columns(upload))

    async def announced(self, upload_id: str) -> Upload:
        """See `DocumentStore.announced`."""
        row = (await self._tx.execute(_ANNOUNCED, {"id": upload_id})).one_or_none()
        if row is None:
            raise RecordNotFound(WHAT_ES, upload_id)
        return upload_from(row)

    async def announced_by(self, actor_id: str, since: datetime) -> int:
        """See `DocumentStore.announced_by`."""
        counted = select(func.count()).where(_U.by == actor_id, _U.at >= since)
        return int((await self._tx.execute(counted)).scalar_one())

    async def receive(self, document: CaseDocument) -> bool:
        """See `DocumentStore.receive`."""
        taken = await self._tx.execute(delete(document_upload).where(_U.id == document.id))
        if taken.rowcount:
            await self._tx.execute(insert(case_document), document_columns(document))
        return bool(taken.rowcount)

    async def of_case(self, case_id: str) -> int:
        """See `DocumentStore.of_case`."""
        counted = select(func.count()).where(_D.case_id == case_id, _D.withdrawn_at.is_(None))
        return int((await self._tx.execute(counted)).scalar_one())

    async def get(self, document_id: str) -> DocumentRow:
        """See `DocumentStore.get`."""
        row = (await self._tx.execute(_WITH_CASE.where(_D.id == document_id))).one_or_none()
        if row is None:
            raise RecordNotFound(WHAT_ES, document_id)
        return _row(row)

    async def withdraw(self, document: CaseDocument) -> bool:
        """See `DocumentStore.withdraw`."""
        standing = update(case_document).where(_D.id == document.id, _D.withdrawn_at.is_(None))
        done = await self._tx.execute(standing.values(withdrawn_columns(document.withdrawn)))
        return bool(done.rowcount)


class SqlDocumentReads:
    """`DocumentReads` and `DocumentKeeping` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_cases(self, case_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[CaseDocument]]:
        """See `DocumentReads.of_cases`."""
        kind, order = self._database.kind, NEWEST_FIRST
        statement = newest_of_each(
            kind,
            case_document,
            order.order(is_backward(page)),
            _D.case_id == protocol_case.c.id,
            *order.window(page),
            owner=protocol_case,
        )
        rows = await self._database.read(statement, {**order.parameters(page), "ids": list_value(kind, case_ids)})
        pages = order.pages(of_each(case_ids, rows), page, document_from, _pk)
        return await counted_each(self._database, pages, page, protocol_case.c.id, _D.case_id == protocol_case.c.id)

    async def by_id(self, document_ids: Sequence[str]) -> Mapping[str, DocumentRow]:
        """See `DocumentReads.by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_by_id(kind), {"ids": list_value(kind, document_ids)})
        return {row.id: _row(row) for row in rows}

    async def known(self, files: Collection[str]) -> frozenset[str]:
        """See `DocumentKeeping.known`."""
        kind = self._database.kind
        kept = select(_D.file).where(among(kind, _D.file), _D.erased_at.is_(None))
        rows = await self._database.read(kept, {"ids": list_value(kind, list(files))})
        return frozenset(row.file for row in rows)

    async def forget_uploads(self, before: datetime) -> int:
        """See `DocumentKeeping.forget_uploads`."""
        async with self._database.begin(wakes=False) as tx:
            return int((await tx.execute(delete(document_upload).where(_U.at < before))).rowcount)

    async def withdrawn_before(self, at: datetime, most: int) -> Sequence[CaseDocument]:
        """See `DocumentKeeping.withdrawn_before`."""
        wanted = select(case_document).where(_D.withdrawn_at < at, _D.erased_at.is_(None))
        rows = await self._database.read(wanted.order_by(_D.withdrawn_at, _D.pk).limit(most))
        return [document_from(row) for row in rows]

    async def erased(self, document_id: str, at: datetime) -> None:
        """See `DocumentKeeping.erased`."""
        async with self._database.begin(wakes=False) as tx:
            await tx.execute(update(case_document).where(_D.id == document_id).values(erased_at=at))


def _row(row: Any) -> DocumentRow:
    return DocumentRow(document_from(row), row.account_id, row.opened_by)


def _pk(row: Any) -> tuple[int]:
    return (row.pk,)


@lru_cache
def _by_id(kind: DatabaseKind) -> Select[Any]:
    return _WITH_CASE.where(among(kind, _D.id))
