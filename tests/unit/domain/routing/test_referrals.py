"""Which public bodies are recommended to a company of low potential, by the criteria of the directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.accounts import Account, FactKind
from domain.model.cases import Flow, Value
from domain.model.institution.directory import Directory, ReferralTarget
from domain.model.messages import Language
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.messages.compose import compose
from domain.protocol.routing.account_step import next_step_for_account
from domain.protocol.routing.next_step import next_step
from domain.protocol.routing.referrals import recommended_bodies
from messaging.renderer import JinjaRenderer
from tests.support.builders import a_fact, an_account
from tests.support.cases.situations import DIRECTORY, PORTAL, Player, a_situation
from tests.support.proving import proves

BODIES = (
    ReferralTarget("SERCOTEC", "PUBLIC_BODY", "Sercotec", "sercotec@ejemplo.cl", stages=("Idea", "Con ventas")),
    ReferralTarget("CORFO", "PUBLIC_BODY", "Corfo", "corfo@ejemplo.cl", stages=("Con ventas",), supports=("Crédito",)),
    ReferralTarget("SENCE", "PUBLIC_BODY", "Sence", "sence@ejemplo.cl", supports=("Capacitación",)),
    ReferralTarget("INVESTCHILE", "INVESTCHILE", "InvestChile", "investchile@ejemplo.cl"),
)
WITH_CRITERIA = replace(DIRECTORY, referrals=BODIES)
FICHA = (a_fact(FactKind.REGISTRATION, "DECLARED", date(2024, 9, 2)),)


def names(directory: Directory, **given: Value) -> list[str]:
    return [body.name for body in recommended_bodies(a_situation(an_account(), directory=directory, given=given))]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["Sercotec", "Corfo", "Sence"]),
        ({"company_stage": "Idea"}, ["Sercotec", "Sence"]),
        ({"company_stage": "IDEA ", "support_needed": ("capacitacion",)}, ["Sercotec", "Sence"]),
        ({"company_stage": "Con ventas", "support_needed": ("Crédito", "Otro")}, ["Sercotec", "Corfo"]),
        ({"support_needed": ("Crédito",)}, ["Sercotec", "Corfo"]),
        ({"company_stage": "Exporta", "support_needed": ("Otro",)}, []),
    ],
)
def test_a_body_is_recommended_by_stage_and_support(given: dict[str, Value], expected: list[str]) -> None:
    """LOW-03: «según la etapa en que se encuentre» and the support required; what was not said leaves nobody out."""
    assert names(WITH_CRITERIA, **given) == expected


def test_without_criteria_every_public_body_is_recommended() -> None:
    """LOW-03, ROL-03: whatever the company said; without a directory, Sercotec and Corfo."""
    plain = replace(DIRECTORY, referrals=tuple(replace(body, stages=(), supports=()) for body in BODIES))
    assert names(plain, company_stage="Idea", support_needed=("Otro",)) == ["Sercotec", "Corfo", "Sence"]
    assert names(Directory(), company_stage="Idea") == ["Sercotec", "Corfo"]


def diverted(**said: Value) -> Player:
    """A company whose test showed low potential."""
    player = Player(FLOWS[Flow.CAPTURE], a_situation(an_account(facts=FICHA), directory=WITH_CRITERIA))
    player.play("complete_ficha", PORTAL, exports=False, region="08")
    player.play("record_test_result", PORTAL, level="LOW", **said)
    return player


def text_of(situation: Situation) -> str:
    composed = compose("NTF-04", situation)
    return JinjaRenderer().render("NTF-04", Language.ES, composed.parameters).text


def test_the_message_and_the_next_step_name_the_same_bodies() -> None:
    """LOW-02, LOW-03, NTF-04: the ones that fit, with how to reach them."""
    asked = diverted(company_stage="Idea", support_needed=("Capacitación",)).asked()
    text = text_of(asked)
    assert "Sercotec: sercotec@ejemplo.cl" in text
    assert "Sence: sence@ejemplo.cl" in text
    assert "Corfo" not in text
    assert "estos organismos públicos: Sercotec, Sence." in next_step(FLOWS[Flow.CAPTURE], asked).text


def test_when_no_body_fits_the_message_recommends_none() -> None:
    """LOW-03: the recommendation «puede» be there; the steps and the training are."""
    asked = diverted(company_stage="Exporta", support_needed=("Otro",)).asked()
    text = text_of(asked)
    assert "organismos públicos" not in text
    assert "capacitación en comercio exterior" in text
    assert "no hay otro organismo público" in next_step(FLOWS[Flow.CAPTURE], asked).text


def a_low_account(**detail: str) -> Account:
    facts = (
        *FICHA,
        a_fact(FactKind.FICHA, "COMPLETED", date(2024, 9, 2)),
        a_fact(FactKind.EXPORT_DECLARATION, "NO", date(2024, 9, 2)),
        a_fact(FactKind.TEST_LEVEL, "LOW", date(2024, 9, 3), detail=detail),
    )
    return an_account(facts=facts)


@proves("LOW-01", "LOW-02", "LOW-03")
def test_the_step_of_the_account_reads_what_was_recorded_with_the_test() -> None:
    """LOW-03: without an open case, the stage and the supports are those of the recorded result."""
    account = a_low_account(company_stage="Con ventas", support_needed="Crédito, Otro")
    step = next_step_for_account(a_situation(account, directory=WITH_CRITERIA), [], FLOWS)
    assert step.step == "follow_recommendations"
    assert "estos organismos públicos: Sercotec, Corfo." in step.text
