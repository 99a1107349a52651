"""Announce a document of a case, receive it once, withdraw it with its reason (POL-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.errors import NotAuthorised, RecordNotFound, StepNotAllowed
from domain.model.cases import Case
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.history.documents import UPLOAD_LASTS, CaseDocument, Content, DocumentPurpose, Upload, Withdrawn
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission, require, sees_all, sees_case, sees_case_of
from domain.use_cases.cases.charge import acting_here, for_head, in_charge
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.checks import checked_text, needed_text
from domain.use_cases.documents.names import safe_name
from domain.use_cases.perform import given_reason

RULE: Final = "POL-07"
MOST_OF_CASE: Final = 100
_MOST_ANNOUNCED: Final = 20
_WHAT_ES: Final = "un documento"


@dataclass(frozen=True, slots=True)
class AnnounceDocument:
    """A document that is about to be sent: what it is in the case, and how its file is called."""

    case_id: str
    purpose: DocumentPurpose
    name: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawDocument:
    """A document that should not be there, or not any more, and why."""

    document_id: str
    reason: str


async def announce_document(services: CaseServices, actor: Actor, asked: AnnounceDocument, now: datetime) -> Upload:
    """
    Give the place to which a document of a case can be sent once, by the same person, until `Upload.until`.

    Args:
        now: The machine's UTC instant: an address lives in real time, whatever the demo clock says.

    Raises:
        MissingData: The file has no name.
        StepNotAllowed: The case has as many as it may, or too many were announced and not sent.
        NotAuthorised, RecordNotFound, InvalidValue: As their messages say.

    Source: POL-07.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        case = await _case(casework, asked.case_id)
        name = safe_name(needed_text(asked.name, "name", "el nombre del archivo"))
        note = checked_text(asked.note or "", "note") or None
        await _require_room(casework, case, now)
        upload = Upload(services.core.new_id(), case.id, asked.purpose, name, note, actor.id, actor.role, now)
        await work.documents.announce(upload)
        return upload


async def may_receive(services: CaseServices, actor: Actor, upload_id: str, now: datetime) -> Upload:
    """
    The announcement, before any byte of it is taken in.

    Raises:
        RecordNotFound: There is none, it is another person's, or it was received before.
        StepNotAllowed: Its time is over.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        upload = await _announced(casework, upload_id, now)
        await _case(casework, upload.case_id)
        return upload


async def receive_document(
    services: CaseServices, actor: Actor, upload_id: str, content: Content, now: datetime
) -> CaseDocument:
    """
    Add what was received to its case, once, judged by what holds now.

    Raises:
        RecordNotFound, StepNotAllowed, NotAuthorised: As `may_receive` and `announce_document`.

    Source: POL-07.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        upload = await _announced(casework, upload_id, now)
        case = await _case(casework, upload.case_id)
        document = CaseDocument(
            id=upload.id,
            case_id=case.id,
            purpose=upload.purpose,
            name=upload.name + content.format.suffix,
            note=upload.note,
            content=content,
            by=actor.id,
            role=actor.role,
            at=casework.run.now,
        )
        if not await work.documents.receive(document):
            raise RecordNotFound(_WHAT_ES, upload_id)
        told = {"document": document.id, "sha256": content.sha256, "size": str(content.size)}
        await _record(casework, case, "attach_document", f"Se adjunta «{document.name}».", told)
        return document


async def withdraw_document(services: CaseServices, actor: Actor, asked: WithdrawDocument) -> CaseDocument:
    """
    Withdraw a document: whoever added it, or whoever heads the case. It stays listed, and its content is not read.

    Returns:
        The document as it is now; one that was withdrawn before, as it was.

    Raises:
        MissingData: No reason is given.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-07.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        require(actor, Permission.ATTACH_DOCUMENT)
        found = await work.documents.get(asked.document_id)
        if not sees_case_of(actor, found.account_id, found.opened_by):
            raise RecordNotFound(_WHAT_ES, asked.document_id)
        case = await work.cases.hold(found.document.case_id)
        await casework.require_impartial(case)
        document = (await work.documents.get(asked.document_id)).document
        if document.by != actor.id:
            if not sees_all(actor):
                raise NotAuthorised("Este documento lo adjuntó otra persona: pida a ella que lo retire.", rule=RULE)
            await for_head(casework, case, "retirar este documento")
        reason = given_reason(asked.reason, "Indique por qué se retira el documento.", RULE)
        if document.withdrawn is not None:
            return document
        after = replace(document, withdrawn=Withdrawn(actor.id, casework.run.now, reason))
        if not await work.documents.withdraw(after):
            return (await work.documents.get(document.id)).document
        outcome = f"Se retira «{document.name}»."
        await _record(casework, case, "withdraw_document", outcome, {"document": document.id}, reason)
        return after


async def _case(casework: Casework, case_id: str) -> Case:
    """The case, of whoever acts on it: staff with a part in it where they act, a company on its own."""
    require(casework.actor, Permission.ATTACH_DOCUMENT)
    case = await casework.work.cases.hold(case_id)
    if not sees_case(casework.actor, case):
        raise RecordNotFound("un caso", case_id)
    if sees_all(casework.actor):
        return await in_charge(casework, case, "adjuntar documentos a")
    return await acting_here(casework, case)


async def _require_room(casework: Casework, case: Case, now: datetime) -> None:
    documents = casework.work.documents
    if await documents.of_case(case.id) >= MOST_OF_CASE:
        raise StepNotAllowed(
            f"El caso ya tiene {MOST_OF_CASE} documentos, los que admite.",
            rule=RULE,
            step_to_take="Retire los que no correspondan, o reúnalos en uno.",
        )
    if await documents.announced_by(casework.actor.id, now - UPLOAD_LASTS) >= _MOST_ANNOUNCED:
        raise StepNotAllowed(
            f"Usted anunció {_MOST_ANNOUNCED} documentos que todavía no llegan.",
            rule=RULE,
            step_to_take="Envíe los que anunció, o espere unos minutos.",
        )


async def _announced(casework: Casework, upload_id: str, now: datetime) -> Upload:
    upload = await casework.work.documents.announced(upload_id)
    if upload.by != casework.actor.id:
        raise RecordNotFound(_WHAT_ES, upload_id)
    if now >= upload.until:
        raise StepNotAllowed(
            "La dirección para enviar este documento ya venció.",
            rule=RULE,
            step_to_take="Pida otra y envíelo de nuevo.",
        )
    return upload


async def _record(
    casework: Casework,
    case: Case,
    what: str,
    outcome: str,
    inputs: Mapping[str, str],
    reason: str | None = None,
) -> None:
    """Who did what to a document of which case (POL-07)."""
    await casework.work.decisions.record(
        Decision(
            id=casework.services.core.new_id(),
            at=casework.run.now,
            by=casework.actor.id,
            role=casework.actor.role.value,
            kind=DecisionKind.DECISION,
            what=what,
            outcome=outcome,
            protocol_version=case.protocol_version,
            rule=RULE,
            account_id=case.account_id,
            case_id=case.id,
            reason=reason,
            inputs=dict(inputs),
        )
    )
