"""
Tables of surveys, suggestions, improvement actions, reviews and calls; in the same `metadata` as
`persistence.tables`.

Whose a suggestion is stands in its case. Nothing is deleted.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from persistence.tables import metadata
from persistence.tables.columns import Instant, Json, Key

survey: Final = Table(
    "survey",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("case_id", String(36), ForeignKey("protocol_case.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("language", String(2), nullable=False),
    Column("highest", Integer, nullable=False),
    Column("of_company", Boolean, nullable=False),
    Column("follows", Integer),
    Column("answered_at", Instant),
    Column("sequence", Integer),  # of the entry in the timeline that holds the answer
    Column("withdrawn_at", Instant),
)
Index("ix_survey_case", survey.c.case_id, survey.c.pk)

suggestion: Final = Table(
    "suggestion",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("case_id", String(36), ForeignKey("protocol_case.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("state", String(16), nullable=False),  # `Suggestion.state`, for lists and figures
    Column("unit", Text),
    Column("accepted", Boolean),
    Column("shared", Json),  # {by, at, text}, as are those that follow
    Column("evaluated", Json),
    Column("told", Json),
    Column("told_by", String(16)),
    Column("withdrawn", Json),
)
Index("ix_suggestion_case", suggestion.c.case_id, suggestion.c.sequence)
Index("ix_suggestion_received", suggestion.c.received_on, suggestion.c.id)
Index("ix_suggestion_state", suggestion.c.state, suggestion.c.unit, suggestion.c.pk)

improvement: Final = Table(
    "improvement",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("year", Integer, nullable=False),
    Column("line", String(8), nullable=False),
    Column("origin_kind", String(16), nullable=False),
    Column("origin_key", String(48), nullable=False),
    Column("planned_by", Text, nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("done", Json),
    Column("done_on", Date),
    Column("dropped", Json),
)
Index("ix_improvement_due", improvement.c.due_on, improvement.c.id)
Index("ix_improvement_year", improvement.c.year, improvement.c.unit)
Index("ix_improvement_origin", improvement.c.origin_kind, improvement.c.origin_key, improvement.c.pk)

process_review: Final = Table(
    "process_review",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("flow", String(32), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("risks", Json, nullable=False),
    Column("notes", Text),
)
Index("ix_process_review_day", process_review.c.on_date, process_review.c.id)

protocol_call: Final = Table(
    "protocol_call",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("office", String(32)),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
)

call_stage: Final = Table(
    "call_stage",
    metadata,
    Column("pk", Key, primary_key=True),
    Column("call_id", String(36), ForeignKey("protocol_call.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("unit", Text, nullable=False),
    Column("planned_from", Date),
    Column("planned_until", Date),
    Column("started_on", Date),
    Column("ended_on", Date),
    Column("planned_days", Integer),
    Column("real_days", Integer),
    UniqueConstraint("call_id", "code"),
)
Index("ix_call_stage_ended", call_stage.c.ended_on, call_stage.c.pk)
