"""
The flows of foreign companies played to their ends by dice: the invariants of all cases hold in every state (issue 4).

The machine of `test_cases_machine` draws any value of a kind; here the values are those that lead far: macro-zones of
the directory, offices that are involved, suppliers that are Chilean. Seeds are fixed, so that every state is reached.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from domain.model.cases import Datum, FactSpec, Flow, Value, ValueKind
from domain.model.channels import PointOfContact
from domain.protocol.contact_points import TELEPHONE
from domain.protocol.flows import FLOWS
from domain.use_cases.cases import ReportFact, StartCase
from domain.use_cases.next_steps import step_of_case
from tests.property.test_cases_machine import ACCOUNT_IDS, ADMINISTRATOR, Cases, value_of
from tests.support.foreign_cases import PEOPLE

NATIONAL = tuple(ACCOUNT_IDS[place] for place in (0, 1, 6))
FOREIGN = ACCOUNT_IDS[3:5]
USER_COMPANY = ACCOUNT_IDS[6]
CHOICES: dict[str, tuple[Value, ...]] = {
    "macrozone": ("Norte", "Sur"),
    "macrozones": (None,),
    "office": ("OFICOM-CN-SHA", "OFIREG-08", "OFIREG-15"),
    "rut": ("76.543.210-3", "no es un RUT"),
    "region": ("08", "15"),
    "supply_known": (True, True, False),
    "user_company": (USER_COMPANY, USER_COMPANY, NATIONAL[0]),
    "lead_time_days": (0, 10, 45),
}


def likely(datum: Datum, dice: Random, now: datetime) -> Value:
    """A value that may lead on."""
    if datum.name in CHOICES:
        return dice.choice(CHOICES[datum.name])
    if datum.kind is ValueKind.ACCOUNTS:
        return (dice.choice(NATIONAL),)
    if datum.name in {"visit_starts_on", "activity_on"}:
        return now.date() + timedelta(days=dice.randint(2, 90))
    if datum.name in {"started_on", "ended_on"}:
        return now.date() - timedelta(days=dice.randint(-1, 2))
    if datum.kind is ValueKind.REGIONS:
        return tuple(dice.sample(["08", "15"], dice.randint(1, 2)))
    return value_of(datum, dice, now)


class ForeignCases(Cases):
    """The same invariants, with the directory of foreign cases and values that lead far."""

    def __init__(self) -> None:
        super().__init__()
        self.desk.directory = PEOPLE

    def play(self, flow: Flow, dice: Random) -> None:
        """Open some cases and go on with them, checking after each step; sometimes twice, sometimes late."""
        Cases.register_accounts(self, flows=[flow])
        openings = [FLOWS[flow].facts[name] for name in FLOWS[flow].facts_from("")]
        account = dice.choice(FOREIGN)
        for spec in (dice.choice(openings) for _ in range(4)):
            asked = StartCase(flow, spec.name, account, self._data(dice, spec), point_of_contact=PointOfContact.OFICOM)
            self._play(self._actor(dice, spec, account), asked)
        for _ in range(22):
            self._happen(dice)
            self.every_open_case_has_a_next_step()
            self.no_term_is_lost()
            self.a_closed_case_leaves_nobody_owing()
            self.a_term_that_stopped_reminds_nobody()
            self.no_message_is_doubled()
            self.every_message_can_be_made()
            self.timelines_tell_the_whole_story()

    def _happen(self, dice: Random) -> None:
        chance = dice.random()
        if chance < 0.6 and self._open():
            case = dice.choice(self._open())
            step = self.runner.run(step_of_case(self.desk.services, ADMINISTRATOR, case.id))
            spec = FLOWS[case.flow].facts[dice.choice(step.facts)]
            asked = ReportFact(case.id, spec.name, self._data(dice, spec), point_of_contact=PointOfContact.OFICOM)
            self._play(self._actor(dice, spec, case.account_id), asked)
        elif chance < 0.75 and self.desk.desk.store.rows.cases:
            self.report_a_fact(seed=dice.randint(0, 2**32), late=dice.randint(0, 72))
        elif chance < 0.9 and self.last is not None:
            self.say_it_again()
        else:
            self.time_passes(hours=dice.randint(1, 60))

    def _data(self, dice: Random, spec: FactSpec) -> dict[str, Value]:
        now = self.desk.desk.clock.at
        drawn = [datum for datum in spec.data if datum.required or (datum != TELEPHONE and dice.random() < 0.6)]
        return {datum.name: likely(datum, dice, now) for datum in drawn}


@pytest.mark.parametrize("flow", [Flow.DEMAND, Flow.INVESTMENT, Flow.VISIT, Flow.INVITATION, Flow.ABROAD])
def test_every_state_is_reached_and_holds_what_must_always_hold(flow: Flow) -> None:
    """COM-02, AMB-01, POL-06, SLA-21: no state without a next step, no term lost, no message doubled or unmade."""
    reached: Counter[str] = Counter()
    for seed in range(60):
        game = ForeignCases()
        try:
            game.play(flow, Random(seed))
        finally:
            game.teardown()
        for timeline in game.desk.desk.store.rows.timelines.values():
            reached.update(event.to_state for event in timeline)
    assert set(FLOWS[flow].states) <= set(reached)
