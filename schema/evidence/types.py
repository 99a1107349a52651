"""The self-diagnosis test: its questions, and what was answered in a case."""

from __future__ import annotations

from datetime import datetime

import strawberry

from domain.model.evidence.self_diagnosis import Questionnaire as QuestionnaireOfDomain
from domain.model.evidence.self_diagnosis import SelfDiagnosis as SelfDiagnosisOfDomain
from domain.model.institution.configuration import Dated
from domain.ports.evidence.store import DiagnosisRow
from schema.accounts.facts import Detail
from schema.answers import answers
from schema.languages.spoken import SAID
from schema.links.people import by_person


@strawberry.type(description="An answer that a question of the test offers.")
class SelfDiagnosisOption:
    code: str = strawberry.field(description="Code, which an answer names.")
    text: str = strawberry.field(description="As it is read; in Spanish or English.", metadata=SAID)


@strawberry.type(description="A question of the test.")
class SelfDiagnosisQuestion:
    code: str = strawberry.field(description="Code, which an answer names.")
    text: str = strawberry.field(description="As it is read; in Spanish or English.", metadata=SAID)
    options: list[SelfDiagnosisOption] = strawberry.field(description="What may be answered, in their order.")


@strawberry.type(
    description="The questions of the Test de Autodiagnóstico today. The protocol names the test and not its "
    "questions: they are configuration (DEF-12, AMB-10)."
)
class SelfDiagnosisQuestionnaire:
    version: str = strawberry.field(description="Version, which answers name.")
    source: str = strawberry.field(description="Where the questions are from.")
    sample: bool = strawberry.field(description="An example of this project, not the institution's word.")
    questions: list[SelfDiagnosisQuestion] = strawberry.field(description="The questions, in their order.")


def questionnaire_node(dated: Dated[QuestionnaireOfDomain]) -> SelfDiagnosisQuestionnaire:
    """As it is read; what an option is worth is not told before it is chosen."""
    questions = [
        SelfDiagnosisQuestion(
            code=question.code,
            text=question.text,
            options=[SelfDiagnosisOption(code=option.code, text=option.text) for option in question.options],
        )
        for question in dated.value.questions
    ]
    return SelfDiagnosisQuestionnaire(
        version=dated.value.version, source=dated.source, sample=dated.sample, questions=questions
    )


@strawberry.type(
    description="What was answered to the Test de Autodiagnóstico in a case, half-way or to the end (DEF-12)."
)
class SelfDiagnosisShape:
    questionnaire: str = strawberry.field(description="Version of the questions that were answered.")
    answers: list[Detail] = strawberry.field(description="Code of the chosen option, by code of the question.")
    finished: bool = strawberry.field(description="It gave a result; else it is kept half-way.")
    begun_at: datetime = strawberry.field(description="Instant of its first word.")
    begun_by: str = strawberry.field(description="Who began it.")
    begun_by_person = by_person("begun_by", "Who began it")
    saved_at: datetime = strawberry.field(description="Instant of its last word; of a finished one, of its result.")
    saved_by: str = strawberry.field(description="Who answered last.")
    saved_by_person = by_person("saved_by", "Who answered last")
    score: int | None = strawberry.field(description="Points; none: not finished.")
    level: str | None = strawberry.field(
        description="HIGH, MEDIUM or LOW, by the scoring table of that day; none: not finished."
    )
    sequence: int | None = strawberry.field(description="Entry of the timeline that holds the result.")
    taken_back: bool = strawberry.field(description="Its result was registered by mistake and counts no more (AMB-70).")


@answers(SelfDiagnosisShape, beneath=SelfDiagnosisOfDomain)
class SelfDiagnosis:
    __slots__ = ("_diagnosis", "taken_back")

    def __init__(self, row: DiagnosisRow) -> None:
        self._diagnosis = row.diagnosis
        self.taken_back = row.taken_back

    def __getattr__(self, name: str) -> object:
        return getattr(self._diagnosis, name)

    @property
    def finished(self) -> bool:
        return self._diagnosis.is_finished

    @property
    def answers(self) -> list[Detail]:
        return [Detail(question, option) for question, option in self._diagnosis.answers.items()]
