"""Tables of what was decided, changed, shown and asked already, and the feed that tells that something changed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from persistence.tables.columns import Instant, Json, Key
from persistence.tables.naming import metadata, partial

decision: Final = Table(
    "decision",
    metadata,
    Column("pk", Key, primary_key=True),  # order of the record
    Column("id", String(36), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("what", String(64), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("protocol_version", String(16), nullable=False),
    Column("rule", String(16)),
    Column("account_id", String(36)),
    Column("case_id", String(36)),
    Column("reason", Text),
    Column("inputs", Json, nullable=False),
)
Index("ix_decision_at", decision.c.at, decision.c.pk)

field_change: Final = Table(
    "field_change",  # each changed field of an account or contact, before and after (POL-07)
    metadata,
    Column("pk", Key, primary_key=True),  # order of the record
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("role", String(32)),  # NULL: as somebody of the other system
    Column("source", String(32), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", String(36), nullable=False),
    Column("field", String(32), nullable=False),
    Column("before", Text),
    Column("after", Text),
)
Index("ix_field_change_account", field_change.c.account_id, field_change.c.pk)

personal_read: Final = Table(
    "personal_read",  # who was shown which kinds of personal data of whom; one row for each request and subject
    metadata,
    Column("pk", Key, primary_key=True),  # order of the record
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("kinds", Text, nullable=False),  # values of PersonalData, separated by blanks
    Column("field", String(64), nullable=False),
    Column("operation", Text),
    Column("account_id", String(36)),
    Column("case_id", String(36)),
)
Index("ix_personal_read_account", personal_read.c.account_id, personal_read.c.pk)

idempotency: Final = Table(
    "idempotency",
    metadata,
    Column("actor", String(128), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("operation", String(64), nullable=False),
    Column("fingerprint", String(128), nullable=False),
    Column("result", Text, nullable=False),
)
Index("ix_decision_account", decision.c.account_id, decision.c.at, decision.c.pk)
partial("ix_personal_read_case", personal_read.c.case_id, personal_read.c.pk, where="case_id IS NOT NULL")
Index("ix_personal_read_by", personal_read.c.by, personal_read.c.pk)

change: Final = Table(
    "change",  # written by triggers (`persistence.changes.triggers`), without personal data; forgotten after a while
    metadata,
    Column("pk", Key, primary_key=True),  # order of writing, which need not be that of the commits
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
    Column("position", Key),  # one after the other; PostgreSQL: given after the commit, NULL: not yet
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

webhook: Final = Table(
    "webhook",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("account_ids", Json),
    Column("office", String(32)),
    Column("owner", Json, nullable=False),  # {id, name, role, office}
    Column("created_at", Instant, nullable=False),
    Column("state", String(8), nullable=False),
    Column("position", Key, nullable=False),
    Column("until", Key),
    Column("generation", Integer, nullable=False),
    Column("old_secret_until", Instant),
    Column("paused_why", Text),
    Column("failing_since", Instant),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    Column("version", Integer, nullable=False),
    Column("lease", String(36)),
    Column("lease_until", Instant),
    Column("taken_at", Instant),  # when it last took anything
)
partial("ix_webhook_active", webhook.c.position, where="state = 'ACTIVE'")

webhook_behind: Final = Table(
    "webhook_behind",  # accounts whose changes a webhook refused, and only those
    metadata,
    Column("pk", Key, primary_key=True),
    Column("webhook_id", String(36), ForeignKey("webhook.id"), nullable=False),
    Column("line", String(36), nullable=False),
    Column("account_id", String(36)),
    Column("position", Key, nullable=False),
    Column("until", Key),
    Column("failing_since", Instant),
    Column("failed_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    Column("is_stopped", Boolean, nullable=False),
    Column("error", Text),
    Column("lease", String(36)),
    Column("lease_until", Instant),
    UniqueConstraint("webhook_id", "line"),
)

webhook_delivery: Final = Table(
    "webhook_delivery",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("webhook_id", String(36), ForeignKey("webhook.id"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("status", Integer),
    Column("error", Text),
)
Index("ix_webhook_delivery_webhook", webhook_delivery.c.webhook_id, webhook_delivery.c.pk)
Index("ix_webhook_delivery_at", webhook_delivery.c.at)
