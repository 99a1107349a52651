"""Anti-entropy: a slow walk over all records that queues what differs from the agreed state with nothing on its way."""

from __future__ import annotations

import asyncio
from typing import Final

from domain.exchange.encoding import message_payload
from domain.exchange.merge import DELETED_FIELD, to_push
from domain.model.accounts import Account
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.ports.sync import Replica, SyncStore

_AT_ONCE: Final = 500


async def queue_strays(store: SyncStore, kind: RecordKind, stopping: asyncio.Event | None = None) -> int:
    """
    Queue every record of *kind* that the CRM lacks or has otherwise, though nothing waits in its account's outbox.

    Differences come from outside (a restored backup, a bulk load): a change made here is queued in its own commit.

    Returns:
        How many records were queued.
    """
    queued, after = 0, ""
    while stopping is None or not stopping.is_set():
        replicas, next_after = await store.strays(kind, after, _AT_ONCE)
        strays = [(replica, values) for replica in replicas if (values := _missing(replica))]
        if strays:
            async with store.begin() as tx:
                await tx.enqueue(
                    [
                        (r.account_id, message_payload(kind, r.key, values, actor=None, at=tx.now))
                        for r, values in strays
                    ]
                )
        queued += len(strays)
        if next_after is None:
            break
        after = next_after
    return queued


def _missing(replica: Replica) -> dict[str, Scalar]:
    shadow = replica.shadow
    if isinstance(replica.record, Account) and replica.record.merged_into is not None:
        return {}  # it has ended
    if DELETED_FIELD in replica.held or (shadow is not None and shadow.deleted):
        return {}
    values = to_push(replica.kind, shadow.values if shadow and not shadow.anew else None, replica.local)
    return {name: value for name, value in values.items() if name not in replica.held}
