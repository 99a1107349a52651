"""
What a message says of a term: its last day and its length.

Belongs here: readers shared by many rows. Does not belong here: how a term is counted
(`domain.protocol.terms.counting`).
"""

from __future__ import annotations

from datetime import date

from domain.model.messages import Language
from domain.model.terms import Term
from domain.protocol.engine.situation import Situation
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import regional_office
from domain.protocol.messages.rows import Parameter, Reader
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, due, rule_of, term_rule
from domain.protocol.terms.explanation import day_es, length_en, length_es
from domain.protocol.terms.in_situation import row_in


def last_day(*rules: str) -> Reader:
    """
    Last day of the term of the first of these rules that runs; none runs: of the first, as begun with this fact.

    None: the term has no last day (not configured).
    """

    def read(situation: Situation) -> Parameter:
        found = next((term for rule in rules for term in situation.open_terms if term.rule_id == rule), None)
        day = last_day_of(found, rules[0], situation)
        return None if day is None else day_es(day)

    return read


def running_last_day(*rules: str) -> Reader:
    """As `last_day`, but only of a term that runs; None: none does."""

    def read(situation: Situation) -> Parameter:
        found = next((term for rule in rules for term in situation.open_terms if term.rule_id == rule), None)
        day = None if found is None else last_day_of(found, found.rule_id, situation)
        return None if day is None else day_es(day)

    return read


def term_length(rule: str) -> Reader:
    """How long the term of this rule is, in the recipient's language (`of_recipient`): "3 días hábiles"."""

    def read(situation: Situation) -> Parameter:
        row = row_in(rule, situation)
        return length_en(row) if of_recipient(situation) is Language.EN else length_es(row)

    return read


def last_day_of(term: Term | None, rule_id: str, situation: Situation) -> date | None:
    """Last day of a running term, or of one of this rule begun now at the responsible office."""
    table = terms_in_force(situation.config)
    if term is not None:
        rule = rule_of(term, table)
        return due(rule, term.started_at, calendar_for(rule, term.office, situation.book), term.given_date).due_on
    rule = term_rule(rule_id, situation.today, table)
    office = regional_office(situation) or situation.office
    return due(rule, situation.at, calendar_for(rule, office, situation.book)).due_on
