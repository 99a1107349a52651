"""
A data set some times over, made by the database itself: the same accounts with what belongs to them, and their periods,
under other keys, ids and RUTs. A million accounts take minutes, not an hour.

The numbers are those of the data set: as large a share of the accounts is of each class on each day, and has each word.
"""

from __future__ import annotations

from typing import Final

import asyncpg
from sqlalchemy import Table, func, select, text

from persistence.bulk import paused
from persistence.classes.statistics import take_statistics
from persistence.database import Database
from persistence.tables import account, account_fact, action, class_mark, contact
from persistence.tables.classes import class_period

_CHILDREN: Final = (contact, account_fact, action)
_WEIGHTS: Final = (3, 2, 7, 6, 5, 4, 3, 2)
"""Of the digits of a RUT of eight (modulo 11)."""


async def multiply(database: Database, times: int) -> None:
    """Make *times* as many accounts of those that are there, whose RUTs have eight digits and are near one another."""
    async with database.begin() as tx:
        before = {table: await tx.scalar(select(func.max(table.c.pk))) or 0 for table in (account, *_CHILDREN)}
        accounts = before[account]
        async with paused(tx):
            for n in range(1, times):
                await tx.execute(text(_copied(account, n, accounts, n * accounts, rut=database.kind)))
                for table in _CHILDREN:
                    await tx.execute(text(_copied(table, n, n * accounts, n * before[table])))
                await tx.execute(text(_copied(class_period, n, n * accounts, 0)))
        await tx.execute(class_mark.delete())
        await tx.execute(text(f"UPDATE class_tally SET change = change * {times}"))
        await tx.execute(text(f"UPDATE class_generation SET reached = {times * accounts}"))
        if database.kind == "postgresql":
            for table, last in before.items():
                await tx.execute(text(f"SELECT setval('{table.name}_pk_seq', {times * last + 1}, false)"))


async def rest(database: Database) -> None:
    """What comes by itself within a while: statistics, and on PostgreSQL indexes that can be read alone."""
    if database.kind == "sqlite":
        await take_statistics(database)
        return
    driver = await asyncpg.connect(database.url.render_as_string(hide_password=False))
    try:
        await driver.execute("VACUUM ANALYZE")
    finally:
        await driver.close()


def _copied(table: Table, n: int, accounts: int, own: int, rut: str = "") -> str:
    """
    The first rows of a table once more.

    Args:
        n: Which copy it is.
        accounts: How much the key of the account grows by; of `account` itself, how many RUTs on those of the copy are.
        own: How much the row's own key grows by.
        rut: The database, where the rows have one.
    """
    number = f"(CAST(substr(rut, 1, 8) AS integer) + {n * accounts})"
    digits = f"CAST({number} AS text)"
    total = " + ".join(f"CAST(substr({digits}, {place}, 1) AS integer) * {w}" for place, w in enumerate(_WEIGHTS, 1))
    made = f"{digits} || substr('0K987654321', ({total}) % 11 + 1, 1)"
    values = {
        "pk": f"pk + {own}",
        "account_pk": f"account_pk + {accounts}",
        "id": f"'{n:08x}' || substr(id, 9)",
        "rut": made,
        "search": f"CASE WHEN rut IS NULL THEN search ELSE replace(search, lower(rut), lower({made})) END",
    }
    names = [column.name for column in table.c]
    if not rut:
        values = {name: value for name, value in values.items() if name not in ("rut", "search")}
    quoted = ", ".join(f'"{name}"' for name in names)
    told = ", ".join(values.get(name, f'"{name}"') for name in names)
    first = f"account_pk <= {accounts // n}" if table is not account else f"pk <= {accounts}"
    return f'INSERT INTO "{table.name}" ({quoted}) SELECT {told} FROM "{table.name}" WHERE {first}'
