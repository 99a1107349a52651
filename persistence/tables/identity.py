"""Tables of sessions and of log-ins under way; part of the same `metadata` as `persistence.tables`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, String, Table, Text

from persistence.tables import metadata
from persistence.tables.columns import Instant, Json, Key

session: Final = Table(
    "session",  # whoever logged in to our pages; forgotten some days after its end
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("person", String(128), nullable=False),
    Column("identity", Json, nullable=False),  # see persistence.identity.mapping
    Column("browser", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("idle_until", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text),
    Column("ended_how", String(32)),
)
Index("ix_session_person", session.c.person, session.c.pk)
Index("ix_session_idle_until", session.c.idle_until)  # what can be forgotten

login_attempt: Final = Table(
    "login_attempt",  # who left for an issuer and is not back; gone when back, or when its minutes are over
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    Column("issuer", String(32), nullable=False),
    Column("return_to", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
Index("ix_login_attempt_expires_at", login_attempt.c.expires_at)
