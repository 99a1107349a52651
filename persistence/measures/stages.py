"""Where the stages of capture are, each with how and in how many days it was left (MEA-09)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, case, cast, func, select

from domain.model.cases import Flow
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.funnel import LEFT_TO, NO_MOVE, STAGES, StageLeft
from persistence.measures.parts import EVENTS, ID_OF_EVENT, SINCE, UNTIL, Source, by_channel
from persistence.tables.cases import case_event, protocol_case


def stages() -> Source:
    """Entries that brought a company into a stage, by how the next one that moved its case left it."""
    left = case({state: how.value for state, how in LEFT_TO.items()}, value=_LEAVING.c.to_state)
    return Source(_STAGES, ID_OF_EVENT, func.coalesce(left, StageLeft.WAITING.value), case_event.c.day, _IN, _columns())


def stage_times() -> Source:
    """Those that were left, by the business days that it took."""
    within = and_(_IN, _LEAVING.c.stage_days.is_not(None))
    return Source(_STAGES, ID_OF_EVENT, cast(_LEAVING.c.stage_days, String), case_event.c.day, within, _columns())


_LEAVING: Final = case_event.alias("leaving_event")
_LATER: Final = case_event.alias("later_move")
_NEXT_MOVE: Final = (
    select(func.min(_LATER.c.sequence))
    .where(
        _LATER.c.case_id == case_event.c.case_id,
        _LATER.c.sequence > case_event.c.sequence,
        _LATER.c.taken_back.is_(None),
        _LATER.c.from_state != _LATER.c.to_state,
        _LATER.c.fact.not_in(sorted(NO_MOVE)),
    )
    .correlate(case_event)
    .scalar_subquery()
)
_STAGES: Final = EVENTS.outerjoin(
    _LEAVING, and_(_LEAVING.c.case_id == case_event.c.case_id, _LEAVING.c.sequence == _NEXT_MOVE)
)
_IN: Final = and_(
    case_event.c.day.between(SINCE, UNTIL),
    protocol_case.c.flow == Flow.CAPTURE.value,
    case_event.c.to_state.in_(STAGES),
    case_event.c.from_state != case_event.c.to_state,
    case_event.c.fact.not_in(sorted(NO_MOVE)),
    case_event.c.taken_back.is_(None),
)


def _columns() -> dict[Dimension, ColumnElement[Any]]:
    by = by_channel(protocol_case.c.channel, protocol_case.c.point_of_contact)
    return {**by, Dimension.STAGE: case_event.c.to_state}
