"""Tables of the synchronisation: outbox, gate, cursors, agreed states, conflicts."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from persistence.tables.columns import Instant, Json, Key
from persistence.tables.naming import metadata, partial

outbox_stream: Final = Table(
    "outbox_stream",  # one row per channel and account: order, lease and back-off
    metadata,
    Column("id", Key, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("tail", Key, nullable=False),  # seq of the newest message
    Column("acked", Key, nullable=False, server_default="0"),  # seq of the newest delivered one
    Column("upto", Key, nullable=False, server_default="0"),  # last seq handed to the lease holder
    Column("next_at", Instant, nullable=False),  # not before; while leased: end of the lease
    Column("token", String(36)),  # lease holder; NULL: free
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("refusals", Integer, nullable=False, server_default="0"),  # refused in a row, which may pass
    Column("error", Text),
    Column("parked_at", Instant),  # refused for good: waits for a person
    UniqueConstraint("channel", "key"),
)
partial(
    "ix_outbox_stream_due", outbox_stream.c.channel, outbox_stream.c.next_at, where="tail > acked AND parked_at IS NULL"
)

outbox_message: Final = Table(
    "outbox_message",  # deleted on delivery
    metadata,
    Column("stream_id", Key, primary_key=True, autoincrement=False),
    Column("seq", Key, primary_key=True, autoincrement=False),
    Column("payload", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_outbox_message_age", outbox_message.c.created_at)

outbox_gate: Final = Table(
    "outbox_gate",  # one pace for all workers (GCRA), and the wait the CRM asked for
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("tat", Instant, nullable=False),
    Column("blocked_until", Instant),
    Column("last_ok_at", Instant),
    Column("last_error", Text),
)

pull_cursor: Final = Table(
    "pull_cursor",
    metadata,
    Column("table_name", String(32), primary_key=True),
    Column("cursor", Text),  # NULL: start with everything
    Column("token", String(36)),  # lease holder; NULL: free
    Column("leased_until", Instant),
    Column("resync_since", Instant),  # a full read runs since then: shadows not seen since were deleted there
    Column("last_ok_at", Instant),
    Column("error", Text),
)

crm_shadow: Final = Table(
    "crm_shadow",  # the last state both sides agreed on
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", String(36), primary_key=True),
    Column("account_id", String(36), nullable=False),
    Column("version", Text),  # the CRM's own
    Column("agreed", Json, nullable=False),  # field -> value, as domain.exchange.values encodes them
    Column("agreed_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),  # last time the CRM showed it, for a full resync
    Column("deleted_at", Instant),  # the CRM no longer has it: waits for a person
)
Index("ix_crm_shadow_account", crm_shadow.c.account_id)

crm_held_back: Final = Table(
    "crm_held_back",  # records of the CRM that cannot come in as they are: each waits alone
    metadata,
    Column("pk", Key, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("account_id", Text),
    Column("reason", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("remote", Json, nullable=False),  # field -> value, as domain.exchange.values encodes them
    Column("since", Instant, nullable=False),
    UniqueConstraint("kind", "key"),
)
Index("ix_crm_held_back_account", crm_held_back.c.account_id)

conflict: Final = Table(
    "conflict",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(36), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("field", String(64), nullable=False),
    # values as domain.exchange.values encodes them
    Column("agreed", Json),
    Column("local", Json),
    Column("remote", Json),
    Column("detected_at", Instant, nullable=False),
    Column("proposed", String(16), nullable=False),
    Column("local_by", Text),
    Column("local_at", Instant),
    Column("remote_by", Text),
    Column("remote_at", Instant),
    Column("reason", Text),  # why the CRM's value cannot be held here; NULL: both sides changed the field
    Column("resolved_side", String(16)),
    Column("resolved_value", Json),
    Column("resolved_by", Text),
    Column("resolved_at", Instant),
    Column("resolution_reason", Text),
)
partial("ux_conflict_open", conflict.c.kind, conflict.c.key, conflict.c.field, where="resolved_at IS NULL", unique=True)
partial("ix_outbox_stream_leased", outbox_stream.c.channel, outbox_stream.c.token, where="token IS NOT NULL")
partial("ix_outbox_stream_parked", outbox_stream.c.channel, outbox_stream.c.key, where="parked_at IS NOT NULL")
partial("ix_crm_shadow_deleted", crm_shadow.c.account_id, where="deleted_at IS NOT NULL")
partial("ix_conflict_open_account", conflict.c.account_id, where="resolved_at IS NULL")
Index("ix_conflict_account", conflict.c.account_id, conflict.c.detected_at)
Index("ix_conflict_detected", conflict.c.detected_at, conflict.c.pk)
