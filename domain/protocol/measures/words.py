"""The parts of a figure as a person reads them, in Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.quality.calls import StageProgress
from domain.model.quality.improvements import ImprovementState
from domain.model.quality.suggestions import SuggestionState
from domain.model.terms import TermState
from domain.model.worded import Worded
from domain.protocol.flows import FLOWS
from domain.protocol.measures.funnel import StageLeft
from domain.protocol.measures.objectives import Exported, PairSeen
from domain.protocol.measures.operation import DayOfChannel
from domain.protocol.measures.results import Business, FollowedUp
from domain.protocol.measures.steps import StepTaken
from domain.protocol.measures.subjects import CLOSED, OPEN, Subject

_CASES = {OPEN: "Abiertos", CLOSED: "Cerrados"}
_FACTS = {fact.name: fact.title for rules in FLOWS.values() for fact in rules.spec.facts}


def part_name(subject: Subject, part: str) -> str:
    """
    What the records of a part have in common: the state of a term, the fact of a contact, the score of a survey.

    Source: MEA-13: a figure says how it was counted.
    """
    if subject in WORDED:
        sentence = WORDED[subject](part).es.rstrip(".")
        return _before_colon(sentence) if subject in _SHORT else sentence
    match subject:
        case Subject.CASE:
            return _CASES[part]
        case Subject.SURVEY:
            return f"Nota {part}"
        case Subject.STAGE_TIME | Subject.STEP_TIME | Subject.CALL_TIME | Subject.CALL_PLAN:
            return "1 día hábil" if part == "1" else f"{part} días hábiles"
        case _:
            return _FACTS.get(part, "Acción registrada")


WORDED: Final[Mapping[Subject, type[Worded]]] = {
    Subject.TERM: TermState,
    Subject.STARTED_TERM: TermState,
    Subject.SUGGESTION: SuggestionState,
    Subject.STAGE: StageLeft,
    Subject.CALL_STAGE: StageProgress,
    Subject.OFFICE_DAY: DayOfChannel,
    Subject.FOLLOW_UP: FollowedUp,
    Subject.BUSINESS: Business,
    Subject.STEP: StepTaken,
    Subject.SERVED_COMPANY: Exported,
    Subject.PRODUCT_MARKET: PairSeen,
    Subject.IMPROVEMENT: ImprovementState,
}
"""Subjects whose parts are the values of an enumeration."""
_SHORT: Final = frozenset({Subject.SUGGESTION, Subject.IMPROVEMENT})
"""Those of which only what stands before the first comma or colon is read."""


def _before_colon(sentence: str) -> str:
    return sentence.partition(":")[0].partition(",")[0].rstrip(".")
