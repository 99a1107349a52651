"""
Changed fields of accounts and contacts, kept before and after, and read (POL-07).

Belongs here: the rows of `field_change`. Does not belong here: what a changed field is (`model.history.field_changes`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import insert, or_, select

from domain.model.accounts import Account, Contact
from domain.model.history.actions import Action
from domain.model.history.field_changes import Author, FieldChange, field_changes
from domain.model.institution.people import Actor
from domain.ports.reading import Page, PageRequest
from persistence.counted import paged
from persistence.database import Database, Transaction
from persistence.keyset import Keyset
from persistence.row_mapper import RowMapper, Spread
from persistence.tables import account, field_change

OURS: Final = "atencion"
CHANGED: Final = Keyset("fc", (field_change.c.pk,), descending=True)
_MAPPER: Final = RowMapper(
    FieldChange,
    renamed={"number": "pk"},
    unwritten={"number"},
    spread={"author": Spread(Author)},
)


class FieldChanges:
    """
    What one transaction changed, gathered until it ends.

    Args:
        actor: Who changed what has no author of its own, and when.
    """

    def __init__(self, actor: Actor, now: datetime) -> None:
        self._author = Author(OURS, actor.id, actor.role.value, now)
        self._rows: list[dict[str, object]] = []

    def changed(
        self, before: Account | Contact | Action, after: Account | Contact | Action, author: Author | None = None
    ) -> None:
        """A record was written; an action is never written over, and has a record of its own."""
        if before is after or isinstance(before, Action) or isinstance(after, Action):
            return
        self._rows += [_MAPPER.columns(each) for each in field_changes(before, after, author or self._author)]

    async def keep(self, tx: Transaction) -> None:
        """Write them: one statement, or none."""
        if self._rows:
            await tx.execute(insert(field_change), self._rows)


class ChangeReads:
    """The part of `ReadModel` about changed fields."""

    _database: Database

    async def field_changes(self, page: PageRequest, account_id: str) -> Page[FieldChange]:
        """See `ReadModel.field_changes`."""
        joined = select(account.c.id).where(account.c.merged_into == account_id)
        mine = or_(field_change.c.account_id == account_id, field_change.c.account_id.in_(joined))
        whole = select(field_change).where(mine)
        return await paged(self._database, CHANGED, whole, page, _MAPPER.record, lambda row: (row.pk,))
