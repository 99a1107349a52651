"""A term changes by one row: what was before stays, and what is not named stays as it was (LIN-05)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import term_rule
from domain.protocol.terms.table import CHANGES, TERMS, changed, with_changes
from tests.support.builders import a_configuration
from tests.support.proving import proves

_2027, _2028 = date(2027, 1, 1), date(2028, 1, 1)


def test_a_second_change_keeps_what_the_first_one_said() -> None:
    """LIN-05: three business days, four from 2027; from 2028 the start is told by other words, and four stay."""
    words = "la ficha quedó completa"
    rows = with_changes(TERMS, [changed("SLA-03", _2027, quantity=4), changed("SLA-03", _2028, start_es=words)])
    held = [term_rule("SLA-03", day, rows) for day in (date(2026, 12, 31), _2027, date(2027, 12, 31), _2028)]
    assert [row.quantity for row in held] == [3, 4, 4, 4]
    assert [row.start_es == words for row in held] == [False, False, False, True]
    assert rows[: len(TERMS)] == TERMS


@proves(*{change.rule_id for change in CHANGES})
def test_every_change_holds_from_its_day_and_not_before() -> None:
    """LIN-05: inclusive; the row of the day before differs in what the change names, and in nothing else."""
    rows = terms_in_force(a_configuration())
    for change in CHANGES:
        row, before = (term_rule(change.rule_id, change.since - timedelta(days=back), rows) for back in (0, 1))
        assert {name: getattr(row, name) for name in change.new} == change.new
        others = {each.name for each in fields(row)} - change.new.keys() - {"effective_from"}
        assert {name: getattr(row, name) for name in others} == {name: getattr(before, name) for name in others}
        assert row != before
