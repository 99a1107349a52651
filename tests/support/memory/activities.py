"""Activities of the memory store, with the promises of `domain.ports.activities.ActivityStore`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import DuplicateRecord
from domain.model.activities import Activity, Invitation
from tests.support.memory.record_store import MemoryVersionedRecords

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryActivities(MemoryVersionedRecords[Activity]):
    """`ActivityStore`."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows.activities, "una actividad")
        self._rows = rows

    async def invitation(self, activity_id: str, account_id: str) -> Invitation | None:
        """See the port."""
        return self._rows.invitations.get((activity_id, account_id))

    async def invite(self, invitation: Invitation, replacing: str | None = None) -> None:
        """See the port."""
        await self.get(invitation.activity_id)
        key = (invitation.activity_id, invitation.account_id)
        known = self._rows.invitations.get(key)
        if known is not None and known.action_id != replacing:
            raise DuplicateRecord("una acción", known.action_id, known.action_id)
        self._rows.invitations[key] = invitation
