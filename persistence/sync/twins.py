"""Records with what is known of their twins in the CRM: agreed states and fields under an open conflict. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import Select, Text, cast, select

from domain.exchange.encoding import decode_value, decode_values
from domain.exchange.merge import DELETED_FIELD
from domain.exchange.values import account_values, action_values, contact_values
from domain.model.accounts import Account, Contact
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.history.actions import Action
from domain.ports.sync import Message, Record, Ref, Replica, Shadow
from persistence import records, tables
from persistence.database import DatabaseKind
from persistence.mapping import FIELD_TYPES
from persistence.records import Fetch, among, list_value
from persistence.tables import crm_shadow

_KINDS: Final = {kind.value: kind for kind in RecordKind}


@dataclass(frozen=True, slots=True)
class Twins:
    """
    Agreed states and held fields of some records.

    Attributes:
        refused: Held fields whose CRM value cannot be held here, with the value here when that was found.
    """

    shadows: Mapping[Ref, Shadow]
    held: Mapping[Ref, frozenset[str]]
    refused: Mapping[Ref, Mapping[str, Scalar]]

    def replica(self, record: Record, pending: Sequence[Message] = ()) -> Replica:
        """The record with what is known of its twin, and its unconfirmed messages when the caller knows them."""
        match record:
            case Account():
                ref, account_id, local = (RecordKind.ACCOUNT, record.id), record.id, account_values(record)
            case Contact():
                ref, account_id, local = (RecordKind.CONTACT, record.id), record.account_id, contact_values(record)
            case Action():
                ref, account_id, local = (RecordKind.ACTION, record.id), record.account_id, action_values(record)
        held = self.held.get(ref, frozenset())
        refused = self.refused.get(ref, {})
        return Replica(ref[0], ref[1], account_id, record, local, self.shadows.get(ref), held, refused, tuple(pending))

    def absent(self, account_id: str) -> bool:
        """The CRM does not have this account: never agreed on, deleted, to be made anew, or held for that."""
        ref = (RecordKind.ACCOUNT, account_id)
        shadow = self.shadows.get(ref)
        return shadow is None or shadow.deleted or shadow.anew or DELETED_FIELD in self.held.get(ref, ())


async def read_twins(
    fetch: Fetch, database: DatabaseKind, kinds: Collection[RecordKind], keys: Sequence[str], *, lock: bool
) -> Twins:
    """
    Agreed states, then held fields, of the records of these kinds with these keys. Two statements.

    Without locks they must be read before the records: an agreed state that is too old makes the CRM refuse the
    write, one that is newer than the record would let us overwrite a colleague.
    """
    wanted = {"kinds": list_value(database, [kind.value for kind in kinds]), "ids": list_value(database, keys)}
    shadows: dict[Ref, Shadow] = {}
    for name, key, version, agreed, agreed_at, deleted_at in await fetch(_shadows_of(database, lock), wanted):
        kind = _KINDS[name]
        shadows[kind, key] = Shadow(
            decode_values(kind, orjson.loads(agreed)), version, agreed_at, deleted=deleted_at is not None
        )
    held: dict[Ref, frozenset[str]] = {}
    refused: dict[Ref, dict[str, Scalar]] = {}
    for name, key, field, local, reason in await fetch(_held(database), wanted):
        ref = _KINDS[name], key
        held[ref] = held.get(ref, frozenset()) | {field}
        if reason is not None:
            refused.setdefault(ref, {})[field] = decode_value(FIELD_TYPES.get((ref[0], field), str), local)
    return Twins(shadows, held, refused)


async def read_records(
    fetch: Fetch, database: DatabaseKind, keys: Mapping[RecordKind, Collection[str]], *, lock: bool
) -> dict[Ref, Record]:
    """
    The records that exist, by kind and key; locked in the order of keys when asked.

    Accounts come without their contacts, which cross to the CRM as records of their own.
    """
    found: dict[Ref, Record] = {}
    if wanted := sorted(keys.get(RecordKind.ACCOUNT, ())):
        for key, account in (await records.read_accounts(fetch, database, wanted, lock=lock, contacts=False)).items():
            found[RecordKind.ACCOUNT, key] = account
    if wanted := sorted(keys.get(RecordKind.CONTACT, ())):
        for key, contact in (await records.read_contacts(fetch, database, wanted, lock=lock)).items():
            found[RecordKind.CONTACT, key] = contact
    if wanted := sorted(keys.get(RecordKind.ACTION, ())):
        for key, action in (await records.read_actions(fetch, database, wanted, lock=lock)).items():
            found[RecordKind.ACTION, key] = action
    return found


@lru_cache
def _shadows_of(database: DatabaseKind, lock: bool) -> Select[Any]:
    shown = crm_shadow.c
    found = (
        select(
            shown.kind,
            shown.key,
            shown.version,
            cast(shown.agreed, Text),  # read by orjson
            shown.agreed_at,
            shown.deleted_at,
        )
        .where(among(database, crm_shadow.c.kind, "kinds"), among(database, crm_shadow.c.key))
        .order_by(crm_shadow.c.kind, crm_shadow.c.key)
    )
    return found.with_for_update() if lock else found


@lru_cache
def _held(database: DatabaseKind) -> Select[Any]:
    told = tables.conflict.c
    return select(told.kind, told.key, told.field, told.local, told.reason).where(
        among(database, tables.conflict.c.kind, "kinds"),
        among(database, tables.conflict.c.key),
        tables.conflict.c.resolved_at.is_(None),
    )
