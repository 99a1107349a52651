"""
Which of several next steps is said first ("lo más urgente"), and the steps that a change outside a case asks for.

Belongs here: order. Does not belong here: what each step is (`next_step`, `account_step`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from domain.model.cases import Flow, NextStep
from domain.protocol.catalogue import RULES
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.following import pending_task
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import who_es
from domain.protocol.routing.offers import withheld

_LAST: Final = frozenset({Flow.FOLLOW_UP})
"""Processes about what is over (FUP-01): attention that somebody waits for goes first."""


def by_urgency(steps: Sequence[tuple[Flow, NextStep]]) -> list[NextStep]:
    """
    The steps that ask for something, the one to say first at the head.

    What is attended now goes before the follow-up of what is over; then the step whose term ends first; then the
    oldest case, as they come.

    Source: COM-02, section 8.3, FUP-01.
    """
    asking = [(flow, step) for flow, step in steps if step.step != "none"]
    return [step for _, step in sorted(asking, key=_urgency)]


def _urgency(told: tuple[Flow, NextStep]) -> tuple[bool, bool, float]:
    flow, step = told
    return flow in _LAST, step.due_at is None, 0.0 if step.due_at is None else step.due_at.timestamp()


def task_of(rules: FlowRules, situation: Situation) -> Iterator[NextStep]:
    """The decision that a change outside the case asks for, while nobody has taken it. Source: AMB-68."""
    case, task = situation.case, pending_task(situation.timeline)
    if case is None or case.closed_at is not None or task is None:
        return
    rule = next((each for each in task.rules if each in RULES), "POL-05")
    person = situation.directory.standing_in(case.assignee, situation.today)
    state = rules.states[case.state]
    yield NextStep(
        step="hand_over",
        title="Decidir si el caso se deriva",
        responsible=who_es(state) or rules.spec.accountable_unit if person is None else person.name,
        text=str(task.data["task"]),
        rule=rule,
        heading=RULES[rule].heading,
        responsible_id=None if person is None else person.id,
        office=case.office,
        rules=(rule,),
        case_id=case.id,
        withheld=withheld(situation),
    )
