"""Tables of the local holidays, and of what processes of one store share."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Date,
    Index,
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
