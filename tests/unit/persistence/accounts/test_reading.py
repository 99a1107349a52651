"""Lists of accounts: a record by its key, pages in order, cursors; in few statements, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.errors import InvalidValue
from domain.ports.reading import AccountOrder, AccountQuery, PageRequest
from persistence.accounts.folding import name_key
from persistence.database import Database
from persistence.reading import SqlReadModel
from tests.support.builders import new_id
from tests.unit.persistence.accounts.sixty_accounts import ACCOUNTS
from tests.unit.persistence.accounts.sixty_accounts import every_page as _all
from tests.unit.persistence.accounts.sixty_accounts import row_of as _row


async def test_an_account_is_read_by_id_and_by_rut(read: SqlReadModel) -> None:
    """Every column with its type; unknown keys answer None."""
    account = next(each for each in ACCOUNTS if each.rut)
    assert account.rut is not None
    assert await read.account(account.id) == _row(account)
    assert await read.account_by_rut(account.rut.compact) == _row(account)
    assert await read.account(new_id()) is None
    assert await read.account_by_rut("1") is None


NEVER = datetime(1970, 1, 1, tzinfo=UTC)
ORDERS: dict[AccountOrder, Any] = {
    AccountOrder.NAME: lambda a: (name_key(a.name), a.id),
    AccountOrder.REGISTERED_ON: lambda a: (a.registered_on, a.id),
}


@pytest.mark.parametrize("order", AccountOrder)
@pytest.mark.parametrize("backward", [False, True])
async def test_pages_give_every_account_once_in_order(read: SqlReadModel, order: AccountOrder, backward: bool) -> None:
    """Forward and backward alike; equal names and days are ordered by id."""
    found = await _all(read, AccountQuery(order=order), backward=backward)

    if order is AccountOrder.RELEVANCE:
        expected = ACCOUNTS
    elif order is AccountOrder.UPDATED:
        expected = sorted(ACCOUNTS, key=lambda a: (a.updated_at or NEVER, a.id), reverse=True)
    elif order is AccountOrder.REGISTERED_ON_DESC:
        expected = sorted(ACCOUNTS, key=ORDERS[AccountOrder.REGISTERED_ON], reverse=True)
    else:
        expected = sorted(ACCOUNTS, key=ORDERS[order])
    assert found == [_row(account) for account in expected]


async def test_a_cursor_belongs_to_one_order(read: SqlReadModel) -> None:
    """Another order's cursor, or any other text, is refused."""
    page = await read.accounts(AccountQuery(order=AccountOrder.NAME), PageRequest(first=1))
    for foreign in (page.cursors[0], "x", "####", "MWE="):
        with pytest.raises(InvalidValue):
            await read.accounts(AccountQuery(), PageRequest(first=1, after=foreign))


@pytest.mark.parametrize("size", [1, 20])
async def test_the_number_of_statements_does_not_depend_on_the_page(
    loaded: Database, read: SqlReadModel, size: int
) -> None:
    """Issue 2, section 4: two statements for a list of accounts with their actions; four for whole accounts."""
    with loaded.watch() as statements:
        page = await read.accounts(AccountQuery(), PageRequest(first=size))
        ids = [row.id for row in page.items]
        await read.actions_of(ids, PageRequest(first=5))
    assert len(statements) == 2
    with loaded.watch() as statements:
        counted = await read.actions_of(ids, PageRequest(first=1, counted=True))
    assert len(statements) == 2  # the page, and how many there are of each account
    every = await read.actions_of(ids, PageRequest(first=100))
    assert {key: page.total for key, page in counted.items()} == {key: len(page.items) for key, page in every.items()}
    with loaded.watch() as statements:
        await read.whole(ids)
    assert len(statements) == 4
    with loaded.watch() as statements:
        await read.accounts(AccountQuery(search="agri", category="2", active=True), PageRequest(first=size))
    assert len(statements) == 1
