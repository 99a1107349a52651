"""The next step as a company reads it: its own, in words for it (COM-02, F-09)."""

from __future__ import annotations

from typing import Final

import pytest

from domain.model.cases import Flow, NextStep
from domain.model.institution.people import Actor, Role
from domain.protocol.flows import FLOWS
from domain.protocol.routing.own_step import OWN_WORDS, WAIT, as_read_by
from tests.support.builders import REGIONAL

ROSA: Final = Actor("rosa", "Rosa", Role.COMPANY, account_id="cuenta")
STATES: Final = [(flow, name) for flow, rules in FLOWS.items() for name in rules.states]


def a_step(flow: Flow, state: str) -> NextStep:
    """As the flow's row says it to staff, with every fact of the flow open."""
    rules = FLOWS[flow]
    row = rules.states[state]
    first = row.facts[0] if row.facts else "none"
    facts = tuple(fact.name for fact in rules.spec.facts if fact.roles)
    return NextStep(first, row.title, "Ana Rojas (ejecutivo/a regional)", row.text, "COM-02", "", facts,
                    row.role, "ana.rojas", missing={"category": "Categoría"})  # fmt: skip


@pytest.mark.parametrize(("flow", "state"), STATES)
def test_a_company_reads_no_instruction_to_staff_and_is_offered_its_own_facts(flow: Flow, state: str) -> None:
    """F-09: of every state of every flow."""
    told = a_step(flow, state)
    read = as_read_by(ROSA, told, FLOWS[flow])
    assert all(Role.COMPANY in FLOWS[flow].facts[fact].roles for fact in read.facts)
    assert read.responsible_id is None
    if told.responsible_role is not Role.COMPANY:
        assert told.text not in read.text
        assert read.step in {WAIT, "none", *read.facts}


def test_a_follow_up_without_category_asks_the_company_for_nothing() -> None:
    """F-09: not «asigne a … la categoría 2 (trabajo habitual) o 3»: it may tell its result meanwhile."""
    read = as_read_by(ROSA, a_step(Flow.FOLLOW_UP, "SIN_CATEGORIA"), FLOWS[Flow.FOLLOW_UP])
    assert (read.step, read.title) == (WAIT, "El siguiente paso es de ProChile")
    assert read.text.startswith("El siguiente paso es de Ana Rojas (ejecutivo/a regional).")
    assert "categoría" not in read.text
    assert "contarnos qué resultados obtuvo" in read.text
    assert read.missing == {}


def test_what_a_company_can_do_itself_is_its_step() -> None:
    """A request that staff would receive is one that it sends."""
    told = NextStep("receive_request", "Recibir la solicitud", "Ana Rojas", "Recíbala.", "USR-03", "",
                    facts=("receive_request",), responsible_role=Role.REGIONAL_EXECUTIVE)  # fmt: skip
    read = as_read_by(ROSA, told, FLOWS[Flow.REQUEST])
    assert (read.step, read.title, read.text) == (
        "receive_request",
        "Enviarnos su solicitud",
        "Usted puede enviarnos su solicitud.",
    )


def test_staff_read_the_step_as_it_is() -> None:
    """COM-02."""
    told = a_step(Flow.FOLLOW_UP, "SIN_CATEGORIA")
    assert as_read_by(REGIONAL, told, FLOWS[Flow.FOLLOW_UP]) is told


def test_everything_that_a_company_may_report_has_words_for_it() -> None:
    """F-09: a new fact needs its words."""
    facts = {fact.name for rules in FLOWS.values() for fact in rules.spec.facts if Role.COMPANY in fact.roles}
    assert set(OWN_WORDS) == facts
