"""The self-diagnosis test ("Test de Autodiagnóstico"; DEF-12, CAP-06): its questions, and answers that were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that a question offers, with its points for the score."""

    code: str
    text: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """
    One question.

    Attributes:
        text: As the company reads it; in Spanish, for only national companies take the test.
        tells: Datum of the result that the text of the chosen option is (LOW-03); None: none.
    """

    code: str
    text: str
    options: tuple[Option, ...]
    tells: str | None = None

    def option(self, code: str) -> Option | None:
        """The option of that code; None: it does not offer it."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """
    The questions of one version of the test, in their order.

    The protocol names the test and not its questions: they are configuration, dated as every setting (AMB-10).
    """

    version: str
    questions: tuple[Question, ...]

    def question(self, code: str) -> Question | None:
        """The question of that code; None: it does not ask it."""
        return next((question for question in self.questions if question.code == code), None)

    def fitting(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Those of *answers*, by question, that this version asks for and offers."""
        return {q.code: answers[q.code] for q in self.questions if q.option(answers.get(q.code, "")) is not None}

    def unanswered(self, answers: Mapping[str, str]) -> tuple[Question, ...]:
        """The questions that *answers* leave open."""
        given = self.fitting(answers)
        return tuple(question for question in self.questions if question.code not in given)

    def score(self, answers: Mapping[str, str]) -> int:
        """The sum of the points of the chosen options. Source: DEF-12, AMB-10."""
        return sum(option.points for _, option in self._chosen(answers))

    def told(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        """What the chosen options tell besides points, by name of the datum. Source: LOW-03."""
        return {q.tells: option.text for q, option in self._chosen(answers) if q.tells is not None}

    def _chosen(self, answers: Mapping[str, str]) -> list[tuple[Question, Option]]:
        pairs = ((question, question.option(answers.get(question.code, ""))) for question in self.questions)
        return [(question, option) for question, option in pairs if option is not None]


@dataclass(frozen=True, slots=True)
class SelfDiagnosis:
    """
    The answers of a company to the test, in the case in which it was asked: half-way, or finished.

    Attributes:
        id: UUID text.
        questionnaire: Version that was answered.
        answers: Code of the chosen option by code of the question.
        begun_at, saved_at: UTC instants of the first and the last word.
        begun_by, saved_by: Who answered: the company, or somebody of staff with it.
        score: Points; None: not finished.
        level: HIGH, MEDIUM or LOW, by the scoring table of that day; None: not finished.
        sequence: The entry of the timeline that holds the result; None: not finished.
    """

    id: str
    case_id: str
    questionnaire: str
    answers: Mapping[str, str]
    begun_at: datetime
    begun_by: str
    saved_at: datetime
    saved_by: str
    score: int | None = None
    level: str | None = None
    sequence: int | None = None

    @property
    def is_finished(self) -> bool:
        """It gave a result."""
        return self.sequence is not None

    def finished(self, score: int, level: str | None, sequence: int) -> SelfDiagnosis:
        """The same with its result."""
        return replace(self, score=score, level=level, sequence=sequence)
