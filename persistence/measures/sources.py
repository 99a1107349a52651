"""Where the records of each subject of a measure are, by which day they belong to a period, and what groups them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from domain.model.institution.calendar import SANTIAGO, local_day
from domain.protocol.flows import FLOWS
from domain.protocol.measures.asking import MeasureQuery
from domain.protocol.measures.dimensions import AGES, OLDER, Dimension
from domain.protocol.measures.rows import CLOSED, OPEN, Subject
from domain.protocol.measures.steps import DUE, NO_STEP, StepTaken
from persistence.cases.terms import term_state
from persistence.database import DatabaseKind
from persistence.quality.reading import improvement_state
from persistence.tables import account, action, term
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.columns import Instant
from persistence.tables.quality import improvement, suggestion

_REGIONAL: Final = "OFIREG-"
_SURVEY: Final = "record_survey"

_CONTACT_FACTS: Final = tuple(
    sorted({(flow.value, fact.name) for flow, rules in FLOWS.items() for fact in rules.spec.facts if fact.is_contact})
)


@dataclass(frozen=True, slots=True)
class Source:
    """
    The records of one subject, joined to the case and the account they are of.

    Attributes:
        rows: `account` and `protocol_case` are among them, NULL where there is none.
        id: Text; what a record is read by.
        day: By which a period holds it, a day or the microseconds of an instant; never NULL where `within` is true.
        within: It lies in the period asked.
        columns: What groups it, where it has that of its own; the account gives the rest.
    """

    rows: FromClause
    id: ColumnElement[str]
    part: ColumnElement[str]
    day: ColumnElement[Any]
    within: ColumnElement[bool]
    columns: Mapping[Dimension, ColumnElement[Any]]


@lru_cache
def source_of(subject: Subject, kind: DatabaseKind) -> Source:
    """The records of the period that is bound (`period_of`), made once: a statement is known again by its parts."""
    source = _SOURCES[subject]()
    office = source.columns[Dimension.OFFICE]
    whose = {
        Dimension.MONTH: _month(source.day, kind),
        Dimension.REGION: _region(office),
        Dimension.SECTOR: account.c.sector,
        Dimension.AGE: _age(source.day, kind),
    }
    return replace(source, columns={**whose, **source.columns})


def period_of(asked: MeasureQuery) -> dict[str, object]:
    """What to bind: the period of *asked*, and when its records are judged."""
    first, last = asked.period.instants
    period = asked.period
    today = local_day(asked.now, SANTIAGO)
    return {
        "since": period.first,
        "until": period.last,
        "from_at": first,
        "until_at": last,
        "now": asked.now,
        "today": today,
        "today_number": today.toordinal(),
    }


_SINCE: Final = bindparam("since", type_=Date())
_UNTIL: Final = bindparam("until", type_=Date())
_FROM_AT: Final = bindparam("from_at", type_=Instant)
_UNTIL_AT: Final = bindparam("until_at", type_=Instant)
_NOW: Final = bindparam("now", type_=Instant)
_TODAY: Final = bindparam("today", type_=Date())
_TODAY_NUMBER: Final = bindparam("today_number", type_=Integer())


def _of_case(office: ColumnElement[Any]) -> dict[Dimension, ColumnElement[Any]]:
    c = protocol_case.c
    return {
        Dimension.OFFICE: office,
        Dimension.FLOW: c.flow,
        Dimension.UNIT: c.accountable_unit,
        Dimension.EXECUTIVE: c.assignee,
    }


def _of_term() -> dict[Dimension, ColumnElement[Any]]:
    return {
        **_of_case(term.c.office),
        Dimension.CHANNEL: term.c.channel,
        Dimension.POINT_OF_CONTACT: term.c.point_of_contact,
        Dimension.RULE: term.c.rule_id,
        Dimension.UNIT: func.coalesce(term.c.unit, protocol_case.c.accountable_unit),
    }


_TERMS: Final = term.outerjoin(protocol_case, protocol_case.c.id == term.c.case_id).outerjoin(
    account, account.c.id == term.c.account_id
)


def _terms() -> Source:
    within = term.c.due_on.between(_SINCE, _UNTIL)
    return Source(_TERMS, term.c.id, term_state(_NOW), term.c.due_on, within, _of_term())


def _started_terms() -> Source:
    within = term.c.started_at.between(_FROM_AT, _UNTIL_AT)
    day = type_coerce(term.c.started_at, BigInteger())
    return Source(_TERMS, term.c.id, term_state(_NOW), day, within, _of_term())


_OPENING: Final = case_event.alias("opening")
_CASES: Final = protocol_case.join(
    _OPENING, and_(_OPENING.c.case_id == protocol_case.c.id, _OPENING.c.sequence == 1)
).outerjoin(account, account.c.id == protocol_case.c.account_id)


def _by_channel(channel: ColumnElement[Any], point: ColumnElement[Any]) -> dict[Dimension, ColumnElement[Any]]:
    return {
        **_of_case(protocol_case.c.office),
        Dimension.CHANNEL: channel,
        Dimension.POINT_OF_CONTACT: point,
    }


def _cases() -> Source:
    c = protocol_case.c
    part = case((c.closed_at <= _NOW, literal_column(f"'{CLOSED}'")), else_=OPEN)
    within = _OPENING.c.day.between(_SINCE, _UNTIL)
    return Source(_CASES, c.id, part, _OPENING.c.day, within, _by_channel(c.channel, c.point_of_contact))


_EVENTS: Final = case_event.join(protocol_case, protocol_case.c.id == case_event.c.case_id).outerjoin(
    account, account.c.id == protocol_case.c.account_id
)
_ID_OF_EVENT: Final = case_event.c.case_id + ":" + cast(case_event.c.sequence, String)


def _surveys() -> Source:
    score = case_event.c.data["score"].as_integer()
    within = and_(
        case_event.c.fact == _SURVEY,
        case_event.c.taken_back.is_(None),
        case_event.c.day.between(_SINCE, _UNTIL),
        score.is_not(None),
    )
    columns = _by_channel(
        func.coalesce(case_event.c.channel, protocol_case.c.channel),
        func.coalesce(case_event.c.point_of_contact, protocol_case.c.point_of_contact),
    )
    return Source(_EVENTS, _ID_OF_EVENT, cast(score, String), case_event.c.day, within, columns)


def _contacts() -> Source:
    """What was reported as a contact in a case, and what was registered with a channel and is of no case (MEA-02)."""
    in_cases = (
        select(
            _ID_OF_EVENT.label("id"),
            case_event.c.fact.label("part"),
            case_event.c.day.label("day"),
            case_event.c.channel.label("channel"),
            case_event.c.point_of_contact.label("point"),
            case_event.c.case_id.label("case_id"),
            protocol_case.c.account_id.label("account_id"),
            protocol_case.c.office.label("office"),
        )
        .select_from(case_event.join(protocol_case, protocol_case.c.id == case_event.c.case_id))
        .where(
            case_event.c.day.between(_SINCE, _UNTIL),
            case_event.c.channel.is_not(None),
            case_event.c.taken_back.is_(None),
            _is_contact(),
        )
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
        )
        .select_from(action.join(account, account.c.pk == action.c.account_pk))
        .where(
            action.c.ended_on.between(_SINCE, _UNTIL),
            action.c.channel.is_not(None),
            action.c.case_id.is_(None),
            action.c.annulled_at.is_(None),
        )
    )
    made = union_all(in_cases, alone).subquery("contact_made")
    rows = made.outerjoin(protocol_case, protocol_case.c.id == made.c.case_id).outerjoin(
        account, account.c.id == made.c.account_id
    )
    columns = {
        **_of_case(made.c.office),
        Dimension.CHANNEL: made.c.channel,
        Dimension.POINT_OF_CONTACT: made.c.point,
    }
    return Source(rows, made.c.id, made.c.part, type_coerce(made.c.day, Date()), literal(1) == 1, columns)


def _is_contact() -> ColumnElement[bool]:
    by_flow: dict[str, list[str]] = {}
    for flow, fact in _CONTACT_FACTS:
        by_flow.setdefault(flow, []).append(fact)
    return or_(
        *(and_(protocol_case.c.flow == flow, case_event.c.fact.in_(facts)) for flow, facts in sorted(by_flow.items()))
    )


def _suggestions() -> Source:
    within = suggestion.c.received_on.between(_SINCE, _UNTIL)
    columns = {
        **_by_channel(
            func.coalesce(case_event.c.channel, protocol_case.c.channel),
            func.coalesce(case_event.c.point_of_contact, protocol_case.c.point_of_contact),
        ),
        Dimension.UNIT: suggestion.c.unit,
    }
    return Source(_SUGGESTIONS, suggestion.c.id, suggestion.c.state, suggestion.c.received_on, within, columns)


_SUGGESTIONS: Final = (
    suggestion.join(protocol_case, protocol_case.c.id == suggestion.c.case_id)
    .join(
        case_event, and_(case_event.c.case_id == suggestion.c.case_id, case_event.c.sequence == suggestion.c.sequence)
    )
    .outerjoin(account, account.c.id == protocol_case.c.account_id)
)


def _improvements() -> Source:
    c = improvement.c
    columns = {Dimension.OFFICE: cast(null(), String), Dimension.UNIT: c.unit, Dimension.RULE: c.line}
    within = c.due_on.between(_SINCE, _UNTIL)
    return Source(improvement, c.id, improvement_state(_TODAY), c.due_on, within, columns)


def _steps() -> Source:
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
        case_event.c.day.between(_SINCE, _UNTIL),
        case_event.c.channel.is_not(None),
        case_event.c.taken_back.is_(None),
        _is_contact(),
    )
    rule = case({f"{flow.value}:{name}": due.rule for (flow, name), due in DUE.items()}, value=state)
    columns = {**_by_channel(case_event.c.channel, case_event.c.point_of_contact), Dimension.RULE: rule}
    following = and_(_NEXT.c.case_id == case_event.c.case_id, _NEXT.c.sequence == _NEXT_STEP)
    return Source(_EVENTS.outerjoin(_NEXT, following), _ID_OF_EVENT, part, case_event.c.day, within, columns)


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


_SOURCES: Final[Mapping[Subject, Callable[[], Source]]] = {
    Subject.TERM: _terms,
    Subject.STARTED_TERM: _started_terms,
    Subject.CASE: _cases,
    Subject.CONTACT: _contacts,
    Subject.SURVEY: _surveys,
    Subject.STEP: _steps,
    Subject.SUGGESTION: _suggestions,
    Subject.IMPROVEMENT: _improvements,
}


def _month(day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[str]:
    """The month of a day: "2024-04"."""
    if kind == "sqlite":
        return func.substr(cast(day, String), 1, 7)
    return func.to_char(day, "YYYY-MM")


def ordinal_of(day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[int]:
    """`date.toordinal` of `Source.day`, by which periods of classes are found; of an instant, its day in Greenwich."""
    if isinstance(day.type, BigInteger):
        return day // _MICROSECONDS_A_DAY + _EPOCH
    if kind == "sqlite":
        return cast(func.julianday(day) - _DAYS_BEFORE_YEAR_ONE, Integer)
    return day - literal_column("DATE '0001-01-01'", Date()) + 1


def _age(day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[str]:
    """Calendar days from the day to today, in the groups of `AGES`."""
    days = _TODAY_NUMBER - ordinal_of(day, kind)
    return case(*((days <= most, group) for most, group in AGES.items()), else_=OLDER)


_MICROSECONDS_A_DAY: Final = 86_400_000_000
_EPOCH: Final = 719_163
_DAYS_BEFORE_YEAR_ONE: Final = 1_721_424.5


def _region(office: ColumnElement[Any]) -> ColumnElement[str]:
    """Of the company; without an account, of the regional office that answers."""
    regional = and_(account.c.id.is_(None), office.like(f"{_REGIONAL}%"))
    of_office = func.substr(office, literal_column(str(len(_REGIONAL) + 1)))
    return func.coalesce(account.c.region, case((regional, of_office)))
