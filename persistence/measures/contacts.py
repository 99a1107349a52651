"""Where contacts, what was asked for at them and what followed each in its case are (MEA-02, MEA-03, MEA-05)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from domain.protocol.flows import FLOWS
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.steps import DUE, NO_STEP, StepTaken
from persistence.measures.parts import EVENTS, ID_OF_EVENT, SINCE, UNTIL, Source, by_channel, of_case
from persistence.records import constant, constants
from persistence.tables import account, action
from persistence.tables.cases import case_event, protocol_case

_CONTACT_FACTS: Final = tuple(
    sorted({(flow.value, fact.name) for flow, rules in FLOWS.items() for fact in rules.spec.facts if fact.is_contact})
)


def contacts() -> Source:
    """What was reported as a contact in a case, and what was registered with a channel and is of no case (MEA-02)."""
    return _said(
        and_(case_event.c.channel.is_not(None), is_contact()),
        action.c.channel.is_not(None),
    )


def contacts_made(since: ColumnElement[Any]) -> Subquery:
    """The same as they were made from the day *since* to the end of the period: day, channel, office."""
    return _made(and_(case_event.c.channel.is_not(None), is_contact()), action.c.channel.is_not(None), since)


def requests() -> Source:
    """Contacts, and what opened a case, with a topic of their own or of their case; actions of no case with one."""
    return _said(
        and_(TOPIC_OF_ENTRY.is_not(None), or_(is_contact(), case_event.c.sequence == 1)),
        action.c.topic.is_not(None),
    )


TOPIC_OF_ENTRY: Final = func.coalesce(case_event.c.topic, protocol_case.c.topic)
"""What was asked for at a contact: its own topic, else that of its case (MEA-05)."""


def _said(of_cases: ColumnElement[bool], of_no_case: ColumnElement[bool]) -> Source:
    """Entries of timelines that stand and meet *of_cases*, and actions of no case that hold and meet *of_no_case*."""
    made = _made(of_cases, of_no_case, SINCE)
    rows = made.outerjoin(protocol_case, protocol_case.c.id == made.c.case_id).outerjoin(
        account, account.c.id == made.c.account_id
    )
    columns = {
        **of_case(made.c.office),
        Dimension.CHANNEL: made.c.channel,
        Dimension.POINT_OF_CONTACT: made.c.point,
        Dimension.TOPIC: made.c.topic,
    }
    return Source(rows, made.c.id, made.c.part, type_coerce(made.c.day, Date()), literal(1) == 1, columns)


def _made(of_cases: ColumnElement[bool], of_no_case: ColumnElement[bool], since: ColumnElement[Any]) -> Subquery:
    in_cases = (
        select(
            ID_OF_EVENT.label("id"),
            case_event.c.fact.label("part"),
            case_event.c.day.label("day"),
            case_event.c.channel.label("channel"),
            case_event.c.point_of_contact.label("point"),
            case_event.c.case_id.label("case_id"),
            protocol_case.c.account_id.label("account_id"),
            protocol_case.c.office.label("office"),
            TOPIC_OF_ENTRY.label("topic"),
        )
        .select_from(case_event.join(protocol_case, protocol_case.c.id == case_event.c.case_id))
        .where(case_event.c.day.between(since, UNTIL), case_event.c.taken_back.is_(None), of_cases)
    )
    alone = (
        select(
            action.c.id,
            action.c.type,
            action.c.ended_on,
            action.c.channel,
            action.c.point_of_contact,
            cast(null(), String),
            account.c.id,
            func.coalesce(action.c.office, account.c.office),
            action.c.topic,
        )
        .select_from(action.join(account, account.c.pk == action.c.account_pk))
        .where(
            action.c.ended_on.between(since, UNTIL),
            action.c.case_id.is_(None),
            action.c.annulled_at.is_(None),
            of_no_case,
        )
    )
    return union_all(in_cases, alone).subquery("contact_made")


def is_contact() -> ColumnElement[bool]:
    """
    What the entry reports is a contact in its flow. Said of both together: no planner then looks for cases by flow.
    """
    reported = protocol_case.c.flow + constant(":") + case_event.c.fact
    return reported.in_(constants(f"{flow}:{fact}" for flow, fact in _CONTACT_FACTS))


def steps() -> Source:
    """Contacts of cases, each with the next entry of the timeline that holds and is a step (MEA-03)."""
    state = protocol_case.c.flow + ":" + case_event.c.to_state
    taken = state + ":" + _NEXT.c.fact
    given = [f"{flow.value}:{name}:{fact}" for (flow, name), due in DUE.items() for fact in sorted(due.facts)]
    nothing = [f"{flow.value}:{name}" for (flow, name), due in DUE.items() if not due.facts]
    part = case(
        (state.in_(nothing), StepTaken.NOTHING_DUE.value),
        (_NEXT.c.fact.is_(None), StepTaken.PENDING.value),
        (taken.in_(given), StepTaken.AS_GIVEN.value),
        else_=StepTaken.OTHER.value,
    )
    within = and_(
        case_event.c.day.between(SINCE, UNTIL),
        case_event.c.channel.is_not(None),
        case_event.c.taken_back.is_(None),
        is_contact(),
    )
    rule = case({f"{flow.value}:{name}": due.rule for (flow, name), due in DUE.items()}, value=state)
    columns = {
        **by_channel(case_event.c.channel, case_event.c.point_of_contact),
        Dimension.RULE: rule,
        Dimension.TOPIC: TOPIC_OF_ENTRY,
    }
    following = and_(_NEXT.c.case_id == case_event.c.case_id, _NEXT.c.sequence == _NEXT_STEP)
    return Source(EVENTS.outerjoin(_NEXT, following), ID_OF_EVENT, part, case_event.c.day, within, columns)


_NEXT: Final = case_event.alias("next_event")
_LATER: Final = case_event.alias("later_event")
_NEXT_STEP: Final = (
    select(func.min(_LATER.c.sequence))
    .where(
        _LATER.c.case_id == case_event.c.case_id,
        _LATER.c.sequence > case_event.c.sequence,
        _LATER.c.taken_back.is_(None),
        _LATER.c.fact.not_in(sorted(NO_STEP)),
    )
    .correlate(case_event)
    .scalar_subquery()
)
