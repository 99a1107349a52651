"""
Every flow played into every state by the way that its rows show: the invariants of all cases hold there (issue 4).

The machine of `test_cases_machine` plays what comes; here a guide looks for the shortest way to a state that nobody
has seen. Its dice are fixed, so a state that cannot be reached any more is a defect of the rows.
"""

from __future__ import annotations

from collections.abc import Collection
from random import Random
from typing import Final

import pytest

from domain.model.cases import Case, Flow
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, Transition
from domain.protocol.engine.ways import moves, openers, opens_itself, way_to
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.open_and_report import ReportFact, StartCase
from tests.property.test_cases_machine import Cases
from tests.support.cases.guided import (
    ACCOUNT_IDS,
    POINT,
    Step,
    situation_of,
    step_by,
)

MOST_STEPS = 30
MOST_GAMES = 120


class Guided(Cases):
    """One case at a time, led to states that were not seen; what must always hold is looked at after each step."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.dice = Random(seed)
        self.seen: set[tuple[Flow, str]] = set()
        Cases.register_accounts(self, other=Flow.CAPTURE)

    def open(self, rules: FlowRules, account_id: str | None, wanted: Collection[str]) -> Case | None:
        """A new case of the flow, by a fact that leads to a wanted state if one does; None: not for this account."""
        situation = self.runner.run(situation_of(self.desk, rules, None, account_id))
        openings = [(fact, row) for fact, row in moves(rules, NEW) if rules.facts[fact].roles]
        best = way_to(rules, NEW, wanted)
        others = self.dice.sample(openings, len(openings))
        for fact, row in others if best is None else [best, *others]:
            step = step_by(rules, situation, fact, self.dice, [row])
            if step is not None:
                asked = StartCase(rules.spec.flow, fact, account_id, step.data, point_of_contact=POINT)
                return self.played(step, asked)
        return None

    def lead(self, case: Case, wanted: Collection[str]) -> Case:
        """Go on with the case to one of the wanted states, as far as it goes."""
        rules = FLOWS[case.flow]
        blocked: set[tuple[str, int]] = set()
        for _ in range(MOST_STEPS):
            move = way_to(rules, case.state, wanted, blocked)
            if case.state in wanted:
                return case
            if move is None:
                after = self.anything(rules, case)
                if after is None:
                    return case
                case, blocked = after, set()
                continue
            fact, row = move
            after = self.in_time(case) if not rules.facts[fact].roles else self.step(rules, case, fact, [row])
            if after is None or after.version == case.version:
                blocked.add((case.state, id(row)))
            else:
                case, blocked = after, set()
        return case

    def step(self, rules: FlowRules, case: Case, fact: str, rows: Collection[Transition]) -> Case | None:
        situation = self.runner.run(situation_of(self.desk, rules, case, case.account_id))
        step = step_by(rules, situation, fact, self.dice, rows)
        return None if step is None else self.played(step, ReportFact(case.id, fact, step.data, point_of_contact=POINT))

    def anything(self, rules: FlowRules, case: Case) -> Case | None:
        """A trace that may open a way, or the passing of time."""
        traces = [move for move in moves(rules, case.state) if move[1].target is None and rules.facts[move[0]].roles]
        for fact, row in self.dice.sample(traces, len(traces)):
            after = self.step(rules, case, fact, [row])
            if after is not None and after.version != case.version:
                return after
        return self.in_time(case)

    def in_time(self, case: Case) -> Case | None:
        """The next thing that the case has on its calendar happens; None: there is none."""
        due = [timer.due_at for timer in self.desk.timers if timer.subject == f"case:{case.id}"]
        if not due:
            return None
        self.desk.desk.clock.at = max(self.desk.desk.clock.at, min(due))
        self.runner.run(self.desk.fire_due())
        self.look()
        return self.desk.desk.store.rows.cases[case.id]

    def played(self, step: Step, asked: StartCase | ReportFact) -> Case | None:
        before = set(self.desk.desk.store.rows.cases)
        self._play(step.actor, asked)
        self.look()
        rows = self.desk.desk.store.rows
        if isinstance(asked, ReportFact):
            return rows.cases[asked.case_id]
        new = [case for key, case in rows.cases.items() if key not in before and case.flow is asked.flow]
        return new[0] if new else None

    def look(self) -> None:
        """What must always hold, and which states are there."""
        for case_id, timeline in self.desk.desk.store.rows.timelines.items():
            flow = self.desk.desk.store.rows.cases[case_id].flow
            self.seen.update((flow, event.to_state) for event in timeline)
        self.every_open_case_has_a_next_step()
        self.no_term_is_lost()
        self.a_closed_case_leaves_nobody_owing()
        self.a_term_that_stopped_reminds_nobody()
        self.no_message_is_doubled()
        self.every_message_can_be_made()
        self.timelines_tell_the_whole_story()


def play(flow: Flow, seed: int, wanted: Collection[str]) -> set[str]:
    """One game: a case of the flow for one account, led to one of the wanted states; which states it saw."""
    game = Guided(seed)
    rules = FLOWS[flow]
    account_id = [*ACCOUNT_IDS, None][seed % (len(ACCOUNT_IDS) + 1)]
    try:
        case = game.open(rules, account_id, wanted) if opens_itself(rules) else None
        if case is None:
            for other, state in openers(rules, FLOWS.values()):
                first = game.open(other, account_id, {state})
                if first is not None:
                    game.lead(first, {state})
            case = next(iter(game.desk.cases(flow)), None)
        left = set(wanted)
        while case is not None and left:
            case = game.lead(case, left)
            left = left - {case.state} if case.state in left else set()
    finally:
        game.teardown()
    return {state for played, state in game.seen if played is flow}


ELSEWHERE: Final = frozenset({"REPRESENTACION_RECHAZADA", "UNIDA_A_LA_CUENTA", "UNIDA_A_OTRO_CASO"})
"""
Ends of a case that waits for who represents the company, or whose account was joined to another: played in
`test_declared_representation` and in `test_merge_accounts`, not by dice.
"""
DERIVED: Final = frozenset({Flow.ENQUIRY})
"""What answers to a contact open, not a fact of a case: played in `test_ask` and `test_public_steps`."""


@pytest.mark.parametrize("flow", sorted(set(FLOWS) - DERIVED))
def test_every_state_is_reached_and_holds_what_must_always_hold(flow: Flow) -> None:
    """COM-02, AMB-01, POL-06, SLA-21: no state without a next step, no term lost, no message doubled or unmade."""
    missing = {state.name for state in FLOWS[flow].spec.states} - ELSEWHERE
    for seed in range(MOST_GAMES):
        missing -= play(flow, seed, missing)
        if not missing:
            break
    assert not missing
