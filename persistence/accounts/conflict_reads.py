"""Conflicts of interest for screens, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam

from domain.model.history.conflicts_of_interest import ConflictOfInterest
from persistence.accounts.conflicts_of_interest import ALL, record_from
from persistence.database import Database
from persistence.records import among, list_value
from persistence.tables.accounts import account, conflict_of_interest


class ConflictOfInterestReads:
    """The part of `ReadModel` about conflicts of interest."""

    _database: Database

    async def conflicts_of_interest(
        self, account_ids: Sequence[str] | None, person: str | None = None
    ) -> Sequence[ConflictOfInterest]:
        """See `ReadModel.conflicts_of_interest`."""
        kind = self._database.kind
        asked = ALL if person is None else ALL.where(conflict_of_interest.c.person == bindparam("person"))
        asked = asked if account_ids is None else asked.where(among(kind, account.c.id))
        given = {
            **({} if person is None else {"person": person}),
            **({} if account_ids is None else {"ids": list_value(kind, account_ids)}),
        }
        return [record_from(row.of_account, row[1:-1]) for row in await self._database.read(asked, given)]
