"""
The next step ("siguiente paso"; COM-02, section 8.3) of a case, and of an account that has none open.

It agrees with what the engine then allows: a fact that would be refused whatever its data is never offered, and the
reason of its refusal is told. It depends on facts only, never on the channel (CHN-05, POL-03), and only on those that
the protocol names (POL-04).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.model.cases import NextStep
from domain.model.institution.people import Role
from domain.model.terms import Term, TermUnit
from domain.protocol.catalogue import RULES
from domain.protocol.engine.allowed import facts_allowed, refusal_of
from domain.protocol.engine.contact_points import asks_contact_point
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, StateSpec
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import in_sentence
from domain.protocol.engine.wording import filled, office_mailbox, who_es
from domain.protocol.routing.offers import offers, withheld
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, due, rule_of


def next_step(rules: FlowRules, situation: Situation) -> NextStep:
    """
    What to do now in the case of *situation*: step, who, until when, what is missing, why, and the text to say.

    Raises:
        ValueError: There is no case.

    Source: COM-02, POL-06, section 8.3.
    """
    if situation.case is None:
        raise ValueError("there is no case to ask about")
    state = rules.states[situation.case.state]
    allowed = facts_allowed(rules, situation)
    expected = [fact for fact in state.facts if fact in allowed]
    text = filled(state.text, rules, situation)
    refused = None
    if not state.final and state.facts and state.facts[0] not in allowed:
        refused = refusal_of(rules, situation, state.facts[0])
        if refused is not None:
            text = f"{filled(refused.reason, rules, situation)} {text}"
    rule = _telling_rule(state, situation) if refused is None else refused.rules[0]
    step = NextStep(
        step=expected[0] if expected else "none",
        title=rules.facts[expected[0]].title if expected else state.title,
        responsible=_responsible(rules, state, expected, situation),
        text=text,
        rule=rule,
        heading=RULES[rule].heading,
        facts=_reportable(rules, allowed),
        responsible_role=state.role,
        responsible_id=_responsible_id(rules, state, expected, situation),
        office=situation.case.office,
        mailbox=office_mailbox(situation.case.office, situation),
        missing=_missing(rules, expected, situation),
        rules=tuple(dict.fromkeys((rule, *state.rules))),
        case_id=situation.case.id,
        offers=offers(rules, situation, allowed),
        withheld=withheld(situation),
    )
    term = _running(state, situation.open_terms)
    return step if term is None else _with_term(step, term, situation)


def first_step(rules: FlowRules, situation: Situation) -> NextStep:
    """
    How a case of this flow would begin now for the account, or why it cannot (POL-06).

    Raises:
        ValueError: There is a case already.

    Source: COM-02, section 8.3.
    """
    if situation.case is not None:
        raise ValueError("the case is open: ask for its next step")
    allowed = facts_allowed(rules, situation)
    openings = rules.facts_from(NEW)
    if allowed:
        rule = next(row.rules[0] for row in rules.rows(NEW, allowed[0]) if not row.refuse)
        title = rules.facts[allowed[0]].title
        text = f"Para iniciar «{rules.spec.title}»: {in_sentence(title)}."
    else:
        refused = refusal_of(rules, situation, openings[0])
        rule = rules.rows(NEW, openings[0])[0].rules[0] if refused is None else refused.rules[0]
        title = rules.spec.title
        text = title if refused is None else filled(refused.reason, rules, situation)
    return NextStep(
        step=allowed[0] if allowed else "none",
        title=title,
        responsible=rules.spec.accountable_unit,
        text=text,
        rule=rule,
        heading=RULES[rule].heading,
        facts=_reportable(rules, allowed),
        office=situation.office,
        mailbox=office_mailbox(situation.office, situation),
        missing=_missing(rules, allowed[:1], situation),
        rules=(rule,),
        offers=offers(rules, situation, allowed),
        withheld=withheld(situation),
    )


def _telling_rule(state: StateSpec, situation: Situation) -> str:
    """The rule that brought the case here when the state rests on it too, else the state's first."""
    event = next((e for e in reversed(situation.timeline) if e.to_state == state.name != e.from_state), None)
    if event is not None:
        for rule in event.rules:
            if rule in state.rules:
                return rule
    return state.rules[0]


def _responsible(rules: FlowRules, state: StateSpec, expected: Sequence[str], situation: Situation) -> str:
    who = who_es(state) or rules.spec.accountable_unit
    person = situation.directory.standing_in(_responsible_id(rules, state, expected, situation), situation.today)
    return who if person is None else f"{person.name} ({who})"


def _responsible_id(rules: FlowRules, state: StateSpec, expected: Sequence[str], situation: Situation) -> str | None:
    """The person in charge, when the step is theirs: not the company's, and one that their role reports (RTE-05)."""
    case = situation.case
    person = None if case is None else situation.directory.person(case.assignee)
    if person is None or not expected or state.role is Role.COMPANY:
        return None
    return person.id if person.role in rules.facts[expected[0]].roles else None


def _reportable(rules: FlowRules, allowed: Sequence[str]) -> tuple[str, ...]:
    """Without the facts that only the system tells, for which nobody has a mutation."""
    return tuple(fact for fact in allowed if rules.facts[fact].roles)


def _missing(rules: FlowRules, expected: Sequence[str], situation: Situation) -> dict[str, str]:
    if not expected:
        return {}
    fact = rules.facts[expected[0]]
    missing = {datum.name: datum.label for datum in fact.data if datum.required and datum.name not in situation.data}
    return missing | ({"point_of_contact": "Punto de contacto"} if asks_contact_point(fact, situation) else {})


def _running(state: StateSpec, terms: Sequence[Term]) -> Term | None:
    """The term of the state, else the latest that started."""
    own = [term for term in terms if term.rule_id == state.term]
    return max(own or terms, key=lambda term: term.started_at, default=None)


def _with_term(step: NextStep, term: Term, situation: Situation) -> NextStep:
    row = rule_of(term, terms_in_force(situation.config))
    ends = due(row, term.started_at, calendar_for(row, term.office, situation.book), term.given_date)
    return replace(
        step,
        term_id=term.id,
        due_at=ends.due_at,
        due_on=ends.due_on,
        not_configured=term.rule_id if row.unit is TermUnit.NOT_CONFIGURED else None,
        rules=tuple(dict.fromkeys((*step.rules, term.rule_id))),
    )
