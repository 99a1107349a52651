"""The CRM connector over a CRM in memory: same contract, versions, deletions and faults on demand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Final, Self

from connectors.mock.faults import FaultKind, Faults
from connectors.mock.journal import Journal
from connectors.mock.store import RecordStore, StoreImage
from connectors.mock.traffic import Request, Traffic
from domain.errors import AccessDenied, CrmUnavailable, CursorExpired, InvalidRecord, RecordNotFound
from domain.model.exchange.crm_records import (
    SYNCED_FIELDS,
    Capabilities,
    ChangePage,
    CrmRecord,
    CrmWrite,
    EmailActivity,
    Health,
    RecordKind,
    Scalar,
    WriteOutcome,
    WriteStatus,
)

SERVICE_USER: Final = "atencion"
"""Author of what is written without an acting person."""

COLLEAGUE: Final = "colega.crm"
"""Author of edits made in the CRM when the caller names nobody."""

MOCK_CAPABILITIES: Final = Capabilities(
    kinds=(RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION),
    max_batch=100,
    max_in_flight=8,
    impersonation=True,
    deletions=True,
)

_TYPES: Final = {kind: {known.name: known.type for known in fields} for kind, fields in SYNCED_FIELDS.items()}
_WORDS: Final = ("phone", "trade_name", "position", "website", "address", "title", "notes", "name")
_FAILED: Final = frozenset({WriteStatus.CONFLICT, WriteStatus.REJECTED})
_MISSING: Final = object()


class MockConnector:
    """
    A CRM in memory that keeps the contract of `domain.ports.crm.CrmConnector` to the letter.

    Everything but the waiting is synchronous, so each call is atomic for the event loop. Beyond the port it offers
    what a rehearsal needs: `faults`, `edit`, `create` and `delete` (a colleague working in the CRM), `trace`,
    `snapshot`, `restore`, `reset`.

    Args:
        records: What the CRM holds at the start and after `reset`; accounts before what hangs from them.
        capabilities: What it claims to bear. With `calls_per_second` it also enforces the pace.
        latency_seconds: Time that every call takes.
        clock: Aware UTC instants for `modified_at`.
        journal: File on which the CRM outlives its process; once it holds something, *records* are not used.
    """

    def __init__(
        self,
        records: Iterable[CrmRecord] = (),
        *,
        capabilities: Capabilities = MOCK_CAPABILITIES,
        faults: Faults | None = None,
        latency_seconds: float = 0.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        journal: Journal | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self._traffic = Traffic(self.faults, capabilities, latency_seconds=latency_seconds, clock=clock)
        self._capabilities = capabilities
        self._clock = clock
        self._initial = tuple(records)
        self._journal = journal
        self._store = RecordStore(journal)
        self._created_by: dict[str, None] = {}  # idempotency keys of creations, the latest last
        self._opened = journal is None
        if self._opened:
            self._fill()

    # The port

    @property
    def capabilities(self) -> Capabilities:
        """As given to the constructor."""
        return self._capabilities

    async def __aenter__(self) -> Self:
        """Read the journal, if there is one and it was not read yet."""
        if not self._opened and self._journal is not None:
            self._opened = True
            if not self._journal.load(self._store):
                self._fill()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close: the CRM lives on for whoever holds it."""

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, CrmRecord]:
        """See the port."""
        await self._traffic.arrive("get", kind, len(keys))
        records = self._store.records(kind)
        found = {key: records[key] for key in keys if key in records}
        self._traffic.answered("get", kind, len(keys))
        return found

    async def changes(self, kind: RecordKind, cursor: str | None, page_size: int = 1000) -> ChangePage:
        """See the port."""
        await self._traffic.arrive("changes", kind, 0)
        if cursor is not None and self.faults.strike(FaultKind.EXPIRED, "changes"):
            self._traffic.note("changes", kind, 0, "expired")
            raise CursorExpired("El CRM ya no reconoce el cursor: corresponde leer todo de nuevo.", operation="changes")
        page = self._store.changes(kind, cursor, page_size)
        self._traffic.answered("changes", kind, len(page.changes))
        return page

    async def write(self, writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        """See the port. More than `capabilities.max_batch` writes are a mistake of the caller: ValueError."""
        if len(writes) > self._capabilities.max_batch:
            raise ValueError(f"{len(writes)} writes in one call; this CRM takes {self._capabilities.max_batch}")
        await self._traffic.arrive("write", None, len(writes))
        if self.faults.strike(FaultKind.LOST_HALFWAY, "write"):
            self._apply(writes[: len(writes) // 2])
            raise self._traffic.cut("write", None, len(writes), FaultKind.LOST_HALFWAY)
        outcomes = self._apply(writes)
        counts: dict[str, int] = {}
        for outcome in outcomes:
            counts[outcome.status] = counts.get(outcome.status, 0) + 1
        result = ", ".join(f"{status} {count}" for status, count in counts.items())
        self._traffic.answered("write", None, len(writes), result)
        return outcomes

    async def health(self) -> Health:
        """See the port."""
        started = time.perf_counter()
        try:
            await self._traffic.arrive("health", None, 0)
        except (CrmUnavailable, AccessDenied) as fault:
            return Health(ok=False, detail=str(fault), latency_seconds=time.perf_counter() - started)
        self._traffic.note("health", None, 0, "ok")
        return Health(
            ok=True,
            detail=f"El CRM de ensayo responde: {len(self._store)} registros en memoria.",
            latency_seconds=time.perf_counter() - started,
            facts={kind.value: str(len(self._store.records(kind))) for kind in RecordKind},
        )

    async def leave_email(self, email: EmailActivity) -> bool:
        """See `domain.ports.crm.EmailActivities`."""
        await self._traffic.arrive("leave_email", None, 1)
        account = email.account_id
        if account is not None and account not in self._store.records(RecordKind.ACCOUNT):
            self._traffic.note("leave_email", None, 1, "unknown account")
            raise RecordNotFound(RecordKind.ACCOUNT, account)
        is_new = email.id not in self._store.emails
        if is_new:
            self._store.put_email(email)
            self._flush()
        self._traffic.answered("leave_email", None, 1, "created" if is_new else "was there")
        return is_new

    # A colleague works in the CRM

    @property
    def emails(self) -> Sequence[EmailActivity]:
        """The e-mail activities that were left, oldest first."""
        return tuple(self._store.emails.values())

    def record(self, kind: RecordKind, key: str) -> CrmRecord | None:
        """The record as the CRM has it now; no request is traced and no fault strikes."""
        return self._store.records(kind).get(key)

    def records(self, kind: RecordKind) -> Sequence[CrmRecord]:
        """All live records of this kind, oldest first."""
        return tuple(self._store.records(kind).values())

    def edit(self, kind: RecordKind, key: str, values: Mapping[str, Scalar], by: str = COLLEAGUE) -> CrmRecord:
        """
        Somebody changes these fields in the CRM itself.

        Raises:
            RecordNotFound: The CRM has no such record.
            InvalidRecord: A field is unknown or a value is of another type.
        """
        self._must_have(kind, key)
        return self._edit(kind, key, values, by)

    def create(self, kind: RecordKind, key: str, values: Mapping[str, Scalar], by: str = COLLEAGUE) -> CrmRecord:
        """
        Somebody creates a record in the CRM itself; *key* is the CRM's own id.

        Raises:
            InvalidRecord: The key is taken, the account is unknown, or a value is not as it should be.
        """
        if key in self._store.records(kind):
            raise InvalidRecord(f"Ya existe {kind} con clave {key}.", operation="create")
        if (orphan := self._orphan(kind, values)) is not None:
            raise InvalidRecord(orphan, operation="create")
        return self._edit(kind, key, values, by)

    def merge(self, subordinate: str, master: str, by: str = COLLEAGUE) -> None:
        """
        Somebody joins two accounts in the CRM itself, as Dynamics' *Merge* does: the children pass to the master, the
        subordinate becomes inactive and names it.

        Raises:
            RecordNotFound: The CRM has not both.
        """
        self._must_have(RecordKind.ACCOUNT, subordinate, master)
        for kind in (RecordKind.CONTACT, RecordKind.ACTION):
            for key in [k for k, r in self._store.records(kind).items() if r.values["account_id"] == subordinate]:
                self._store.put(kind, key, {"account_id": master}, by, self._now())
        self._store.put(RecordKind.ACCOUNT, subordinate, {"active": False}, by, self._now(), merged_into=master)
        self._flush()

    def give(self, key: str, owner: str, by: str = COLLEAGUE) -> None:
        """Somebody gives an account to another owner there, as Dynamics' *Assign*. Raises RecordNotFound."""
        self._must_have(RecordKind.ACCOUNT, key)
        self._store.give(key, owner, by, self._now())
        self._flush()

    def delete(self, kind: RecordKind, key: str) -> None:
        """
        Somebody deletes the record in the CRM; an account takes its contacts and actions with it.

        Raises:
            RecordNotFound: The CRM has no such record.
        """
        self._must_have(kind, key)
        self._store.drop(kind, key)
        self._flush()

    # Rehearsal

    @property
    def latency_seconds(self) -> float:
        """Time that every call takes."""
        return self._traffic.latency_seconds

    @property
    def trace(self) -> Sequence[Request]:
        """The latest requests, oldest first."""
        return tuple(self._traffic.trace)

    def expire_cursors(self) -> None:
        """Every cursor given out so far is refused from now on, as after a long absence."""
        self._store.expire_cursors()
        self._flush()

    def snapshot(self) -> StoreImage:
        """Everything the CRM holds now."""
        return self._store.image()

    def restore(self, image: StoreImage) -> None:
        """Hold exactly what the snapshot held; cursors given out so far are refused."""
        self._store.restore(image)
        self._created_by.clear()
        self._flush()

    def reset(self) -> None:
        """As at the start: initial records, no faults, empty trace; cursors and versions given out are void."""
        self.faults.clear()
        self._traffic.trace.clear()
        self._created_by.clear()
        self._store = RecordStore(self._journal)
        self._fill()

    # Inside

    def _fill(self) -> None:
        self._store.begin()
        for record in self._initial:
            at = record.modified_at or self._now()
            self._store.put(record.kind, record.key, record.values, record.modified_by, at)
        self._flush()

    def _flush(self) -> None:
        """What was answered for must be on the journal."""
        if self._journal is not None:
            self._journal.flush()

    def _now(self) -> datetime:
        return self._clock().replace(microsecond=0)

    def _apply(self, writes: Sequence[CrmWrite]) -> list[WriteOutcome]:
        now = self._now()
        request_id = f"mock-{self._traffic.requests}"
        outcomes: list[WriteOutcome] = []
        failed: dict[tuple[RecordKind, str], WriteOutcome] = {}
        for write in writes:
            first = failed.get((write.kind, write.key)) if failed else None
            if first is not None:
                outcome = WriteOutcome(
                    write, first.status, first.version, first.current, first.reason, first.code, request_id
                )
            else:
                outcome = self._apply_one(write, now, request_id)
                if outcome.status in _FAILED:
                    failed[write.kind, write.key] = outcome
            outcomes.append(outcome)
        self._flush()
        return outcomes

    def _apply_one(self, write: CrmWrite, now: datetime, request_id: str) -> WriteOutcome:
        kind, key = write.kind, write.key
        rejected = self.faults.strike(FaultKind.REJECTED, "write", key) if self.faults.active else None
        if rejected is not None:
            refusal = _rejected(write, rejected.reason, rejected.code, request_id)
            return replace(refusal, passing=rejected.passing)
        if (wrong := _wrong_value(kind, write.values)) is not None:
            return _rejected(write, wrong, "mock_invalid_value", request_id)
        if self.faults.active and self.faults.strike(FaultKind.CONFLICT, "write", key):
            self._get_ahead_of(write)
        current = self._store.records(kind).get(key)
        if current is not None:
            if _all_there(write.values, current.values):
                seen = None if write.expected == current.version else current
                return WriteOutcome(write, WriteStatus.UNCHANGED, current.version, seen, request_id=request_id)
            if write.expected != current.version:
                return WriteOutcome(write, WriteStatus.CONFLICT, current.version, current, request_id=request_id)
            updated = self._store.put(kind, key, write.values, write.actor or SERVICE_USER, now)
            return WriteOutcome(write, WriteStatus.UPDATED, updated.version, request_id=request_id)
        if write.expected is not None or write.idempotency_key in self._created_by:
            return WriteOutcome(write, WriteStatus.CONFLICT, request_id=request_id)  # deleted there
        if (orphan := self._orphan(kind, write.values)) is not None:
            return _rejected(write, orphan, "mock_unknown_account", request_id)
        created = self._store.put(kind, key, write.values, write.actor or SERVICE_USER, now)
        self._remember_creation(write.idempotency_key)
        return WriteOutcome(write, WriteStatus.CREATED, created.version, request_id=request_id)

    def _remember_creation(self, idempotency_key: str) -> None:
        """So that a creation repeated after a colleague deleted the record does not bring it back."""
        self._created_by[idempotency_key] = None
        if len(self._created_by) > 100_000:
            del self._created_by[next(iter(self._created_by))]

    def _orphan(self, kind: RecordKind, values: Mapping[str, Scalar]) -> str | None:
        if kind is RecordKind.ACCOUNT:
            return None
        account = values.get("account_id")
        if isinstance(account, str) and account in self._store.records(RecordKind.ACCOUNT):
            return None
        return f"El CRM no conoce la cuenta {account}: se escribe primero la cuenta."

    def _must_have(self, kind: RecordKind, *keys: str) -> None:
        for key in keys:
            if key not in self._store.records(kind):
                raise RecordNotFound(kind, key)

    def _edit(self, kind: RecordKind, key: str, values: Mapping[str, Scalar], by: str) -> CrmRecord:
        if (wrong := _wrong_value(kind, values)) is not None:
            raise InvalidRecord(wrong, operation="edit")
        edited = self._store.put(kind, key, values, by, self._now())
        self._flush()
        return edited

    def _get_ahead_of(self, write: CrmWrite) -> None:
        """A colleague changes one of the same words first; a record that is not there yet cannot be changed."""
        current = self._store.records(write.kind).get(write.key)
        if current is None:
            return
        word = next((name for name in _WORDS if name in write.values), None)
        change: Mapping[str, Scalar] = {} if word is None else {word: f"{write.values[word] or ''} (CRM)".strip()}
        self._store.put(write.kind, write.key, change, COLLEAGUE, self._now())


def _rejected(write: CrmWrite, reason: str, code: str, request_id: str) -> WriteOutcome:
    return WriteOutcome(write, WriteStatus.REJECTED, reason=reason, code=code, request_id=request_id)


def _all_there(wanted: Mapping[str, Scalar], present: Mapping[str, Scalar]) -> bool:
    return all(present.get(name, _MISSING) == value for name, value in wanted.items())


def _wrong_value(kind: RecordKind, values: Mapping[str, Scalar]) -> str | None:
    """Why the CRM would refuse these values, for a person; None: they are fine."""
    types = _TYPES[kind]
    for name, value in values.items():
        expected = types.get(name)
        if expected is None:
            return f"El CRM no tiene el campo «{name}» en {kind}."
        if value is None or type(value) is expected:
            if type(value) is datetime and value.tzinfo is None:
                return f"El campo «{name}» necesita un instante con zona horaria."
            continue
        if expected in {date, datetime, bool} or not isinstance(value, expected) or isinstance(value, bool):
            return f"El campo «{name}» no admite el valor {value!r}."
    return None
