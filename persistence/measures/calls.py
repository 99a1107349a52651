"""Where the stages of calls are that ended, each by its area and with its days (MEA-08)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, case, cast, literal_column

from domain.model.quality.calls import StageProgress
from domain.protocol.measures.dimensions import Dimension
from persistence.measures.parts import SINCE, UNTIL, Source
from persistence.tables.quality import call_stage, protocol_call

_STAGES: Final = call_stage.join(protocol_call, protocol_call.c.id == call_stage.c.call_id)
_ENDED: Final = call_stage.c.ended_on.between(SINCE, UNTIL)
_ID: Final = call_stage.c.call_id + ":" + call_stage.c.code


def call_stages() -> Source:
    """By how they went against their plan."""
    s, progress = call_stage.c, StageProgress
    part = case(
        (s.planned_until.is_(None), literal_column(f"'{progress.WITHOUT_PLAN}'")),
        (s.ended_on <= s.planned_until, literal_column(f"'{progress.ON_PLAN}'")),
        else_=literal_column(f"'{progress.LATE}'"),
    )
    return _source(part, _ENDED)


def call_times() -> Source:
    """By the business days that they took."""
    return _source(cast(call_stage.c.real_days, String), and_(_ENDED, call_stage.c.real_days.is_not(None)))


def call_plans() -> Source:
    """By the business days that were planned."""
    return _source(cast(call_stage.c.planned_days, String), and_(_ENDED, call_stage.c.planned_days.is_not(None)))


def _source(part: ColumnElement[str], within: ColumnElement[bool]) -> Source:
    columns: dict[Dimension, ColumnElement[Any]] = {
        Dimension.OFFICE: protocol_call.c.office,
        Dimension.UNIT: call_stage.c.unit,
        Dimension.STAGE: call_stage.c.code,
    }
    return Source(_STAGES, _ID, part, call_stage.c.ended_on, within, columns)
