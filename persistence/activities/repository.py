"""`ActivityStore` and `ActivityReads` in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, assert_never

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import DuplicateRecord
from domain.model.activities import Activity, ActivityState, Invitation
from domain.ports.activities import ActivityQuery
from domain.ports.reading import Page, PageRequest
from persistence.activities.mapping import (
    ACTIVITY,
    invitation_columns,
    invitation_from,
    meant_for,
)
from persistence.counted import counted
from persistence.database import Database, DatabaseKind, Transaction
from persistence.keyset import Keyset, is_backward
from persistence.record_store import SqlVersionedRecords
from persistence.records import among, list_value
from persistence.repositories import ACTION_ES
from persistence.tables.activities import activity, activity_invitation

BY_LAST_DAY: Final = Keyset("p", (activity.c.apply_by, activity.c.id))

_LIMIT: Final = bindparam("limit", type_=activity.c.pk.type)
_BY_ID: Final = select(activity).where(activity.c.id == bindparam("id"))
_INVITATION: Final = select(activity_invitation).where(
    activity_invitation.c.activity_id == bindparam("activity"),
    activity_invitation.c.account_id == bindparam("account"),
)
_PLANNED: Final = (
    select(activity)
    .where(activity.c.apply_by >= bindparam("day", type_=Date), activity.c.withdrawn_at.is_(None))
    .order_by(*BY_LAST_DAY.order(backward=False))
)


class SqlActivities(SqlVersionedRecords[Activity]):
    """`ActivityStore` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx, activity, ACTIVITY, "una actividad")

    async def invitation(self, activity_id: str, account_id: str) -> Invitation | None:
        """See `ActivityStore.invitation`."""
        row = (await self._tx.execute(_INVITATION, {"activity": activity_id, "account": account_id})).one_or_none()
        return None if row is None else invitation_from(row)

    async def invite(self, invitation: Invitation, replacing: str | None = None) -> None:
        """See `ActivityStore.invite`."""
        await self.get(invitation.activity_id)
        if replacing is not None:
            old = activity_invitation.c.action_id == replacing
            done = await self._tx.execute(update(activity_invitation).where(old).values(invitation_columns(invitation)))
            if done.rowcount == 0:
                raise await self._duplicate(invitation)
            return
        try:
            async with self._tx.begin_nested():
                await self._tx.execute(insert(activity_invitation), invitation_columns(invitation))
        except IntegrityError as taken:
            raise await self._duplicate(invitation) from taken

    async def _duplicate(self, invitation: Invitation) -> DuplicateRecord:
        known = await self.invitation(invitation.activity_id, invitation.account_id)
        existing = known.action_id if known else invitation.action_id
        return DuplicateRecord(ACTION_ES, existing, existing)


class SqlActivityReads:
    """Reads for screens; see `domain.ports.activities.ActivityReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def activity(self, activity_id: str) -> Activity | None:
        """See `ActivityReads.activity`."""
        rows = await self._database.read(_BY_ID, {"id": activity_id})
        return ACTIVITY.record(rows[0]) if rows else None

    async def activities(self, query: ActivityQuery, page: PageRequest) -> Page[Activity]:
        """See `ActivityReads.activities`."""
        order = BY_LAST_DAY
        whole = select(activity).where(*_conditions(query))
        statement = whole.where(*order.window(page)).order_by(*order.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(statement, order.parameters(page))
        found = order.page(rows, page, ACTIVITY.record, lambda row: (row.apply_by, row.id))
        return await counted(self._database, found, page, whole)

    async def planned(self, on: date) -> Sequence[Activity]:
        """See `ActivityReads.planned`."""
        return [ACTIVITY.record(row) for row in await self._database.read(_PLANNED, {"day": on})]

    async def invitations_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[Invitation]]:
        """See `ActivityReads.invitations_of`."""
        kind = self._database.kind
        found: dict[str, list[Invitation]] = {account_id: [] for account_id in account_ids}
        for row in await self._database.read(_invitations_of(kind), {"ids": list_value(kind, account_ids)}):
            found[row.account_id].append(invitation_from(row))
        return found


@lru_cache
def _invitations_of(kind: DatabaseKind) -> Select[Any]:
    c = activity_invitation.c
    return select(activity_invitation).where(among(kind, c.account_id)).order_by(c.account_id, c.pk)


def _conditions(query: ActivityQuery) -> list[ColumnElement[bool]]:
    c = activity.c
    found: list[ColumnElement[bool]] = [
        column.in_(sorted(chosen)) for column, chosen in ((c.type, query.types), (c.office, query.offices)) if chosen
    ]
    found += [
        meant_for(column, chosen)
        for column, chosen in (
            (c.for_groups, query.groups),
            (c.for_categories, query.categories),
            (c.for_sectors, query.sectors),
            (c.for_regions, query.regions),
            (c.for_markets, query.markets),
        )
        if chosen
    ]
    if query.states:
        found.append(or_(*(_is_in(state, query.on) for state in sorted(query.states))))
    if query.starts_from is not None:
        found.append(c.starts_on >= query.starts_from)
    if query.starts_until is not None:
        found.append(c.starts_on <= query.starts_until)
    return found


def _is_in(state: ActivityState, on: date) -> ColumnElement[bool]:
    """`Activity.state` in SQL."""
    c = activity.c
    stands = c.withdrawn_at.is_(None)
    match state:
        case ActivityState.WITHDRAWN:
            return c.withdrawn_at.is_not(None)
        case ActivityState.PLANNED:
            return and_(stands, c.apply_by >= on)
        case ActivityState.CLOSED:
            return and_(stands, c.apply_by < on, c.ends_on >= on)
        case ActivityState.ENDED:
            return and_(stands, c.apply_by < on, c.ends_on < on)
    assert_never(state)
