"""Tables of terms, and of timers: what is to be done at an instant, once."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from persistence.tables.columns import Instant, Json, Key
from persistence.tables.naming import metadata, partial

term: Final = Table(
    "term",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("rule_id", String(16), nullable=False),
    Column("protocol_version", String(16), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("office", String(32)),
    Column("account_id", String(36)),
    Column("case_id", String(36)),
    Column("channel", String(16)),
    Column("point_of_contact", String(16)),
    Column("unit", Text),
    Column("stopped_at", Instant),
    Column("waived_by", Text),
    Column("waived_at", Instant),
    Column("waiver_reason", Text),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),  # what it was asked for was (AMB-75)
    Column("given_date", Date),
    Column("assignee", Text),  # who had its case when it closed (AMB-69)
    Column("result", Json),  # what it was judged by when it closed (`TermResult`)
    Column("opens_at", Instant),
    Column("at_risk_at", Instant),
    Column("due_at", Instant),
    Column("due_on", Date),  # the day of `due_at` on the clock of the term's zone (AMB-77)
    # For keysets and ranges without NULLs: microseconds, or the greatest number when there is no such instant.
    Column("due_key", Key, nullable=False),
    # The stop or the waiver, whichever came first; the greatest: open, or overdue when it was withdrawn.
    Column("closed_key", Key, nullable=False),
)
Index("ix_term_account", term.c.account_id, term.c.started_at)

deadline: Final = Table(
    "deadline",  # timers that write when they fire (automatic messages, scheduled reviews)
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("occurrence", String(64), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False, server_default="pending"),  # pending | fired | cancelled
    Column("rule", String(16)),
    Column("started_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", Instant),  # not before, by the store's clock: it failed
    Column("error", Text),
    Column("payload", Json, nullable=False),
    UniqueConstraint("kind", "subject", "occurrence"),
)
partial("ix_deadline_pending", deadline.c.due_at, where="state = 'pending'")
Index("ix_term_due", term.c.due_key, term.c.id)
# The terms of a period, with what is read of each when they are counted by state, office and channel (MEA-01).
_t = term.c
Index(
    "ix_term_due_on",
    *(_t.due_on, _t.id, _t.rule_id, _t.office, _t.channel, _t.due_at, _t.stopped_at, _t.waived_at, _t.withdrawn),
    *(_t.at_risk_at, _t.opens_at, _t.started_at),
)
# Open terms are few among all there ever were: "overdue now" reads only those.
Index("ix_term_closed", term.c.closed_key, term.c.due_key, term.c.id)
Index("ix_term_office", term.c.office, term.c.closed_key, term.c.due_key)
partial("ix_deadline_subject", deadline.c.subject, where="state = 'pending'")
