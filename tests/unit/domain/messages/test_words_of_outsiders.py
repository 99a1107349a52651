"""No word that somebody outside ProChile typed enters a letter raw, in any row, by any datum (F-05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import pytest

from domain.model.cases import Case, CaseEvent, Value, ValueKind
from domain.model.institution.people import PORTAL_ROLES, Actor
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.messages.compose import MESSAGES, Composed, compose
from domain.protocol.messages.provenance import plain_name
from messaging.renderer import JinjaRenderer
from tests.support.builders import REGIONAL, an_account
from tests.support.cases.situations import FRIDAY, a_declared_company, a_situation

BAIT: Final = "GANE DINERO YA en http://gane.example/x o www.gane.example; escriba a gane@gane.example"
OUTSIDERS: Final = [Actor("rosa", "Rosa", role, account_id="a-1") for role in sorted(PORTAL_ROLES)]
RENDERER: Final = JinjaRenderer()
FOR_PROCHILE: Final = {"NTF-08", "NTF-18", "NTF-20", "NTF-22", "NTF-27", "NTF-31", "NTF-32"}
"""Letters that ProChile's people alone read: there the words of outsiders are quoted, with nothing to click."""


def _typed_data() -> dict[str, Value]:
    """Every datum of every flow that takes free text, told with the same bait."""
    found: dict[str, Value] = {}
    for rules in FLOWS.values():
        for fact in rules.spec.facts:
            for datum in fact.data:
                if datum.kind is ValueKind.TEXT:
                    found[datum.name] = BAIT
                elif datum.kind is ValueKind.TEXTS:
                    found[datum.name] = (BAIT, BAIT)
    return found


TYPED: Final = _typed_data()


def _event(case: Case, teller: Actor, data: Mapping[str, Value]) -> CaseEvent:
    return CaseEvent(case.id, 1, "told", FRIDAY, FRIDAY, teller.id, teller.role, "", case.state, (), data)


def _told(rules_flow: str, teller: Actor, writer: Actor) -> Iterator[Situation]:
    """*teller* typed everything: in this fact, in an earlier one of the case, or in the case that opened it."""
    account = an_account(id="a-1")
    flow = FLOWS[next(flow for flow in FLOWS if flow.value == rules_flow)].spec.flow
    case = Case("c-1", flow, "X", FRIDAY, teller.id, "2024", "", account_id="a-1", data=TYPED)
    told = _event(case, teller, TYPED)
    if writer is teller:
        yield a_situation(account, actor=teller, given=TYPED)
    yield a_situation(account, actor=writer, case=case, timeline=(told,))
    carried = replace(told, by=writer.id, role=writer.role)
    yield a_situation(account, actor=writer, case=case, timeline=(carried,), origin=case, origin_timeline=(told,))


def _said(ntf: str, composed: Composed) -> str:
    """All that a reader sees; a datum that must be there and is not may be anything."""
    filled = {**dict.fromkeys(MESSAGES[ntf].parameters, "—"), **composed.parameters}
    rendered = RENDERER.render(ntf, composed.language, filled)
    return "\n".join((rendered.subject, rendered.text, composed.sender_name or "", composed.reply_to or ""))


@pytest.mark.parametrize("ntf", sorted(MESSAGES))
@pytest.mark.parametrize("teller", OUTSIDERS, ids=lambda actor: actor.role)
def test_an_outsiders_words_are_not_repeated_to_others_and_only_quoted_to_prochile(ntf: str, teller: Actor) -> None:
    """Section 5: every parameter of every message, however the words came to the case and whoever causes the letter."""
    for flow in FLOWS:
        for writer in (teller, REGIONAL):
            for situation in _told(flow.value, teller, writer):
                said = _said(ntf, compose(ntf, situation))
                for raw in ("http://", "www.gane", "gane.example", "gane@"):
                    assert raw not in said
                if ntf in FOR_PROCHILE:
                    assert said.count("GANE") == said.count("«GANE")
                elif ntf in {"NTF-29", "NTF-30"}:  # the name of the activity, which the company chose
                    assert said.count("GANE") <= 1
                else:
                    assert "GANE" not in said


def test_a_letter_to_prochile_does_quote_them() -> None:
    """AGD-05, RTE-03, USR-02: what the company said is what these letters are for."""
    company = OUTSIDERS[0]
    for ntf in ("NTF-08", "NTF-31", "NTF-32"):
        said = _said(ntf, compose(ntf, a_situation(an_account(), actor=company, given=TYPED)))
        assert "«GANE DINERO YA en http[:]//gane[.]example/x" in said


@pytest.mark.parametrize("ntf", ["NTF-13", "NTF-20", "NTF-21", "NTF-32"])
def test_what_prochile_wrote_stays_as_it_was_written(ntf: str) -> None:
    """The words of its people are their own, links included."""
    text = "Vea www.prochile.gob.cl/agenda: no hay fecha antes."
    given = {"postponement_reason": text, "explanation": text, "explanation_sent": text, "feedback": text}
    said = _said(ntf, compose(ntf, a_situation(an_account(), actor=REGIONAL, given=given)))

    assert text in said


def test_a_company_that_only_declared_itself_signs_nothing() -> None:
    """AMB-54, NTF-32: its name is whatever somebody typed."""
    composed = compose("NTF-32", replace(a_declared_company(name=BAIT), given=TYPED))

    assert (composed.sender_name, composed.reply_to) == ("ProChile", None)
    assert "gane.example" not in _said("NTF-32", composed)


def test_a_name_of_120_characters_is_kept_whole() -> None:
    """POL-01: one more is cut, with three dots in place of the last."""
    assert plain_name("a" * 120) == "a" * 120
    assert plain_name("a" * 121) == "a" * 119 + "…"
