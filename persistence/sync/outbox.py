"""
The outbox's writing end: one message into one stream, inside the caller's transaction.

A stream is one account in one channel. The upsert of its row locks it until commit, so the order of sequence numbers
is the order of commits, without gaps. Writers that touch several accounts must call `enqueue` sorted by key, or they
can deadlock on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import TextClause, bindparam, text

from persistence.database import DatabaseKind, Transaction
from persistence.records import kind_of
from persistence.tables import outbox_message
from persistence.tables.columns import Instant, Json, Key

CRM_CHANNEL: Final = "crm"
"""The channel of changes that go to the CRM; its keys are account ids."""


DUE_NOW: Final[Mapping[DatabaseKind, str]] = {
    "sqlite": ":now",
    "postgresql": "CAST(extract(epoch FROM statement_timestamp()) * 1000000 AS bigint)",
}
"""At once, by the clock of leases (`persistence.lease_clock`): PostgreSQL's own, not the writing machine's."""


_NEXT_WORDS: Final = (
    "INSERT INTO outbox_stream (channel, key, tail, acked, upto, next_at, attempts) "
    "VALUES (:channel, :key, 1, 0, 0, {due}, 0) "
    "ON CONFLICT (channel, key) DO UPDATE SET tail = outbox_stream.tail + 1, parked_at = NULL, "
    "attempts = CASE WHEN outbox_stream.parked_at IS NULL THEN outbox_stream.attempts ELSE 0 END, "
    "refusals = CASE WHEN outbox_stream.parked_at IS NULL THEN outbox_stream.refusals ELSE 0 END, "
    "next_at = CASE WHEN outbox_stream.parked_at IS NOT NULL THEN excluded.next_at "
    "WHEN outbox_stream.tail > outbox_stream.acked OR outbox_stream.token IS NOT NULL "
    "THEN outbox_stream.next_at ELSE excluded.next_at END "
    "RETURNING id, tail"
)


def _next(due: str) -> TextClause:
    """
    A stream with a back-off or a lease under way keeps its `next_at`. One that waits for a person goes on: what was
    refused may be corrected now (F-45), and if not, it is refused once more.
    """
    statement = text(_NEXT_WORDS.format(due=due))
    return statement.bindparams(bindparam("now", type_=Instant)) if ":now" in due else statement


_NEXT: Final = {kind: _next(due).columns(id=Key, tail=Key) for kind, due in DUE_NOW.items()}
_MESSAGE: Final = outbox_message.insert().values(
    stream_id=bindparam("stream_id", type_=Key),
    seq=bindparam("seq", type_=Key),
    payload=bindparam("payload", type_=Json),
    created_at=bindparam("created_at", type_=Instant),
)

_LET_GO_ON: Final = text(
    "UPDATE outbox_stream SET parked_at = NULL, attempts = 0, refusals = 0, error = NULL, next_at = :now "
    "WHERE channel = :channel AND key = :key AND tail > acked AND token IS NULL"
).bindparams(bindparam("now", type_=Instant))


async def let_go_on(tx: Transaction, channel: str, key: str, now: datetime) -> bool:
    """Let the stream (*channel*, *key*), parked or waiting, try again at *now*; False: it has nothing to send."""
    return bool((await tx.execute(_LET_GO_ON, {"now": now, "channel": channel, "key": key})).rowcount)


async def enqueue(tx: Transaction, channel: str, key: str, payload: Mapping[str, object], now: datetime) -> int:
    """
    Append a message to the stream (*channel*, *key*), in the transaction *tx*; delivered only if it commits.

    Args:
        channel: `CRM_CHANNEL`, "email", ...
        key: What keeps its order: the account id in `CRM_CHANNEL`.
        payload: JSON document; for the CRM, `domain.exchange.encoding.message_payload`.
        now: Aware UTC instant of the machine (never the demo clock).

    Returns:
        The message's sequence number in its stream, from 1, without gaps, in order of commit.
    """
    stream = (await tx.execute(_NEXT[kind_of(tx)], {"channel": channel, "key": key, "now": now})).one()
    await tx.execute(
        _MESSAGE, {"stream_id": stream.id, "seq": stream.tail, "payload": dict(payload), "created_at": now}
    )
    return int(stream.tail)
