"""Where the records of each subject of a measure are, by which day they belong to a period, and what groups them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    type_coerce,
)

from domain.model.institution.calendar import SANTIAGO, add_months, local_day
from domain.protocol.measures.asking import MeasureQuery, Period
from domain.protocol.measures.dimensions import AGES, OLDER, Dimension
from domain.protocol.measures.operation import MONTHS_BEFORE, days_that_are_over
from domain.protocol.measures.subjects import CLOSED, OPEN, Subject
from domain.protocol.quality.survey_form import SURVEY_FACTS
from domain.protocol.terms.step_of_term import STEP_OF_TERM
from persistence.cases.terms import term_state
from persistence.database import DatabaseKind
from persistence.measures.as_it_was import as_it_was
from persistence.measures.calls import call_plans, call_stages, call_times
from persistence.measures.contacts import contacts, requests, steps
from persistence.measures.objectives import product_markets, served_companies
from persistence.measures.operation import office_days, office_days_bound
from persistence.measures.parts import (
    CASES,
    EVENTS,
    FROM_AT,
    ID_OF_EVENT,
    NOW,
    OPENING,
    SINCE,
    TODAY,
    TODAY_NUMBER,
    UNTIL,
    UNTIL_AT,
    Source,
    by_channel,
    of_case,
    ordinal_of,
)
from persistence.measures.results import business, follow_ups
from persistence.measures.stages import stage_times, stages, step_times
from persistence.quality.reading import improvement_state
from persistence.tables import account, term
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.columns import micros
from persistence.tables.quality import improvement, suggestion

_REGIONAL: Final = "OFIREG-"
OF_THEIR_DAY: Final = frozenset(
    {Subject.TERM, Subject.STARTED_TERM, Subject.CONTACT, Subject.REQUEST, Subject.STEP, Subject.CASE, Subject.SURVEY}
)
"""Subjects of which there are many, and of whose records each is counted on its day whatever the period."""


@lru_cache
def source_of(subject: Subject, kind: DatabaseKind) -> Source:
    """The records of the period that is bound (`period_of`), made once: a statement is known again by its parts."""
    source = _BY_KIND[subject](kind) if subject in _BY_KIND else _SOURCES[subject]()
    office = source.columns[Dimension.OFFICE]
    whose = {
        Dimension.MONTH: _month(source.day, kind),
        Dimension.REGION: _region(office, as_it_was("region", source.day, kind)),
        Dimension.SECTOR: as_it_was("sector", source.day, kind),
        Dimension.SIZE: as_it_was("company_size", source.day, kind),
        Dimension.AGE: _age(source.day, kind),
    }
    return replace(source, columns={**whose, **source.columns})


def period_of(asked: MeasureQuery) -> dict[str, object]:
    """What to bind: the period of *asked*, and when its records are judged."""
    today = local_day(asked.now, SANTIAGO)
    return {
        **bounds_of(asked.period),
        "now": micros(asked.now),
        "today": today,
        "today_number": today.toordinal(),
        **(_office_days(asked) if asked.measure.subject is Subject.OFFICE_DAY else {}),
    }


def bounds_of(period: Period) -> dict[str, object]:
    """What to bind of it, where its records are those of its days."""
    first, last = period.instants
    return {"since": period.first, "until": period.last, "from_at": first, "until_at": last}


def _office_days(asked: MeasureQuery) -> dict[str, object]:
    first, last = asked.period.first, asked.period.last
    if asked.book is None:
        raise ValueError("business days are counted by a calendar")
    days = days_that_are_over(asked.book, asked.offices, first, last, asked.now)
    return office_days_bound(days, add_months(first, -MONTHS_BEFORE))


def _of_term() -> dict[Dimension, ColumnElement[Any]]:
    """Of a closed term who had its case then; of one that runs, who has it (AMB-69)."""
    is_closed = or_(term.c.stopped_at.is_not(None), term.c.waived_at.is_not(None))
    return {
        **of_case(term.c.office, case((is_closed, term.c.assignee), else_=protocol_case.c.assignee)),
        Dimension.CHANNEL: term.c.channel,
        Dimension.POINT_OF_CONTACT: term.c.point_of_contact,
        Dimension.RULE: term.c.rule_id,
        Dimension.STEP: _step_of_term(),
        Dimension.UNIT: func.coalesce(term.c.unit, protocol_case.c.accountable_unit),
    }


def _step_of_term() -> ColumnElement[str]:
    """The process and the state in which the term runs; NULL for one of no case (MEA-13)."""
    steps = {f"{flow.value}:{rule}": f"{flow.value}:{state}" for (flow, rule), state in STEP_OF_TERM.items()}
    return case(steps, value=protocol_case.c.flow + ":" + term.c.rule_id)


_TERMS: Final = term.outerjoin(protocol_case, protocol_case.c.id == term.c.case_id).outerjoin(
    account, account.c.id == term.c.account_id
)


def _terms() -> Source:
    within = term.c.due_on.between(SINCE, UNTIL)
    return Source(_TERMS, term.c.id, term_state(NOW), term.c.due_on, within, _of_term())


def _started_terms() -> Source:
    within = term.c.started_at.between(FROM_AT, UNTIL_AT)
    day = type_coerce(term.c.started_at, BigInteger())
    return Source(_TERMS, term.c.id, term_state(NOW), day, within, _of_term())


def _cases() -> Source:
    c = protocol_case.c
    part = case((c.closed_at <= NOW, literal_column(f"'{CLOSED}'")), else_=OPEN)
    within = OPENING.c.day.between(SINCE, UNTIL)
    return Source(CASES, c.id, part, OPENING.c.day, within, by_channel(c.channel, c.point_of_contact))


def _surveys() -> Source:
    score = case_event.c.data["score"].as_integer()
    within = and_(
        case_event.c.fact.in_(sorted(SURVEY_FACTS)),
        case_event.c.taken_back.is_(None),
        case_event.c.day.between(SINCE, UNTIL),
        score.is_not(None),
    )
    columns = by_channel(
        func.coalesce(case_event.c.channel, protocol_case.c.channel),
        func.coalesce(case_event.c.point_of_contact, protocol_case.c.point_of_contact),
        case_event,
    )
    columns[Dimension.STEP] = protocol_case.c.flow + ":" + case_event.c.from_state
    return Source(EVENTS, ID_OF_EVENT, cast(score, String), case_event.c.day, within, columns)


def _suggestions() -> Source:
    within = suggestion.c.received_on.between(SINCE, UNTIL)
    columns = {
        **by_channel(
            func.coalesce(case_event.c.channel, protocol_case.c.channel),
            func.coalesce(case_event.c.point_of_contact, protocol_case.c.point_of_contact),
            case_event,
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
    within = c.due_on.between(SINCE, UNTIL)
    return Source(improvement, c.id, improvement_state(TODAY), c.due_on, within, columns)


_SOURCES: Final[Mapping[Subject, Callable[[], Source]]] = {
    Subject.TERM: _terms,
    Subject.STARTED_TERM: _started_terms,
    Subject.CASE: _cases,
    Subject.SURVEY: _surveys,
    Subject.STEP: steps,
    Subject.CALL_STAGE: call_stages,
    Subject.CALL_TIME: call_times,
    Subject.CALL_PLAN: call_plans,
    Subject.STAGE: stages,
    Subject.STAGE_TIME: stage_times,
    Subject.STEP_TIME: step_times,
    Subject.FOLLOW_UP: follow_ups,
    Subject.BUSINESS: business,
    Subject.SUGGESTION: _suggestions,
    Subject.IMPROVEMENT: _improvements,
}
_BY_KIND: Final[Mapping[Subject, Callable[[DatabaseKind], Source]]] = {
    Subject.CONTACT: contacts,
    Subject.OFFICE_DAY: office_days,
    Subject.PRODUCT_MARKET: product_markets,
    Subject.REQUEST: requests,
    Subject.SERVED_COMPANY: served_companies,
}
"""Those that count days, or read what an account was on a day, as each database does."""


def _month(day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[str]:
    """The month of a day: "2024-04"."""
    if kind == "sqlite":
        return func.substr(cast(day, String), 1, 7)
    return func.to_char(day, "YYYY-MM")


def _age(day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[str]:
    """Calendar days from the day to today, in the groups of `AGES`."""
    days = TODAY_NUMBER - ordinal_of(day, kind)
    return case(*((days <= most, group) for most, group in AGES.items()), else_=OLDER)


def _region(office: ColumnElement[Any], of_account: ColumnElement[str]) -> ColumnElement[str]:
    """Of the company on that day; without an account, of the regional office that answers."""
    regional = and_(account.c.id.is_(None), office.like(f"{_REGIONAL}%"))
    of_office = func.substr(office, literal_column(str(len(_REGIONAL) + 1)))
    return func.coalesce(of_account, case((regional, of_office)))
