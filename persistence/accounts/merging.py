"""
Everything of one account passed to another (AMB-63): rows change hands, none is copied or lost.

In the CRM contacts and actions stay under the account under which they were made; the synchronisation never takes
their account from there (`account_id` is read-only), so nothing is sent for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Table, bindparam, exists, select, update

from domain.model.exchange.crm_records import RecordKind
from persistence import tables
from persistence.database import Transaction
from persistence.sync.outbox import CRM_CHANNEL
from persistence.tables.activities import activity_invitation
from persistence.tables.cases import protocol_case
from persistence.tables.representations import representation

_BY_KEY: Final = (tables.contact, tables.account_fact, tables.action)
_BY_ID: Final = (tables.term, tables.message, protocol_case, representation)


async def waits_for_the_crm(tx: Transaction, account_ids: Sequence[str]) -> bool:
    """Whether something of these accounts is still to be sent, or a conflict of theirs waits for a person."""
    stream, conflict = tables.outbox_stream, tables.conflict
    unsent = exists().where(
        stream.c.channel == CRM_CHANNEL, stream.c.key.in_(account_ids), stream.c.tail > stream.c.acked
    )
    disputed = exists().where(conflict.c.account_id.in_(account_ids), conflict.c.resolved_at.is_(None))
    return bool(await tx.scalar(select(unsent | disputed)))


async def pass_on(tx: Transaction, absorbed_id: str, survivor_id: str) -> None:
    """
    Give *survivor_id* the facts, contacts, actions, terms, cases, messages, representatives and invitations that
    *absorbed_id* has.

    An invitation to an activity to which the survivor was invited too stays where it is.
    """
    ids = {"of": absorbed_id, "to": survivor_id}
    for table in _BY_KEY:
        await tx.execute(update(table).where(table.c.account_pk == _key("of")).values(account_pk=_key("to")), ids)
    for table in _BY_ID:
        await _give(tx, table, ids)
    shadow = tables.crm_shadow
    for known in (shadow, tables.conflict):
        await _give(tx, known, ids, known.c.kind != RecordKind.ACCOUNT.value)
    other = activity_invitation.alias()
    twice = exists().where(other.c.account_id == survivor_id, other.c.activity_id == activity_invitation.c.activity_id)
    await _give(tx, activity_invitation, ids, ~twice)


def _key(name: str) -> Any:
    return select(tables.account.c.pk).where(tables.account.c.id == bindparam(name)).scalar_subquery()


async def _give(tx: Transaction, table: Table, ids: dict[str, str], *conditions: Any) -> None:
    await tx.execute(update(table).where(table.c.account_id == ids["of"], *conditions).values(account_id=ids["to"]))
