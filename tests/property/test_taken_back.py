"""Whatever fact is taken back at once, all is as it was before it, in every flow (AMB-70)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import StepNotAllowed
from domain.model.cases import Case, Flow
from domain.model.history.reconsideration import RECONSIDER
from domain.model.timers import TimerState
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.ways import openers, opens_itself
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.open_and_report import ReportFact, StartCase
from domain.use_cases.cases.take_back import TakeBackFact, take_back_fact
from tests.property.test_every_state import DERIVED, Guided
from tests.support.cases.guided import ACCOUNT_IDS, Step
from tests.support.memory.store import Rows

MOST_STATES = 8


class Regretful(Guided):
    """Takes each step back, looks whether all is as before, and then takes the step after all."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.taken_back = 0

    def played(self, step: Step, asked: StartCase | ReportFact) -> Case | None:
        store = self.desk.desk.store
        before = store.rows.copy()
        after = super().played(step, asked)
        if after is not None:
            kept = store.rows.copy()
            self._regret(step, after, before)
            store.rows = kept
        return after

    def _regret(self, step: Step, case: Case, before: Rows) -> None:
        rows = self.desk.desk.store.rows
        told = len(before.timelines.get(case.id, ()))
        fresh = [event for event in rows.timelines[case.id][told:] if event.fact in FLOWS[case.flow].facts]
        if not fresh or fresh[0].undo is None:
            return
        asked = TakeBackFact(case.id, fresh[0].sequence, "Era de otra empresa")
        try:
            self.runner.run(take_back_fact(self.desk.services, step.actor, asked))
        except StepNotAllowed:
            assert any(event.fact in FLOWS[case.flow].facts for event in rows.timelines[case.id][told + 1 :])
            return
        self.taken_back += 1
        assert as_it_is(self.desk.desk.store.rows, before) == as_it_is(before, before), (case.flow, fresh[0].fact)


def as_it_is(rows: Rows, before: Rows) -> dict[str, object]:
    """
    All that stands in *rows*; what is not in *before* only as far as it is neither ended, waived nor annulled.

    That an account's cases are due to be looked at again does not count: they find it as it was (AMB-68).
    """
    return {
        "cases": {
            key: (c.state, dict(c.data), c.office, c.assignee, c.accountable_unit, c.closed_at, c.account_id)
            for key, c in rows.cases.items()
            if key in before.cases or c.state != "RETIRADO"
        },
        "terms": {
            key: replace(term, office=None)
            for key, (term, _) in rows.terms.items()
            if key in before.terms or not term.waiver
        },
        "timers": sorted(
            (t.kind, t.subject, t.due_at, t.occurrence)
            for t in rows.timers.values()
            if t.state is TimerState.PENDING and t.kind != RECONSIDER
        ),
        "accounts": {
            key: replace(account, version=1, provenance={}, standings=()) for key, account in rows.accounts.items()
        },
        "actions": {
            key: action for key, action in rows.actions.items() if key in before.actions or not action.annulment
        },
        "representations": rows.representations,
    }


@pytest.mark.parametrize("flow", sorted(set(FLOWS) - DERIVED))
def test_what_is_taken_back_at_once_leaves_all_as_it_was(flow: Flow) -> None:
    """AMB-70: case, terms, timers, letters about terms, account, actions and the cases that it opened."""
    rules = FLOWS[flow]
    left = {state.name for state in rules.spec.states}
    taken_back = 0
    for seed, account_id in enumerate((*ACCOUNT_IDS, None)):
        game = Regretful(seed)
        case = game.open(rules, account_id, left) if opens_itself(rules) else opened_by_another(game, rules, account_id)
        for _ in range(MOST_STATES):
            if case is None or not left:
                break
            case = game.lead(case, left)
            if case.state not in left:
                break
            left = left - {case.state}
        game.teardown()
        taken_back += game.taken_back
    assert taken_back > 0


def opened_by_another(game: Regretful, rules: FlowRules, account_id: str | None) -> Case | None:
    """A case of a flow that only others open."""
    for other, state in openers(rules, FLOWS.values()):
        first = game.open(other, account_id, {state})
        if first is not None:
            game.lead(first, {state})
    return next(iter(game.desk.cases(rules.spec.flow)), None)
