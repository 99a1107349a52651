"""Where the stages of capture and the states of every process are, with how and in how many days they were left."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, case, cast, func

from domain.model.cases import Flow
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.funnel import LEFT_TO, STAGES, StageLeft
from domain.protocol.measures.steps import NO_STEP
from persistence.measures.parts import ID_OF_EVENT, LATER, NEXT, SINCE, UNTIL, Source, by_channel, events_with_next
from persistence.tables.cases import case_event, protocol_case


def stages() -> Source:
    """Entries that brought a company into a stage, by how the next one that moved its case left it."""
    left = case({state: how.value for state, how in LEFT_TO.items()}, value=NEXT.c.to_state)
    return Source(_MOVES, ID_OF_EVENT, func.coalesce(left, StageLeft.WAITING.value), case_event.c.day, _IN, _columns())


def stage_times() -> Source:
    """Those that were left, by the business days that it took."""
    within = and_(_IN, NEXT.c.stage_days.is_not(None))
    return Source(_MOVES, ID_OF_EVENT, cast(NEXT.c.stage_days, String), case_event.c.day, within, _columns())


def step_times() -> Source:
    """Entries that brought a case of any process into a state that it left, by the business days that it took."""
    within = and_(_INTO, NEXT.c.stage_days.is_not(None))
    columns = {**_columns(), Dimension.STEP: protocol_case.c.flow + ":" + case_event.c.to_state}
    return Source(_MOVES, ID_OF_EVENT, cast(NEXT.c.stage_days, String), case_event.c.day, within, columns)


_MOVES: Final = events_with_next(LATER.c.from_state != LATER.c.to_state)
_INTO: Final = and_(
    case_event.c.day.between(SINCE, UNTIL),
    case_event.c.from_state != case_event.c.to_state,
    case_event.c.fact.not_in(sorted(NO_STEP)),
    case_event.c.taken_back.is_(None),
)
_IN: Final = and_(_INTO, protocol_case.c.flow == Flow.CAPTURE.value, case_event.c.to_state.in_(STAGES))


def _columns() -> dict[Dimension, ColumnElement[Any]]:
    """Who had the case when it left the state; who has it, while it is there."""
    by = by_channel(protocol_case.c.channel, protocol_case.c.point_of_contact)
    stays = NEXT.c.sequence.is_(None)
    by[Dimension.OFFICE] = case((stays, protocol_case.c.office), else_=NEXT.c.office)
    by[Dimension.EXECUTIVE] = case((stays, protocol_case.c.assignee), else_=NEXT.c.assignee)
    return {**by, Dimension.STAGE: case_event.c.to_state}
