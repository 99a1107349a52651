"""
Open cases told that their account changed, in the transaction that changes it ("reconsiderar"; AMB-68).

The same for every door: a use case (`persistence.unit_of_work`) and what the CRM says (`persistence.sync.transaction`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from domain.exchange.telling import Telling
from domain.model.history.reconsideration import reconsideration
from persistence.background.timers import SqlTimers
from persistence.database import Transaction
from persistence.records import among, kind_of, list_value
from persistence.tables.cases import protocol_case


async def tell_open_cases(tx: Transaction, telling: Telling, at: datetime, opened: Collection[str] = ()) -> None:
    """
    Keep one work item for each changed account that has an open case, or something to hear itself. One statement; two
    for each of those.

    Args:
        at: UTC instant by the protocol's clock.
        opened: Ids of the cases that this transaction opened, which know of it.
    """
    if not telling.accounts:
        return
    timers = SqlTimers(tx)
    open_cases = await _open_cases(tx, telling.accounts)
    for account_id in sorted(open_cases.keys() | telling.asked):
        if telling.concerns(account_id, open_cases.get(account_id, set()).difference(opened)):
            told = telling.payload(account_id)
            await timers.gather(reconsideration(f"account:{account_id}", told, at, str(uuid.uuid4())))


async def _open_cases(tx: Transaction, account_ids: Collection[str]) -> dict[str, set[str]]:
    kind, case = kind_of(tx), protocol_case.c
    wanted = select(case.account_id, case.id).where(among(kind, case.account_id), case.closed_at.is_(None))
    found: dict[str, set[str]] = {}
    for row in await tx.execute(wanted, {"ids": list_value(kind, sorted(account_ids))}):
        found.setdefault(row.account_id, set()).add(row.id)
    return found
