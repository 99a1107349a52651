"""
Messages as their reader sees them: staff every one, a company those that are addressed to whoever is attended.

A letter that tells ProChile's people of a company is about it and yet not for it, whatever door it is asked at: lists,
its account, its case, its own id, what a mutation hands back, the feed of changes.

Source: COM-02, POL-07.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.cases import Case
from domain.model.institution.people import Actor
from domain.model.messages import Message, MessageState
from domain.ports.casework import CaseReads
from domain.ports.reading import Page, PageRequest
from domain.protocol.access.permissions import sees_all
from domain.protocol.messages.compose import FOR_ATTENDED
from domain.use_cases.sight import Sight


def templates_for(reader: Actor) -> frozenset[str] | None:
    """Of which templates the reader may know; None: of all. Source: COM-02."""
    return None if sees_all(reader) else FOR_ATTENDED


class SeenMessages:
    """The part of `CaseReads` about them, bound to its reader."""

    _reads: CaseReads
    _reader: Actor
    _sight: Sight

    async def messages_of_accounts(
        self, account_ids: Sequence[str], page: PageRequest, *, templates: frozenset[str] | None = None
    ) -> Mapping[str, Page[Message]]:
        """See `CaseReads.messages_of_accounts`."""
        seen = self._sight.seen(account_ids)
        return await self._reads.messages_of_accounts(seen, page, templates=self._shown(templates))

    async def messages_of_cases(
        self, cases: Sequence[Case], page: PageRequest, *, templates: frozenset[str] | None = None
    ) -> Mapping[str, Page[Message]]:
        """See `CaseReads.messages_of_cases`: those that the reader could ask for by their own id."""
        seen = [case for case in cases if self._sight.of(case.account_id)]
        return await self._reads.messages_of_cases(seen, page, templates=self._shown(templates))

    async def messages(
        self,
        page: PageRequest,
        *,
        account_ids: frozenset[str] | None = None,
        case_id: str | None = None,
        states: frozenset[MessageState] = frozenset(),
        templates: frozenset[str] | None = None,
    ) -> Page[Message]:
        """See `CaseReads.messages`."""
        seen, shown = self._sight.among(account_ids), self._shown(templates)
        return await self._reads.messages(page, account_ids=seen, case_id=case_id, states=states, templates=shown)

    def of_these(self, messages: Sequence[Message]) -> list[Message]:
        """Those of *messages*, which a use case hands back, that the reader could ask for."""
        return [message for message in messages if self._is_shown(message)]

    async def messages_by_id(self, message_ids: Sequence[str]) -> Mapping[str, Message]:
        """See `CaseReads.messages_by_id`."""
        found = await self._reads.messages_by_id(message_ids)
        return {key: message for key, message in found.items() if self._is_shown(message)}

    def _shown(self, templates: frozenset[str] | None) -> frozenset[str] | None:
        """Those asked for of which the reader may know; None: all."""
        own = templates_for(self._reader)
        return templates if own is None else own if templates is None else own & templates

    def _is_shown(self, message: Message) -> bool:
        own = templates_for(self._reader)
        return self._sight.of(message.account_id) and (own is None or message.template in own)
