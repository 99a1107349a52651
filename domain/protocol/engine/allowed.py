"""
What may be reported now, and how a refusal is told: why, by which rule, and the step to take instead.

Belongs here: answers before anything is reported. Does not belong here: judging a report (`decide`), who takes the next
step (`domain.protocol.routing.next_step`).
"""

from __future__ import annotations

from dataclasses import replace

from domain.errors import StepNotAllowed
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, StateSpec, Transition
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import fact_title, filled, who_es


def facts_allowed(rules: FlowRules, situation: Situation) -> tuple[str, ...]:
    """The facts that would be accepted now, given their data; the expected ones of the state first."""
    expected = rules.states[situation.state].facts if situation.state else ()
    names = dict.fromkeys((*expected, *rules.facts_from(situation.state)))
    return tuple(name for name in names if refusal_of(rules, situation, name) is None)


def refusal_of(rules: FlowRules, situation: Situation, fact: str) -> Transition | None:
    """The row that refuses the fact now whatever its data; None: it may be accepted."""
    asked = replace(situation, given={}, asked=True)
    for row in rules.rows(situation.state, fact):
        if row.when is None or row.when(asked):
            return row if row.refuse else None
        if not row.refuse:
            return None  # its data may fit this row
    return None


def not_now(rules: FlowRules, situation: Situation, fact: str, row: Transition | None = None) -> StepNotAllowed:
    """The refusal of a fact: why, by which rule, and the step to take instead (POL-06)."""
    title = rules.facts[fact].title
    state = rules.states.get(situation.state)
    step = step_to_take(rules, situation, fact)
    if row is not None:
        return StepNotAllowed(filled(row.reason, rules, situation), rule=row.rules[0], step_to_take=step)
    rule = rule_of_fact(rules, state, fact)
    if state is None:
        return StepNotAllowed(f"«{title}» no inicia un caso de «{rules.spec.title}».", rule=rule, step_to_take=step)
    ended = "ya terminó" if state.final else f"está en «{state.title}»"
    return StepNotAllowed(f"«{title}» no corresponde ahora: el caso {ended}.", rule=rule, step_to_take=step)


def step_to_take(rules: FlowRules, situation: Situation, refused: str) -> str | None:
    """The step that is open instead of the *refused* one, in Spanish: who does what; None when nothing more is."""
    state = rules.states.get(situation.state)
    if state is None:
        facts = rules.facts_from(NEW)
        openings = [fact for fact in facts if fact != refused and refusal_of(rules, situation, fact) is None]
        return fact_title(rules, openings[0]) if openings else None
    allowed = [fact for fact in state.facts if fact != refused and refusal_of(rules, situation, fact) is None]
    if not allowed:
        return None
    who = who_es(state)
    return f"{fact_title(rules, allowed[0])} ({who})" if who else fact_title(rules, allowed[0])


def rule_of_fact(rules: FlowRules, state: StateSpec | None, fact: str) -> str:
    """The rule that says where the fact belongs: that of its first row, else the state's."""
    for row in rules.spec.transitions:
        if row.fact == fact:
            return row.rules[0]
    return state.rules[0] if state is not None and state.rules else "POL-06"
