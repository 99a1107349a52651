"""Where contacts, what was asked for at them and what followed each in its case are (MEA-02, MEA-03, MEA-05)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
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
from domain.protocol.measures.steps import DUE, StepTaken
from persistence.database import DatabaseKind
from persistence.measures.as_it_was import as_it_was
from persistence.measures.parts import ID_OF_EVENT, NEXT, SINCE, UNTIL, Source, by_channel, events_with_next, of_case
from persistence.records import constant, constants
from persistence.tables import account, action
from persistence.tables.cases import case_event, protocol_case

_CONTACT_FACTS: Final = tuple(
    sorted({(flow.value, fact.name) for flow, rules in FLOWS.items() for fact in rules.spec.facts if fact.is_contact})
)


def contacts(kind: DatabaseKind) -> Source:
    """What was reported as a contact in a case, and what was registered with a channel and is of no case (MEA-02)."""
    return _said(contacts_made(SINCE, kind))


def contacts_made(since: ColumnElement[Any], kind: DatabaseKind) -> Subquery:
    """The same as they were made from the day *since* to the end of the period: day, channel, office."""
    return _made((case_event, contact_by_channel()), action.c.channel.is_not(None), since, kind)


def requests(kind: DatabaseKind) -> Source:
    """Contacts, and what opened a case, with a topic of their own or of their case; actions of no case with one."""
    asked_for = and_(TOPIC_OF_ENTRY.is_not(None), or_(is_contact(), case_event.c.sequence == 1))
    with_case = case_event.join(protocol_case, protocol_case.c.id == case_event.c.case_id)
    return _said(_made((with_case, asked_for), action.c.topic.is_not(None), SINCE, kind))


TOPIC_OF_ENTRY: Final = func.coalesce(case_event.c.topic, protocol_case.c.topic)
"""What was asked for at a contact: its own topic, else that of its case (MEA-05)."""


def _said(made: Subquery) -> Source:
    whose = func.coalesce(made.c.account_id, protocol_case.c.account_id)
    rows = made.outerjoin(protocol_case, protocol_case.c.id == made.c.case_id).outerjoin(account, account.c.id == whose)
    columns = {
        **of_case(made.c.office, made.c.assignee),
        Dimension.FLOW: made.c.flow,
        Dimension.CHANNEL: made.c.channel,
        Dimension.POINT_OF_CONTACT: made.c.point,
        Dimension.TOPIC: func.coalesce(made.c.topic, protocol_case.c.topic),
    }
    return Source(rows, made.c.id, made.c.part, type_coerce(made.c.day, Date()), literal(1) == 1, columns)


def _made(
    of_cases: tuple[FromClause, ColumnElement[bool]],
    of_no_case: ColumnElement[bool],
    since: ColumnElement[Any],
    kind: DatabaseKind,
) -> Subquery:
    """
    Entries of timelines that stand, and actions of no case that hold and meet *of_no_case*.

    Args:
        of_cases: Where the entries are, and what they meet.
    """
    entries, met = of_cases
    in_cases = (
        select(
            ID_OF_EVENT.label("id"),
            case_event.c.fact.label("part"),
            case_event.c.day.label("day"),
            case_event.c.channel.label("channel"),
            case_event.c.point_of_contact.label("point"),
            case_event.c.case_id.label("case_id"),
            cast(null(), String).label("account_id"),
            case_event.c.office.label("office"),
            case_event.c.assignee.label("assignee"),
            case_event.c.topic.label("topic"),
            case_event.c.flow.label("flow"),
        )
        .select_from(entries)
        .where(case_event.c.day.between(since, UNTIL), case_event.c.taken_back.is_(None), met)
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
            func.coalesce(action.c.office, as_it_was("office", action.c.ended_on, kind)),
            cast(null(), String),
            action.c.topic,
            cast(null(), String),
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
    """What the entry reports is a contact in its flow, which the index of days tells."""
    reported = case_event.c.flow + constant(":") + case_event.c.fact
    return reported.in_(constants(f"{flow}:{fact}" for flow, fact in _CONTACT_FACTS))


def contact_by_channel() -> ColumnElement[bool]:
    """What the entry reports is a contact, and by which channel it was."""
    return and_(case_event.c.channel.is_not(None), is_contact())


def steps() -> Source:
    """Contacts of cases, each with the next entry of the timeline that holds and is a step (MEA-03)."""
    state = protocol_case.c.flow + ":" + case_event.c.to_state
    taken = state + ":" + NEXT.c.fact
    given = [f"{flow.value}:{name}:{fact}" for (flow, name), due in DUE.items() for fact in sorted(due.facts)]
    nothing = [f"{flow.value}:{name}" for (flow, name), due in DUE.items() if not due.facts]
    part = case(
        (state.in_(nothing), StepTaken.NOTHING_DUE.value),
        (NEXT.c.fact.is_(None), StepTaken.PENDING.value),
        (taken.in_(given), StepTaken.AS_GIVEN.value),
        else_=StepTaken.OTHER.value,
    )
    within = and_(case_event.c.day.between(SINCE, UNTIL), case_event.c.taken_back.is_(None), contact_by_channel())
    rule = case({f"{flow.value}:{name}": due.rule for (flow, name), due in DUE.items()}, value=state)
    columns = {
        **by_channel(case_event.c.channel, case_event.c.point_of_contact, case_event),
        Dimension.RULE: rule,
        Dimension.TOPIC: TOPIC_OF_ENTRY,
    }
    return Source(events_with_next(), ID_OF_EVENT, part, case_event.c.day, within, columns)
