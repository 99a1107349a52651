"""What `make prove` takes away, and how it tells what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable

from domain.protocol.catalogue import AMBIGUITIES, RULES
from domain.protocol.flows import FLOWS
from domain.protocol.terms.table import TERMS
from tests.support.proving.changes import changes
from tests.support.proving.plugin import Colour, _forked
from tests.support.proving.rules import changes_of_rules
from tests.support.proving.switches import SWITCHES


def _colour(apply: Callable[[], None]) -> Colour:
    """What a process that makes this change, with no test to notice it, ends as."""
    process = _forked(apply, ())
    return Colour(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


def test_a_change_that_no_test_claims_survives_and_one_that_fails_is_broken() -> None:
    """A survivor is told from a change that could not be made: neither counts as proof."""

    def cannot() -> None:
        raise LookupError

    assert (_colour(lambda: None), _colour(cannot)) == (Colour.GREEN, Colour.BROKEN)


def test_every_row_of_the_flows_and_of_the_terms_is_taken_away() -> None:
    """As many changes as there are rows, and each cites the rules of its row, and no more than an open point beside."""
    rows = [change for change in changes() if change.kind == "row"]
    flows = [change for change in rows if change.table.startswith("flow ")]
    assert len(flows) == sum(len(rules.spec.transitions) for rules in FLOWS.values())
    assert len([change for change in rows if change.table == "terms"]) == len(TERMS)
    assert all(change.rules & RULES.keys() and change.rules <= {*RULES, *AMBIGUITIES} for change in rows)


def test_a_row_left_out_is_gone_for_all_who_read_the_table() -> None:
    """In the process of the change, and only there."""
    change = next(change for change in changes() if change.name.startswith("terms, row: SLA-03"))
    row = next(row for row in TERMS if row.rule_id == "SLA-03")

    def apply() -> None:
        change.apply()
        from domain.protocol.terms import configured, table

        if any(row in module.TERMS for module in (table, configured)):
            raise AssertionError(change.name)

    assert _colour(apply) is Colour.GREEN
    assert row in TERMS


def test_every_covered_rule_has_a_row_or_a_switch() -> None:
    """What cannot be taken away cannot be proved."""
    covered = {rule.id for rule in RULES.values() if rule.is_covered}
    rows = {cited for change in changes() if change.kind == "row" for cited in change.rules}
    assert covered - rows - SWITCHES.keys() == set()
    assert {change.what for change in changes_of_rules()} == covered
