"""What a step caused is told in words, never by a name of ours (COM-01)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from domain.model.accounts import FactKind
from domain.model.cases import Flow
from domain.protocol.engine.rows import HandOver, OpenCase, RecordFact, SetTimer, StartTerm
from domain.protocol.engine.wording import effect_lines
from domain.protocol.flows import FLOWS
from domain.protocol.flows.national.capture_facts import REGION
from domain.protocol.flows.national.responsible import handed_to_executive
from tests.support.builders import HEAD, REGIONAL, an_account
from tests.support.cases.situations import a_situation


def told(effect: OpenCase | RecordFact, **given: object) -> str:
    (line,) = effect_lines(FLOWS[Flow.CAPTURE], a_situation(given=given), [effect])
    return line


def test_a_fact_and_a_field_are_told_by_their_names() -> None:
    """DAT-01: the company's region by its label, the ficha as people call it."""
    assert told(RecordFact("account.region", REGION), region="08") == "Queda en la cuenta: región 08."
    ficha = told(RecordFact("FICHA", "COMPLETED"))
    assert ficha == "Queda en la cuenta: ficha de Caracterización completada (CAP-01)."


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
