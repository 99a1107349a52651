"""
Tables of journey events and of joins by e-mail; part of the same `metadata` as `persistence.tables`.

Each version of a record is a row; nothing is deleted, and only `is_current` is ever changed of one.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from persistence.tables import metadata
from persistence.tables.columns import Instant, Key

journey_event: Final = Table(
    "journey_event",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("source", String(32), nullable=False),
    Column("external_id", String(128), nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_current", Boolean, nullable=False),  # no higher version is there
    Column("on_date", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person_type", String(16)),
    Column("rut", String(12)),  # compact; of the company or the person, whether or not an account has it
    Column("email", String(254)),  # in small letters; joined to a profile by a person alone (AMB-45)
    Column("requested_service", Text),
    Column("delivered_service", Text),
    Column("state", Text),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    UniqueConstraint("source", "external_id", "version"),
)
Index("ix_journey_event_email", journey_event.c.email, journey_event.c.on_date, journey_event.c.id)
# The events of an account, latest day first; versions that the source took back are few.
Index("ix_journey_event_rut", journey_event.c.rut, journey_event.c.on_date, journey_event.c.id)

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
