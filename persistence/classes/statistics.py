"""
What SQLite's planner goes by: how many rows there are, and how many for each value of an index.

PostgreSQL takes statistics by itself. SQLite takes them only when it is told to; without them it guesses which index
leads to few rows. A bounded sample will do, so that nobody waits for it on a large store. Connections that are open
read the first statistics of a store when they are taken, later ones when they are opened again.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from persistence.database import Database

LOOKED_AFTER_SECONDS: Final = 600.0
"""How often one looks whether the store has outgrown them."""
_OUTGROWN: Final = 4
_SAMPLED_ROWS: Final = 1_000


async def take_statistics(database: Database) -> bool:
    """Take them where there are none yet or the store has grown several times since; whether they were taken."""
    if database.kind == "postgresql" or not await _are_outgrown(database):
        return False
    async with database.begin(wakes=False) as tx:
        await tx.execute(text(f"PRAGMA analysis_limit = {_SAMPLED_ROWS}"))
        await tx.execute(text("ANALYZE"))
    return True


async def _are_outgrown(database: Database) -> bool:
    (now,) = await database.read(_ROWS)
    taken: dict[str, int] = {}
    if await database.read(_THERE):
        for row in await database.read(_TAKEN):
            taken[row.tbl] = max(taken.get(row.tbl, 0), int(row.stat.split()[0]))
    if now.period and "class_period" not in taken:
        return True
    return any(
        rows > _OUTGROWN * taken.get(table, 0) for table, rows in (("account", now.account), ("action", now.action))
    )


_THERE: Final = text("SELECT 1 AS there FROM sqlite_master WHERE name = 'sqlite_stat1'")
_TAKEN: Final = text("SELECT tbl, stat FROM sqlite_stat1 WHERE tbl IN ('account', 'action', 'class_period')")
_ROWS: Final = text(
    "SELECT (SELECT coalesce(max(pk), 0) FROM account) AS account, "
    "(SELECT coalesce(max(pk), 0) FROM action) AS action, EXISTS (SELECT 1 FROM class_period) AS period"
)
