"""Every flow, as data, holds together: no name without its thing, no state without a way on, no rule left unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest

from domain.model.accounts import FACT_VALUES, Account, FactKind
from domain.model.cases import Flow
from domain.model.institution.people import Role
from domain.protocol.catalogue import AMBIGUITIES, RULES
from domain.protocol.engine.allowed import refusal_of
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import (
    ACCOUNT,
    ANY,
    NEW,
    OPEN,
    Datum,
    Effect,
    HandOver,
    Notify,
    OpenCase,
    RecordFact,
    Reference,
    RegisterAction,
    SetTimer,
    StartTerm,
    StopTerm,
    WaiveTerm,
)
from domain.protocol.engine.wording import STANDARD_PLACEHOLDERS
from domain.protocol.flows import FLOWS
from domain.protocol.flows.national.responsible import has_no_account
from domain.protocol.messages.compose import MESSAGES
from domain.protocol.terms.table import TERMS
from tests.support.builders import an_account
from tests.support.cases.situations import a_situation

TERM_RULES = {row.rule_id for row in TERMS}
every_flow = pytest.mark.parametrize("rules", FLOWS.values(), ids=lambda rules: str(rules.spec.flow))


def effects_of(rules: FlowRules) -> Iterator[Effect]:
    return (effect for row in rules.spec.transitions for effect in row.effects)


def references_of(effect: Effect) -> list[Reference]:
    match effect:
        case StartTerm(rule, at, unit):
            return [part for part in (rule, at, unit) if part]
        case StopTerm(_, unit):
            return [unit] if unit else []
        case Notify(message):
            return [message]
        case RegisterAction(type):
            return [type]
        case RecordFact(_, value):
            return [value]
        case SetTimer(at=at):
            return [at]
        case HandOver(to):
            return [to]
        case _:
            return []


@every_flow
def test_every_state_can_be_reached(rules: FlowRules) -> None:
    """Section 8.2: a state nobody can come to is a mistake of the rows."""
    reached, frontier = {NEW}, [NEW]
    while frontier:
        state = frontier.pop()
        for row in rules.spec.transitions:
            stays = row.target is None or row.refuse
            if not stays and row in rules.rows(state, row.fact) and row.target not in reached:
                reached.add(str(row.target))
                frontier.append(str(row.target))
    assert reached == {NEW, *(state.name for state in rules.spec.states)}


@every_flow
def test_a_state_that_is_not_final_asks_for_a_fact_that_some_row_accepts(rules: FlowRules) -> None:
    """COM-02, section 8.3: there is always a next step."""
    for state in rules.spec.states:
        if state.final:
            assert not state.facts, state.name
            continue
        assert state.facts, state.name
        for fact in state.facts:
            assert any(not row.refuse for row in rules.rows(state.name, fact)), (state.name, fact)


@every_flow
def test_a_final_state_takes_nothing_but_traces(rules: FlowRules) -> None:
    """A closed case stays closed."""
    for state in rules.spec.states:
        if state.final:
            for fact in rules.facts_from(state.name):
                assert all(row.refuse or row.target in {None, state.name} for row in rules.rows(state.name, fact))


@every_flow
def test_every_name_in_a_row_stands_for_something(rules: FlowRules) -> None:
    """States and facts; guards and values are functions, which the type checker follows."""
    for row in rules.spec.transitions:
        assert row.fact in rules.facts, row
        assert set(row.sources) <= {NEW, OPEN, ANY, *rules.states}, row
        assert row.target is None or row.target in rules.states, row


@every_flow
def test_every_reference_of_an_effect_stands_for_something(rules: FlowRules) -> None:
    """A datum that an effect reads is one that some fact of the flow brings."""
    data = {datum.name for fact in rules.spec.facts for datum in fact.data}
    for effect in effects_of(rules):
        for reference in references_of(effect):
            assert not isinstance(reference, Datum) or reference.name in data, effect


@every_flow
def test_every_effect_names_what_exists(rules: FlowRules) -> None:
    """Terms, messages, fact values, fields of the account, facts of timers, addressees."""
    for effect in effects_of(rules):
        match effect:
            case StartTerm(str(rule)):
                assert rule in TERM_RULES, effect
            case StopTerm(ids) | WaiveTerm(ids):
                assert set(ids) <= TERM_RULES, effect
            case Notify(str(message)):
                assert message in MESSAGES, effect
            case RecordFact(kind, value) if kind.startswith("account."):
                assert kind.removeprefix("account.") in Account.__dataclass_fields__, (effect, value)
            case RecordFact(kind, str(value)):
                assert value in FACT_VALUES[FactKind(kind)], effect
            case SetTimer(fact=fact, term=term):
                assert fact in rules.facts, effect
                assert term is None or term in TERM_RULES, effect
            case HandOver(str(to)):
                assert to in Role.__members__ or to.partition(":")[0] in {"office", "person", "unit"}, effect
            case _:
                continue


@every_flow
def test_every_row_and_state_cites_rules_of_the_catalogue(rules: FlowRules) -> None:
    """POL-06: whatever is asked, refused or diverted names its rule; after it, the open point that it settles."""
    rows = [*(row.rules for row in rules.spec.transitions), *(state.rules for state in rules.spec.states)]
    assert all(cited and cited[0] in RULES for cited in rows)
    assert {rule for cited in rows for rule in cited} <= {*RULES, *AMBIGUITIES}
    assert {datum.rule for fact in rules.spec.facts for datum in fact.data if datum.rule} <= set(RULES)


@every_flow
def test_a_refusal_tells_why(rules: FlowRules) -> None:
    """POL-06."""
    assert all(row.reason for row in rules.spec.transitions if row.refuse)


@every_flow
def test_a_refusal_for_its_data_names_data_of_the_fact(rules: FlowRules) -> None:
    """F-61, POL-06: whatever asks for a datum, or says that one cannot be meant, says which; a form finds it."""
    for row in rules.spec.transitions:
        at_fault = {datum.name for datum in (*row.lacks, *((row.wrong,) if row.wrong else ()))}
        assert at_fault <= {ACCOUNT.name, *(datum.name for datum in rules.facts[row.fact].data)}, row
        assert row.refuse or not at_fault, row
        assert not (row.lacks and row.wrong), row
        asks = re.search(r"\b[Ii]ndique\b|\bno pueden? ser\b", row.reason)
        assert at_fault or not (row.refuse and asks), row.reason


@every_flow
def test_whoever_is_turned_away_is_told_why(rules: FlowRules) -> None:
    """POL-06: a step that refuses, diverts or postpones has its reason, or demands one of the person."""
    for row in rules.spec.transitions:
        if row.turns_away:
            asked = {datum.name: datum.required for datum in rules.facts[row.fact].data}
            needed = asked.get("reason") or asked.get("explanation")
            lacking = [other for other in rules.spec.transitions if other.fact == row.fact and other.refuse]
            assert row.reason or needed or any("POL-06" in other.rules for other in lacking), (row.fact, row.target)


@every_flow
def test_no_row_stands_behind_one_that_always_fits(rules: FlowRules) -> None:
    """Rows are tried in order: a row after an unguarded one would never decide."""
    for state in (NEW, *rules.states):
        for fact in rules.facts:
            rows = rules.rows(state, fact)
            assert all(row.when for row in rows[:-1]), (state, fact)


@every_flow
def test_names_are_unique_and_titles_are_said(rules: FlowRules) -> None:
    """A fact is a mutation, a state a value: one name, one thing."""
    assert len(rules.facts) == len(rules.spec.facts)
    assert len(rules.states) == len(rules.spec.states) + 1  # and the one of a case that was opened by mistake (AMB-70)
    for fact in rules.spec.facts:
        assert re.fullmatch(r"[a-z][a-z_0-9]*", fact.name)
        assert fact.title
        assert fact.description
        assert len({datum.name for datum in fact.data}) == len(fact.data)
    for state in rules.spec.states:
        assert re.fullmatch(r"[A-Z][A-Z_0-9]*", state.name)
        assert state.final or state.who or state.role, state.name


@every_flow
def test_every_placeholder_of_a_text_is_known(rules: FlowRules) -> None:
    """COM-01: nobody reads a hole."""
    data = {datum.name for fact in rules.spec.facts for datum in fact.data}
    known = data | set(rules.spec.words) | STANDARD_PLACEHOLDERS
    texts = [state.text for state in rules.spec.states] + [row.reason for row in rules.spec.transitions]
    for text in texts:
        assert {name for _, name, _, _ in Formatter().parse(text) if name is not None} <= known, text


def test_the_flows_that_other_flows_open_exist() -> None:
    """A case that a row opens belongs to a flow that can be opened."""
    opened = {e.flow for rules in FLOWS.values() for e in effects_of(rules) if isinstance(e, OpenCase)}
    assert opened <= set(FLOWS)
    assert all(rules.facts_from(NEW) for rules in FLOWS.values())


def test_the_flows_of_capture_and_of_the_public_can_be_played() -> None:
    """Issue 4, section 1: public triage and capture."""
    assert {Flow.CAPTURE, Flow.POTENTIAL_ACCOUNT, Flow.HELP_CENTRE, Flow.CITIZEN, Flow.PORTAL_PROBLEM} <= set(FLOWS)


@pytest.mark.parametrize(
    ("flow", "rule"),
    [
        (Flow.SERVICE, "ATN-04"),
        (Flow.REQUEST, "USR-01"),
        (Flow.AGENDA, "AGD-01"),
        (Flow.FOLLOW_UP, "FUP-01"),
        (Flow.POTENTIAL_ACCOUNT, "RTE-06"),
    ],
)
def test_what_is_about_a_company_is_not_opened_without_one(flow: Flow, rule: str) -> None:
    """ATN-04, USR-01, AGD-01, FUP-01, RTE-06, POL-06: else its messages would have nobody to name."""
    rules = FLOWS[flow]
    for fact in rules.facts_from(NEW):
        row = refusal_of(rules, a_situation(None), fact)
        assert row is not None
        assert row.reason.startswith("Indique la cuenta de la empresa.")
    assert rules.spec.transitions[0].rules == (rule,)
    of_a_company = refusal_of(rules, a_situation(an_account(phone=None)), rules.facts_from(NEW)[0])
    assert of_a_company is None or of_a_company.when is not has_no_account
