"""What a person does about the synchronisation of an account that stopped, or that was left as it is."""

from __future__ import annotations

from collections.abc import Callable

from domain.exchange.merge import DELETED_FIELD, to_push
from domain.model.exchange.conflicts import Conflict, Side
from domain.model.exchange.crm_records import RecordKind
from domain.ports.sync import SyncStore, SyncTransaction, Values


async def retry(store: SyncStore, account_id: str, *, new_id: Callable[[], str]) -> bool:
    """
    Let what waits try again now, and ask again about what was left deleted in the CRM: about the account itself,
    without which nothing of it can be sent, and, when nothing waits, about its contacts and actions. One transaction.

    Returns:
        False: nothing waits, and nothing was left deleted.
    """
    async with store.begin() as tx:
        waits = await tx.let_go_on(account_id)
        left = await tx.left_deleted(account_id)
        asked = [ref for ref in left if ref == (RecordKind.ACCOUNT, account_id) or not waits]
        for kind, key in asked:
            await _ask_again(tx, kind, key, account_id, new_id())
        return waits or bool(asked)


async def _ask_again(tx: SyncTransaction, kind: RecordKind, key: str, account_id: str, conflict_id: str) -> None:
    deleted = Conflict(
        id=conflict_id,
        kind=kind,
        key=key,
        account_id=account_id,
        field=DELETED_FIELD,
        agreed=False,
        local=False,
        remote=True,
        detected_at=tx.now,
        proposed=Side.ATENCION,
    )
    await tx.dispute([deleted])


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
            if shadow is None or shadow.anew:
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
