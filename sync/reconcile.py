"""
What the CRM says, brought into the store: the one place where both sides meet, for pull and for a refused push.

`reconcile` runs inside one transaction and never calls the CRM. When it needs to know more it raises
`NeedsFreshRead`; the caller rolls back, reads those records again and calls it anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from domain.exchange.encoding import message_payload
from domain.exchange.meaning import canonical_rut
from domain.exchange.merge import DELETED_FIELD
from domain.exchange.values import storable
from domain.model.accounts import Account, Contact
from domain.model.exchange.crm_records import CrmChange, CrmDeletion, CrmRecord, RecordKind
from domain.ports.crm import CrmConnector
from domain.ports.sync import Record, Replica, SyncStore, SyncTransaction
from sync.meeting import Meeting, account_named
from sync.records import Policy, Reconciled, Work

TAKEN_ANYWAY: Final = "Se tomó lo que dice el CRM, aunque aquí no se aceptaría: {}"
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER: Final = (None, None)
"""No agreed state: neither version nor instant."""


class NeedsFreshRead(Exception):
    """
    The page cannot be applied as it was read; roll back and read again.

    Attributes:
        kind: Of the records in `stale`.
        stale: Keys on which both sides agreed after the CRM was asked: what it said may be an older state.
        parents: Account ids that are not here yet.
    """

    def __init__(self, kind: RecordKind, stale: Sequence[str], parents: Sequence[str]) -> None:
        super().__init__("read again")
        self.kind = kind
        self.stale = tuple(stale)
        self.parents = tuple(parents)


@dataclass(frozen=True, slots=True)
class CrmAnswer:
    """
    What the CRM answered about records of one kind.

    Attributes:
        read_at: UTC instant (store clock) before the CRM was asked, by key: an answer that waited to be stored, in a
            frozen worker or behind a lock, is older than what both sides agreed on meanwhile. None: nothing of it is
            stored yet.
        orphans: Account ids that cannot be here, each with the reason: their children are held back.
        full_read: A resync runs: echoes are marked as seen.
        to_a_write: The CRM said it to a write of ours: that it lacks a record which we wanted to create is news.
        again: To be compared though both sides agreed on this version: something else has changed.
    """

    kind: RecordKind
    changes: Sequence[CrmChange]
    read_at: Mapping[str, datetime] | None = None
    orphans: Mapping[str, str] = field(default_factory=dict)
    full_read: bool = False
    to_a_write: bool = False
    again: bool = False

    def asked_at(self, key: str) -> datetime | None:
        """When the CRM was asked for this record; None: nothing of it is stored yet."""
        return None if self.read_at is None else self.read_at.get(key)


async def reconcile(tx: SyncTransaction, answer: CrmAnswer, policy: Policy) -> Reconciled:
    """
    Bring what the CRM answered into the store.

    Raises:
        NeedsFreshRead: See there. Nothing was written.
    """
    kind, keys = answer.kind, [change.key for change in answer.changes]
    back = await tx.held_back(kind, keys) if keys else {}
    meeting = Meeting(kind, policy, tx.now, orphans=answer.orphans, known_back=back)
    meeting.directory = policy.directory() if policy.directory is not None else None
    fresh = await _without_echoes(tx, answer, meeting.done)
    replicas = await tx.replicas(kind, [record.key for record in fresh]) if fresh else {}
    fresh, agreed_meanwhile = _still_fresh(fresh, replicas, answer)
    if answer.full_read and agreed_meanwhile:
        await tx.seen(kind, agreed_meanwhile)
    meeting.parents = await _require_parents(tx, answer, fresh, replicas)
    meeting.ruts = await _ruts_in_use(tx, kind, fresh)
    for record in sorted(fresh, key=lambda record: record.merged_into is None):  # those give up their RUT first
        replica = replicas.get(record.key)
        if replica is None:
            meeting.take_in(record)
        else:
            meeting.compare(record, replica)
    await _one_main_contact(tx, meeting, fresh)
    await _write(tx, meeting)
    looked_at = {record.key for record in fresh} | {c.key for c in answer.changes if isinstance(c, CrmDeletion)}
    if came_in := sorted((back.keys() & looked_at) - {record.key for record in meeting.work.hold}):
        await tx.let_go(kind, came_in)
    await _deletions(tx, meeting, answer)
    return meeting.done


async def read_again(store: SyncStore, connector: CrmConnector, answer: CrmAnswer, keys: Sequence[str]) -> CrmAnswer:
    """The answer with what the CRM says now of *keys* instead. Raises what the connector raises."""
    if not keys:
        return answer
    asked_at = await store.now()
    found = await connector.get(answer.kind, keys)
    told: dict[str, CrmChange] = {change.key: change for change in answer.changes}
    told |= {key: found.get(key) or CrmDeletion(answer.kind, key) for key in keys}
    return replace(
        answer, changes=tuple(told.values()), read_at={**(answer.read_at or {}), **dict.fromkeys(keys, asked_at)}
    )


async def _without_echoes(tx: SyncTransaction, answer: CrmAnswer, done: Reconciled) -> list[CrmRecord]:
    keys = [change.key for change in answer.changes]
    versions = await tx.agreed_versions(answer.kind, keys) if keys else {}
    fresh, stale, echoes = [], [], []
    for change in answer.changes:
        version, agreed_at = versions.get(change.key, _NEVER)
        asked_at = answer.asked_at(change.key)
        record = storable(change) if isinstance(change, CrmRecord) else None
        if record is not None and version is not None and version == record.version and not answer.again:
            echoes.append(record.key)
        elif asked_at is not None and agreed_at is not None and agreed_at >= asked_at:
            stale.append(change.key)
        elif record is not None:
            fresh.append(record)
    if stale:
        raise NeedsFreshRead(answer.kind, stale, ())
    if answer.full_read and echoes:
        await tx.seen(answer.kind, echoes)
    done.echoes = len(echoes)
    return fresh


def _still_fresh(
    records: Sequence[CrmRecord], replicas: Mapping[str, Replica], answer: CrmAnswer
) -> tuple[list[CrmRecord], list[str]]:
    """
    The same judgement once the agreed states are locked: a push may have been confirmed between the two looks. What is
    still fresh, and the keys of which both sides agreed meanwhile.
    """
    fresh, stale, echoes = [], [], []
    for record in records:
        replica = replicas.get(record.key)
        shadow = replica.shadow if replica else None
        asked_at = answer.asked_at(record.key)
        known = shadow is not None and shadow.version is not None and shadow.version == record.version
        if known and not answer.again:
            echoes.append(record.key)
        elif shadow is not None and asked_at is not None and shadow.agreed_at >= asked_at:
            stale.append(record.key)
        else:
            fresh.append(record)
    if stale:
        raise NeedsFreshRead(answer.kind, stale, ())
    return fresh, echoes


async def _require_parents(
    tx: SyncTransaction, answer: CrmAnswer, records: Sequence[CrmRecord], replicas: Mapping[str, Replica]
) -> Mapping[str, str]:
    """
    The accounts that these records name where it matters, each with the one that stands for it here: those of records
    born in the CRM, those to which one was moved, and those into which one was merged there.
    """
    named = {parent for record in records if (parent := account_named(record, replicas.get(record.key))) is not None}
    wanted = named - answer.orphans.keys()
    if not wanted:
        return {}
    here = await tx.accounts_here(sorted(wanted))
    if answer.kind is RecordKind.ACCOUNT:  # the one that goes on may be of the same page
        here = {**{record.key: record.key for record in records}, **here}
    if missing := wanted - here.keys():
        raise NeedsFreshRead(answer.kind, (), sorted(missing))
    return here


async def _ruts_in_use(tx: SyncTransaction, kind: RecordKind, records: Sequence[CrmRecord]) -> dict[str, str]:
    if kind is not RecordKind.ACCOUNT:
        return {}
    ruts = sorted({rut for r in records if (rut := canonical_rut(r.values.get("rut"))) is not None})
    return dict(await tx.rut_holders(ruts)) if ruts else {}


async def _one_main_contact(tx: SyncTransaction, meeting: Meeting, records: Sequence[CrmRecord]) -> None:
    """
    Of several main contacts of an account one keeps the mark, and the CRM hears of it (DAT-07).

    One that the CRM marked takes it, of several the one written last; one that only brought its mark along from another
    account, as Dynamics' Merge moves it, leaves it to the one that is here.
    """
    work = meeting.work
    arriving = [c for c in (*work.add, *(after for _, after in work.save)) if isinstance(c, Contact) and c.is_main]
    if not arriving:
        return
    here = await tx.other_main_contacts(arriving)
    moved = {before.id for before, after in work.save if isinstance(before, Contact) and _brings_mark(before, after)}
    # A CRM tells seconds: of the same one, what comes later in the page was written later.
    written = {record.key: (record.modified_at or _LONG_AGO, place) for place, record in enumerate(records)}

    def claim(contact: Contact) -> tuple[bool, int, tuple[datetime, int], str]:
        rank = 0 if contact.id in moved else 2 if contact.id in written else 1
        return contact.active, rank, written.get(contact.id, (_LONG_AGO, 0)), contact.id

    holders = {each.account_id: each.id for each in sorted((*here, *arriving), key=claim)}
    lost = {each.id: each for each in (*here, *arriving) if holders[each.account_id] != each.id}
    if not lost:
        return
    for contact in lost.values():
        payload = message_payload(RecordKind.CONTACT, contact.id, {"is_main": False}, actor=None, at=meeting.now)
        work.queue.append((contact.account_id, payload))
    work.add = [_without_mark(each, lost) for each in work.add]
    work.save = [(before, _without_mark(after, lost)) for before, after in work.save]
    work.save += [(each, _without_mark(each, lost)) for each in here if each.id in lost]


def _brings_mark(before: Contact, after: Record) -> bool:
    return before.is_main and isinstance(after, Contact) and before.account_id != after.account_id


def _without_mark(record: Record, lost: Collection[str]) -> Record:
    return replace(record, is_main=False) if isinstance(record, Contact) and record.id in lost else record


async def _deletions(tx: SyncTransaction, meeting: Meeting, answer: CrmAnswer) -> None:
    """What the CRM deleted and nobody was told of yet is marked, each for a person to decide (POL-07)."""
    keys = [change.key for change in answer.changes if isinstance(change, CrmDeletion)]
    known = await tx.replicas(meeting.kind, keys) if keys else {}
    marked = {key: each for key, each in known.items() if not _is_known_to_be_gone(each, answer)}
    if not marked:
        return
    await tx.mark_deleted(meeting.kind, sorted(marked))
    meeting.work = Work()
    for key in sorted(marked):
        meeting.mark_deleted(key, marked[key].account_id)
    await _write(tx, meeting)


def _is_known_to_be_gone(replica: Replica, answer: CrmAnswer) -> bool:
    """A person decides, or decided: that it stays away, or that it is made anew, which is still to be done."""
    shadow = replica.shadow
    decided = shadow is not None and (shadow.deleted or (shadow.anew and not answer.to_a_write))
    return DELETED_FIELD in replica.held or decided


def _tell_against(meeting: Meeting) -> None:
    """What a person here would have been refused is taken, for it is so there, and told by its rule (POL-07)."""
    told = [*((None, born) for born in meeting.work.add), *meeting.work.save]
    for record, rule, sentence in meeting.policy.against(told) if told else ():
        account_id = record.id if isinstance(record, Account) else record.account_id
        meeting.trace("taken_against_rule", TAKEN_ANYWAY.format(sentence), record.id, account_id, rule)


async def _write(tx: SyncTransaction, meeting: Meeting) -> None:
    """Everything, with what the actions set going, which so happens exactly once (FUP-04)."""
    work = meeting.work
    if work.add:
        await tx.add(work.add)
    if work.move:
        await tx.move(work.move)
    if work.save:
        await tx.save(work.save, work.authors)
    if work.agree:
        await tx.agree(work.agree)
    if work.dispute:
        await tx.dispute(work.dispute)
    if work.close:
        await tx.close_conflicts(work.close, by="atencion", reason="Los dos lados quedaron iguales.")
    _tell_against(meeting)
    if work.trace:
        await tx.trace(work.trace)
    timers = [*(meeting.policy.follow(work.acted) if work.acted else ()), *meeting.policy.joined(work.joined)]
    if timers:
        await tx.set_timers(timers)
    if work.queue:
        await tx.enqueue(work.queue)
    if work.told:
        await tx.tell_cases(work.told)
    if work.hold:
        await tx.hold_back(work.hold)
