"""`domain.ports.sync.SyncTransaction` in SQL: every method is a fixed number of statements, whatever it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from domain.exchange.merge import DELETED_FIELD
from domain.exchange.telling import Telling
from domain.model.accounts import Account, Contact
from domain.model.exchange.conflicts import Conflict
from domain.model.exchange.crm_records import RecordKind
from domain.model.exchange.held_back import HeldBack
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.model.history.field_changes import Author
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.people import SYSTEM
from domain.model.standing import remembering
from domain.model.timers import Timer
from domain.ports.sync import Agreement, CursorLease, Delivery, Message, Move, Record, Ref, Replica
from persistence import records, tables
from persistence.accounts.field_changes import FieldChanges
from persistence.accounts.standings import contacts_remembered
from persistence.background.reconsiderations import tell_open_cases
from persistence.background.timers import set_timers
from persistence.database import DatabaseKind, Transaction
from persistence.mapping import decision_columns
from persistence.records import among, inside, kind_of, list_value
from persistence.sync import held_back, moving, writing
from persistence.sync.leases import PENDING, deliver, messages_from, text_list
from persistence.sync.mapping import conflict_columns
from persistence.sync.outbox import CRM_CHANNEL, enqueue, let_go_on
from persistence.sync.twins import read_records, read_twins
from persistence.tables import crm_shadow
from persistence.tables.columns import Instant

_KINDS: Final = {kind.value: kind for kind in RecordKind}
_DISPUTED: Final = (
    *("agreed", "local", "remote", "proposed", "reason"),
    *("local_by", "local_at", "remote_by", "remote_at"),
)
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
_LEFT_DELETED: Final = text(
    "SELECT s.kind, s.key FROM crm_shadow s WHERE s.account_id = :account AND s.deleted_at IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM conflict c WHERE c.kind = s.kind AND c.key = s.key AND c.field = :field AND c.resolved_at IS NULL) "
    "ORDER BY s.kind, s.key"
)
_HEAD: Final = (
    "SELECT id, acked FROM outbox_stream WHERE channel = :channel AND key = :key AND parked_at IS NOT NULL "
    "AND token IS NULL"
)
_GO_ON: Final = text(
    "UPDATE outbox_stream SET acked = :seq, attempts = 0, refusals = 0, error = NULL, parked_at = NULL, "
    "next_at = :now WHERE id = :id"
).bindparams(bindparam("now", type_=Instant))


_UNSEEN: Final = text(
    "SELECT key FROM crm_shadow WHERE kind = :kind AND seen_at < :since AND deleted_at IS NULL "
    "AND NOT (version IS NULL AND CAST(agreed AS text) = '{}') ORDER BY key LIMIT :most"  # which is to be made anew
).bindparams(bindparam("since", type_=Instant))


class SqlSyncTransaction:
    """
    One transaction of the synchronisation; `now` is the store's clock when it began, *told_at* the protocol's: what the
    CRM changes is remembered by its day (AMB-69), and reaches open cases at once (AMB-68).
    """

    def __init__(self, tx: Transaction, now: datetime, told_at: datetime) -> None:
        self.now = now
        self._told_at = told_at
        self._today = local_day(told_at, SANTIAGO)
        self._tx = tx
        self._kind: DatabaseKind = kind_of(tx)
        self._fetch = inside(tx)

    async def agreed_versions(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, tuple[str | None, datetime]]:
        """See the port. One statement."""
        rows = await self._fetch(_versions(self._kind), {"kind": kind.value, "ids": list_value(self._kind, keys)})
        return {row.key: (row.version, row.agreed_at) for row in rows}

    async def replicas(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, Replica]:
        """See the port. Three statements more than reading the records; their order matters."""
        found = await read_records(self._fetch, self._kind, {kind: keys}, lock=True)
        if not found:
            return {}
        accounts = {each.id if isinstance(each, Account) else each.account_id for each in found.values()}
        pending = await self._pending(sorted(accounts))
        twins = await read_twins(self._fetch, self._kind, [kind], list(keys), lock=True)
        return {ref[1]: twins.replica(record, pending.get(ref, ())) for ref, record in found.items()}

    async def accounts_here(self, account_ids: Sequence[str]) -> Mapping[str, str]:
        """See the port."""
        held = tables.account.c
        wanted = select(held.id, held.merged_into).where(among(self._kind, held.id))
        rows = await self._fetch(wanted, {"ids": list_value(self._kind, account_ids)})
        return {row.id: row.merged_into or row.id for row in rows}

    async def rut_holders(self, ruts: Sequence[str]) -> Mapping[str, str]:
        """See the port."""
        wanted = select(tables.account.c.rut, tables.account.c.id).where(among(self._kind, tables.account.c.rut))
        return {row.rut: row.id for row in await self._fetch(wanted, {"ids": list_value(self._kind, ruts)})}

    async def _pending(self, account_ids: Sequence[str]) -> Mapping[Ref, Sequence[Message]]:
        keys = text_list(self._kind, account_ids)
        rows = await self._fetch(PENDING[self._kind], {"channel": CRM_CHANNEL, "keys": keys})
        found: dict[Ref, list[Message]] = {}
        for message in messages_from(rows):
            found.setdefault((message.kind, message.key), []).append(message)
        return found

    async def add(self, born: Sequence[Record]) -> None:
        """See the port."""
        accounts = [replace(each, known_since=self._today) for each in born if isinstance(each, Account)]
        contacts = [each for each in born if isinstance(each, Contact)]
        await writing.add_accounts(self._tx, accounts)
        if contacts:
            async with contacts_remembered(self._tx, [each.account_id for each in contacts], self._today):
                await writing.add_contacts(self._tx, contacts)
        actions = [each for each in born if isinstance(each, Action)]
        await writing.add_actions(self._tx, actions)
        telling = Telling()
        for contact in contacts:
            telling.contact(None, contact)
        for action in actions:
            telling.action(None, action)
        await tell_open_cases(self._tx, telling, self._told_at)

    async def save(self, changes: Sequence[tuple[Record, Record]], authors: Mapping[str, Author] | None = None) -> None:
        """See the port."""
        accounts: list[tuple[Account, Account]] = []
        contacts: list[tuple[Contact, Contact]] = []
        actions: list[tuple[Action, Action]] = []
        telling, told = Telling(), FieldChanges(SYSTEM, self._told_at)
        for before, after in changes:
            told.changed(before, after, (authors or {}).get(after.id))
            match before, after:
                case Account(), Account():
                    accounts.append((before, remembering(before, after, self._today)))
                    telling.account(before, after)
                case Contact(), Contact():
                    contacts.append((before, after))
                    telling.contact(before, after)
                case Action(), Action():
                    actions.append((before, after))
                    telling.action(before, after)
                case _:
                    raise TypeError("before and after are of different kinds")
        await writing.save_accounts(self._tx, accounts)
        await tell_open_cases(self._tx, telling, self._told_at)
        if contacts:
            holders = [each.account_id for pair in contacts for each in pair]
            async with contacts_remembered(self._tx, holders, self._today):
                await writing.save_contacts(self._tx, contacts)
        await writing.save_actions(self._tx, actions)
        await told.keep(self._tx)

    async def move(self, moves: Sequence[Move]) -> None:
        """See the port. Three statements for each."""
        for each in sorted(moves, key=lambda move: (move.kind.value, move.key)):
            await moving.move(self._tx, each, self._today)

    async def tell_cases(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """See the port. One statement; two for each account that has an open case."""
        telling = Telling()
        for account_id, what in told.items():
            telling.of_account(account_id, what)
        await tell_open_cases(self._tx, telling, self._told_at)

    async def other_main_contacts(self, contacts: Sequence[Contact]) -> Sequence[Contact]:
        """See the port. Of several new main contacts of one account the last keeps the mark."""
        ids = {"ids": list_value(self._kind, sorted({each.account_id for each in contacts}))}
        mains = (
            select(tables.contact.c.id)
            .join_from(tables.account, tables.contact, tables.contact.c.account_pk == tables.account.c.pk)
            .where(among(self._kind, tables.account.c.id), tables.contact.c.is_main)
        )
        known = {each.id for each in contacts}
        others = [row.id for row in await self._fetch(mains, ids) if row.id not in known]
        return list((await records.read_contacts(self._fetch, self._kind, sorted(others), lock=True)).values())

    async def agree(self, agreements: Sequence[Agreement]) -> None:
        """See the port. One statement, in the order of keys."""
        await writing.agree(self._tx, agreements, self.now)

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
            .values(deleted_at=self.now, version=None),
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

    async def held_back(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, str]:
        """See the port. One statement."""
        return await held_back.reasons(self._fetch, self._kind, kind, keys)

    async def hold_back(self, found: Sequence[HeldBack]) -> None:
        """See the port. One statement."""
        await held_back.hold(self._tx, self._kind, found)

    async def let_go(self, kind: RecordKind, keys: Sequence[str]) -> None:
        """See the port. One statement."""
        await held_back.let_go(self._tx, self._kind, kind, keys)

    async def enqueue(self, messages: Sequence[tuple[str, Mapping[str, object]]]) -> None:
        """See the port."""
        for account_id, payload in sorted(messages, key=lambda message: message[0]):
            await enqueue(self._tx, CRM_CHANNEL, account_id, payload, self.now)

    async def set_timers(self, timers: Sequence[Timer]) -> None:
        """See the port."""
        await set_timers(self._tx, timers)

    async def trace(self, decisions: Sequence[Decision]) -> None:
        """See the port."""
        await self._tx.execute(insert(tables.decision), [decision_columns(each) for each in decisions])

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

    async def let_go_on(self, account_id: str) -> bool:
        """See the port."""
        return await let_go_on(self._tx, CRM_CHANNEL, account_id, self.now)

    async def left_deleted(self, account_id: str) -> Sequence[tuple[RecordKind, str]]:
        """See the port."""
        rows = await self._fetch(_LEFT_DELETED, {"account": account_id, "field": DELETED_FIELD})
        return [(_KINDS[row.kind], row.key) for row in rows]


@lru_cache
def _versions(database: DatabaseKind) -> Select[Any]:
    return select(crm_shadow.c.key, crm_shadow.c.version, crm_shadow.c.agreed_at).where(
        crm_shadow.c.kind == bindparam("kind"), among(database, crm_shadow.c.key)
    )


@lru_cache
def _dispute(database: DatabaseKind) -> Any:
    new: Any = sqlite.insert(tables.conflict) if database == "sqlite" else postgresql.insert(tables.conflict)
    return new.on_conflict_do_update(
        index_elements=[tables.conflict.c.kind, tables.conflict.c.key, tables.conflict.c.field],
        index_where=text("resolved_at IS NULL"),
        set_={name: new.excluded[name] for name in _DISPUTED},
    )
