"""
Every table, once. SQLite and PostgreSQL get the same columns and the same indexes.

Belongs here: columns, keys, indexes, and why each index is there. Does not belong here: statements (the modules of
this package named by what they read or write) and what only one database has (`persistence.accounts.search_index`).

Ids are UUID text and are what everybody else knows; `pk` is internal. Instants are `columns.Instant`, days are DATE.
Enumerations are stored by value. Nothing here is deleted except delivered outbox messages and, where a retention is
configured, old rows of the record of reads.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from persistence.tables.columns import Instant, Json, Key, Sortable

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, *columns: Column[object] | object, where: str, unique: bool = False) -> Index:
    condition = text(where)
    return Index(name, *columns, unique=unique, postgresql_where=condition, sqlite_where=condition)  # type: ignore[arg-type]  # Index takes columns and expressions; its stub spells a private union


# --- accounts ---------------------------------------------------------------------------------------------------

account: Final = Table(
    "account",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("trade_name", Text),
    Column("rut", String(12)),  # compact: digits and check digit
    Column("organisation", String(16), nullable=False),
    Column("person_type", String(16), nullable=False),
    Column("country", String(2), nullable=False),
    Column("region", String(2)),
    Column("commune", Text),
    Column("address", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("website", Text),
    Column("sector", Text),
    Column("company_size", Text),
    Column("sii_started", Boolean),
    Column("sii_started_on", Date),
    Column("tax_category", String(8)),
    Column("active", Boolean, nullable=False),
    Column("office", String(32)),
    Column("regional_executive", Text),
    Column("commercial_executive", Text),
    Column("sector_officer", Text),
    Column("registered_on", Date, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("merged_into", String(36)),  # id of the account that goes on (AMB-63)
    # what lists do not show
    Column("registered_role", String(32), nullable=False),
    Column("sii_checked_on", Date),
    Column("purposes", Json, nullable=False),  # sorted list of Purpose values
    Column("chilean_capital", Boolean),
    Column("led_by_chileans", Boolean),
    Column("sells_national", Boolean),
    Column("provenance", Json, nullable=False),  # field -> {source, by, at}
    Column("known_since", Date),  # first written here, in the agency's zone (AMB-69)
    Column("standings", Json),  # how it stood in undated data, oldest first (`Standing`); NULL: never otherwise
    # derived from the above at each write, for order and search (persistence.accounts.folding)
    Column("name_key", Sortable, nullable=False),
    Column("search", Sortable, nullable=False),
)
# RUT is unique among the accounts that have one (AMB-63); NULLs do not collide on either database.
Index("ux_account_rut", account.c.rut, unique=True)
Index("ix_account_name", account.c.name_key, account.c.id)
Index("ix_account_registered", account.c.registered_on, account.c.id)
# Filters of lists, each followed by pk so that a filtered list still streams in keyset order.
Index("ix_account_region", account.c.region, account.c.pk)
Index("ix_account_sector", account.c.sector, account.c.pk)
Index("ix_account_office", account.c.office, account.c.pk)
Index("ix_account_regional_executive", account.c.regional_executive, account.c.pk)
Index("ix_account_commercial_executive", account.c.commercial_executive, account.c.pk)
Index("ix_account_sector_officer", account.c.sector_officer, account.c.pk)
# Foreign companies, Chilean ones abroad and institutions are few among all accounts (DEF-01, INS-01).
_partial("ix_account_merged", account.c.merged_into, where="merged_into IS NOT NULL")
_partial("ix_account_not_ordinary", account.c.pk, where="country != 'CL' OR organisation = 'INSTITUTION'")

contact: Final = Table(
    "contact",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("account_pk", Key, ForeignKey("account.pk"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("is_main", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
)
Index("ix_contact_account", contact.c.account_pk, contact.c.pk)

account_fact: Final = Table(
    "account_fact",
    metadata,
    Column("pk", Key, primary_key=True),  # order of writing: breaks ties of (on_date, at)
    Column("id", String(36), nullable=False, unique=True),
    Column("account_pk", Key, ForeignKey("account.pk"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("until", Date),
    Column("value", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(32), nullable=False),
    Column("reason", Text),
    Column("detail", Json, nullable=False),
)
# "The fact of this kind that holds on a day": first row of (account, kind) with on_date <= day.
Index(
    "ix_account_fact_latest",
    account_fact.c.account_pk,
    account_fact.c.kind,
    account_fact.c.on_date.desc(),
    account_fact.c.at.desc(),
    account_fact.c.pk.desc(),
)

action: Final = Table(
    "action",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("account_pk", Key, ForeignKey("account.pk"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("market", String(2)),
    Column("office", String(32)),
    Column("channel", String(16)),
    Column("point_of_contact", String(16)),
    Column("notes", Text),
    Column("registered_by", Text, nullable=False),
    Column("registered_role", String(32), nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_role", String(32)),
    Column("confirmed_at", Instant),
    Column("annulled_by", Text),
    Column("annulled_role", String(32)),
    Column("annulled_at", Instant),
    Column("annulment_reason", Text),
    Column("corrects", String(36)),
    Column("case_id", String(36)),
    Column("cause", String(16)),
)
# Latest actions of an account, and "the latest action that counts by a day" (DEF-05), newest first.
Index("ix_action_account", action.c.account_pk, action.c.ended_on.desc(), action.c.id.desc())

# --- terms ------------------------------------------------------------------------------------------------------

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
    Column("given_date", Date),
    Column("result", Json),  # what it was judged by when it closed (`TermResult`)
    Column("opens_at", Instant),
    Column("at_risk_at", Instant),
    Column("due_at", Instant),
    # For keysets and ranges without NULLs: microseconds, or the greatest number when there is no such instant.
    Column("due_key", Key, nullable=False),
    Column("closed_key", Key, nullable=False),  # the stop or the waiver, whichever came first; open: the greatest
)
Index("ix_term_account", term.c.account_id, term.c.started_at)
Index("ix_term_due", term.c.due_key, term.c.id)
# Open terms are few among all there ever were: "overdue now" reads only those.
Index("ix_term_closed", term.c.closed_key, term.c.due_key, term.c.id)
Index("ix_term_office", term.c.office, term.c.closed_key, term.c.due_key)

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
_partial("ix_deadline_pending", deadline.c.due_at, where="state = 'pending'")
_partial("ix_deadline_subject", deadline.c.subject, where="state = 'pending'")

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
_partial("ix_message_due", message.c.next_at, where="next_at IS NOT NULL")
_partial("ix_message_leased", message.c.token, where="token IS NOT NULL")
Index("ix_message_account", message.c.account_id, message.c.pk)
Index("ix_message_case", message.c.case_id, message.c.pk)
Index("ix_message_state", message.c.state, message.c.pk)

# --- records of what was decided, settings ----------------------------------------------------------------------

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
Index("ix_decision_account", decision.c.account_id, decision.c.at, decision.c.pk)

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
_partial("ix_personal_read_case", personal_read.c.case_id, personal_read.c.pk, where="case_id IS NOT NULL")
Index("ix_personal_read_by", personal_read.c.by, personal_read.c.pk)

idempotency: Final = Table(
    "idempotency",
    metadata,
    Column("actor", String(128), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("operation", String(64), nullable=False),
    Column("fingerprint", String(128), nullable=False),
    Column("result", Text, nullable=False),
)

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
)
Index("ix_local_holiday_day", local_holiday.c.on_date)

# --- synchronisation --------------------------------------------------------------------------------------------

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
    Column("error", Text),
    Column("parked_at", Instant),  # refused for good: waits for a person
    UniqueConstraint("channel", "key"),
)
_partial(
    "ix_outbox_stream_due", outbox_stream.c.channel, outbox_stream.c.next_at, where="tail > acked AND parked_at IS NULL"
)
_partial("ix_outbox_stream_leased", outbox_stream.c.channel, outbox_stream.c.token, where="token IS NOT NULL")
_partial("ix_outbox_stream_parked", outbox_stream.c.channel, outbox_stream.c.key, where="parked_at IS NOT NULL")

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
_partial("ix_crm_shadow_deleted", crm_shadow.c.account_id, where="deleted_at IS NOT NULL")

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
    Column("resolved_side", String(16)),
    Column("resolved_value", Json),
    Column("resolved_by", Text),
    Column("resolved_at", Instant),
    Column("resolution_reason", Text),
)
_partial(
    "ux_conflict_open", conflict.c.kind, conflict.c.key, conflict.c.field, where="resolved_at IS NULL", unique=True
)
_partial("ix_conflict_open_account", conflict.c.account_id, where="resolved_at IS NULL")
Index("ix_conflict_account", conflict.c.account_id, conflict.c.detected_at)
Index("ix_conflict_detected", conflict.c.detected_at, conflict.c.pk)
