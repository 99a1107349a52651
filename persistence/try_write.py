"""Whether the store could keep something now: a write that is cheap, real, and leaves nothing."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_BYTES: Final = 65_536
_LOCK_SECONDS: Final = 2.0

# A message that nobody reads goes through the log to the disk, which a standby refuses; a sort that does not fit into
# its memory is written beside the tables, so that a full disk is felt before they must grow.
_POSTGRES: Final = (
    text("SET LOCAL work_mem = '64kB'"),
    text("SELECT pg_logical_emit_message(true, 'atencion.ready', '')"),
    text("SELECT count(*) FROM (SELECT n FROM generate_series(1, 20000) AS n ORDER BY -n OFFSET 0) AS sorted"),
)
_IS_READ_ONLY: Final = text("SELECT current_setting('transaction_read_only') = 'on'")


async def try_postgres(connection: AsyncConnection) -> bool:
    """Write in the open transaction; False: nothing may be written here. Raises what the driver does."""
    if (await connection.execute(_IS_READ_ONLY)).scalar_one():
        return False
    for statement in _POSTGRES:
        await connection.execute(statement)
    return True


def try_sqlite(file: Path) -> None:
    """
    Take the lock of writers, and write beside the file, which is where it grows. Blocks up to two seconds.

    Raises:
        sqlite3.OperationalError: The file is locked, read only or cannot be opened.
        OSError: The disk is full, or the folder cannot be written.
    """
    connection = sqlite3.connect(f"file:{file.absolute().as_posix()}?mode=rw", uri=True, timeout=_LOCK_SECONDS)
    try:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    finally:
        connection.close()
    with tempfile.TemporaryFile(dir=file.parent) as probe:
        probe.write(b"\0" * _BYTES)
        probe.flush()
        os.fsync(probe.fileno())
