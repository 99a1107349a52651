"""
A term as a case or a company meets it ("plazo según la situación"): the row that counts, its last day, its length.

Belongs here: which row a guard, a text or a message reads, so that a change of the row changes them all. Does not
belong here: the rows (domain.protocol.terms.table) and how they are counted (domain.protocol.terms.counting).
"""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import Final

from domain.model.institution.calendar import WorkCalendar, start_of_day
from domain.model.terms import TermRule
from domain.protocol.engine.situation import Situation
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, due, rule_of, term_rule
from domain.protocol.terms.explanation import length_es
from domain.protocol.terms.table import TERMS

TERM_PLACEHOLDERS: Final = frozenset(row.rule_id for row in TERMS)
"""What a text may name to say how long a term is: "{SLA-08}" reads "4 días hábiles"."""


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
