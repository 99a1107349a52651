"""The surveys of the past: sent when some cases close, and answered by some, in the weeks that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final

from api.wiring import Runtime
from domain.errors import ProtocolError, RecordError
from domain.model.cases import Case, Value
from domain.model.institution.people import Actor, Role
from domain.model.quality.surveys import Survey
from domain.protocol.quality.survey_form import Answers
from domain.use_cases.quality.answer_survey import AnswerSurvey, answer_survey
from domain.use_cases.quality.ask_survey import AskSurvey, ask_survey

_DESK: Final = Actor("celia.ponce", "Celia Ponce", Role.CITIZEN_SERVICE, "CENTRAL-OIRS")
_ASKED: Final = 0.6
_ANSWERED: Final = 0.15
_SAYS_MORE: Final = 0.4
_SCORES: Final = (7, 7, 6, 6, 6, 5, 5, 4, 3, 2)
_COMMENTS: Final = ("Respondieron rápido.", "Tardaron más de lo que esperaba.", "La reunión fue muy útil.")
_SUGGESTIONS: Final = ("Avisar antes de cada actividad.", "Tener horario de tarde.", "Un solo formulario para todo.")


@dataclass(slots=True)
class Surveying:
    """Sends and answers, by dice of its own."""

    runtime: Runtime
    dice: Random
    _open: list[Survey] = field(default_factory=list)

    async def closed(self, case: Case) -> None:
        """A case closed: whoever was attended may be asked."""
        if self.dice.random() >= _ASKED:
            return
        try:
            self._open.append((await ask_survey(self.runtime.casework, _DESK, AskSurvey(case.id))).survey)
        except (ProtocolError, RecordError):  # nobody's address is known, for one
            return

    async def go_on(self, at: datetime) -> None:
        """What is answered this week."""
        waiting = [each for each in self._open if at < each.expires_at]
        chosen = [each for each in waiting if self.dice.random() < _ANSWERED]
        self._open = [each for each in waiting if each not in chosen]
        for survey in chosen:
            try:
                await answer_survey(self.runtime.casework, AnswerSurvey(survey.id, Answers(self._data())))
            except (ProtocolError, RecordError):  # its account was merged, for one
                continue

    def _data(self) -> dict[str, Value]:
        data: dict[str, Value] = {"score": self.dice.choice(_SCORES)}
        for name, texts in (("comment", _COMMENTS), ("suggestions", _SUGGESTIONS)):
            if self.dice.random() < _SAYS_MORE:
                data[name] = self.dice.choice(texts)
        return data
