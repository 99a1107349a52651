"""Tables of the local holidays, of what is changed of the files, and of what processes of one store share."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from persistence.tables.columns import Instant, Json, Key
from persistence.tables.naming import metadata

setting: Final = Table(
    "setting",  # values that operators change while the system runs; the demo clock is one ("demo_clock")
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Json, nullable=False),
)

amendment: Final = Table(
    "amendment",  # what an administrator changed of what the files say of people, offices, topics and identities
    metadata,
    Column("pk", Key, primary_key=True),
    Column("part", String(16), nullable=False),
    Column("key", String(300), nullable=False),
    Column("entry", Json),  # NULL: it was taken out
    Column("revision", Integer, nullable=False),  # one more than the last of all, at each change
)
Index("ux_amendment_key", amendment.c.part, amendment.c.key, unique=True)
Index("ix_amendment_revision", amendment.c.revision)

local_holiday: Final = Table(
    "local_holiday",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("on_date", Date, nullable=False),
    Column("name_es", Text, nullable=False),
    Column("scope", String(16), nullable=False),
    Column("region", String(2)),
    Column("commune", Text),
    Column("source", Text, nullable=False),
    Column("withdrawn_at", Instant),  # added by mistake; NULL: it stands
)
Index("ix_local_holiday_day", local_holiday.c.on_date)
