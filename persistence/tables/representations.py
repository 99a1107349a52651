"""The table of representations; part of the same `metadata` as `persistence.tables`. Nothing is deleted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from persistence.tables import metadata
from persistence.tables.columns import Instant, Json, Key

representation: Final = Table(
    "representation",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("run", String(12), nullable=False),  # compact, as is rut
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("rut", String(12), nullable=False),
    Column("declared_at", Instant, nullable=False),
    Column("case_id", String(36)),
    Column("account_id", String(36)),
    Column("state", String(16), nullable=False),  # follows from the columns below; kept for lists
    Column("confirmed_by", Text),
    Column("confirmed_at", Instant),
    Column("confirmed_reason", Text),
    Column("since", Date),
    Column("closed_by", Text),
    Column("closed_at", Instant),
    Column("closed_reason", Text),
    Column("until", Date),
    Column("draft", Json),  # see persistence.representations.mapping
)
Index("ix_representation_run", representation.c.run, representation.c.pk)
Index("ix_representation_rut", representation.c.rut, representation.c.pk)
Index("ix_representation_case", representation.c.case_id)
Index("ix_representation_account", representation.c.account_id)
Index("ix_representation_state", representation.c.state, representation.c.pk)
