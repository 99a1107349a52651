"""Tables of the feed of changes; part of the same `metadata` as `persistence.tables`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from persistence.tables.columns import Instant, Key
from persistence.tables.naming import metadata, partial

change: Final = Table(
    "change",  # written by triggers (`persistence.changes.triggers`), without personal data; forgotten after a while
    metadata,
    Column("pk", Key, primary_key=True),  # order of writing, which is not that of the commits
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", String(36), nullable=False),
    Column("account_id", String(36)),
    Column("account_before", String(36)),
    Column("office", String(32)),
    Column("office_before", String(32)),
    Column("opened_by", Text),
    Column("version", Integer),
    Column("gone", Boolean, nullable=False),
    Column("position", Key),  # given after the commit, one after the other; NULL: not yet
)
partial("ix_change_waiting", change.c.pk, where="position IS NULL")
Index("ux_change_position", change.c.position, unique=True)
Index("ix_change_account", change.c.account_id, change.c.position)
Index("ix_change_account_before", change.c.account_before, change.c.position)

change_feed: Final = Table(
    "change_feed",  # one row: who holds it numbers
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("head", Key, nullable=False),  # the last position given
    Column("expired", Key, nullable=False),  # the last position that is kept no more
)
