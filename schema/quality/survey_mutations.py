"""Send the survey of a case."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.ports.quality import SurveyRow
from domain.use_cases.quality.ask_survey import AskSurvey, ask_survey
from schema.accounts.mutations import ClientKey
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.ids import key_of
from schema.quality.surveys import CaseSurvey


@strawberry.input(description="Of which case the survey is sent (MEA-04).")
class AskSurveyInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case, open or closed.")
    client_key: str | None = ClientKey

    def asked(self) -> AskSurvey:
        return AskSurvey(key_of(self.case_id, "Case", "case_id"), self.client_key)


@strawberry.type(description="A survey that was sent.")
class SurveyPayload:
    survey: CaseSurvey | None = strawberry.field(description="As it is now; none: nothing was sent.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was sent; empty: it was.")


@strawberry.type
class SurveyMutations:
    @strawberry.mutation(
        description="Send the satisfaction survey of a case to whoever was attended, by a link that is answered once "
        "and without log-in (MEA-04, LIN-10)."
    )
    async def ask_survey(
        self, info: Info, input: Annotated[AskSurveyInput, strawberry.argument(description="Of which case.")]
    ) -> SurveyPayload:
        outcome, errors = await attempt_with_cases(info.context, ask_survey, input.asked)
        node = CaseSurvey(SurveyRow(outcome.survey, None), info.context) if outcome else None
        return SurveyPayload(survey=node, user_errors=errors)
