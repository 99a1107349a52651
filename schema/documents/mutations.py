"""Announce a document of a case, and withdraw one. Its bytes are sent to the address that announcing gives."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.history.documents import DocumentPurpose
from domain.use_cases.documents.attach import (
    AnnounceDocument,
    WithdrawDocument,
    announce_document,
    withdraw_document,
)
from schema.context import Info
from schema.documents.loading import document_nodes
from schema.documents.types import CaseDocument, DocumentUpload
from schema.errors import UserError, attempt_with_cases
from schema.ids import key_of
from schema.lookahead import selected


@strawberry.type(description="Where to send a document.")
class AnnounceDocumentPayload:
    upload: DocumentUpload | None = strawberry.field(description="The address; none when it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was done; empty: it was.")


@strawberry.type(description="A document after a decision.")
class CaseDocumentPayload:
    document: CaseDocument | None = strawberry.field(description="As it is now; none when nothing changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.input(description="A document that is about to be sent.")
class AnnounceDocumentInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case.")
    purpose: DocumentPurpose = strawberry.field(description="Qué es en el caso.")
    name: str = strawberry.field(description="Nombre del archivo; se guarda sin lo que un sistema podría confundir.")
    note: str | None = strawberry.field(default=None, description="Lo que haya que decir de él.")

    def asked(self) -> AnnounceDocument:
        return AnnounceDocument(key_of(self.case_id, "Case", "case_id"), self.purpose, self.name, self.note)


@strawberry.input(description="A document that should not be there, and why.")
class WithdrawDocumentInput:
    document_id: strawberry.ID = strawberry.field(description="Global id of the document.")
    reason: str = strawberry.field(description="Por qué se retira.")

    def asked(self) -> WithdrawDocument:
        return WithdrawDocument(key_of(self.document_id, "CaseDocument", "document_id"), self.reason)


@strawberry.type
class DocumentMutations:
    @strawberry.mutation(
        description="Announce a document of a case («adjuntar»): it is sent by POST to the address that this gives, "
        "once, by the same person, within 15 minutes. Format and size are judged by what arrives (POL-07)."
    )
    async def announce_document(
        self, info: Info, input: Annotated[AnnounceDocumentInput, strawberry.argument(description="Which document.")]
    ) -> AnnounceDocumentPayload:
        context = info.context
        now = context.machine_now()
        upload, errors = await attempt_with_cases(
            context, lambda services, actor, asked: announce_document(services, actor, asked, now), input.asked
        )
        most = context.operations.document_bytes
        shown = None if upload is None else DocumentUpload(upload.id, upload.until, most)
        return AnnounceDocumentPayload(upload=shown, user_errors=errors)

    @strawberry.mutation(
        description="Withdraw a document («retirar»), with the reason: it stays listed, and nobody reads it any more "
        "(POL-07)."
    )
    async def withdraw_document(
        self, info: Info, input: Annotated[WithdrawDocumentInput, strawberry.argument(description="Which, and why.")]
    ) -> CaseDocumentPayload:
        document, errors = await attempt_with_cases(info.context, withdraw_document, input.asked)
        if document is None:
            return CaseDocumentPayload(document=None, user_errors=errors)
        below = selected(info, "CaseDocumentPayload").below("document", "CaseDocument")
        (node,) = await document_nodes(info.context, [document], below)
        return CaseDocumentPayload(document=node, user_errors=[])
