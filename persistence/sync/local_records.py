"""Our side of a comparison with the CRM: counts, values and a sample, as synced fields. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Select, Table, bindparam, func, select

from domain.exchange.merge import DELETED_FIELD
from domain.exchange.values import account_values, action_values, contact_values
from domain.model.exchange.conflicts import Conflict
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.exchange.waiting import Waiting
from persistence.database import Database
from persistence.records import among, list_value, read_accounts, read_actions, read_contacts
from persistence.sync.held_back import held_back_from
from persistence.sync.mapping import conflict_from
from persistence.sync.outbox import CRM_CHANNEL
from persistence.tables import account, action, conflict, contact, crm_held_back, crm_shadow, outbox_stream

_TABLES: Final[Mapping[RecordKind, Table]] = {
    RecordKind.ACCOUNT: account,
    RecordKind.CONTACT: contact,
    RecordKind.ACTION: action,
}


class SqlLocalRecords:
    """Records by kind and key, as the CRM would have them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, kind: RecordKind) -> int:
        """Records of this kind."""
        (row,) = await self._database.read(select(func.count()).select_from(_TABLES[kind]), long=True)
        return int(row[0])

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, Mapping[str, Scalar]]:
        """Values by key; keys we do not have are missing."""
        fetch, database = self._database.read, self._database.kind
        match kind:
            case RecordKind.ACCOUNT:
                accounts = await read_accounts(fetch, database, keys)
                return {key: account_values(found) for key, found in accounts.items()}
            case RecordKind.CONTACT:
                contacts = await read_contacts(fetch, database, keys)
                told = {key: contact_values(found) for key, found in contacts.items()}
                return await self._under_their_account_there(kind, told)
            case RecordKind.ACTION:
                actions = await read_actions(fetch, database, keys)
                told = {key: action_values(found) for key, found in actions.items()}
                return await self._under_their_account_there(kind, told)

    async def _under_their_account_there(
        self, kind: RecordKind, told: Mapping[str, Mapping[str, Scalar]]
    ) -> Mapping[str, Mapping[str, Scalar]]:
        """What passed to another account here stays in the CRM under the one that was merged (AMB-63)."""
        database = self._database.kind
        agreed = await self._database.read(
            select(crm_shadow.c.key, crm_shadow.c.agreed).where(
                crm_shadow.c.kind == kind.value, among(database, crm_shadow.c.key)
            ),
            {"ids": list_value(database, list(told))},
        )
        there = {row.key: row.agreed.get("account_id") for row in agreed if row.agreed}
        elsewhere = {key: parent for key, parent in there.items() if parent and parent != told[key]["account_id"]}
        if not elsewhere:
            return told
        merged = await self._database.read(
            select(account.c.id, account.c.merged_into).where(
                among(database, account.c.id), account.c.merged_into.is_not(None)
            ),
            {"ids": list_value(database, sorted(set(elsewhere.values())))},
        )
        goes_on = {row.id: row.merged_into for row in merged}
        return {
            key: {**values, "account_id": elsewhere[key]}
            if goes_on.get(elsewhere.get(key, "")) == values["account_id"]
            else values
            for key, values in told.items()
        }

    async def disputed(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, set[str]]:
        """Fields with an open conflict, by key."""
        rows = await self._database.read(
            select(conflict.c.key, conflict.c.field).where(
                conflict.c.kind == kind.value,
                conflict.c.resolved_at.is_(None),
                among(self._database.kind, conflict.c.key),
            ),
            {"ids": list_value(self._database.kind, list(keys))},
        )
        found: dict[str, set[str]] = {}
        for row in rows:
            found.setdefault(row.key, set()).add(row.field)
        return found

    async def on_their_way(self, kind: RecordKind, keys: Sequence[str]) -> set[str]:
        """Those of these records whose account has changes that the CRM does not have yet."""
        table = _TABLES[kind]
        records = table if table is account else table.join(account, account.c.pk == table.c.account_pk)
        stream = outbox_stream.c
        waiting = select(stream.key).where(stream.channel == CRM_CHANNEL, stream.tail > stream.acked)
        rows = await self._database.read(
            select(table.c.id)
            .select_from(records)
            .where(among(self._database.kind, table.c.id), account.c.id.in_(waiting)),
            {"ids": list_value(self._database.kind, list(keys))},
        )
        return {row.id for row in rows}

    async def held_back(self, kind: RecordKind) -> set[str]:
        """Records of the CRM that cannot come in as they are."""
        rows = await self._database.read(select(crm_held_back.c.key).where(crm_held_back.c.kind == kind.value))
        return {row.key for row in rows}

    async def deleted_there(self, kind: RecordKind) -> set[str]:
        """Records of ours that the CRM deleted, as is known."""
        shadow, told = crm_shadow.c, conflict.c
        marked = select(shadow.key).where(shadow.kind == kind.value, shadow.deleted_at.is_not(None))
        disputed = select(told.key).where(
            told.kind == kind.value, told.field == DELETED_FIELD, told.resolved_at.is_(None)
        )
        return {row.key for row in await self._database.read(marked.union(disputed))}

    async def decisions(self) -> list[Waiting]:
        """Everything that waits for a person: open conflicts and records that are held back. Five statements."""
        open_ones = select(conflict).where(conflict.c.resolved_at.is_(None))
        conflicts = [conflict_from(row) for row in await self._database.read(open_ones)]
        back = [held_back_from(row) for row in await self._database.read(select(crm_held_back))]
        names: dict[tuple[RecordKind, str], str] = {}
        for kind in RecordKind:
            found = await self.get(kind, sorted({each.key for each in conflicts if each.kind is kind}))
            names |= {(kind, key): str(values.get("name") or values.get("title")) for key, values in found.items()}
        told = [_field(each, names.get((each.kind, each.key), "")) for each in conflicts]
        told += [Waiting(b.kind, b.key, b.name, None, None, None, b.reason, b.remedy) for b in back]
        return sorted(told, key=lambda each: (list(RecordKind).index(each.kind), each.key, each.field or ""))

    async def sample(self, kind: RecordKind, size: int) -> Sequence[str]:
        """Keys of some records, spread over all of them; all when there are fewer."""
        step = max(1, await self.count(kind) // max(1, size))
        rows = await self._database.read(_spread(_TABLES[kind]), {"step": step, "most": size}, long=True)
        return [row[0] for row in rows]


def _field(conflict: Conflict, name: str) -> Waiting:
    if conflict.field == DELETED_FIELD:
        why, remedy = "El CRM ya no tiene este registro.", "Decida si se crea de nuevo o se deja (resolveConflict)."
    elif conflict.reason is not None:
        why, remedy = conflict.reason, "Corríjalo en el CRM y entra por sí solo, o decida aquí (resolveConflict)."
    else:
        why, remedy = "Cambió en ambos lados.", "Decida qué valor vale (resolveConflict)."
    return Waiting(conflict.kind, conflict.key, name, conflict.field, conflict.local, conflict.remote, why, remedy)


def _spread(table: Table) -> Select[tuple[str]]:
    place = func.row_number().over(order_by=table.c.pk).label("place")
    numbered = select(table.c.id, place).subquery()
    # Places count from 1; the first of each step is taken.
    return (
        select(numbered.c.id)
        .where((numbered.c.place - 1) % bindparam("step", type_=table.c.pk.type) == 0)
        .limit(bindparam("most", type_=table.c.pk.type))
    )
