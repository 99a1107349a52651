"""Records of the CRM that cannot come in as they are, as rows: each waits alone until it changes there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, bindparam, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from domain.exchange.encoding import decode_values, encode_values
from domain.model.exchange.crm_records import RecordKind
from domain.model.exchange.held_back import HeldBack
from persistence.database import DatabaseKind, Transaction
from persistence.keyset import Keyset
from persistence.records import Fetch, among, list_value
from persistence.row_mapper import AnyRow, Columns, RowMapper
from persistence.tables import account, crm_held_back
from persistence.tables.columns import Key

_MAPPER: Final = RowMapper(HeldBack, apart={"values"})
_HELD: Final = crm_held_back.c
_KEPT: Final = ("name", "account_id", "reason", "remedy", "remote")
HELD_BACK: Final = Keyset("h", (type_coerce(_HELD.since, Key), _HELD.pk), descending=True)


async def reasons(fetch: Fetch, kind: DatabaseKind, of: RecordKind, keys: Sequence[str]) -> Mapping[str, str]:
    """Why each of these is held back; the others are not in the answer. One statement."""
    wanted = select(_HELD.key, _HELD.reason).where(_HELD.kind == of.value, among(kind, _HELD.key))
    return {row.key: row.reason for row in await fetch(wanted, {"ids": list_value(kind, keys)})}


async def hold(tx: Transaction, kind: DatabaseKind, records: Sequence[HeldBack]) -> None:
    """Hold these back; one that is already keeps its date. One statement."""
    new: Any = sqlite.insert(crm_held_back) if kind == "sqlite" else postgresql.insert(crm_held_back)
    again = new.on_conflict_do_update(
        index_elements=[_HELD.kind, _HELD.key], set_={name: new.excluded[name] for name in _KEPT}
    )
    await tx.execute(again, sorted(map(_columns, records), key=lambda row: str(row["key"])))


async def let_go(tx: Transaction, kind: DatabaseKind, of: RecordKind, keys: Sequence[str]) -> None:
    """These came in, or are gone. One statement."""
    gone = crm_held_back.delete().where(_HELD.kind == of.value, among(kind, _HELD.key))
    await tx.execute(gone, {"ids": list_value(kind, keys)})


def keys_of(of: RecordKind, *, ready: bool) -> Select[tuple[str]]:
    """Keys that are held back, the oldest first, `most` of them; *ready*: whose account has come in meanwhile."""
    wanted = select(_HELD.key).where(_HELD.kind == of.value)
    if ready:
        wanted = wanted.where(_HELD.account_id.in_(select(account.c.id)))
    return wanted.order_by(_HELD.pk).limit(bindparam("most", type_=Key))


def held_back_from(row: AnyRow) -> HeldBack:
    """The record of a row of `crm_held_back`."""
    return _MAPPER.record(row, values=decode_values(RecordKind(row.kind), row.remote))


def _columns(record: HeldBack) -> Columns:
    return {**_MAPPER.columns(record), "remote": encode_values(record.values)}
