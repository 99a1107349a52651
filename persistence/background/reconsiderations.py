"""
Open cases told that their account changed, in the transaction that changes it ("reconsiderar"; AMB-68).

The same for every door: a use case (`persistence.unit_of_work`) and what the CRM says (`persistence.sync.transaction`).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from domain.model.accounts import Account
from domain.model.history.reconsideration import changed_for_cases, reconsideration
from persistence.background.timers import SqlTimers
from persistence.database import Transaction
from persistence.records import among, kind_of, list_value
from persistence.tables.cases import protocol_case


class Reconsiderations:
    """What one unit of work changed of accounts, gathered until commit."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, str]] = {}

    def account(self, before: Account, after: Account) -> None:
        """The account was written."""
        told = changed_for_cases(before, after)
        if told:
            self._told[after.id] = {**told, **self._told.get(after.id, {})}

    def of_account(self, account_id: str, told: Mapping[str, str]) -> None:
        """Something that belongs to the account changed."""
        self._told[account_id] = {**told, **self._told.get(account_id, {})}

    async def keep(self, tx: Transaction, at: datetime) -> None:
        """
        Keep one work item for each changed account that has an open case. One statement; two for each of those.

        Args:
            at: UTC instant by the protocol's clock.
        """
        timers = SqlTimers(tx)
        for account_id in sorted(await _with_open_cases(tx, self._told)):
            await timers.gather(reconsideration(f"account:{account_id}", self._told[account_id], at, str(uuid.uuid4())))


async def _with_open_cases(tx: Transaction, told: Mapping[str, object]) -> set[str]:
    if not told:
        return set()
    kind, column = kind_of(tx), protocol_case.c.account_id
    wanted = select(column).distinct().where(among(kind, column), protocol_case.c.closed_at.is_(None))
    return {row.account_id for row in await tx.execute(wanted, {"ids": list_value(kind, sorted(told))})}
