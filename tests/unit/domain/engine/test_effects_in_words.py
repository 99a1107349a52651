"""What a step caused is told in words, never by a name of ours (COM-01)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from domain.model.accounts import FactKind
from domain.model.cases import Case, Flow, ValueKind
from domain.model.institution.configuration import ActionType
from domain.model.terms import Term
from domain.protocol.engine.rows import (
    Effect,
    HandOver,
    Notify,
    OpenCase,
    RecordFact,
    RegisterAction,
    SetTimer,
    StartTerm,
    StopTerm,
    WaiveTerm,
    resolve,
)
from domain.protocol.engine.wording import effect_lines
from domain.protocol.flows import FLOWS
from domain.protocol.flows.national.capture_facts import REGION
from domain.protocol.flows.national.responsible import handed_to_executive
from domain.protocol.terms.table import TERMS
from tests.support.builders import EPOCH, HEAD, REGIONAL, a_configuration, an_account
from tests.support.cases.situations import FRIDAY, a_situation

CODE = re.compile(r"\b[A-Z]{3}-\d{2}\b|\b[A-Z]+_[A-Z_]+\b|\bOFI(REG|COM)-|\baccount\.|sin dato")


def told(effect: Effect, **given: object) -> str:
    (line,) = effect_lines(FLOWS[Flow.CAPTURE], a_situation(an_account(), given=given), [effect])
    return line


def a_term(rule: str) -> Term:
    return Term(f"t-{rule}", rule, "2024", FRIDAY, "OFIREG-08")


def test_a_fact_and_a_field_are_told_by_their_names() -> None:
    """DAT-01: the company's region by its label, the ficha as people call it."""
    assert told(RecordFact("account.region", REGION), region="08") == "Queda en la cuenta: región Biobío."
    ficha = told(RecordFact("FICHA", "COMPLETED"))
    assert ficha == "Queda en la cuenta: ficha de Caracterización completada."


EVERY_EFFECT = [(rules, effect) for rules in FLOWS.values() for row in rules.spec.transitions for effect in row.effects]


def test_nothing_that_a_fact_causes_is_told_by_a_code() -> None:
    """COM-01: every effect of every flow, with all terms running: no message, term, rule, state or office by its id."""
    account = an_account(regional_executive=REGIONAL.id)
    terms = [a_term(rule.rule_id) for rule in TERMS]
    types = [effect.type for _, effect in EVERY_EFFECT if isinstance(effect, RegisterAction)]
    actions = {each if isinstance(each, str) else str(resolve(each, a_situation(account))) for each in types}
    named = [ActionType(code, "Acción", "GESTION", counts=False, since=EPOCH) for code in actions]
    config, read = a_configuration(action_types=tuple(named)), 0
    for rules, effect in EVERY_EFFECT:
        given = {datum.name: "x" for fact in rules.spec.facts for datum in fact.data if datum.kind is ValueKind.TEXT}
        case = Case("c-1", rules.spec.flow, "X", FRIDAY, REGIONAL.id, "2024", "Unidad", office="OFIREG-08")
        situation = a_situation(account, case=case, given=given, open_terms=terms, config=config)
        for line in effect_lines(rules, situation, [effect]):
            read += 1
            assert not CODE.search(line), line
    assert read > 200


def test_a_message_and_a_term_are_told_by_their_names() -> None:
    """CAP-06: what a declarant reads in her case; a term that does not run is not told to end."""
    assert told(Notify("NTF-05")) == "Sale el mensaje: próximo contacto del equipo regional."
    assert told(StartTerm("SLA-03")) == "Comienza el plazo: contactar a la nueva empresa exportadora."
    running = a_situation(open_terms=[a_term("SLA-03"), a_term("SLA-20")])
    ended = [StopTerm(("SLA-01", "SLA-03", "SLA-05")), WaiveTerm(("SLA-20",)), StopTerm(("SLA-09",))]
    assert effect_lines(FLOWS[Flow.CAPTURE], running, ended) == (
        "Se detiene el plazo: contactar a la nueva empresa exportadora.",
        "Ya no se exige el plazo: gestionar la agenda según la Resolución Exenta J-1144.",
    )


@pytest.mark.parametrize("flow", Flow)
def test_a_case_that_opens_is_told_by_what_it_is(flow: Flow) -> None:
    """FUP-04: "seguimiento de resultados", not FOLLOW_UP."""
    assert not re.search(r"[A-Z]{2,}_[A-Z]", told(OpenCase(flow)))


def test_every_kind_has_words() -> None:
    """None is left to its code."""
    assert all(kind.es for kind in FactKind)
    assert all(flow.es for flow in Flow)


def test_what_has_no_value_is_not_told() -> None:
    """POL-07: the timeline tells what was caused; nothing is handed over or timed when there is nobody, or no day."""
    situation = a_situation(an_account(regional_executive=REGIONAL.id), actor=REGIONAL)
    nobody = HandOver(handed_to_executive)  # it is she who acts
    no_day = SetTimer("note_expiry", lambda _: None, "expire_note")
    no_rule = StartTerm(lambda _: None)
    assert effect_lines(FLOWS[Flow.BEHAVIOUR_NOTE], situation, [nobody, no_day, no_rule]) == ()
    to_her = effect_lines(FLOWS[Flow.BEHAVIOUR_NOTE], replace(situation, actor=HEAD), [nobody])
    assert to_her == ("Se deriva a Ana Rojas.",)
    nobodys = a_situation(given={"region": "08"})
    of_an_account = [RegisterAction("NOTA_BITACORA"), RecordFact("account.region", REGION)]
    assert effect_lines(FLOWS[Flow.PORTAL_PROBLEM], nobodys, of_an_account) == ()
