"""
`ConflictOfInterestStore` in SQL, and how an account is read with those that were declared of it.

They come with the account in its own statement, as a list in one column: whoever decides on it must know them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, type_coerce, update

from domain.errors import RecordNotFound, VersionConflict
from domain.model.history.conflicts_of_interest import ConflictOfInterest, ToldEnd
from persistence.database import DatabaseKind, Transaction
from persistence.tables.accounts import account, conflict_of_interest
from persistence.tables.columns import Json, instant, micros

WHAT_ES: Final = "un conflicto de interés"
COLUMN: Final = "declared_conflicts"
"""Name of the column by which an account is read with them."""
_T: Final = conflict_of_interest.c
_TOLD: Final = (_T.pk, _T.id, _T.version, _T.person, _T.since, _T.declared_at, _T.reason, _T.ends)


def declared_column(kind: DatabaseKind) -> ColumnElement[Any]:
    """A column of a statement on `account`: a list of the rows of each, in no order; NULL or empty: none."""
    of_account = _T.account_pk == account.c.pk
    if kind == "sqlite":
        parts = [func.json(each) if each is _T.ends else each for each in _TOLD]
        listed = select(func.json_group_array(func.json_array(*parts))).where(of_account)
    else:
        plain = [type_coerce(each, _T.version.type) if each is _T.declared_at else each for each in _TOLD]
        listed = select(func.jsonb_agg(func.jsonb_build_array(*plain))).where(of_account)
    return type_coerce(listed.scalar_subquery(), Json).label(COLUMN)


def declared_of(account_id: str, stored: Sequence[Sequence[Any]] | None) -> tuple[ConflictOfInterest, ...]:
    """What `declared_column` gave of that account, in the order in which they were declared."""
    return tuple(record_from(account_id, row[1:]) for row in sorted(stored or (), key=lambda row: row[0]))


def record_from(account_id: str, row: Sequence[Any]) -> ConflictOfInterest:
    """The conflict of interest of that account in these columns."""
    key, version, person, since, declared_at, reason, ends = row
    return ConflictOfInterest(
        id=key,
        account_id=account_id,
        person=person,
        since=since if isinstance(since, date) else date.fromisoformat(since),
        declared_at=instant(declared_at) if isinstance(declared_at, int) else declared_at,
        reason=reason,
        version=version,
        ends=tuple(ToldEnd(date.fromisoformat(until), instant(at), why) for until, at, why in ends),
    )


def _columns(record: ConflictOfInterest) -> Mapping[str, object]:
    return {
        "id": record.id,
        "version": record.version,
        "person": record.person,
        "since": record.since,
        "declared_at": record.declared_at,
        "reason": record.reason,
        "ends": [(end.until.isoformat(), micros(end.at), end.reason) for end in record.ends],
    }


_OF: Final = select(account.c.pk).where(account.c.id == bindparam("of_account")).scalar_subquery()


class SqlConflictsOfInterest:
    """`ConflictOfInterestStore`, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, record: ConflictOfInterest) -> ConflictOfInterest:
        """See `ConflictOfInterestStore.add`."""
        added = replace(record, version=1)
        written = insert(conflict_of_interest).values(account_pk=_OF, **_columns(added))
        await self._tx.execute(written, {"of_account": record.account_id})
        return added

    async def save(self, record: ConflictOfInterest, seen: int) -> ConflictOfInterest:
        """See `ConflictOfInterestStore.save`."""
        after = replace(record, version=seen + 1)
        changed = {name: value for name, value in _columns(after).items() if name in {"version", "ends"}}
        mine = (_T.id == record.id, _T.version == seen)
        done = await self._tx.execute(update(conflict_of_interest).where(*mine).values(**changed))
        if done.rowcount == 0:
            await self._refuse(record, seen)
        return after

    async def _refuse(self, record: ConflictOfInterest, seen: int) -> None:
        found = (await self._tx.execute(_BY_ID, {"id": record.id})).first()
        if found is None:
            raise RecordNotFound(WHAT_ES, record.id)
        stored = record_from(found.of_account, found[1:-1])
        raise VersionConflict(WHAT_ES, record.id, seen, stored, stored.version)


ALL: Final[Select[Any]] = (
    select(*_TOLD, account.c.id.label("of_account"))
    .join_from(conflict_of_interest, account, _T.account_pk == account.c.pk)
    .order_by(_T.pk)
)
"""Every one, oldest first: its columns as `record_from` takes them between pk and `of_account`."""
_BY_ID: Final = ALL.where(_T.id == bindparam("id"))
