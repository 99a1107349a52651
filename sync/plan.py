"""From a lease's messages to the writes of one call: pure, so that the same lease always plans the same call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from domain.exchange.merge import DELETED_FIELD, to_push
from domain.model.exchange.crm_records import CrmWrite, RecordKind
from domain.ports.sync import Lease, Message, Ref, Replica, Values

PARENT_DELETED = "La cuenta fue eliminada en el CRM: decida primero qué se hace con ella."
"""Why the changes of a deleted account's contacts and actions wait for a person."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One write, the messages it answers for (none: a parent that had to go first), and the state it started from."""

    write: CrmWrite
    replica: Replica
    stream: int
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    One call.

    Attributes:
        writes: In order; a record comes once.
        upto: By stream, the last seq that is done when every write of the stream succeeds.
        parked: By stream, (first seq that cannot go, why).
    """

    writes: tuple[Planned, ...]
    upto: Mapping[int, int]
    parked: Mapping[int, tuple[int, str]]


@dataclass(slots=True)
class _Run:
    """Consecutive changes of one record by one actor: one write."""

    actor: str | None
    kind: RecordKind
    key: str
    fields: set[str] = field(default_factory=set)
    seqs: list[int] = field(default_factory=list)
    at: datetime | None = None


def plan_writes(lease: Lease) -> Plan:
    """
    The writes that bring the CRM up to the leased messages, parents before children, each account in its order.

    Changes of one record by one actor become one write. A record that two people changed is written once in this
    call, for the first of them; its stream stops there and goes on with the next claim, when the version is known.
    Values are those of now: sending again is harmless and never takes the CRM back. Fields under an open conflict,
    and records that the CRM deleted, are left out.
    """
    streams: dict[int, list[Message]] = {}
    for message in lease.messages:
        streams.setdefault(message.stream, []).append(message)
    writes: list[Planned] = []
    upto: dict[int, int] = {}
    parked: dict[int, tuple[int, str]] = {}
    for stream, messages in streams.items():
        runs, upto[stream] = _runs(messages)
        account = lease.replicas.get((RecordKind.ACCOUNT, messages[0].account_id))
        sent: set[Ref] = set()
        for run in runs:
            replica = lease.replicas.get((run.kind, run.key))
            if replica is None or _gone(replica):
                continue
            if run.kind is not RecordKind.ACCOUNT and account is not None:
                if _gone(account):
                    parked[stream] = (run.seqs[0], PARENT_DELETED)
                    break
                if _is_new(account) and (RecordKind.ACCOUNT, account.key) not in sent:
                    sent.add((RecordKind.ACCOUNT, account.key))
                    writes.append(_planned(stream, account, _Run(None, account.kind, account.key)))
            if (run.kind, run.key) in sent:
                continue
            planned = _planned(stream, replica, run)
            if planned.write.values or _is_new(replica):
                sent.add((run.kind, run.key))
                writes.append(planned)
    return Plan(tuple(writes), upto, parked)


def _runs(messages: Sequence[Message]) -> tuple[list[_Run], int]:
    """The runs of a stream in order of their first message, and the seq up to which they reach."""
    runs: dict[Ref, _Run] = {}
    upto = messages[0].seq - 1
    for message in messages:
        run = runs.setdefault((message.kind, message.key), _Run(message.actor, message.kind, message.key))
        if run.actor != message.actor:
            break
        run.fields |= message.fields
        run.seqs.append(message.seq)
        run.at = message.at
        upto = message.seq
    return list(runs.values()), upto


def _gone(replica: Replica) -> bool:
    """The CRM deleted it and nobody decided to create it anew."""
    return DELETED_FIELD in replica.held or (replica.shadow is not None and replica.shadow.deleted)


def _is_new(replica: Replica) -> bool:
    """The CRM is to get it as a new record."""
    return replica.shadow is None or replica.shadow.anew


def _planned(stream: int, replica: Replica, run: _Run) -> Planned:
    shadow = None if _is_new(replica) else replica.shadow
    values = to_push(replica.kind, shadow.values if shadow else None, replica.local, run.fields)
    if replica.held:
        values = {n: v for n, v in values.items() if n not in replica.held}
    expected = shadow.version if shadow else None
    write = CrmWrite(
        kind=replica.kind,
        key=replica.key,
        values=values,
        expected=expected,
        idempotency_key=_idempotency_key(replica, values, expected),
        actor=run.actor,
        written_at=run.at,
    )
    return Planned(write, replica, stream, tuple(run.seqs))


def _idempotency_key(replica: Replica, values: Values, expected: str | None) -> str:
    """
    The same write has the same key at every try and in every worker; other values or another start, another key, and
    each decision to create the record anew.

    Values come in the order of their projection, which never changes.
    """
    decided = replica.shadow.agreed_at.isoformat() if replica.shadow and replica.shadow.anew else ""
    said = repr((replica.kind.value, replica.key, expected, values, decided)).encode()
    return blake2b(said, digest_size=16).hexdigest()
