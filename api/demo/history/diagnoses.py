"""The self-diagnoses of the past: answers to the sample, drawn until their score leads where the tale goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from domain.model.cases import Value
from domain.model.evidence.self_diagnosis import Questionnaire
from domain.model.institution.people import Actor
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.cases.open_and_report import CaseOutcome
from domain.use_cases.evidence.answer_test import FACT, AnswerSelfDiagnosis, answer_self_diagnosis, result_of

__all__ = ["FACT", "Answering"]

_TRIES: Final = 30


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers the questions of a day, by dice of its own for each case."""

    services: CaseServices
    questionnaire: Questionnaire

    async def answered(
        self, actor: Actor, case_id: str, leads_there: Callable[[dict[str, Value]], bool]
    ) -> CaseOutcome | None:
        """What the result brought; None: no answers that were drawn lead there. The first half is saved before."""
        dice = Random(case_id)  # noqa: S311 - an example, not a secret
        for _ in range(_TRIES):
            answers = {each.code: dice.choice(each.options).code for each in self.questionnaire.questions}
            if leads_there(result_of(self.questionnaire, answers)):
                half = dict(list(answers.items())[: len(answers) // 2])
                await self._say(actor, case_id, half, finish=False)
                return await self._say(actor, case_id, answers, finish=True)
        return None

    async def _say(self, actor: Actor, case_id: str, answers: dict[str, str], *, finish: bool) -> CaseOutcome | None:
        asked = AnswerSelfDiagnosis(case_id, self.questionnaire.version, answers, finish)
        return (await answer_self_diagnosis(self.services, actor, asked)).taken
