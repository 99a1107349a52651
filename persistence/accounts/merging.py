"""
Everything of one account passed to another (AMB-63): rows change hands, none is copied or lost; and what is known to
have passed goes back when they are separated.

In the CRM contacts and actions stay under the account under which they were made; the synchronisation never takes
their account from there (`account_id` is read-only), so nothing is sent for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, bindparam, delete, exists, insert, literal, select, update

from domain.model.exchange.crm_records import RecordKind
from domain.protocol.flows import FLOWS
from persistence import tables
from persistence.database import Transaction
from persistence.sync.outbox import CRM_CHANNEL
from persistence.tables.accounts import joined_record
from persistence.tables.activities import activity_invitation
from persistence.tables.cases import protocol_case
from persistence.tables.representations import representation

_BY_KEY: Final = {
    "contact": tables.contact,
    "fact": tables.account_fact,
    "action": tables.action,
    "interest": tables.conflict_of_interest,
}
_BY_ID: Final = {
    "term": tables.term,
    "message": tables.message,
    "case": protocol_case,
    "representation": representation,
}
"""The tables whose rows change hands, by the name under which it is kept which did."""


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
    Give *survivor_id* the facts, contacts, actions, terms, cases, messages, representatives, invitations and conflicts
    of interest that *absorbed_id* has, and keep which they were.

    An invitation to an activity to which the survivor was invited too stays where it is.
    """
    ids = {"of": absorbed_id, "to": survivor_id}
    for kind, table in _BY_KEY.items():
        await _keep(tx, kind, table, table.c.account_pk == _key("of"), ids)
        await tx.execute(update(table).where(table.c.account_pk == _key("of")).values(account_pk=_key("to")), ids)
    for kind, table in _BY_ID.items():
        await _keep(tx, kind, table, table.c.account_id == absorbed_id, ids)
        await _give(tx, table, ids)
    await _give_single_cases(tx, ids)
    shadow = tables.crm_shadow
    for known in (shadow, tables.conflict):
        await _give(tx, known, ids, known.c.kind != RecordKind.ACCOUNT.value)
    other = activity_invitation.alias()
    twice = exists().where(other.c.account_id == survivor_id, other.c.activity_id == activity_invitation.c.activity_id)
    passing = activity_invitation.c.account_id == absorbed_id
    await _keep(tx, "invitation", activity_invitation, passing & ~twice, ids, activity_invitation.c.activity_id)
    await _give(tx, activity_invitation, ids, ~twice)


async def keep_written(
    tx: Transaction, absorbed_id: str, survivor_id: str, written: Mapping[str, Sequence[str]]
) -> None:
    """Keep what else the joining wrote: names of fields filled, ids of contacts that lost their mark …"""
    rows = [
        {"absorbed_id": absorbed_id, "survivor_id": survivor_id, "kind": kind, "key": key}
        for kind, keys in written.items()
        for key in keys
    ]
    if rows:
        await tx.execute(insert(joined_record), rows)


async def passed(tx: Transaction, absorbed_id: str) -> Mapping[str, frozenset[str]]:
    """Keys of what passed when the account was absorbed, by kind."""
    found: dict[str, set[str]] = {}
    kept = select(joined_record.c.kind, joined_record.c.key).where(joined_record.c.absorbed_id == absorbed_id)
    for kind, key in await tx.execute(kept):
        found.setdefault(kind, set()).add(key)
    return {kind: frozenset(keys) for kind, keys in found.items()}


async def give_back(tx: Transaction, absorbed_id: str, survivor_id: str) -> None:
    """Give *absorbed_id* back what passed from it and *survivor_id* still has; what came since stays."""
    ids = {"of": survivor_id, "to": absorbed_id}
    for kind, table in _BY_KEY.items():
        mine = (table.c.account_pk == _key("of"), table.c.id.in_(_kept(absorbed_id, kind)))
        await tx.execute(update(table).where(*mine).values(account_pk=_key("to")), ids)
    for kind, table in _BY_ID.items():
        await _give(tx, table, ids, table.c.id.in_(_kept(absorbed_id, kind)))
    await _give_single_cases(tx, ids)
    shadow = tables.crm_shadow
    for record in (RecordKind.CONTACT, RecordKind.ACTION):
        mine = (shadow.c.kind == record.value, shadow.c.key.in_(_kept(absorbed_id, record.value)))
        await _give(tx, shadow, ids, *mine)
    twin = (shadow.c.kind == RecordKind.ACCOUNT.value, shadow.c.key == absorbed_id)
    await tx.execute(update(shadow).where(*twin).values(version=None))  # all of it is compared at the next exchange
    activities = _kept(absorbed_id, "invitation")
    await _give(tx, activity_invitation, ids, activity_invitation.c.activity_id.in_(activities))
    await tx.execute(delete(joined_record).where(joined_record.c.absorbed_id == absorbed_id))


def _kept(absorbed_id: str, kind: str) -> Any:
    wanted = (joined_record.c.absorbed_id == absorbed_id, joined_record.c.kind == kind)
    return select(joined_record.c.key).where(*wanted)


async def _keep(tx: Transaction, kind: str, table: Table, passing: Any, ids: dict[str, str], key: Any = None) -> None:
    """Keep the keys of the rows that are about to pass."""
    rows = select(literal(ids["of"]), literal(ids["to"]), literal(kind), table.c.id if key is None else key).where(
        passing
    )
    columns = ["absorbed_id", "survivor_id", "kind", "key"]
    await tx.execute(insert(joined_record).from_select(columns, rows), ids)


async def _give_single_cases(tx: Transaction, ids: dict[str, str]) -> None:
    """The key by which a flow has one open case for an account (AMB-62) names its account."""
    for flow in (flow for flow, rules in FLOWS.items() if rules.spec.one_per_account):
        held = protocol_case.c.single_key == f"{flow.value}:{ids['of']}"
        new = f"{flow.value}:{ids['to']}"
        passed_already = protocol_case.c.account_id == ids["to"]
        await tx.execute(update(protocol_case).where(held, passed_already).values(single_key=new))


def _key(name: str) -> Any:
    return select(tables.account.c.pk).where(tables.account.c.id == bindparam(name)).scalar_subquery()


async def _give(tx: Transaction, table: Table, ids: dict[str, str], *conditions: Any) -> None:
    await tx.execute(update(table).where(table.c.account_id == ids["of"], *conditions).values(account_id=ids["to"]))
