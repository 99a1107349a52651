"""
The outbox's reading end: claim streams, settle them, and the gate that all workers share.

A lease is on the stream, not on the message: skipping locked messages alone would step over a locked head and lose
the order. Every statement is one for the whole batch, with the same text whatever its length. Locks are taken in the
order gate, streams; no lock outlives its transaction.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import Text, TextClause, bindparam, text

from domain.exchange.encoding import decode_values
from domain.model.exchange.crm_records import RecordKind
from domain.model.outages import doubled_wait
from domain.ports.sync import Delivery, Message, Pace, Wait
from persistence.database import DatabaseKind, Transaction
from persistence.lease_clock import store_now
from persistence.records import kind_of
from persistence.sync.outbox import CRM_CHANNEL, DUE_NOW
from persistence.tables.columns import Instant, Key

_KINDS: Final = {kind.value: kind for kind in RecordKind}
_NEVER_SINCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ERROR_LENGTH: Final = 500
_IN_FLIGHT_PAUSE: Final = 0.05

_IDS: Final[Mapping[DatabaseKind, str]] = {
    "sqlite": "IN (SELECT value FROM json_each(:ids))",
    "postgresql": "= ANY(CAST(:ids AS bigint[]))",
}
_KEYS: Final[Mapping[DatabaseKind, str]] = {
    "sqlite": "IN (SELECT value FROM json_each(:keys))",
    "postgresql": "= ANY(CAST(:keys AS text[]))",
}
_LOCK: Final[Mapping[DatabaseKind, str]] = {"sqlite": "", "postgresql": " FOR UPDATE"}
_LOCK_FREE: Final[Mapping[DatabaseKind, str]] = {"sqlite": "", "postgresql": " FOR UPDATE SKIP LOCKED"}


def _both(sql: str, **columns: Any) -> dict[DatabaseKind, TextClause]:
    """The statement for both databases: {ids}, {keys}, {lock} and {lock_free} are what differs."""
    made: dict[DatabaseKind, TextClause] = {}
    kinds: tuple[DatabaseKind, ...] = ("sqlite", "postgresql")
    for kind in kinds:
        words = sql.format(ids=_IDS[kind], keys=_KEYS[kind], lock=_LOCK[kind], lock_free=_LOCK_FREE[kind])
        instants = [n for n in ("now", "until", "next_at") if f":{n}" in words]
        statement: Any = text(words).bindparams(*(bindparam(n, type_=Instant) for n in instants))
        made[kind] = statement.columns(**columns) if columns else statement
    return made


DUE: Final = _both(
    "SELECT id, tail, acked, attempts, refusals FROM outbox_stream "
    "WHERE channel = :channel AND tail > acked AND parked_at IS NULL AND next_at <= :now "
    "ORDER BY next_at LIMIT :most{lock_free}"
)
_ANY_DUE: Final = (
    "SELECT 1 FROM outbox_stream WHERE channel = :channel AND tail > acked AND parked_at IS NULL AND next_at <= {due} "
    "LIMIT 1"
)
ANY_DUE: Final[Mapping[DatabaseKind, TextClause]] = {
    "sqlite": text(_ANY_DUE.format(due=DUE_NOW["sqlite"])).bindparams(bindparam("now", type_=Instant)),
    "postgresql": text(_ANY_DUE.format(due=DUE_NOW["postgresql"])),
}
MESSAGES: Final = _both(
    "SELECT s.key AS account_id, m.stream_id, m.seq, CAST(m.payload AS text) AS payload FROM outbox_stream s "
    "JOIN outbox_message m ON m.stream_id = s.id "
    "WHERE s.id {ids} AND m.seq > s.acked AND m.seq <= s.upto",
    account_id=Text,
    stream_id=Key,
    seq=Key,
    payload=Text,
)
PENDING: Final = _both(
    "SELECT s.key AS account_id, m.stream_id, m.seq, CAST(m.payload AS text) AS payload FROM outbox_stream s "
    "JOIN outbox_message m ON m.stream_id = s.id "
    "WHERE s.channel = :channel AND s.key {keys} AND s.tail > s.acked AND m.seq > s.acked",
    account_id=Text,
    stream_id=Key,
    seq=Key,
    payload=Text,
)
_LEASE: Final = _both(
    "UPDATE outbox_stream SET token = :token, next_at = :until, "
    "upto = CASE WHEN tail < acked + :per_stream THEN tail ELSE acked + :per_stream END WHERE id {ids}"
)
_LIVE: Final = _both(
    "SELECT count(DISTINCT token) FROM outbox_stream WHERE channel = :channel AND token IS NOT NULL AND next_at > :now"
)
MINE: Final = _both(
    "SELECT id, acked, attempts FROM outbox_stream WHERE channel = :channel AND token = :token ORDER BY id{lock}"
)
_DELIVERED: Final[Mapping[DatabaseKind, TextClause]] = {
    "sqlite": text(
        "UPDATE outbox_stream SET acked = :upto, token = NULL, attempts = 0, refusals = 0, error = NULL, "
        "next_at = :now WHERE id = :id"
    ).bindparams(bindparam("now", type_=Instant)),
    "postgresql": text(
        "UPDATE outbox_stream s SET acked = d.upto, token = NULL, attempts = 0, refusals = 0, error = NULL, "
        "next_at = :now "
        "FROM unnest(CAST(:ids AS bigint[]), CAST(:uptos AS bigint[])) AS d(id, upto) WHERE s.id = d.id"
    ).bindparams(bindparam("now", type_=Instant)),
}
_DROP: Final[Mapping[DatabaseKind, TextClause]] = {
    "sqlite": text("DELETE FROM outbox_message WHERE stream_id = :id AND seq <= :upto"),
    "postgresql": text(
        "DELETE FROM outbox_message m USING unnest(CAST(:ids AS bigint[]), CAST(:uptos AS bigint[])) AS d(id, upto) "
        "WHERE m.stream_id = d.id AND m.seq <= d.upto"
    ),
}
_STOPPED: Final = text(
    "UPDATE outbox_stream SET acked = :upto, token = NULL, attempts = attempts + 1, "
    "refusals = refusals + :refused, error = :error, next_at = :next_at, parked_at = :parked_at WHERE id = :id"
).bindparams(bindparam("next_at", type_=Instant), bindparam("parked_at", type_=Instant))
_RELEASE: Final = _both(
    "UPDATE outbox_stream SET token = NULL, next_at = :now WHERE channel = :channel AND token = :token"
)
_BLOCK: Final = text(
    "UPDATE outbox_gate SET last_error = COALESCE(:error, last_error), blocked_until = "
    "CASE WHEN blocked_until IS NULL OR blocked_until < :until THEN :until ELSE blocked_until END "
    "WHERE channel = :channel"
).bindparams(bindparam("until", type_=Instant))
_GATE: Final = _both(
    "SELECT tat, blocked_until FROM outbox_gate WHERE channel = :channel{lock}", tat=Instant, blocked_until=Instant
)
_NEW_GATE: Final = text(
    "INSERT INTO outbox_gate (channel, tat) VALUES (:channel, :tat) ON CONFLICT (channel) DO NOTHING"
).bindparams(bindparam("tat", type_=Instant))
_TAT: Final = text("UPDATE outbox_gate SET tat = :tat WHERE channel = :channel").bindparams(
    bindparam("tat", type_=Instant)
)
_SUCCESS: Final = text(
    "UPDATE outbox_gate SET last_ok_at = :now WHERE channel = :channel AND (last_ok_at IS NULL OR last_ok_at < :before)"
).bindparams(bindparam("now", type_=Instant), bindparam("before", type_=Instant))
_NOW_AND_LIVE: Final = text(
    "WITH clock AS MATERIALIZED (SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) AS now) "
    "SELECT now, (SELECT count(DISTINCT token) FROM outbox_stream s "
    "WHERE s.channel = :channel AND s.token IS NOT NULL AND s.next_at > clock.now) AS live FROM clock"
).columns(now=Instant, live=Key)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Streams leased under `token`, with their next messages, by stream and seq."""

    token: str
    messages: tuple[Message, ...]
    attempts: Mapping[int, int]
    refusals: Mapping[int, int]
    now: datetime


def number_list(kind: DatabaseKind, numbers: Iterable[int]) -> object:
    """What to bind for {ids}."""
    return json.dumps(list(numbers)) if kind == "sqlite" else list(numbers)


def text_list(kind: DatabaseKind, texts: Iterable[str]) -> object:
    """What to bind for {keys}."""
    return json.dumps(list(texts)) if kind == "sqlite" else list(texts)


async def _now_and_live(tx: Transaction) -> tuple[datetime, int]:
    """The clock and the leases alive, in one statement; after the gate's lock, so that no other claim is half done."""
    kind = kind_of(tx)
    if kind == "sqlite":
        now = await store_now(tx)
        return now, (await tx.execute(_LIVE[kind], {"channel": CRM_CHANNEL, "now": now})).scalar_one()
    row = (await tx.execute(_NOW_AND_LIVE, {"channel": CRM_CHANNEL})).one()
    return row.now, row.live


async def pass_gate(tx: Transaction, pace: Pace, *, work: bool) -> tuple[datetime, Wait | None]:
    """
    Take one call from the gate (GCRA), locked until the end of the transaction.

    Args:
        work: The call will hold a lease: `max_in_flight` counts.

    Returns:
        The instant, and how long to wait instead, if so.
    """
    kind = kind_of(tx)
    gate = (await tx.execute(_GATE[kind], {"channel": CRM_CHANNEL})).one_or_none()
    if gate is None:
        await tx.execute(_NEW_GATE, {"channel": CRM_CHANNEL, "tat": _NEVER_SINCE})
        gate = (await tx.execute(_GATE[kind], {"channel": CRM_CHANNEL})).one()
    now, live = await _now_and_live(tx)
    if gate.blocked_until is not None and gate.blocked_until > now:
        return now, Wait((gate.blocked_until - now).total_seconds(), idle=False)
    if work and live >= pace.max_in_flight:
        return now, Wait(_IN_FLIGHT_PAUSE, idle=False)
    if pace.calls_per_second is not None:
        tat = max(gate.tat, now)
        ahead = (tat - now).total_seconds() - pace.burst / pace.calls_per_second
        if ahead > 0:
            return now, Wait(ahead, idle=False)
        tat += timedelta(seconds=1 / pace.calls_per_second)
        await tx.execute(_TAT, {"tat": tat, "channel": CRM_CHANNEL})
    return now, None


async def charge_gate(tx: Transaction, calls: float, pace: Pace) -> None:
    """Take so many calls more from the gate (less than 0: give them back), whether it has them or not."""
    if pace.calls_per_second is None:
        return
    kind = kind_of(tx)
    gate = (await tx.execute(_GATE[kind], {"channel": CRM_CHANNEL})).one_or_none()
    if gate is not None:
        now = await store_now(tx)
        tat = max(gate.tat, now) + timedelta(seconds=calls / pace.calls_per_second)
        await tx.execute(_TAT, {"tat": tat, "channel": CRM_CHANNEL})


async def claim(tx: Transaction, pace: Pace) -> Claimed | Wait:
    """Lease the streams longest due, up to `pace.batch` messages. A call is taken from the gate only when some are."""
    kind = kind_of(tx)
    now, wait = await pass_gate(tx, pace, work=True)
    if wait is not None:
        return wait
    due = (await tx.execute(DUE[kind], {"channel": CRM_CHANNEL, "now": now, "most": pace.batch})).all()
    attempts: dict[int, int] = {}
    refusals: dict[int, int] = {}
    count = 0
    for row in due:
        if count >= pace.batch:
            break
        attempts[row.id], refusals[row.id] = row.attempts, row.refusals
        count += min(pace.per_stream, row.tail - row.acked)
    if not attempts:
        return Wait(pace.lease_seconds)
    token, ids = uuid.uuid4().hex, number_list(kind, attempts)
    until = now + timedelta(seconds=pace.lease_seconds)
    await tx.execute(_LEASE[kind], {"token": token, "until": until, "per_stream": pace.per_stream, "ids": ids})
    rows = (await tx.execute(MESSAGES[kind], {"ids": ids})).all()
    return Claimed(token, messages_from(rows, values=False), attempts, refusals, now)


def messages_from(rows: Sequence[Any], *, values: bool = True) -> tuple[Message, ...]:
    """
    Rows of `MESSAGES` or `PENDING`, by stream and seq; sorted here, which keeps the planner on the indexes.

    Args:
        values: Decode the values of the time of the change; a sender compares anew and needs none.
    """
    return tuple(sorted((_message(row, values) for row in rows), key=lambda m: (m.stream, m.seq)))


def _message(row: Any, values: bool) -> Message:
    account_id, stream, seq, written = row
    payload = orjson.loads(written)
    kind = _KINDS[payload["kind"]]
    return Message(
        stream=stream,
        seq=seq,
        account_id=account_id,
        kind=kind,
        key=payload["key"],
        fields=frozenset(payload["fields"]),
        values=decode_values(kind, payload.get("values", {})) if values else {},
        actor=payload.get("actor"),
        at=datetime.fromisoformat(payload["at"]),
    )


async def deliver(tx: Transaction, token: str, delivery: Delivery, now: datetime) -> bool:
    """See `SyncTransaction.deliver`: only streams that the token still holds."""
    kind = kind_of(tx)
    mine = (await tx.execute(MINE[kind], {"channel": CRM_CHANNEL, "token": token})).all()
    if not mine:
        return False
    upto = {row.id: max(row.acked, delivery.delivered.get(row.id, row.acked)) for row in mine}
    stopped = delivery.parked.keys() | delivery.again.keys()
    await _drop(tx, kind, {row.id: upto[row.id] for row in mine if upto[row.id] > row.acked})
    good = [row.id for row in mine if row.id not in stopped]
    if good and kind == "sqlite":
        await tx.execute(_DELIVERED[kind], [{"id": each, "upto": upto[each], "now": now} for each in good])
    elif good:
        await tx.execute(_DELIVERED[kind], {"ids": good, "uptos": [upto[each] for each in good], "now": now})
    bad = [row for row in mine if row.id in stopped]
    if bad:
        await tx.execute(_STOPPED, [_stopped(row, upto[row.id], delivery, now) for row in bad])
    if good:
        before = now - timedelta(seconds=1)
        await tx.execute(_SUCCESS, {"now": now, "before": before, "channel": CRM_CHANNEL})
    return True


def _stopped(row: Any, upto: int, delivery: Delivery, now: datetime) -> dict[str, object]:
    parked = row.id in delivery.parked
    why = delivery.parked[row.id] if parked else delivery.again[row.id]
    wait = 0.0 if row.attempts == 0 else _jittered(0.1, row.attempts, 60.0)
    if row.id in delivery.waits:
        wait = _jittered(delivery.waits[row.id], 0, delivery.waits[row.id])
    return {
        "id": row.id,
        "upto": upto,
        "refused": int(row.id in delivery.waits),
        "error": why[:_ERROR_LENGTH],
        "next_at": now + timedelta(seconds=wait),
        "parked_at": now if parked else None,
    }


async def _drop(tx: Transaction, kind: DatabaseKind, upto: Mapping[int, int]) -> None:
    if not upto:
        return
    if kind == "sqlite":
        await tx.execute(_DROP[kind], [{"id": each, "upto": seq} for each, seq in upto.items()])
    else:
        await tx.execute(_DROP[kind], {"ids": list(upto), "uptos": list(upto.values())})


async def close_gate(tx: Transaction, seconds: float, reason: str | None) -> None:
    """No worker calls the CRM for so many seconds; a longer wait under way is kept."""
    kind = kind_of(tx)
    if (await tx.execute(_GATE[kind], {"channel": CRM_CHANNEL})).one_or_none() is None:
        await tx.execute(_NEW_GATE, {"channel": CRM_CHANNEL, "tat": _NEVER_SINCE})
    now = await store_now(tx)
    until = now + timedelta(seconds=seconds)
    await tx.execute(_BLOCK, {"until": until, "error": reason and reason[:_ERROR_LENGTH], "channel": CRM_CHANNEL})


async def release(tx: Transaction, token: str) -> None:
    """Give the streams back at once, no attempt counted."""
    now = await store_now(tx)
    await tx.execute(_RELEASE[kind_of(tx)], {"now": now, "channel": CRM_CHANNEL, "token": token})


async def back_off(tx: Transaction, token: str, reason: str, *, base_seconds: float, most_seconds: float) -> None:
    """Each stream of the lease waits on its own: base * 2^attempts, up to the most, with jitter."""
    now = await store_now(tx)
    mine = (await tx.execute(MINE[kind_of(tx)], {"channel": CRM_CHANNEL, "token": token})).all()
    if mine:
        await tx.execute(
            _STOPPED,
            [
                {
                    "id": row.id,
                    "upto": row.acked,
                    "refused": 0,
                    "error": reason[:_ERROR_LENGTH],
                    "next_at": now + timedelta(seconds=_jittered(base_seconds, row.attempts, most_seconds)),
                    "parked_at": None,
                }
                for row in mine
            ],
        )


def _jittered(base: float, attempts: int, most: float) -> float:
    spread = random.uniform(1.0, 1.3)  # noqa: S311  (spreads retries, no secret)
    return doubled_wait(attempts, base, most) * spread
