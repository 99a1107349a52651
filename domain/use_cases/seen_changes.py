"""
The feed of changes bound to whoever reads it ("los cambios que ve quien lee"; F-60, design 6).

A reader learns of what it may know of, and of what it could know of until then: that is gone for it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, Self

from domain.errors import ChangesForgotten, InvalidValue
from domain.model.history.feed import Change, ChangeKind
from domain.model.institution.people import Actor
from domain.model.messages import Message
from domain.ports.changes import ChangeFeed, ChangeQuery
from domain.protocol.access.permissions import Permission, accounts_of, is_allowed, sees_all
from domain.use_cases.seen_messages import templates_for

_OF_A_PERMISSION: Final = {ChangeKind.CONFLICT: Permission.READ_SYNC}
"""Kinds of which only some may know."""


@dataclass(frozen=True, slots=True)
class Changes:
    """
    Some changes, in the order of the feed.

    Attributes:
        position: From which to read on.
        more: There are more by now.
    """

    items: Sequence[Change]
    position: int
    more: bool


class Letters(Protocol):
    """What the feed needs of `CaseReads`."""

    async def messages_by_id(self, message_ids: Sequence[str]) -> Mapping[str, Message]:
        """See `CaseReads.messages_by_id`."""
        ...


class SeenChanges:
    """
    `ChangeFeed`, as its reader sees it.

    Args:
        letters: Unbound, to look up to whom a message goes for a reader who may not know of all. None: such a reader
            is told of no message.
    """

    def __init__(self, reads: ChangeFeed, reader: Actor, letters: Letters | None = None) -> None:
        self._reads = reads
        self._reader = reader
        self._letters = letters

    def by(self, reader: Actor) -> Self:
        """The same feed, bound to another reader."""
        return type(self)(self._reads, reader, self._letters)

    async def since(self, query: ChangeQuery, after: int | None, most: int) -> Changes:
        """
        What changed after a position, at most so much; None: nothing yet, only where to begin.

        Two statements; a third where messages changed and their reader may not know of all.

        Raises:
            ChangesForgotten: Changes after that position are kept no more; with where to begin anew.
            InvalidValue: No position of this feed.
        """
        state = await self._reads.state()
        if after is None:
            return Changes((), state.head, more=False)
        if after < state.expired:
            raise ChangesForgotten(state.head)
        if after > state.head:
            raise InvalidValue("El cursor no es de este registro de cambios: empiece de nuevo.", field=("after",))
        seen = self._of_reader(query)
        if seen is None:
            return Changes((), state.head, more=False)
        found = await self._reads.between(seen, after, state.head, most + 1)
        more = len(found) > most
        kept = [self._as_seen(change) for change in await self._without_letters_to_others(found[:most])]
        return Changes(kept, found[most - 1].position if more else state.head, more)

    async def _without_letters_to_others(self, found: Sequence[Change]) -> Sequence[Change]:
        own = templates_for(self._reader)
        letters = [change.key for change in found if change.kind is ChangeKind.MESSAGE]
        if own is None or not letters:
            return found
        read = {} if self._letters is None else await self._letters.messages_by_id(letters)
        shown = {key for key, message in read.items() if message.template in own}
        return [change for change in found if change.kind is not ChangeKind.MESSAGE or change.key in shown]

    async def follow(self, query: ChangeQuery, after: int | None, most: int) -> AsyncGenerator[Changes, None]:
        """
        What changes after a position, as it happens, at most so much at a time; without end.

        Without a position it begins here, and tells at once where that is. What its reader does not take is kept
        nowhere: it reads on from its place when it comes back.

        Raises:
            ChangesForgotten, InvalidValue: As `since`.
        """
        found = await self.since(query, after, most)
        if after is None:
            yield found
        while True:
            if found.items:
                yield found
            if not found.more:
                await self._reads.beyond(found.position)
            found = await self.since(query, found.position, most)

    def _of_reader(self, query: ChangeQuery) -> ChangeQuery | None:
        """What of it the reader may know of; None: nothing."""
        kinds = frozenset(
            kind
            for kind in query.kinds or frozenset(ChangeKind)
            if kind not in _OF_A_PERMISSION or is_allowed(self._reader, _OF_A_PERMISSION[kind])
        )
        if not kinds:
            return None
        if sees_all(self._reader):
            return replace(query, kinds=kinds)
        own = accounts_of(self._reader)
        asked = own if query.account_ids is None else own & query.account_ids
        return replace(
            query, kinds=kinds, account_ids=asked, opened_by=self._reader.id if query.account_ids is None else None
        )

    def _as_seen(self, change: Change) -> Change:
        """Gone when the record went where the reader does not see it: of where that is, nothing is told."""
        if sees_all(self._reader):
            return change
        own = accounts_of(self._reader)
        mine = change.account_id in own if change.account_id else change.opened_by == self._reader.id
        if mine:
            return replace(change, account_before=None)
        return replace(change, account_id=None, office=None, version=None, gone=True)
