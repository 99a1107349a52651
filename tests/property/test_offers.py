"""
What is offered is accepted when its data are given; what is not is refused (F-55).

Cases are led into every state of their flow; in each, people of every role are asked what they may report.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

import pytest

from domain.errors import ProtocolError, RecordNotFound
from domain.model.cases import Case, Flow
from domain.model.institution.people import Actor, Role
from domain.protocol.engine.allowed import facts_allowed
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.routing.offers import offers
from tests.property.test_every_state import DERIVED, ELSEWHERE, Guided
from tests.support.cases.guided import ACCOUNT_IDS, NAMED, OTHERS, POINT, REGULAR, RUN, data_of, likely, situation_of

GAMES: Final = 6
TRIES_OF_WHAT_IS_OFFERED: Final = 400
TRIES_OF_WHAT_IS_NOT: Final = 6


def askers(situation: Situation) -> list[Actor]:
    """People of every role; a company's person is this company's."""
    account_id = None if situation.account is None else situation.account.id
    company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account_id, run=RUN)
    return [*REGULAR, *NAMED, *OTHERS, company]


def is_taken(rules: FlowRules, situation: Situation, fact: str, dice: Random, tries: int) -> bool:
    """Whether the engine accepts the fact with any of the data drawn."""
    for _ in range(tries):
        data = data_of(rules.facts[fact], dice, situation.at, likely)
        try:
            step = decide(rules, replace(situation, given=data, point_of_contact=POINT), fact)
        except (ProtocolError, RecordNotFound):
            continue
        if step.transition is not None:
            return True
    return False


class Asked(Guided):
    """Led as `Guided`; in each state that is new, everybody is asked."""

    def __init__(self, flow: Flow, seed: int, known: set[str]) -> None:
        super().__init__(seed)
        self.played_flow = flow
        self.known = known
        self.wrong: list[str] = []

    def look(self) -> None:
        for case in list(self.desk.desk.store.rows.cases.values()):
            if case.flow is self.played_flow and case.state not in self.known:
                self.known.add(case.state)
                self.ask(case, case.account_id)
        super().look()

    def ask(self, case: Case | None, account_id: str | None) -> None:
        """Everybody what they may report on the case, or to open one."""
        rules = FLOWS[self.played_flow]
        found = self.runner.run(situation_of(self.desk, rules, case, account_id))
        state = NEW if case is None else case.state
        for actor in askers(found):
            situation = replace(found, actor=actor)
            offered = {each.fact for each in offers(rules, situation, facts_allowed(rules, situation))}
            for fact in [each.name for each in rules.spec.facts if each.roles]:
                tries = TRIES_OF_WHAT_IS_OFFERED if fact in offered else TRIES_OF_WHAT_IS_NOT
                taken = is_taken(rules, situation, fact, self.dice, tries)
                if taken is not (fact in offered):
                    told = "offered and refused" if fact in offered else "taken and not offered"
                    self.wrong.append(f"{self.played_flow} {state or 'NEW'} {actor.role}: {fact} {told}")


@pytest.mark.parametrize("flow", sorted(set(FLOWS) - DERIVED))
def test_what_is_offered_is_accepted_when_its_data_are_given_and_what_is_not_is_refused(flow: Flow) -> None:
    """F-55, POL-06, RTE-04: in every state that is reached, for every role."""
    known: set[str] = set()
    wrong: list[str] = []
    states = {state.name for state in FLOWS[flow].spec.states} - ELSEWHERE
    for seed in range(GAMES):
        game = Asked(flow, seed, known)
        account_id = [*ACCOUNT_IDS, None][seed % (len(ACCOUNT_IDS) + 1)]
        try:
            game.ask(None, account_id)
            case = game.open(FLOWS[flow], account_id, states - known)
            while case is not None and states - known:
                before = len(known)
                case = game.lead(case, states - known)
                if len(known) == before:
                    break
        finally:
            wrong += game.wrong
            game.teardown()
    assert wrong == [], "\n".join(wrong)
