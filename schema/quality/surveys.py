"""Surveys of a case, as the API shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from domain.model.quality.surveys import Survey, SurveyState
from domain.ports.quality import SurveyRow
from domain.protocol.access.permissions import sees_all
from schema.answers import answers
from schema.context import Context
from schema.enums.describing import worded
from schema.links.people import by_person

worded(SurveyState, "How a survey stands.")


@strawberry.type(description="A satisfaction survey of a case, answered by a link without log-in (MEA-04).")
class CaseSurveyShape:
    state: SurveyState = strawberry.field(description="How it stands now.")
    asked_at: datetime = strawberry.field(description="Instant at which it was sent.")
    asked_by: str = strawberry.field(description="Who sent it; «atencion»: it went when the case closed.")
    asked_by_person = by_person("asked_by", "Who sent it")
    expires_at: datetime = strawberry.field(description="Instant from which it cannot be answered any more.")
    highest_score: int = strawberry.field(description="Best score; the worst is 1.")
    answered_at: datetime | None = strawberry.field(description="Instant of the answer; none: nobody answered.")
    score: int | None = strawberry.field(
        description="Score; none: not answered, or the answer was taken back (AMB-70)."
    )
    sequence: int | None = strawberry.field(description="Entry of the timeline that holds the whole answer.")
    answer_url: str | None = strawberry.field(
        description="Where its company answers it, while that is open; none for others, who answer nothing in its name."
    )


@answers(CaseSurveyShape, beneath=Survey)
class CaseSurvey:
    __slots__ = ("_row", "answer_url", "state")

    def __init__(self, row: SurveyRow, context: Context) -> None:
        survey = row.survey
        self._row = row
        self.state = survey.state(context.now())
        answers_it = self.state is SurveyState.OPEN and not sees_all(context.actor)
        self.answer_url = context.casework.survey_links.link(survey.id) if answers_it else None

    def __getattr__(self, name: str) -> object:
        return getattr(self._row.survey, name)

    @property
    def highest_score(self) -> int:
        return self._row.survey.highest

    @property
    def score(self) -> int | None:
        score = (self._row.answers or {}).get("score")
        return score if isinstance(score, int) else None
