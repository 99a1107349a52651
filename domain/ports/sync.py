"""
The store as the synchronisation needs it: leases on the outbox, one gate for all workers, agreed states, cursors.

Instants are the database's own clock on PostgreSQL and the machine's on SQLite, never the demo clock. A lease that
ran out belongs to whoever claims next: everything its old holder reports afterwards changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.model.accounts import Account, Contact
from domain.model.exchange.conflicts import Conflict
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.exchange.held_back import HeldBack
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.model.history.field_changes import Author
from domain.model.timers import Timer

Values = Mapping[str, Scalar]
Record = Account | Contact | Action
Ref = tuple[RecordKind, str]
"""A record by kind and key."""


class StoreBusy(Exception):
    """Two transactions got in each other's way; this one was rolled back: do it again."""


@dataclass(frozen=True, slots=True)
class Message:
    """
    One queued change: which fields of which record, by whom. `stream` and `seq` are its place in its account's order.

    Attributes:
        fields: Names; "deleted" alone: a person decided that the record is created anew in the CRM.
        values: The values at the time of the change; empty in a `Lease`, where those of now count.
    """

    stream: int
    seq: int
    account_id: str
    kind: RecordKind
    key: str
    fields: frozenset[str]
    values: Values
    actor: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Shadow:
    """
    The last state both sides agreed on.

    Attributes:
        version: The CRM's version of it.
        agreed_at: UTC instant by which the CRM had it.
        deleted: The CRM no longer has the record: a person has to say what becomes of it, or said that it stays away.
    """

    values: Values
    version: str | None
    agreed_at: datetime
    deleted: bool = False

    @property
    def anew(self) -> bool:
        """A person decided, at `agreed_at`, that the CRM gets the record again: nothing is agreed on any more."""
        return self.version is None and not self.values and not self.deleted


@dataclass(frozen=True, slots=True)
class Replica:
    """
    A record here, with what is known of its twin.

    Attributes:
        held: Fields under an open conflict.
        refused: Those of them whose CRM value cannot be held here, with the value here when that was found.
        pending: Its unconfirmed messages in order; only from `SyncTransaction.replicas`.
    """

    kind: RecordKind
    key: str
    account_id: str
    record: Record
    local: Values
    shadow: Shadow | None
    held: frozenset[str] = frozenset()
    refused: Values = field(default_factory=dict)
    pending: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A contact or action that passes from one account to another, because it did in the CRM."""

    kind: RecordKind
    key: str
    account_id: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    A new last agreed state.

    Attributes:
        seen: Version of the agreed state it was worked out from; None: there was none. When the stored one is
            another by now, a newer agreement was made meanwhile and this one is dropped.
    """

    kind: RecordKind
    key: str
    account_id: str
    values: Values
    version: str | None
    seen: str | None


@dataclass(frozen=True, slots=True)
class Pace:
    """
    How much to claim.

    Attributes:
        batch: Most messages in one claim; `per_stream` of one account.
        calls_per_second, burst: GCRA over all workers; None: no limit.
        max_in_flight: Most claims alive at once, over all workers.
    """

    batch: int
    per_stream: int
    lease_seconds: float
    max_in_flight: int
    calls_per_second: float | None = None
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Lease:
    """
    Streams claimed for one call: their next messages in order, and the records these name as they are now.

    Attributes:
        attempts: By stream, failures in a row so far; `refusals` those of them that the CRM refused and may pass.
        replicas: Those that exist here, by kind and key. The account of a contact's or action's message is among
            them when the CRM does not have it.
        now: UTC instant of the lease, by the store's clock. What the CRM is asked for it is younger than what both
            sides agreed on before.
    """

    token: str
    messages: tuple[Message, ...]
    replicas: Mapping[Ref, Replica]
    attempts: Mapping[int, int]
    now: datetime
    refusals: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to claim now; look again after so many seconds. `idle`: nothing is due, as against held back."""

    seconds: float
    idle: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    What became of a lease's streams.

    Attributes:
        delivered: By stream, last seq that is done.
        parked: By stream that stopped, why, for a person; messages after `delivered` stay.
        again: By stream that did not finish, why: it counts an attempt and is tried again, the first time at once.
        waits: By stream among these, after how many seconds: the CRM refused it, and that may pass.
    """

    delivered: Mapping[int, int]
    parked: Mapping[int, str]
    again: Mapping[int, str]
    waits: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CursorLease:
    """
    The right to pull one kind.

    Attributes:
        cursor: Where to go on; None: everything.
        resync_since: A full read runs since then.
        now: UTC instant of the lease.
    """

    kind: RecordKind
    token: str
    cursor: str | None
    resync_since: datetime | None
    now: datetime


class SyncTransaction(Protocol):
    """One transaction; everything in it is committed together, or nothing. Never held while the CRM is called."""

    now: datetime

    async def agreed_versions(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, tuple[str | None, datetime]]:
        """Version and instant of the agreed states of these keys; those without one are not in the answer."""
        ...

    async def replicas(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, Replica]:
        """
        The records that exist here, by key, with unconfirmed messages and agreed states; locked, in the order of keys.

        Messages are read before agreed states: a push confirmed in between is seen as both, never as neither. Seen as
        neither, our own write would look like a colleague's.
        """
        ...

    async def accounts_here(self, account_ids: Sequence[str]) -> Mapping[str, str]:
        """Those of these accounts that exist here, each with the one that stands for it: itself, unless merged."""
        ...

    async def rut_holders(self, ruts: Sequence[str]) -> Mapping[str, str]:
        """Account id by compact RUT, for the RUTs in use."""
        ...

    async def add(self, records: Sequence[Record]) -> None:
        """Add records born in the CRM, accounts before their children. Nothing is queued."""
        ...

    async def save(self, changes: Sequence[tuple[Record, Record]], authors: Mapping[str, Author] | None = None) -> None:
        """
        Write (before, after): versions go up by one, new facts are added. Nothing is queued.

        Open cases of accounts that changed for them are to be reconsidered (AMB-68); the changed fields are kept with
        their value before and after.

        Args:
            authors: By key, who changed the record in the CRM; others were changed by a rule.
        """
        ...

    async def move(self, moves: Sequence[Move]) -> None:
        """Pass these to another account, with what is known of their twins; `save` writes the records themselves."""
        ...

    async def tell_cases(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """Let open cases of these accounts be reconsidered: by account, what is told (`exchange.told`; AMB-68)."""
        ...

    async def other_main_contacts(self, contacts: Sequence[Contact]) -> Sequence[Contact]:
        """Contacts that bear the main mark in the accounts of *contacts*, without these; locked."""
        ...

    async def agree(self, agreements: Sequence[Agreement]) -> None:
        """Store agreed states, each unless a newer one was made meanwhile; not deleted, seen now."""
        ...

    async def seen(self, kind: RecordKind, keys: Sequence[str]) -> None:
        """During a full read: the CRM still has these."""
        ...

    async def unseen(self, kind: RecordKind, since: datetime, limit: int) -> Sequence[str]:
        """Keys with an agreed state that the CRM has not shown since then and that are not marked deleted."""
        ...

    async def mark_deleted(self, kind: RecordKind, keys: Sequence[str]) -> None:
        """The CRM has these no more; what was agreed on stays for who decides, without version: no old answer is it."""
        ...

    async def left_deleted(self, account_id: str) -> Sequence[tuple[RecordKind, str]]:
        """Records of the account, itself among them, that the CRM does not have and about which nothing is open."""
        ...

    async def dispute(self, conflicts: Sequence[Conflict]) -> None:
        """Open conflicts; one open for the same field of the same record gets the new values and keeps its id."""
        ...

    async def close_conflicts(self, fields: Sequence[tuple[RecordKind, str, str]], *, by: str, reason: str) -> None:
        """Close open conflicts, by (kind, key, field), whose sides are equal now."""
        ...

    async def held_back(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, str]:
        """Those of these records of the CRM that are held back, with the reason."""
        ...

    async def hold_back(self, records: Sequence[HeldBack]) -> None:
        """These cannot come in as they are; one that is held back already keeps its date."""
        ...

    async def let_go(self, kind: RecordKind, keys: Sequence[str]) -> None:
        """These are not held back any more."""
        ...

    async def enqueue(self, messages: Sequence[tuple[str, Mapping[str, object]]]) -> None:
        """Queue (account id, payload) for the CRM, sorted by account."""
        ...

    async def set_timers(self, timers: Sequence[Timer]) -> None:
        """Set timers; one that is there already, whatever its state, stays as it is."""
        ...

    async def trace(self, decisions: Sequence[Decision]) -> None:
        """Append to the record of decisions."""
        ...

    async def deliver(self, token: str, delivery: Delivery) -> bool:
        """Free the lease's streams and drop what is done; False: the lease was lost, nothing changed."""
        ...

    async def save_cursor(
        self, lease: CursorLease, cursor: str | None, resync_since: datetime | None, seconds: float
    ) -> bool:
        """Save where the next page starts and keep the lease for *seconds* more; False: lost, roll back."""
        ...

    async def parked_head(self, account_id: str) -> Message | None:
        """The message at which the account's stream is parked; locked."""
        ...

    async def drop_head(self, message: Message) -> None:
        """Give up this message of a parked stream and let the stream go on."""
        ...

    async def let_go_on(self, account_id: str) -> bool:
        """Let a parked or waiting stream try again now; False: it has nothing to send."""
        ...


class SyncStore(Protocol):
    """What workers share. Every method is one short transaction."""

    async def now(self) -> datetime:
        """The store's clock, aware UTC."""
        ...

    async def claim(self, pace: Pace) -> Lease | Wait:
        """Take a call from the gate and lease the streams longest due, up to one call's worth of messages."""
        ...

    async def take_call(self, pace: Pace) -> Wait | None:
        """Take one call from the gate for a read; or how long to wait."""
        ...

    async def release(self, token: str, retry_after: float) -> None:
        """The CRM asked for a pause: close the gate, give the streams back, count no attempt."""
        ...

    async def back_off(
        self, token: str, reason: str, *, base_seconds: float, most_seconds: float, pause: float
    ) -> None:
        """The call failed: each stream waits base * 2^attempts with jitter; the gate pauses for all."""
        ...

    async def charge(self, calls: float, pace: Pace) -> None:
        """The calls before took so many more from the gate than they were charged; less than 0: give that back."""
        ...

    async def close_gate(self, seconds: float, reason: str) -> None:
        """No worker calls the CRM for so many seconds."""
        ...

    async def lease_cursor(self, kind: RecordKind, seconds: float) -> CursorLease | None:
        """The right to pull *kind*; None: another worker has it."""
        ...

    async def free_cursor(self, lease: CursorLease, error: str | None = None) -> None:
        """Give it back, with what went wrong."""
        ...

    def begin(self) -> AbstractAsyncContextManager[SyncTransaction]:
        """`async with store.begin() as tx:` commits on a clean exit. Raises StoreBusy."""
        ...

    async def strays(self, kind: RecordKind, after: str, limit: int) -> tuple[Sequence[Replica], str | None]:
        """
        For the anti-entropy walk: a page of records by key after *after* with nothing queued in their account.

        Returns:
            The records, and the key where the next page starts; None: that was the last.
        """
        ...

    async def refused(self, fields: Collection[str], limit: int) -> Sequence[tuple[str, str, str]]:
        """Texts of the CRM in these fields of accounts that were refused and wait for a person: (key, field, text)."""
        ...

    async def held_keys(self, kind: RecordKind, limit: int, *, ready: bool) -> Sequence[str]:
        """Records of the CRM that are held back; *ready*: only those whose account has come in meanwhile."""
        ...
