"""The table of messages to send."""

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
from persistence.tables.naming import metadata, partial

message: Final = Table(
    "message",  # as it was or will be sent; waits here to be sent
    metadata,
    Column("pk", Key, primary_key=True),  # order of writing
    Column("id", String(36), nullable=False, unique=True),
    Column("cause", Text, nullable=False, unique=True),  # the same cause never sends twice
    Column("template", String(32), nullable=False),
    Column("template_version", String(32), nullable=False),
    Column("language", String(2), nullable=False),
    Column("to", Json, nullable=False),
    Column("cc", Json, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("sender_name", Text),
    Column("reply_to", Text),
    Column("rule", String(16), nullable=False),
    Column("account_id", String(36)),
    Column("case_id", String(36)),
    Column("parameters", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("sent_at", Instant),
    Column("error", Text),
    Column("next_at", Instant),  # not before, by the store's clock; while leased: end of the lease; NULL: done
    Column("token", String(36)),  # lease holder; NULL: free
    Column("deliveries", Json),  # [{address, state, error}] of addresses of which something is known; NULL: of none
)
partial("ix_message_due", message.c.next_at, where="next_at IS NOT NULL")
partial("ix_message_leased", message.c.token, where="token IS NOT NULL")
Index("ix_message_account", message.c.account_id, message.c.pk)
Index("ix_message_case", message.c.case_id, message.c.pk)
Index("ix_message_state", message.c.state, message.c.pk)

acknowledgements: Final = Table(
    "acknowledgements",  # how many fixed letters somebody caused on a day; older days are dropped
    metadata,
    Column("actor", String(128), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("used", Integer, nullable=False),
)
