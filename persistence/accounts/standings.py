"""
What an account remembers of its data without a date of their own, written in the transaction that changes them.

Belongs here: the memory of contacts, which are rows of their own. That of the account's own fields is written with
them, by whoever writes them (`domain.model.standing.remembering`). Source: AMB-69.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import date

from sqlalchemy import select

from domain.model.accounts import Account
from domain.model.standing import remembering
from persistence import records, tables
from persistence.database import Transaction
from persistence.mapping import standings_column


@contextlib.asynccontextmanager
async def contacts_remembered(tx: Transaction, account_ids: Sequence[str], today: date) -> AsyncIterator[None]:
    """
    Changes of contacts inside are remembered by their accounts: whether each had a main contact until yesterday.

    Accounts that are known since today have no yesterday: for a first load this is one statement.
    """
    before = await _known_before(tx, account_ids, today)
    yield
    if not before:
        return
    kind, fetch = records.kind_of(tx), records.inside(tx)
    after = await records.read_accounts(fetch, kind, list(before))
    for account_id, old in before.items():
        new = after[account_id]
        remembered = remembering(old, new, today)
        if remembered.standings != new.standings:
            await tx.execute(
                tables.account.update()
                .where(tables.account.c.id == account_id)
                .values(standings=standings_column(remembered.standings))
            )


async def _known_before(tx: Transaction, account_ids: Sequence[str], today: date) -> dict[str, Account]:
    kind, fetch = records.kind_of(tx), records.inside(tx)
    older = select(tables.account.c.id).where(
        records.among(kind, tables.account.c.id), tables.account.c.known_since < today
    )
    ids = [row.id for row in await fetch(older, {"ids": records.list_value(kind, sorted(set(account_ids)))})]
    return await records.read_accounts(fetch, kind, ids) if ids else {}
