"""
What may be reported now, and how a refusal is told: why, by which rule, and the step to take instead.

Belongs here: answers before anything is reported. Does not belong here: judging a report (`decide`), who takes the next
step (`domain.protocol.routing.next_step`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from domain.errors import InvalidValue, MissingData, StepNotAllowed, StepNotConfigured
from domain.model.cases import Value
from domain.protocol.engine.contact_points import lacks_contact_point, no_contact_point
from domain.protocol.engine.data import required_of
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import ACCOUNT, NEW, Datum, FactSpec, StateSpec, Transition
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import in_sentence
from domain.protocol.engine.wording import fact_title, filled, who_es


def facts_allowed(rules: FlowRules, situation: Situation) -> tuple[str, ...]:
    """The facts that would be accepted now, given their data; the expected ones of the state first."""
    expected = rules.states[situation.state].facts if situation.state else ()
    names = dict.fromkeys((*expected, *rules.facts_from(situation.state)))
    return tuple(name for name in names if refusal_of(rules, situation, name) is None)


def refusal_of(
    rules: FlowRules, situation: Situation, fact: str, given: Mapping[str, Value] | None = None
) -> Transition | None:
    """The row that refuses the fact now whatever its data, *given* being fixed; None: it may be accepted."""
    asked = replace(situation, given=given or {}, asked=True)
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
        kind = StepNotConfigured if row.unconfigured else StepNotAllowed
        return kind(filled(row.reason, rules, situation), rule=row.rules[0], step_to_take=step)
    rule = rule_of_fact(rules, state, fact)
    if state is None:
        return StepNotAllowed(f"«{title}» no inicia un caso de «{rules.spec.title}».", rule=rule, step_to_take=step)
    ended = "ya terminó" if state.final else f"está en «{state.title}»"
    return StepNotAllowed(f"«{title}» no corresponde ahora: el caso {ended}.", rule=rule, step_to_take=step)


def missing_for(
    rules: FlowRules,
    situation: Situation,
    spec: FactSpec,
    rows: Sequence[Transition],
    unreadable: Container[str] = (),
    *,
    by_rule: bool,
) -> MissingData | None:
    """
    All that the fact still needs, at once: what it must always bring, what it must bring here, its point of contact.

    Args:
        rows: The rows of the fact in this state.
        unreadable: Names of what was given and cannot be read: it is wrong, not missing.
        by_rule: A rule of the protocol causes it, and is not asked for a point of contact.

    Source: POL-06, CHN-01.
    """
    sentences: list[str] = []
    lacking: dict[str, tuple[tuple[str, ...], str]] = {}
    for row in _lacking(rows, situation):
        not_given = [datum for datum in row.lacks if datum.name not in situation.data] or row.lacks
        lacked = [datum for datum in not_given if datum.name not in unreadable]
        if lacked:
            sentences.append(filled(row.reason, rules, situation))
        lacking |= {datum.name: (_path(datum), row.rules[0]) for datum in lacked}
    known = {*lacking, *situation.given}
    required = [datum for datum in required_of(spec, known) if datum.name not in unreadable]
    if required:
        labels = ", ".join(datum.label.lower() for datum in required)
        sentences.append(f"Para «{in_sentence(spec.title)}» falta: {labels}.")
        lacking |= {datum.name: (_path(datum), datum.rule or rows[0].rules[0]) for datum in required}
    if not by_rule and "pointOfContact" not in unreadable and lacks_contact_point(spec, situation):
        unsaid = no_contact_point(spec.title)
        sentences.append(unsaid.message)
        lacking["pointOfContact"] = (unsaid.field, "CHN-01")
    if not lacking:
        return None
    paths = [path for path, _ in lacking.values()]
    rule = next(rule for _, rule in lacking.values())
    return MissingData(" ".join(sentences), missing=tuple(lacking), rule=rule, fields=paths)


def _lacking(rows: Sequence[Transition], situation: Situation) -> Iterator[Transition]:
    """The rows that fit and tell what is not there, up to the one that decides."""
    for row in rows:
        if row.when is None or row.when(situation):
            if row.lacks and row.refuse:
                yield row
            elif row.wrong is None or not row.refuse:
                return


def _path(datum: Datum) -> tuple[str, ...]:
    return (datum.name,) if datum is ACCOUNT else ("data", datum.name)


def unfit(rules: FlowRules, situation: Situation, row: Transition, wrong: Datum) -> InvalidValue:
    """The refusal of a fact for a datum that cannot be meant."""
    return InvalidValue(filled(row.reason, rules, situation), rule=row.rules[0], field=_path(wrong))


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
