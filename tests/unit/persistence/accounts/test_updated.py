"""The instant of the latest datum or fact of an account, by which lists are ordered, as the account itself says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from domain.model.accounts import FactKind
from persistence.database import Database
from persistence.tables import account as table
from persistence.tables.columns import micros
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, a_fact, an_account
from tests.support.cases.desk import FrozenClock

NOW = datetime(2024, 9, 13, 15, tzinfo=UTC)


async def kept(database: Database, key: str) -> int:
    """What its row says."""
    (row,) = await database.read(select(table.c.updated_at).where(table.c.id == key))
    return int(row.updated_at)


async def test_every_writer_keeps_it(database: Database) -> None:
    """Added, told a fact, given another datum, robbed of a fact, joined and separated: microseconds; 0: only loaded."""
    early, late = (a_fact(FactKind.CATEGORY, "2", date(2024, month, 1)) for month in (3, 5))
    plain, other = an_account(rut=None), an_account(rut=None, facts=(late,))
    transactions = SqlTransactions(database, FrozenClock(NOW))
    async with transactions(REGIONAL) as work:
        one, two = await work.accounts.add(plain), await work.accounts.add(other)
    assert [await kept(database, each.id) for each in (one, two)] == [0, micros(late.at)]

    async with transactions(REGIONAL) as work:
        one = await work.accounts.save(replace(one, facts=(early,)), one.version)
    assert await kept(database, one.id) == micros(early.at)

    async with transactions(REGIONAL) as work:
        gone = replace(two, merged_into=one.id, active=False)
        one, gone = await work.accounts.absorb(one, one.version, gone, two.version)
    assert await kept(database, one.id) == micros(late.at)

    async with transactions(REGIONAL) as work:
        back = replace(gone, merged_into=None, active=True)
        one, two = await work.accounts.separate(one, one.version, back, gone.version)
        assert (one.updated_at, two.updated_at) == (early.at, NOW)
    assert [await kept(database, each.id) for each in (one, two)] == [micros(early.at), micros(NOW)]

    async with transactions(REGIONAL) as work:
        one = await work.accounts.save(one, one.version, without={early.id})
    assert await kept(database, one.id) == 0

    async with transactions(REGIONAL) as work:
        await work.accounts.save(replace(one, phone="+56 2 1"), one.version)
    assert await kept(database, one.id) == micros(NOW)
