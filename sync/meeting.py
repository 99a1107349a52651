"""
A meeting of both sides: the records of one kind that the CRM showed, one after the other, and what is to be written.

Nothing here is awaited: what must be known from the store is loaded before (`sync.reconcile`), and everything to write
is gathered, so that it goes to the store in a fixed number of statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.errors import InvalidValue
from domain.exchange.encoding import message_payload
from domain.exchange.merge import DELETED_FIELD, Difference, Sides, differences, merge
from domain.exchange.values import CRM_AUTHOR, refused_values
from domain.model.exchange.conflicts import Conflict, Side
from domain.model.exchange.crm_records import CrmRecord, RecordKind, Scalar
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.institution.people import Role
from domain.ports.sync import Agreement, Message, Record, Replica, Values
from sync.records import Policy, applied, born_of, values_of

DELETED_REASON: Final = "eliminado en el CRM"
"""Why a record waits for a person: the CRM no longer has it."""


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


@dataclass(slots=True)
class Work:
    """Everything to write. `acted`: actions as they were (None: born in the CRM) and as they are now."""

    add: list[Record] = field(default_factory=list)
    save: list[tuple[Record, Record]] = field(default_factory=list)
    agree: list[Agreement] = field(default_factory=list)
    dispute: list[Conflict] = field(default_factory=list)
    close: list[tuple[RecordKind, str, str]] = field(default_factory=list)
    queue: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    trace: list[Decision] = field(default_factory=list)
    acted: list[tuple[Action | None, Action]] = field(default_factory=list)


@dataclass(slots=True)
class Meeting:
    """
    One meeting.

    Attributes:
        now: UTC instant of the store's clock.
        ruts: Compact RUT -> key of the account that has it, here or among the records met so far.
        orphans: Account ids that neither side has: their children are left out, with a trace.
    """

    kind: RecordKind
    policy: Policy
    now: datetime
    ruts: dict[str, str] = field(default_factory=dict)
    orphans: frozenset[str] = frozenset()
    work: Work = field(default_factory=Work)
    done: Reconciled = field(default_factory=Reconciled)

    def take_in(self, record: CrmRecord) -> None:
        """A record that the CRM created becomes ours; what we cannot hold of it is a conflict, not a loss."""
        refused = self._refused(record, record.values, None)
        given = {n: v for n, v in record.values.items() if n not in refused} if refused else record.values
        account_id = record.key if self.kind is RecordKind.ACCOUNT else str(given.get("account_id") or "")
        try:
            born = self._born(record, given, account_id)
        except InvalidValue as wrong:
            self.done.refused += 1
            self._trace("refuse_crm_record", wrong.message, record.key, None)
            return
        local = values_of(born)
        self.work.add.append(born)
        if isinstance(born, Action):
            self.work.acted.append((None, born))
        self._agree(record, account_id, {**local, **record.values}, None)
        self.done.born += 1
        for name in sorted(refused):
            difference = Difference(name, None, local.get(name), record.values[name], Side.ATENCION)
            self._dispute(record, account_id, difference, None)
        completed = {n: v for n, v in differences(self.kind, given, local).items() if given[n] is not None}
        self._queue(record, account_id, completed)

    def compare(self, record: CrmRecord, replica: Replica) -> None:
        """A record that both sides have: three-way merge, field by field."""
        sides = _sides(record, replica)
        refused = self._refused(record, sides.differing, replica.record)
        result = merge(sides, self.policy.owners, refused)
        self._agree(record, replica.account_id, result.agreed, replica.shadow.version if replica.shadow else None)
        self.done.agreed += 1
        if result.take:
            self._change(record, replica.record, result.take)
        for difference in result.conflicts:
            author = next((m for m in reversed(replica.pending) if difference.field in m.fields), None)
            self._dispute(record, replica.account_id, difference, author)
        settled = (*sorted(result.settled), *({DELETED_FIELD} & set(replica.held)))
        self.work.close.extend((self.kind, record.key, name) for name in settled)
        if result.push:  # changes that wait in the outbox anyway are not queued twice
            waiting = {name for message in replica.pending for name in message.fields}
            self._queue(record, replica.account_id, {n: v for n, v in result.push.items() if n not in waiting})

    def mark_deleted(self, key: str, account_id: str) -> None:
        """Deleted there: kept here and marked for a person; never created again nor deleted here in silence."""
        self.work.dispute.append(
            Conflict(
                id=self.policy.new_id(),
                kind=self.kind,
                key=key,
                account_id=account_id,
                field=DELETED_FIELD,
                agreed=False,
                local=False,
                remote=True,
                detected_at=self.now,
                proposed=Side.ATENCION,
            )
        )
        self._trace("keep_deleted_in_crm", DELETED_REASON, key, account_id)
        self.done.deleted += 1

    def _born(self, record: CrmRecord, given: Values, account_id: str) -> Record:
        if account_id in self.orphans:
            raise InvalidValue("Su cuenta no existe en Atención ni en el CRM.", field=("account_id",))
        by, at = self._author(record)
        return born_of(self.kind, record.key, given, by, at, self.policy.new_id)

    def _change(self, record: CrmRecord, before: Record, values: Values) -> None:
        by, at = self._author(record)
        after = applied(before, values, by, at, self.policy.new_id)
        self.work.save.append((before, after))
        if isinstance(before, Action) and isinstance(after, Action):
            self.work.acted.append((before, after))
        self.done.changed += 1

    def _author(self, record: CrmRecord) -> tuple[str, datetime]:
        return record.modified_by or CRM_AUTHOR, record.modified_at or self.now

    def _refused(self, record: CrmRecord, values: Values, current: Record | None) -> dict[str, str]:
        """Fields of *values* the domain cannot hold; a RUT that another account bears is one (AMB-63)."""
        refused = refused_values(self.kind, values, current) if values else {}
        rut = values.get("rut")
        judged = self.kind is RecordKind.ACCOUNT and isinstance(rut, str) and rut and "rut" not in refused
        if judged and self.ruts.setdefault(str(rut), record.key) != record.key:
            refused["rut"] = "Otra cuenta tiene este RUT."
        return refused

    def _agree(self, record: CrmRecord, account_id: str, values: Values, seen: str | None) -> None:
        self.work.agree.append(Agreement(self.kind, record.key, account_id, values, record.version, seen))

    def _queue(self, record: CrmRecord, account_id: str, values: Values) -> None:
        """What the CRM still has to be told."""
        if values:
            payload = message_payload(self.kind, record.key, values, actor=None, at=self.now)
            self.work.queue.append((account_id, payload))

    def _dispute(self, record: CrmRecord, account_id: str, difference: Difference, author: Message | None) -> None:
        """One field of *record* for a person to decide; *author* is who changed it here, if that still waits."""
        self.work.dispute.append(
            Conflict(
                id=self.policy.new_id(),
                kind=self.kind,
                key=record.key,
                account_id=account_id,
                field=difference.field,
                agreed=difference.agreed,
                local=difference.local,
                remote=difference.remote,
                detected_at=self.now,
                proposed=difference.proposed,
                local_by=author.actor if author else None,
                local_at=author.at if author else None,
                remote_by=record.modified_by,
                remote_at=record.modified_at,
            )
        )
        self.done.conflicts += 1

    def _trace(self, what: str, outcome: str, key: str, account_id: str | None) -> None:
        """What the synchronisation did by itself, for the record of decisions (POL-07)."""
        self.work.trace.append(
            Decision(
                id=self.policy.new_id(),
                at=self.now,
                by="atencion",
                role=Role.SERVICE.value,
                kind=DecisionKind.TRACE,
                what=what,
                outcome=outcome,
                protocol_version=self.policy.protocol_version,
                rule="POL-07",
                account_id=account_id,
                inputs={"kind": self.kind.value, "key": key},
            )
        )


def _sides(record: CrmRecord, replica: Replica) -> Sides:
    shadow, pending = replica.shadow, replica.pending
    return Sides(
        record.kind,
        shadow.values if shadow else None,
        replica.local,
        record.values,
        held=replica.held - {DELETED_FIELD} if replica.held else (),
        queued=_queued(pending) if pending else {},
        local_at=pending[-1].at if pending else None,
        remote_at=record.modified_at,
    )


def _queued(pending: Sequence[Message]) -> dict[str, list[Scalar]]:
    values: dict[str, list[Scalar]] = {}
    for message in pending:
        for name, value in message.values.items():
            values.setdefault(name, []).append(value)
    return values
