"""
The maximum response time of a point of contact ("tiempo máximo de respuesta"; MEA-06): which facts ask for an answer to
which the protocol gives no term, and which ones give it.

It runs where the institution configured `response_days` for the point of contact, and nowhere else: there is no default
(LIN-04). Where the protocol itself gives the term of the answer (SLA-07, SLA-08, SLA-10 …), that one holds alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.model.cases import Flow
from domain.model.institution.people import PORTAL_ROLES
from domain.model.terms import TermUnit
from domain.protocol.engine.rows import Effect, StartTerm, StopTerm, WaiveTerm
from domain.protocol.engine.situation import Situation
from domain.protocol.terms.in_situation import starting

MAXIMUM: Final = "MEA-06"


@dataclass(frozen=True, slots=True)
class Response:
    """
    What waits for an answer in a flow.

    Attributes:
        asked: Facts by which a company or person asks ProChile for something.
        answers: Facts by which ProChile answers; told by the company itself they answer nothing, and an attempt that
            reached nobody is none of them (AMB-06).
    """

    asked: frozenset[str]
    answers: frozenset[str]
    rules: tuple[str, ...] = (MAXIMUM,)


RESPONSES: Final[Mapping[Flow, Response]] = {
    Flow.CAPTURE: Response(
        frozenset({"receive_contact"}), frozenset({"explain_procedure", "record_contact", "record_interview"})
    ),
    Flow.ENQUIRY: Response(frozenset({"derive_enquiry"}), frozenset({"answer"})),
    Flow.PORTAL_PROBLEM: Response(
        frozenset({"report_portal_problem", "company_insists"}), frozenset({"record_advice"})
    ),
    Flow.INSTITUTION: Response(frozenset({"receive_institution_request"}), frozenset({"give_agreed_answer"})),
    Flow.ABROAD: Response(frozenset({"ask_rut"}), frozenset({"record_support", "recommend_counterpart"})),
}
"""The flows whose answer has no term of the protocol."""


def response_effects(situation: Situation, fact: str, *, ends: bool) -> tuple[Effect, ...]:
    """
    What a fact does to the maximum response time: it starts it, stops it or, where the case *ends* unanswered, demands
    it no longer.

    One runs at a time: who insists before the answer starts none anew.

    Source: MEA-06, LIN-04.
    """
    response = None if situation.case is None else RESPONSES.get(situation.case.flow)
    if response is None:
        return ()
    runs = any(term.rule_id == MAXIMUM for term in situation.open_terms)
    if runs and fact in response.answers and situation.actor.role not in PORTAL_ROLES:
        return (StopTerm((MAXIMUM,)),)
    if runs and ends:
        return (WaiveTerm((MAXIMUM,)),)
    if not runs and not ends and fact in response.asked and _is_configured(situation):
        return (StartTerm(MAXIMUM),)
    return ()


def _is_configured(situation: Situation) -> bool:
    """For the point of contact by which the fact came about, on its day."""
    point = situation.point_of_contact
    start = None if point is None else starting(MAXIMUM, None, situation, point)
    return start is not None and start.row.unit is not TermUnit.NOT_CONFIGURED
