"""
POST /documents/{id}: the bytes of a document that was announced; /documents/{id}/content: those of one that is kept.

What is sent streams to the store and is looked at as it passes; what is cut, too large or of no format that is taken
leaves nothing behind. What is read is always a file to be saved, never a page of ours.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.exports.answers import error_answer, fault_answer
from domain.errors import AttentionError, InvalidValue, ProtocolError, RecordError, RecordNotFound, StoreUnavailable
from domain.model.history.documents import CaseDocument, Content
from domain.model.personal_data import PersonalData, PersonalRead
from domain.ports.documents.files import DocumentFiles
from domain.ports.documents.store import DocumentRow
from domain.use_cases.documents.attach import may_receive, receive_document
from domain.use_cases.documents.formats import Inspection
from schema.context import Context
from schema.errors import StepNotAllowedError, UserErrorCode, user_error
from schema.faults import Fault, unavailable
from schema.ids import global_id
from schema.languages.spoken import told

_STATUS: Final[Mapping[UserErrorCode, int]] = {
    UserErrorCode.NOT_FOUND: 404,
    UserErrorCode.NOT_AUTHORISED: 403,
    UserErrorCode.STEP_NOT_ALLOWED: 409,
    UserErrorCode.INVALID_VALUE: 422,
}
_TOO_LARGE: Final = 413
_CUT: Final = 400

MakeContext = Callable[[Request], Awaitable[Context]]


def document_routes(context_of: MakeContext, files: DocumentFiles) -> list[Route]:
    """The addresses of documents; *context_of* is that of the GraphQL endpoint."""

    async def receive(request: Request) -> Response:
        try:
            context = await context_of(request)
            return await _received(request, context, files)
        except Fault as fault:
            return fault_answer(fault)
        except (ProtocolError, RecordError, StoreUnavailable) as refused:
            return _refusal(refused)
        except ClientDisconnect:
            return Response(status_code=_CUT)  # nobody reads it

    async def content(request: Request) -> Response:
        try:
            context = await context_of(request)
            found = await context.documents.readable(request.path_params["key"])
            await _record(context, found)
        except Fault as fault:
            return fault_answer(fault)
        except (ProtocolError, RecordError, StoreUnavailable) as refused:
            return _refusal(refused)
        return DocumentAnswer(found.document, files)

    return [
        Route("/documents/{key}", receive, methods=["POST"]),
        Route("/documents/{key}/content", content, methods=["GET", "POST"]),
    ]


async def _received(request: Request, context: Context, files: DocumentFiles) -> Response:
    """Take one document in: into the store, then into its case; or neither."""
    key, most = request.path_params["key"], context.operations.document_bytes
    now = datetime.now(UTC)
    upload = await may_receive(context.casework, context.actor, key, now)
    seen = Inspection(most)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        seen.refuse_size()
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise InvalidValue("Envíe el documento tal como es, sin comprimir (Content-Encoding).", field=("format",))
    async with files.receiving() as incoming:
        try:
            async with asyncio.timeout((upload.until - now).total_seconds()):
                async for chunk in request.stream():
                    if chunk:
                        seen.see(chunk)
                        await incoming.write(chunk)
        except TimeoutError:
            raise InvalidValue(
                "El documento tardó demasiado en llegar. Pida otra dirección.", field=("size",)
            ) from None
        content = Content(incoming.key, seen.format(), seen.size, seen.sha256)
        await incoming.keep()
    try:
        document = await receive_document(context.casework, context.actor, key, content, now)
    except BaseException:
        await asyncio.shield(files.remove(content.file))
        raise
    return JSONResponse({"data": {"document": _told(document)}}, 201, headers={"cache-control": "no-store"})


def _told(document: CaseDocument) -> dict[str, object]:
    content = document.content
    return {
        "id": global_id("CaseDocument", document.id),
        "name": document.name,
        "format": content.format.value,
        "size": content.size,
        "sha256": content.sha256,
    }


async def _record(context: Context, found: DocumentRow) -> None:
    """A document may hold what the law protects: each reading is recorded before it leaves (POL-07)."""
    if context.audits_reads:
        read = PersonalRead(
            at=context.machine_now(),
            by=context.actor.id,
            role=context.actor.role.value,
            kinds=(PersonalData.DOCUMENT,),
            field="documentContent",
            account_id=found.account_id,
            case_id=None if found.account_id else found.document.case_id,
        )
        await context.personal_reads.record([read])


def _refusal(refused: AttentionError) -> Response:
    if isinstance(refused, StoreUnavailable):
        return fault_answer(unavailable(refused.message, refused.retry_after))
    member = user_error(refused)
    if member is None:
        raise refused
    status = _TOO_LARGE if member.field == ["size"] else _STATUS.get(member.code, 400)
    more = {"rule": member.rule} if member.rule else {}
    if isinstance(member, StepNotAllowedError) and member.step_to_take:
        more["stepToTake"] = member.step_to_take
    return error_answer(member.code.value, told(member.message), status, more)


class DocumentAnswer(Response):
    """The content of a document, piece by piece: to be saved, and shown by no browser as a page of ours."""

    def __init__(self, document: CaseDocument, files: DocumentFiles) -> None:
        self._document = document
        self._files = files
        super().__init__(headers=_headers(document))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; one whose file is not there is told as such."""
        try:
            async with self._files.read(self._document.content.file) as pieces:
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                async for piece in pieces:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except RecordNotFound:
            lost = "El contenido de este documento no está en el archivo. Avise a quien administra."
            await error_answer(UserErrorCode.NOT_FOUND.value, lost, 404)(scope, receive, send)
        except StoreUnavailable as away:
            await fault_answer(unavailable(away.message, away.retry_after))(scope, receive, send)


def _headers(document: CaseDocument) -> dict[str, str]:
    plain = unicodedata.normalize("NFKD", document.name).encode("ascii", "ignore").decode().replace('"', "")
    name = plain if plain.strip(". ") else f"documento{document.content.format.suffix}"
    return {
        "content-type": document.content.format.media_type,
        "content-length": str(document.content.size),
        "content-disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(document.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
