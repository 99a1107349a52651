"""The parts of a figure as a person reads them, in Spanish."""

from __future__ import annotations

from domain.model.quality.improvements import ImprovementState
from domain.model.quality.suggestions import SuggestionState
from domain.model.terms import TermState
from domain.protocol.flows import FLOWS
from domain.protocol.measures.funnel import StageLeft
from domain.protocol.measures.results import Business, FollowedUp
from domain.protocol.measures.rows import CLOSED, OPEN, Subject
from domain.protocol.measures.steps import StepTaken

_CASES = {OPEN: "Abiertos", CLOSED: "Cerrados"}
_FACTS = {fact.name: fact.title for rules in FLOWS.values() for fact in rules.spec.facts}


def part_name(subject: Subject, part: str) -> str:
    """
    What the records of a part have in common: the state of a term, the fact of a contact, the score of a survey.

    Source: MEA-13: a figure says how it was counted.
    """
    match subject:
        case Subject.TERM | Subject.STARTED_TERM:
            return TermState(part).es.rstrip(".")
        case Subject.CASE:
            return _CASES[part]
        case Subject.SURVEY:
            return f"Nota {part}"
        case Subject.SUGGESTION:
            return _before_colon(SuggestionState(part).es)
        case Subject.STAGE:
            return StageLeft(part).es.rstrip(".")
        case Subject.STAGE_TIME:
            return "1 día hábil" if part == "1" else f"{part} días hábiles"
        case Subject.FOLLOW_UP:
            return FollowedUp(part).es.rstrip(".")
        case Subject.BUSINESS:
            return Business(part).es.rstrip(".")
        case Subject.STEP:
            return StepTaken(part).es.rstrip(".")
        case Subject.IMPROVEMENT:
            return _before_colon(ImprovementState(part).es)
        case Subject.CONTACT | Subject.REQUEST:
            return _FACTS.get(part, "Acción registrada")


def _before_colon(sentence: str) -> str:
    return sentence.partition(":")[0].partition(",")[0].rstrip(".")
