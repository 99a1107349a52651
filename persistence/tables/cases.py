"""
Tables of cases, their timelines, documents and self-diagnoses; part of the same `metadata` as `persistence.tables`.

A case's number is its `pk`. Nothing is deleted; events are only added. Contents of documents lie elsewhere
(`domain.ports.documents.files`); the announcement of one is deleted when it is received or its time is over.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from persistence.tables import metadata, term
from persistence.tables.columns import Instant, Json, Key

protocol_case: Final = Table(
    "protocol_case",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("flow", String(32), nullable=False),
    Column("state", String(48), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("protocol_version", String(16), nullable=False),
    Column("accountable_unit", Text, nullable=False),
    Column("account_id", String(36)),
    Column("person", Text),
    Column("office", String(32)),
    Column("assignee", Text),
    Column("channel", String(16)),
    Column("point_of_contact", String(16)),
    Column("data", Json, nullable=False),  # see persistence.cases.mapping
    Column("closed_at", Instant),
    Column("origin_case_id", String(36)),
    Column("complex", Boolean, nullable=False),
    Column("complex_market", String(8)),
    Column("topic", String(40)),
    Column("single_key", String(80)),  # flow and account while open, where one account has one open case (AMB-62)
)
Index("ux_protocol_case_single", protocol_case.c.single_key, unique=True)
Index("ix_protocol_case_account", protocol_case.c.account_id, protocol_case.c.pk)
# What a person opened without an account: her declarations that wait (AMB-54).
Index(
    "ix_protocol_case_opened_by",
    protocol_case.c.opened_by,
    protocol_case.c.pk,
    sqlite_where=protocol_case.c.account_id.is_(None),
    postgresql_where=protocol_case.c.account_id.is_(None),
)
Index("ix_protocol_case_office", protocol_case.c.office, protocol_case.c.pk)
Index("ix_protocol_case_assignee", protocol_case.c.assignee, protocol_case.c.pk)
Index("ix_protocol_case_state", protocol_case.c.flow, protocol_case.c.state, protocol_case.c.pk)

case_event: Final = Table(
    "case_event",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("case_id", String(36), ForeignKey("protocol_case.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("fact", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("from_state", String(48), nullable=False),
    Column("to_state", String(48), nullable=False),
    Column("rules", Json, nullable=False),
    Column("data", Json, nullable=False),
    Column("reason", Text),
    Column("effects", Json, nullable=False),
    Column("channel", String(16)),
    Column("point_of_contact", String(16)),
    Column("late", Boolean, nullable=False),
    Column("undo", Json),  # what it found and made (`Undo`); NULL: it cannot be taken back
    Column("taken_back", Json),  # {by, role, at, reason}; NULL: it stands
    Column("day", Date),  # of `occurred_at`, on the clock of the case's office (MEA-02)
    Column("topic", String(40)),  # NULL: that of its case (MEA-05)
    Column("office", String(32)),  # who had the case when it happened (AMB-69)
    Column("assignee", Text),
    Column("stage_days", Integer),  # business days in the state that it ended (MEA-09)
    Column("flow", String(32)),  # of its case, kept by a trigger (`persistence.cases.entries_of_case`)
    UniqueConstraint("case_id", "sequence"),
)
# What is read of its case when a contact is counted (MEA-02).
_c = protocol_case.c
Index("ix_protocol_case_counted", _c.id, _c.flow, _c.office, _c.account_id, _c.topic)
# The entries of a period, with what is read of each when contacts are counted (MEA-02, MEA-03).
_e = case_event.c
Index(
    "ix_case_event_day",
    *(_e.day, _e.case_id, _e.sequence, _e.fact, _e.channel, _e.point_of_contact, _e.topic, _e.taken_back),
    *(_e.flow, _e.office, _e.assignee),
)

# The open terms of a case.
Index("ix_term_case", term.c.case_id, term.c.started_at)

case_document: Final = Table(
    "case_document",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("case_id", String(36), ForeignKey("protocol_case.id"), nullable=False),
    Column("purpose", String(24), nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text),
    Column("format", String(8), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file", String(36), nullable=False, unique=True),
    Column("by", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn", Json),  # {by, reason}
    Column("erased_at", Instant),
)
Index("ix_case_document_case", case_document.c.case_id, case_document.c.pk)
Index("ix_case_document_withdrawn", case_document.c.withdrawn_at)

document_upload: Final = Table(
    "document_upload",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("case_id", String(36), ForeignKey("protocol_case.id"), nullable=False),
    Column("purpose", String(24), nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text),
    Column("by", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_document_upload_by", document_upload.c.by, document_upload.c.at)
Index("ix_document_upload_at", document_upload.c.at)

self_diagnosis: Final = Table(
    "self_diagnosis",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("case_id", String(36), ForeignKey("protocol_case.id"), nullable=False),
    Column("questionnaire", Text, nullable=False),
    Column("answers", Json, nullable=False),  # {question: option}
    Column("begun_at", Instant, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("score", Integer),
    Column("level", String(8)),
    Column("sequence", Integer),  # of the entry in the timeline that holds the result
)
Index("ix_self_diagnosis_case", self_diagnosis.c.case_id, self_diagnosis.c.pk)
