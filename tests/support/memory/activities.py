"""Activities of the memory store, with the promises of `domain.ports.activities.ActivityStore`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.errors import DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.activities import Activity, Invitation

if TYPE_CHECKING:
    from tests.support.memory.store import Rows


class MemoryActivities:
    """`ActivityStore`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, activity_id: str) -> Activity:
        """See the port."""
        if activity_id not in self._rows.activities:
            raise RecordNotFound("una actividad", activity_id)
        return self._rows.activities[activity_id]

    async def add(self, activity: Activity) -> Activity:
        """See the port."""
        added = replace(activity, version=1)
        self._rows.activities[activity.id] = added
        return added

    async def save(self, activity: Activity, seen: int) -> Activity:
        """See the port."""
        stored = await self.get(activity.id)
        if stored.version != seen:
            raise VersionConflict("una actividad", activity.id, seen, stored, stored.version)
        saved = replace(activity, version=seen + 1)
        self._rows.activities[activity.id] = saved
        return saved

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
