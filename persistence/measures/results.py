"""Where the follow-ups of services are, with what was asked and what the company told (MEA-11, AMB-79)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, or_

from domain.model.cases import Flow
from domain.model.messages import MessageState
from domain.protocol.follow_up.stages import STAGE_1_FACT, WAITING_STATES
from domain.protocol.measures.results import (
    ANSWERS,
    CONTACT,
    DROPPED,
    JOINT_RULES,
    OF_THE_COMPANY,
    RESULT,
    STAGE_MESSAGES,
    Business,
    FollowedUp,
)
from persistence.measures.parts import CASES, OPENING, SINCE, UNTIL, Source, by_channel
from persistence.tables import message
from persistence.tables.cases import case_event, protocol_case

_C: Final = protocol_case.c
_ENTRY: Final = case_event.alias("follow_up_entry")
_LETTER: Final = message.alias("follow_up_letter")


def follow_ups() -> Source:
    """Follow-ups that were opened, each of one service, by what was asked and told."""
    asked = or_(_stage_was_sent(), _stage_went_with_another(), _has([CONTACT], _ENTRY.c.role != OF_THE_COMPANY))
    told = _has(ANSWERS)
    part = case(
        (and_(asked, told), FollowedUp.ANSWERED.value),
        (asked, FollowedUp.FOLLOWED.value),
        (told, FollowedUp.TOLD_ITSELF.value),
        (_C.state.in_(sorted(WAITING_STATES)), FollowedUp.SCHEDULED.value),
        else_=FollowedUp.NOT_FOLLOWED.value,
    )
    return _source(part)


def business() -> Source:
    """The same, by whether business was concluded."""
    concluded = _ENTRY.c.data["business_concluded"].as_boolean()
    part = case(
        (_has([RESULT], concluded), Business.CONCLUDED.value),
        (_has([RESULT]), Business.NOT_CONCLUDED.value),
        else_=Business.NOT_TOLD.value,
    )
    return _source(part)


def _source(part: ColumnElement[str]) -> Source:
    within = and_(
        _C.flow == Flow.FOLLOW_UP.value,
        OPENING.c.day.between(SINCE, UNTIL),
        OPENING.c.taken_back.is_(None),
        ~_has([DROPPED]),
    )
    return Source(CASES, _C.id, part, OPENING.c.day, within, by_channel(_C.channel, _C.point_of_contact))


def _has(facts: Iterable[str], *met: ColumnElement[bool]) -> ColumnElement[bool]:
    """An entry of the case that stands, of one of these facts, which meets the rest."""
    of_case = (_ENTRY.c.case_id == _C.id, _ENTRY.c.fact.in_(sorted(facts)), _ENTRY.c.taken_back.is_(None))
    return exists().where(*of_case, *met)


def _stage_was_sent() -> ColumnElement[bool]:
    return exists().where(_LETTER.c.case_id == _C.id, *_LEFT)


def _stage_went_with_another() -> ColumnElement[bool]:
    """Its first stage goes in one letter with that of a later activity of the month, which has left since."""
    rules = cast(_ENTRY.c.rules, String)
    together = and_(*(rules.contains(f'"{rule}"') for rule in JOINT_RULES))
    left = exists().where(_LETTER.c.account_id == _C.account_id, _LETTER.c.created_at >= _ENTRY.c.at, *_LEFT)
    return _has([STAGE_1_FACT], together, left)


_LEFT: Final = (
    _LETTER.c.template.in_(sorted(STAGE_MESSAGES)),
    _LETTER.c.state.in_([MessageState.SENT.value, MessageState.PARTLY_SENT.value]),
)
