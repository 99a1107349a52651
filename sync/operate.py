"""What a person does about the synchronisation: skip a change that the CRM refuses. (Retry is `SyncStore.retry`.)"""

from __future__ import annotations

from collections.abc import Callable

from domain.exchange.merge import DELETED_FIELD, to_push
from domain.model.exchange.conflicts import Conflict, Side
from domain.ports.sync import SyncStore, Values


async def skip_refused_change(store: SyncStore, account_id: str, *, new_id: Callable[[], str]) -> bool:
    """
    Set aside the change at which the account's synchronisation stopped, and let the later ones go on.

    The fields it names stay different on the two sides; so that this is not forgotten, each becomes an open conflict
    that proposes the CRM's value. A record the CRM never took becomes a conflict on "deleted". One transaction.

    Returns:
        False: the account's synchronisation is not stopped.
    """
    async with store.begin() as tx:
        message = await tx.parked_head(account_id)
        if message is None:
            return False
        replica = (await tx.replicas(message.kind, [message.key])).get(message.key)
        if replica is not None:
            shadow = replica.shadow
            if shadow is None:
                left: Values = {DELETED_FIELD: False}
                agreed: Values = {DELETED_FIELD: None}
                remote: Values = {DELETED_FIELD: True}
            else:
                left = to_push(message.kind, shadow.values, replica.local, message.fields)
                agreed = remote = {name: shadow.values.get(name) for name in left}
            await tx.dispute(
                [
                    Conflict(
                        id=new_id(),
                        kind=message.kind,
                        key=message.key,
                        account_id=account_id,
                        field=name,
                        agreed=agreed[name],
                        local=value,
                        remote=remote[name],
                        detected_at=tx.now,
                        proposed=Side.CRM,
                        local_by=message.actor,
                        local_at=message.at,
                    )
                    for name, value in left.items()
                ]
            )
        await tx.drop_head(message)
        return True
