"""What a person tells of a company before she is confirmed: it waits in the draft of her declaration (AMB-54)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import InvalidValue, RecordNotFound
from domain.model.accounts import Contact
from domain.model.representations import Draft, Representation, RepresentationState
from domain.ports.store import UnitOfWork
from domain.protocol.access.permissions import sees_case
from domain.protocol.access.representation import RULE


async def own_draft(work: UnitOfWork, case_id: str) -> tuple[Representation, Draft]:
    """
    What the person who acts declares in her case, while it waits.

    Raises:
        RecordNotFound: There is no such case, or it is not hers.
        InvalidValue: Nothing waits in it: it is confirmed, refused, or of an account.

    Source: AMB-54.
    """
    case = await work.cases.get(case_id)
    record = await work.representations.of_case(case_id) if sees_case(work.actor, case) else None
    if record is None or record.person != work.actor.id:
        raise RecordNotFound("un caso", case_id)
    if record.draft is None or record.state is not RepresentationState.DECLARED:
        raise InvalidValue("En este caso ya no hay nada en espera: escriba en la cuenta.", rule=RULE, field=("caseId",))
    return record, record.draft


async def keep_contact(work: UnitOfWork, record: Representation, draft: Draft, contact: Contact) -> Contact:
    """Let a new or changed contact wait with the rest; a new main one takes the mark from the old one."""
    others: Sequence[Contact] = [each for each in draft.account.contacts if each.id != contact.id]
    if contact.is_main:
        others = [replace(each, is_main=False) for each in others]
    waiting = replace(draft, account=replace(draft.account, contacts=(*others, contact)))
    await work.representations.save(replace(record, draft=waiting), record.version)
    return contact
