"""
What the CRM says, brought into the store: the one place where both sides meet, for pull and for a refused push.

`reconcile` runs inside one transaction and never calls the CRM. When it needs to know more it raises
`NeedsFreshRead`; the caller rolls back, reads those records again and calls it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from domain.errors import InvalidValue
from domain.exchange.merge import DELETED_FIELD, Merge, differences, merge
from domain.exchange.values import CRM_AUTHOR, message_payload, refused_values
from domain.model.accounts import Contact
from domain.model.exchange.conflicts import Conflict, Side
from domain.model.exchange.crm_records import CrmChange, CrmDeletion, CrmRecord, RecordKind, Scalar
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.ports.sync import Agreement, Message, Record, Replica, SyncTransaction, Values
from sync.records import Policy as Policy  # who calls `reconcile` needs it
from sync.records import applied, born_of, conflict_of, trace_of, values_of

DELETED_REASON: Final = "eliminado en el CRM"
"""Why a record waits for a person: the CRM no longer has it."""
_NEVER: Final = (None, None)
"""No agreed state: neither version nor instant."""


@dataclass(slots=True)
class Reconciled:
    """How many records each thing happened to."""

    echoes: int = 0
    born: int = 0
    changed: int = 0
    agreed: int = 0
    conflicts: int = 0
    deleted: int = 0
    refused: int = 0


class NeedsFreshRead(Exception):
    """
    The page cannot be applied as it was read; roll back and read again.

    Attributes:
        stale: Keys on which both sides agreed after the page was read: it may show an older state.
        parents: Account ids that are not here yet.
    """

    def __init__(self, stale: Sequence[str], parents: Sequence[str]) -> None:
        super().__init__("read again")
        self.stale = tuple(stale)
        self.parents = tuple(parents)


@dataclass(slots=True)
class _Work:
    """Everything to write, gathered before the first statement."""

    add: list[Record] = field(default_factory=list)
    save: list[tuple[Record, Record]] = field(default_factory=list)
    agree: list[Agreement] = field(default_factory=list)
    dispute: list[Conflict] = field(default_factory=list)
    close: list[tuple[RecordKind, str, str]] = field(default_factory=list)
    queue: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    trace: list[Decision] = field(default_factory=list)
    told: list[tuple[Action | None, Action]] = field(default_factory=list)


async def reconcile(
    tx: SyncTransaction,
    kind: RecordKind,
    changes: Sequence[CrmChange],
    policy: Policy,
    *,
    read_at: Mapping[str, datetime] | None,
    orphans: frozenset[str] = frozenset(),
    full_read: bool = False,
) -> Reconciled:
    """
    Bring changes of one kind into the store.

    Args:
        read_at: UTC instant (store clock) before the CRM was asked, by key; None: they cannot be older
            than what is stored (the CRM answered a conditional write with them).
        orphans: Account ids that neither side has: their children are left out, with a trace.
        full_read: A resync runs: echoes are marked as seen.

    Raises:
        NeedsFreshRead: See there. Nothing was written.
    """
    done = Reconciled()
    fresh = await _without_echoes(tx, kind, changes, read_at, done, full_read=full_read)
    replicas = await tx.replicas(kind, [record.key for record in fresh]) if fresh else {}
    fresh = _still_fresh(fresh, replicas, read_at)
    born = [record for record in fresh if record.key not in replicas]
    await _require_parents(tx, kind, born, orphans)
    ruts = await _ruts_in_use(tx, kind, fresh)
    work = _Work()
    for record in fresh:
        replica = replicas.get(record.key)
        if replica is None:
            _bear(record, policy, tx.now, ruts, orphans, work, done)
        else:
            _meet(record, replica, policy, tx.now, ruts, work, done)
    await _one_main_contact(tx, work)
    await _write(tx, work, policy)
    await _deletions(tx, kind, [c.key for c in changes if isinstance(c, CrmDeletion)], policy, done)
    return done


async def _without_echoes(
    tx: SyncTransaction,
    kind: RecordKind,
    changes: Sequence[CrmChange],
    read_at: Mapping[str, datetime] | None,
    done: Reconciled,
    *,
    full_read: bool,
) -> list[CrmRecord]:
    versions = await tx.agreed_versions(kind, [change.key for change in changes]) if changes else {}
    fresh, stale, echoes = [], [], []
    for change in changes:
        version, agreed_at = versions.get(change.key, _NEVER)
        asked_at = read_at.get(change.key) if read_at is not None else None
        record = change if isinstance(change, CrmRecord) else None
        if record is not None and version is not None and version == record.version:
            echoes.append(record.key)
        elif asked_at is not None and agreed_at is not None and agreed_at >= asked_at:
            stale.append(change.key)
        elif record is not None:
            fresh.append(record)
    if stale:
        raise NeedsFreshRead(stale, ())
    if full_read and echoes:
        await tx.seen(kind, echoes)
    done.echoes = len(echoes)
    return fresh


def _still_fresh(
    records: Sequence[CrmRecord], replicas: Mapping[str, Replica], read_at: Mapping[str, datetime] | None
) -> list[CrmRecord]:
    """The same judgement once the agreed states are locked: a push may have been confirmed between the two looks."""
    fresh, stale = [], []
    for record in records:
        replica = replicas.get(record.key)
        shadow = replica.shadow if replica else None
        asked_at = read_at.get(record.key) if read_at is not None else None
        if shadow is not None and shadow.version is not None and shadow.version == record.version:
            continue
        if shadow is not None and asked_at is not None and shadow.agreed_at >= asked_at:
            stale.append(record.key)
        else:
            fresh.append(record)
    if stale:
        raise NeedsFreshRead(stale, ())
    return fresh


async def _require_parents(
    tx: SyncTransaction, kind: RecordKind, born: Sequence[CrmRecord], orphans: frozenset[str]
) -> None:
    if kind is RecordKind.ACCOUNT or not born:
        return
    parents = {str(r.values["account_id"]) for r in born if r.values.get("account_id")} - orphans
    missing = parents - await tx.accounts_here(sorted(parents)) if parents else set()
    if missing:
        raise NeedsFreshRead((), sorted(missing))


async def _ruts_in_use(tx: SyncTransaction, kind: RecordKind, records: Sequence[CrmRecord]) -> dict[str, str]:
    if kind is not RecordKind.ACCOUNT:
        return {}
    ruts = sorted({str(r.values["rut"]) for r in records if r.values.get("rut")})
    return dict(await tx.rut_holders(ruts)) if ruts else {}


def _refused(record: CrmRecord, values: Values, current: Record | None, ruts: dict[str, str]) -> dict[str, str]:
    """Fields of *values* the domain cannot hold; a RUT that another account bears is one (AMB-63)."""
    refused = refused_values(record.kind, values, current) if values else {}
    rut = values.get("rut")
    judged = record.kind is RecordKind.ACCOUNT and isinstance(rut, str) and rut and "rut" not in refused
    if judged and ruts.setdefault(str(rut), record.key) != record.key:
        refused["rut"] = "Otra cuenta tiene este RUT."
    return refused


def _bear(
    record: CrmRecord,
    policy: Policy,
    now: datetime,
    ruts: dict[str, str],
    orphans: frozenset[str],
    work: _Work,
    done: Reconciled,
) -> None:
    """A record that the CRM created becomes ours; what we cannot hold of it is a conflict, not a loss."""
    refused = _refused(record, record.values, None, ruts)
    told = {n: v for n, v in record.values.items() if n not in refused} if refused else record.values
    by, at = record.modified_by or CRM_AUTHOR, record.modified_at or now
    account_id = record.key if record.kind is RecordKind.ACCOUNT else str(told.get("account_id") or "")
    try:
        if account_id in orphans:
            raise InvalidValue("Su cuenta no existe en Atención ni en el CRM.", field=("account_id",))
        born = born_of(record.kind, record.key, told, by, at, policy.new_id)
    except InvalidValue as wrong:
        done.refused += 1
        work.trace.append(trace_of(policy, now, "refuse_crm_record", wrong.message, record.kind, record.key, None))
        return
    local = values_of(born)
    work.add.append(born)
    if isinstance(born, Action):
        work.told.append((None, born))
    work.agree.append(Agreement(record.kind, record.key, account_id, {**local, **record.values}, record.version, None))
    done.born += 1
    for name in sorted(refused):
        work.dispute.append(
            conflict_of(policy, record, account_id, name, None, local.get(name), Side.ATENCION, None, None, now)
        )
    done.conflicts += len(refused)
    other = differences(record.kind, told, local)
    completed = {n: v for n, v in other.items() if told[n] is not None}
    if completed:
        work.queue.append((account_id, message_payload(record.kind, record.key, completed, actor=None, at=now)))


def _meet(
    record: CrmRecord,
    replica: Replica,
    policy: Policy,
    now: datetime,
    ruts: dict[str, str],
    work: _Work,
    done: Reconciled,
) -> None:
    """A record that both sides have: three-way merge, field by field."""
    shadow, local, pending = replica.shadow, replica.local, replica.pending
    differing = differences(record.kind, local, record.values)
    refused = _refused(record, differing, replica.record, ruts)
    last = pending[-1] if pending else None
    result = merge(
        record.kind,
        shadow.values if shadow else None,
        local,
        record.values,
        policy.owners,
        held=replica.held - {DELETED_FIELD} if replica.held else (),
        refused=refused,
        ours=_queued(pending) if pending else None,
        local_at=last.at if last else None,
        remote_at=record.modified_at,
        differing=differing,
    )
    account_id = replica.account_id
    work.agree.append(
        Agreement(
            record.kind, record.key, account_id, result.agreed, record.version, shadow.version if shadow else None
        )
    )
    done.agreed += 1
    if result.take:
        by, at = record.modified_by or CRM_AUTHOR, record.modified_at or now
        changed = applied(replica.record, result.take, by, at, policy.new_id)
        work.save.append((replica.record, changed))
        if isinstance(replica.record, Action) and isinstance(changed, Action):
            work.told.append((replica.record, changed))
        done.changed += 1
    for difference in result.conflicts:
        author = next((m for m in reversed(pending) if difference.field in m.fields), None)
        work.dispute.append(
            conflict_of(
                policy,
                record,
                account_id,
                difference.field,
                difference.agreed,
                difference.local,
                difference.proposed,
                author.actor if author else None,
                author.at if author else None,
                now,
            )
        )
    done.conflicts += len(result.conflicts)
    work.close.extend((record.kind, record.key, name) for name in sorted(result.settled))
    if DELETED_FIELD in replica.held:
        work.close.append((record.kind, record.key, DELETED_FIELD))
    if result.push:
        _queue_rest(record, replica, result, pending, now, work)


def _queue_rest(
    record: CrmRecord, replica: Replica, result: Merge, pending: Sequence[Message], now: datetime, work: _Work
) -> None:
    """What the CRM still has to be told; changes that wait in the outbox anyway are not queued twice."""
    waiting = {name for message in pending for name in message.fields}
    rest = {n: v for n, v in result.push.items() if n not in waiting}
    if rest:
        work.queue.append((replica.account_id, message_payload(record.kind, record.key, rest, actor=None, at=now)))


async def _one_main_contact(tx: SyncTransaction, work: _Work) -> None:
    """A contact that the CRM made the main one takes the mark from ours, and the CRM hears of it (DAT-07)."""
    mains = [c for c in (*work.add, *(after for _, after in work.save)) if isinstance(c, Contact) and c.is_main]
    if not mains:
        return
    for contact in await tx.other_main_contacts(mains):
        work.save.append((contact, replace(contact, is_main=False)))
        payload = message_payload(RecordKind.CONTACT, contact.id, {"is_main": False}, actor=None, at=tx.now)
        work.queue.append((contact.account_id, payload))


async def _write(tx: SyncTransaction, work: _Work, policy: Policy) -> None:
    """Everything, with what the actions set going, which so happens exactly once (FUP-04)."""
    if work.add:
        await tx.add(work.add)
    if work.save:
        await tx.save(work.save)
    if work.agree:
        await tx.agree(work.agree)
    if work.dispute:
        await tx.dispute(work.dispute)
    if work.close:
        await tx.close_conflicts(work.close, by="atencion", reason="Los dos lados quedaron iguales.")
    if work.trace:
        await tx.trace(work.trace)
    if work.told and (timers := policy.follow(work.told)):
        await tx.set_timers(timers)
    if work.queue:
        await tx.enqueue(work.queue)


async def _deletions(
    tx: SyncTransaction, kind: RecordKind, keys: Sequence[str], policy: Policy, done: Reconciled
) -> None:
    """Deleted there: kept here and marked for a person; never created again nor deleted here in silence (POL-07)."""
    known = await tx.replicas(kind, keys) if keys else {}
    marked = {
        key: replica
        for key, replica in known.items()
        if DELETED_FIELD not in replica.held and not (replica.shadow is not None and replica.shadow.deleted)
    }
    if not marked:
        return
    await tx.mark_deleted(kind, sorted(marked))
    await tx.dispute(
        [
            Conflict(
                id=policy.new_id(),
                kind=kind,
                key=key,
                account_id=replica.account_id,
                field=DELETED_FIELD,
                agreed=False,
                local=False,
                remote=True,
                detected_at=tx.now,
                proposed=Side.ATENCION,
            )
            for key, replica in sorted(marked.items())
        ]
    )
    await tx.trace(
        [
            trace_of(policy, tx.now, "keep_deleted_in_crm", DELETED_REASON, kind, key, marked[key].account_id)
            for key in sorted(marked)
        ]
    )
    done.deleted += len(marked)


def _queued(pending: Sequence[Message]) -> dict[str, list[Scalar]]:
    ours: dict[str, list[Scalar]] = {}
    for message in pending:
        for name, value in message.values.items():
            ours.setdefault(name, []).append(value)
    return ours
