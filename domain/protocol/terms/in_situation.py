"""
A term as a case or a company meets it ("plazo según la situación"): the row that counts, its last day, its length.

Belongs here: which row a guard, a text or a message reads, so that a change of the row changes them all. Does not
belong here: the rows (domain.protocol.terms.table) and how they are counted (domain.protocol.terms.counting).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from string import Formatter
from typing import Final

from domain.errors import NoRuleApplies
from domain.model.cases import Value
from domain.model.institution.calendar import SANTIAGO, WorkCalendar, local_day, start_of_day
from domain.model.institution.channels import PointOfContact
from domain.model.terms import TermRule, TermUnit
from domain.protocol.engine.situation import Situation
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, due, rule_of, term_rule
from domain.protocol.terms.explanation import length_es
from domain.protocol.terms.table import TERMS

_GIVEN_DATE_UNITS: Final = {TermUnit.UNTIL_DATE, TermUnit.DAYS_BEFORE}

TERM_PLACEHOLDERS: Final = frozenset(row.rule_id for row in TERMS)
"""What a text may name to say how long a term is: "{SLA-08}" reads "4 días hábiles"."""


@dataclass(frozen=True, slots=True)
class Starting:
    """
    A term as a fact starts it.

    Attributes:
        row: The row under which it runs: that of the day on which it starts.
        started_at: UTC instant; of a term that is counted to a given date, that of the fact.
        given_date: The date to which such a term is counted.
    """

    row: TermRule
    started_at: datetime
    given_date: date | None = None


def starting(rule_id: str, at: Value, situation: Situation, point: PointOfContact | None = None) -> Starting | None:
    """
    The term of this rule that the fact of the situation starts; None: it would start before its first row, when the
    protocol set no such term.

    Args:
        at: An instant or a day (then its first instant at the office) at which it starts; None: with the fact. For the
            units UNTIL_DATE and DAYS_BEFORE it is the given date instead.
        point: Of the contact that starts it (MEA-06).

    Source: SLA-21, LIN-05.
    """
    table = terms_in_force(situation.config)
    try:
        row = term_rule(rule_id, local_day(situation.at, SANTIAGO), table, point)
        if row.unit in _GIVEN_DATE_UNITS:
            return Starting(row, situation.at, _day(at, situation))
        started_at = _instant(at, situation)
        return Starting(term_rule(rule_id, local_day(started_at, SANTIAGO), table, point), started_at)
    except NoRuleApplies:
        return None


def _instant(value: Value, situation: Situation) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        return start_of_day(value, situation.calendar.zone)
    return situation.at


def _day(value: Value, situation: Situation) -> date | None:
    if isinstance(value, datetime):
        return local_day(value, situation.calendar.zone)
    return value if isinstance(value, date) else None


def row_in(rule_id: str, situation: Situation) -> TermRule:
    """The row of the case's term of this rule that runs; none runs: the one that a term begun today would have."""
    table = terms_in_force(situation.config)
    running = next((term for term in situation.open_terms if term.rule_id == rule_id), None)
    return term_rule(rule_id, situation.today, table) if running is None else rule_of(running, table)


def last_day_by(row: TermRule, started_on: date, calendar: WorkCalendar, given_date: date | None = None) -> date | None:
    """Last day of a term of this row that starts on *started_on* (`terms.due`); None: the row gives no last day."""
    return due(row, start_of_day(started_on, calendar.zone), calendar, given_date).due_on


def last_day_in(rule_id: str, started_on: date, situation: Situation, given_date: date | None = None) -> date | None:
    """As `last_day_by`, of the row that counts here, at the responsible office."""
    row = row_in(rule_id, situation)
    return last_day_by(row, started_on, calendar_for(row, situation.office, situation.book), given_date)


def length_in(rule_id: str, situation: Situation) -> str:
    """How long the term is, in words: "3 días hábiles"."""
    return length_es(row_in(rule_id, situation))


def lengths_in(text: str, situation: Situation) -> dict[str, str]:
    """The lengths of the terms that *text* names as {placeholders}, by rule id."""
    named = {name for _, name, _, _ in Formatter().parse(text) if name in TERM_PLACEHOLDERS}
    return {name: length_in(name, situation) for name in sorted(named)}
