"""
Tables of planned activities and the invitations to them; part of the same `metadata` as `persistence.tables`.

For whom an activity is stands in texts of delimited codes ("|08|16|"; empty: no limit), see
`persistence.activities.mapping`. Nothing is deleted.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from persistence.tables import metadata
from persistence.tables.columns import Instant, Json, Key

activity: Final = Table(
    "activity",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("type", String(48), nullable=False),
    Column("name", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("apply_by", Date, nullable=False),
    Column("for_groups", Text, nullable=False),
    Column("for_categories", Text, nullable=False),
    Column("for_sectors", Text, nullable=False),
    Column("for_regions", Text, nullable=False),
    Column("for_markets", Text, nullable=False),
    Column("rights", Json, nullable=False),
    Column("obligations", Json, nullable=False),
    Column("unit", Text, nullable=False),
    Column("office", String(32), nullable=False),
    Column("link", Text, nullable=False),
    Column("planned_by", Text, nullable=False),
    Column("planned_role", String(32), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_role", String(32)),
    Column("withdrawn_at", Instant),
    Column("withdrawal_reason", Text),
)
# What is planned on a day, and the order of every list.
Index("ix_activity_apply_by", activity.c.apply_by, activity.c.id)

activity_invitation: Final = Table(
    "activity_invitation",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("activity_id", String(36), ForeignKey("activity.id"), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("action_id", String(36), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("account_id", "activity_id"),
)
