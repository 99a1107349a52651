"""Statements in the driver's own words, where a few of them are made for each write and SQLAlchemy's part is dear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from persistence.database import Transaction

_DRIVER: Final = "driver of the connection"


async def fetch(tx: Transaction, sql: str, *bound: object) -> Sequence[Any]:
    """
    Rows of one statement in this transaction; values are the driver's own.

    Args:
        sql: With `?` for SQLite, `$1` for PostgreSQL.
    """
    sender: Any = tx.sync_connection
    sender.dispatch.before_cursor_execute(sender, None, sql, bound, None, False)  # `Database.watch` sees it too
    driver: Any = tx.info.get(_DRIVER)  # kept for as long as the connection is
    if driver is None:
        driver = tx.info[_DRIVER] = (await tx.get_raw_connection()).driver_connection
    rows: Sequence[Any]
    if tx.dialect.name == "sqlite":
        rows = await driver.execute_fetchall(sql, bound)
    else:
        rows = await driver.fetch(sql, *bound)
    return rows
