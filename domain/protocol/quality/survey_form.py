"""
What a survey asks, one row for each question, and what an answer may be ("preguntas de la encuesta"; FUP-08, MEA-04).

Belongs here: the questions and the reading of what was typed, in both languages. Does not belong here: the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from domain.model.cases import Value
from domain.model.institution.calendar import add_months
from domain.model.messages import Language
from domain.model.quality.surveys import Survey

ANSWERED: Final = "answer_survey"
"""The entry of the timeline that holds an answer, in every flow; where a follow-up waits for it, its own fact does."""
ANSWERED_IN_FOLLOW_UP: Final = "record_survey"
"""That fact of a follow-up (FUP-08)."""
SURVEY_FACTS: Final = frozenset({ANSWERED, ANSWERED_IN_FOLLOW_UP})
"""The facts of every entry that holds the answer to a survey. Source: MEA-04."""

LONGEST_ANSWER: Final = 2000
"""Characters of a text."""
_LATEST_MONTHS: Final = 600

Words = Mapping[Language, str]


class Kind(Enum):
    """How a question is answered."""

    SCORE = auto()
    TEXT = auto()
    DAY = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """
    One question.

    Attributes:
        name: Of the datum in the timeline.
        about_business: Asked of companies and institutions only.
    """

    name: str
    kind: Kind
    rule: str
    words: Words
    required: bool = False
    about_business: bool = False


def _said(es: str, en: str) -> Words:
    return {Language.ES: es, Language.EN: en}


QUESTIONS: Final = (
    Question(
        "score",
        Kind.SCORE,
        "MEA-04",
        _said("¿Qué nota le pone a la atención que recibió?", "How would you rate the service you received?"),
        required=True,
    ),
    Question(
        "comment", Kind.TEXT, "MEA-04", _said("¿Por qué esa nota?", "Why did you choose that score?"),
    ),
    Question(
        "projected_business",
        Kind.TEXT,
        "FUP-08",
        _said("¿Qué negocios proyecta a partir de esto?", "What business do you expect from it?"),
        about_business=True,
    ),
    Question(
        "expected_on",
        Kind.DAY,
        "FUP-08",
        _said("¿Para cuándo los espera? Una fecha aproximada basta.", "When do you expect it? A rough date will do."),
        about_business=True,
    ),
    Question(
        "suggestions", Kind.TEXT, "LIN-10", _said("¿Qué nos sugiere mejorar?", "What should we do better?"),
    ),
)  # fmt: skip
"""In the order of the page. Source: FUP-08 (survey), MEA-04, LIN-10."""

_MISSING: Final = _said("Elija una nota del 1 al {highest}.", "Choose a score from 1 to {highest}.")
_TOO_LONG: Final = _said(
    "El texto tiene más de {longest} caracteres: abrévielo.", "The text has more than {longest} characters: shorten it."
)
_NO_DAY: Final = _said("Escriba la fecha como 2026-03-31.", "Write the date as 2026-03-31.")
_PAST: Final = _said("La fecha esperada no puede ser anterior a hoy.", "The expected date cannot be before today.")
_TOO_LATE: Final = _said("La fecha es demasiado lejana: revise el año.", "The date is too far away: check the year.")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with the answer to a question, and what to do; in the language of the survey."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered and may be kept, by name of the question; only those that were answered."""

    data: Mapping[str, Value]


def questions_of(survey: Survey) -> tuple[Question, ...]:
    """What it asks: of persons nothing about business. Source: MEA-04, FUP-08."""
    return tuple(each for each in QUESTIONS if survey.of_company or not each.about_business)


def read_answers(survey: Survey, given: Mapping[str, str], today: date) -> Answers | tuple[Mistake, ...]:
    """
    The answers of a form, or every mistake in it; what is not asked is not read.

    Args:
        given: By name of the question, as typed.
        today: At the office of the case; the expected date is no earlier.

    Source: MEA-04, FUP-08.
    """
    data: dict[str, Value] = {}
    mistakes: list[Mistake] = []
    for question in questions_of(survey):
        typed = given.get(question.name, "").strip()
        if not typed and not question.required:
            continue
        found = _read(question, survey, typed, today)
        if isinstance(found, Mistake):
            mistakes.append(found)
        else:
            data[question.name] = found
    return tuple(mistakes) or Answers(data)


def _read(question: Question, survey: Survey, typed: str, today: date) -> Value | Mistake:
    def mistake(words: Words) -> Mistake:
        text = words[survey.language].format(highest=survey.highest, longest=LONGEST_ANSWER)
        return Mistake(question.name, text)

    match question.kind:
        case Kind.SCORE:
            scores = {str(score): score for score in range(1, survey.highest + 1)}
            return scores.get(typed) or mistake(_MISSING)
        case Kind.TEXT:
            kept = "".join(each if each.isprintable() or each == "\n" else " " for each in typed.replace("\r\n", "\n"))
            return kept if len(kept) <= LONGEST_ANSWER else mistake(_TOO_LONG)
        case Kind.DAY:
            try:
                day = date.fromisoformat(typed)
            except ValueError:
                return mistake(_NO_DAY)
            if day < today:
                return mistake(_PAST)
            return day if day <= add_months(today, _LATEST_MONTHS) else mistake(_TOO_LATE)
