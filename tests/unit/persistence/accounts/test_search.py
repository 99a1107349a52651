"""Words that are searched among accounts: the same answers as a plain filter in Python, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from domain.model.accounts import Account
from domain.ports.reading import AccountOrder, AccountQuery
from persistence.accounts.folding import search_text
from persistence.bulk import load_accounts
from persistence.database import Database
from persistence.reading import SqlReadModel
from persistence.tables import account as account_table
from tests.unit.persistence.accounts.sixty_accounts import ACCOUNTS
from tests.unit.persistence.accounts.sixty_accounts import every_page as _all

SEARCHES: list[tuple[str, Any]] = [
    ("Ñuñoa", lambda a: "Ñuñoa" in a.name),
    ("nunoa", lambda a: "Ñuñoa" in a.name),
    ("AGRICOLA", lambda a: "ñuñoa" in a.name.lower() or "ROBLES" in a.name),
    ("agri", lambda a: "ñuñoa" in a.name.lower() or "ROBLES" in a.name),
    ("los  robles", lambda a: "ROBLES" in a.name),
    ("robles agricola", lambda a: "ROBLES" in a.name),
    ("o'higgins", lambda a: "Higgins" in a.name),
    ("s", lambda a: any(w.startswith("s") for w in _words(a))),
    ("ñandú", lambda a: a.trade_name == "Casa Ñandú"),
    ("exportadora sur", lambda a: "Exportadora" in a.name and a.trade_name == "Del Sur"),
    ("contacto@frutas.example", lambda a: a.email == "contacto@frutas.example"),
    ("frutas", lambda a: a.email == "contacto@frutas.example"),
    ("mineria", lambda a: a.sector == "MINERIA"),
    ("xyzzy", lambda a: False),
    ("...", lambda a: False),
    ("%", lambda a: False),
]


def _words(account: Account) -> list[str]:
    return search_text(account).split()


@pytest.mark.parametrize(("asked", "fits"), SEARCHES)
@pytest.mark.parametrize("order", [AccountOrder.RELEVANCE, AccountOrder.REGISTERED_ON_DESC])
async def test_search_finds_beginnings_of_words_whatever_case_and_accents(
    read: SqlReadModel, asked: str, fits: Any, order: AccountOrder
) -> None:
    """Issue 2, section 3: by RUT, name, e-mail, sector; each word must match."""
    expected = {account.id for account in ACCOUNTS if fits(account)}

    found = await _all(read, AccountQuery(search=asked, order=order), size=3)
    backward = await _all(read, AccountQuery(search=asked, order=order), size=3, backward=True)

    assert {row.id for row in found} == expected
    assert backward == found
    assert await read.count_accounts(AccountQuery(search=asked)) == len(expected)


async def test_search_by_rut_with_and_without_dots(read: SqlReadModel) -> None:
    """As people write it, whole or its beginning."""
    account = next(each for each in ACCOUNTS if each.rut)
    printed = str(account.rut)
    assert account.rut is not None
    for asked in (
        printed,
        printed.lower(),
        printed.replace(".", ""),
        account.rut.compact,
        printed[:-2],
        f"00{printed}",
    ):
        assert [row.id for row in await _all(read, AccountQuery(search=asked))] == [account.id]
    name = account.name.split()[0]
    assert [row.id for row in await _all(read, AccountQuery(search=f"{name} {printed}"))] == [account.id]
    assert await _all(read, AccountQuery(search=f"zapallo {printed}")) == []


async def test_search_follows_what_is_written(loaded: Database, read: SqlReadModel) -> None:
    """The index is kept up by the database itself."""
    account = ACCOUNTS[0]
    async with loaded.begin() as tx:
        await tx.execute(
            account_table.update().where(account_table.c.id == account.id).values(search=" zapallo maduro ")
        )
    assert [row.id for row in await _all(read, AccountQuery(search="zapallo"))] == [account.id]
    async with loaded.begin() as tx:
        await tx.execute(
            account_table.update().where(account_table.c.id == account.id).values(search=search_text(account))
        )
    assert await _all(read, AccountQuery(search="zapallo")) == []


async def test_a_loader_leaves_the_words_in_one_piece(sqlite_database: Database) -> None:
    """Issue 12, 4: in many pieces, what comes after a page of a word that many have is looked for from the first on."""
    async with sqlite_database.begin() as tx:
        await tx.execute(text("INSERT INTO account_search (account_search, rank) VALUES ('hashsize', 1000)"))

    await load_accounts(sqlite_database, [(each, []) for each in ACCOUNTS])

    (found,) = await sqlite_database.read(text("SELECT count(DISTINCT segid) AS pieces FROM account_search_idx"))
    assert found.pieces == 1
