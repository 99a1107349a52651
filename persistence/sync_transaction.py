"""`domain.ports.sync.SyncTransaction` in SQL: every method is a fixed number of statements, whatever it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, bindparam, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from domain.model.accounts import Account, Contact
from domain.model.actions import Action
from domain.model.conflicts import Conflict
from domain.model.crm import RecordKind
from domain.model.decisions import Decision
from domain.ports.sync import Agreement, CursorLease, Delivery, Message, Record, Ref, Replica, Shadow
from domain.protocol.crm_values import (
    account_values,
    action_values,
    contact_values,
    decode_values,
    encode_values,
)
from domain.protocol.merge import DELETED_FIELD
from persistence import records
from persistence.columns import Instant, Json
from persistence.database import DatabaseKind, Transaction
from persistence.mapping import conflict_columns, decision_columns
from persistence.outbox import CRM_CHANNEL, enqueue
from persistence.outbox_leases import PENDING, deliver, messages_from, text_list
from persistence.records import Fetch, among, inside, kind_of, list_value
from persistence.tables import account, conflict, contact, crm_shadow, decision

_AGREE: Final = text(
    "INSERT INTO crm_shadow (kind, key, account_id, version, agreed, agreed_at, seen_at) "
    "VALUES (:kind, :key, :account_id, :version, :agreed, :now, :now) "
    "ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, agreed = excluded.agreed, "
    "agreed_at = excluded.agreed_at, seen_at = excluded.seen_at, deleted_at = NULL "
    "WHERE crm_shadow.version IS NOT DISTINCT FROM CAST(:seen AS text)"
).bindparams(bindparam("agreed", type_=Json), bindparam("now", type_=Instant))
_DISPUTED: Final = ("agreed", "local", "remote", "proposed", "local_by", "local_at", "remote_by", "remote_at")
_CLOSE: Final = text(
    "UPDATE conflict SET resolved_side = 'CRM', resolved_value = remote, resolved_by = :by, resolved_at = :now, "
    "resolution_reason = :reason WHERE kind = :kind AND key = :key AND field = :field AND resolved_at IS NULL"
).bindparams(bindparam("now", type_=Instant))
_SAVE_CURSOR: Final = text(
    "UPDATE pull_cursor SET cursor = :cursor, resync_since = :resync_since, leased_until = :until, last_ok_at = :now, "
    "error = NULL WHERE table_name = :kind AND token = :token"
).bindparams(
    bindparam("resync_since", type_=Instant), bindparam("until", type_=Instant), bindparam("now", type_=Instant)
)
_HEAD: Final = (
    "SELECT id, acked FROM outbox_stream WHERE channel = :channel AND key = :key AND parked_at IS NOT NULL "
    "AND token IS NULL"
)
_GO_ON: Final = text(
    "UPDATE outbox_stream SET acked = :seq, attempts = 0, error = NULL, parked_at = NULL, next_at = :now WHERE id = :id"
).bindparams(bindparam("now", type_=Instant))


_UNSEEN: Final = text(
    "SELECT key FROM crm_shadow WHERE kind = :kind AND seen_at < :since AND deleted_at IS NULL ORDER BY key LIMIT :most"
).bindparams(bindparam("since", type_=Instant))


class SqlSyncTransaction:
    """One transaction of the synchronisation; `now` is the store's clock when it began."""

    def __init__(self, tx: Transaction, now: datetime) -> None:
        self.now = now
        self._tx = tx
        self._kind: DatabaseKind = kind_of(tx)
        self._fetch = inside(tx)

    async def agreed_versions(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, tuple[str | None, datetime]]:
        """See the port. One statement."""
        wanted = _shadows(self._kind, "key", "version", "agreed_at")
        rows = await self._fetch(wanted, {"kind": kind.value, "ids": list_value(self._kind, keys)})
        return {row.key: (row.version, row.agreed_at) for row in rows}

    async def replicas(self, kind: RecordKind, keys: Sequence[str], *, lock: bool = True) -> Mapping[str, Replica]:
        """See the port. Two statements more than reading the records."""
        return await read_replicas(self._fetch, self._kind, kind, keys, lock=lock)

    async def accounts_here(self, account_ids: Sequence[str]) -> frozenset[str]:
        """See the port."""
        wanted = select(account.c.id).where(among(self._kind, account.c.id))
        return frozenset(row.id for row in await self._fetch(wanted, {"ids": list_value(self._kind, account_ids)}))

    async def rut_holders(self, ruts: Sequence[str]) -> Mapping[str, str]:
        """See the port."""
        wanted = select(account.c.rut, account.c.id).where(among(self._kind, account.c.rut))
        return {row.rut: row.id for row in await self._fetch(wanted, {"ids": list_value(self._kind, ruts)})}

    async def pending(self, account_ids: Sequence[str]) -> Mapping[Ref, Sequence[Message]]:
        """See the port."""
        keys = text_list(self._kind, account_ids)
        rows = await self._fetch(PENDING[self._kind], {"channel": CRM_CHANNEL, "keys": keys})
        found: dict[Ref, list[Message]] = {}
        for message in messages_from(rows):
            found.setdefault((message.kind, message.key), []).append(message)
        return found

    async def add(self, born: Sequence[Record]) -> None:
        """See the port."""
        await records.insert_accounts(self._tx, [each for each in born if isinstance(each, Account)])
        await records.insert_contacts(self._tx, [each for each in born if isinstance(each, Contact)])
        await records.insert_actions(self._tx, [each for each in born if isinstance(each, Action)])

    async def save(self, changes: Sequence[tuple[Record, Record]]) -> None:
        """See the port."""
        accounts: list[tuple[Account, Account]] = []
        contacts: list[Contact] = []
        actions: list[Action] = []
        for before, after in changes:
            match before, after:
                case Account(), Account():
                    accounts.append((before, replace(after, version=before.version + 1)))
                case Contact(), Contact():
                    contacts.append(replace(after, version=before.version + 1))
                case Action(), Action():
                    actions.append(replace(after, version=before.version + 1))
                case _:
                    raise TypeError("before and after are of different kinds")
        await records.update_accounts(self._tx, accounts)
        await records.update_contacts(self._tx, contacts)
        await records.update_actions(self._tx, actions)

    async def other_main_contacts(self, contacts: Sequence[Contact]) -> Sequence[Contact]:
        """See the port. Of several new main contacts of one account the last keeps the mark."""
        ids = {"ids": list_value(self._kind, sorted({each.account_id for each in contacts}))}
        mains = (
            select(contact.c.id)
            .join_from(account, contact, contact.c.account_pk == account.c.pk)
            .where(among(self._kind, account.c.id), contact.c.is_main)
        )
        known = {each.id for each in contacts}
        others = [row.id for row in await self._fetch(mains, ids) if row.id not in known]
        return list((await records.read_contacts(self._fetch, self._kind, sorted(others), lock=True)).values())

    async def agree(self, agreements: Sequence[Agreement]) -> None:
        """See the port. One statement, in the order of keys."""
        rows = [
            {
                "kind": each.kind.value,
                "key": each.key,
                "account_id": each.account_id,
                "version": each.version,
                "agreed": encode_values(each.values),
                "seen": each.seen,
                "now": self.now,
            }
            for each in sorted(agreements, key=lambda each: (each.kind.value, each.key))
        ]
        await self._tx.execute(_AGREE, rows)

    async def seen(self, kind: RecordKind, keys: Sequence[str]) -> None:
        """See the port."""
        await self._tx.execute(
            crm_shadow.update()
            .where(crm_shadow.c.kind == kind.value, among(self._kind, crm_shadow.c.key))
            .values(seen_at=self.now),
            {"ids": list_value(self._kind, keys)},
        )

    async def unseen(self, kind: RecordKind, since: datetime, limit: int) -> Sequence[str]:
        """See the port."""
        rows = await self._fetch(_UNSEEN, {"kind": kind.value, "since": since, "most": limit})
        return [row.key for row in rows]

    async def mark_deleted(self, kind: RecordKind, keys: Sequence[str]) -> None:
        """See the port. A record without agreed state has only its conflict."""
        await self._tx.execute(
            crm_shadow.update()
            .where(crm_shadow.c.kind == kind.value, among(self._kind, crm_shadow.c.key))
            .values(deleted_at=self.now),
            {"ids": list_value(self._kind, keys)},
        )

    async def dispute(self, conflicts: Sequence[Conflict]) -> None:
        """See the port."""
        if not conflicts:
            return
        columns = [conflict_columns(each) for each in conflicts]
        ordered = sorted(columns, key=lambda row: (str(row["kind"]), str(row["key"]), str(row["field"])))
        await self._tx.execute(_dispute(self._kind), ordered)

    async def close_conflicts(self, fields: Sequence[tuple[RecordKind, str, str]], *, by: str, reason: str) -> None:
        """See the port."""
        await self._tx.execute(
            _CLOSE,
            [
                {"by": by, "now": self.now, "reason": reason, "kind": kind.value, "key": key, "field": field}
                for kind, key, field in fields
            ],
        )

    async def enqueue(self, messages: Sequence[tuple[str, Mapping[str, object]]]) -> None:
        """See the port."""
        for account_id, payload in sorted(messages, key=lambda message: message[0]):
            await enqueue(self._tx, CRM_CHANNEL, account_id, payload, self.now)

    async def trace(self, decisions: Sequence[Decision]) -> None:
        """See the port."""
        await self._tx.execute(insert(decision), [decision_columns(each) for each in decisions])

    async def deliver(self, token: str, delivery: Delivery) -> bool:
        """See the port."""
        return await deliver(self._tx, token, delivery, self.now)

    async def save_cursor(
        self, lease: CursorLease, cursor: str | None, resync_since: datetime | None, seconds: float
    ) -> bool:
        """See the port."""
        done: Any = await self._tx.execute(
            _SAVE_CURSOR,
            {
                "cursor": cursor,
                "resync_since": resync_since,
                "until": self.now + timedelta(seconds=seconds),
                "now": self.now,
                "kind": lease.kind.value,
                "token": lease.token,
            },
        )
        return bool(done.rowcount == 1)

    async def parked_head(self, account_id: str) -> Message | None:
        """See the port."""
        lock = "" if self._kind == "sqlite" else " FOR UPDATE"
        head = (await self._tx.execute(text(_HEAD + lock), {"channel": CRM_CHANNEL, "key": account_id})).one_or_none()
        if head is None:
            return None
        rows = await self._fetch(
            PENDING[self._kind], {"channel": CRM_CHANNEL, "keys": text_list(self._kind, [account_id])}
        )
        return next((m for m in messages_from(rows) if m.seq == head.acked + 1), None)

    async def drop_head(self, message: Message) -> None:
        """See the port."""
        await self._tx.execute(
            text("DELETE FROM outbox_message WHERE stream_id = :id AND seq = :seq"),
            {"id": message.stream, "seq": message.seq},
        )
        await self._tx.execute(_GO_ON, {"id": message.stream, "seq": message.seq, "now": self.now})


async def read_replicas(
    fetch: Fetch, database: DatabaseKind, kind: RecordKind, keys: Sequence[str], *, lock: bool
) -> dict[str, Replica]:
    """Records of one kind with their agreed states and held fields; locked in the order of keys when asked."""
    if not keys:
        return {}
    found: dict[str, tuple[Record, str, dict[str, Any]]] = {}
    match kind:
        case RecordKind.ACCOUNT:
            for key, one in (await records.read_accounts(fetch, database, keys, lock=lock)).items():
                found[key] = (one, key, account_values(one))
        case RecordKind.CONTACT:
            for key, each in (await records.read_contacts(fetch, database, keys, lock=lock)).items():
                found[key] = (each, each.account_id, contact_values(each))
        case RecordKind.ACTION:
            for key, act in (await records.read_actions(fetch, database, keys, lock=lock)).items():
                found[key] = (act, act.account_id, action_values(act))
    wanted = {"kind": kind.value, "ids": list_value(database, keys)}
    shadows = {row.key: _shadow(kind, row) for row in await fetch(_shadows(database), wanted)}
    held: dict[str, set[str]] = {}
    for row in await fetch(_held(database), wanted):
        held.setdefault(row.key, set()).add(row.field)
    return {
        key: Replica(kind, key, account_id, record, local, shadows.get(key), frozenset(held.get(key, ())))
        for key, (record, account_id, local) in found.items()
    }


async def accounts_not_there(fetch: Fetch, database: DatabaseKind, account_ids: Sequence[str]) -> list[str]:
    """Of these accounts, those that the CRM does not have: never agreed on, deleted, or held for that."""
    wanted = {"kind": RecordKind.ACCOUNT.value, "ids": list_value(database, account_ids)}
    rows = await fetch(_shadows(database, "key", "deleted_at"), wanted)
    there = {row.key for row in rows if row.deleted_at is None}
    held = {row.key for row in await fetch(_held(database), wanted) if row.field == DELETED_FIELD}
    return sorted(set(account_ids) - (there - held))


def _shadow(kind: RecordKind, row: Any) -> Shadow:
    return Shadow(decode_values(kind, row.agreed), row.version, row.agreed_at, deleted=row.deleted_at is not None)


def _shadows(database: DatabaseKind, *columns: str) -> Select[Any]:
    shown = [crm_shadow.c[name] for name in columns or ("key", "version", "agreed", "agreed_at", "deleted_at")]
    return select(*shown).where(crm_shadow.c.kind == bindparam("kind"), among(database, crm_shadow.c.key))


def _held(database: DatabaseKind) -> Select[Any]:
    return select(conflict.c.key, conflict.c.field).where(
        conflict.c.kind == bindparam("kind"), among(database, conflict.c.key), conflict.c.resolved_at.is_(None)
    )


def _dispute(database: DatabaseKind) -> Any:
    new: Any = sqlite.insert(conflict) if database == "sqlite" else postgresql.insert(conflict)
    return new.on_conflict_do_update(
        index_elements=[conflict.c.kind, conflict.c.key, conflict.c.field],
        index_where=text("resolved_at IS NULL"),
        set_={name: new.excluded[name] for name in _DISPUTED},
    )
