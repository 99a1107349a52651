"""The table of joins by e-mail; part of the same `metadata` as `persistence.tables`. Nothing is deleted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from persistence.tables import metadata
from persistence.tables.columns import Instant, Key

email_join: Final = Table(
    "email_join",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("email", String(254), nullable=False),  # in small letters
    Column("rut", String(12), nullable=False),  # compact
    Column("state", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("email", "rut"),
)
Index("ix_email_join_rut", email_join.c.rut, email_join.c.state)
