"""Read the questions of the self-diagnosis test, and answer it in a case."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.errors import InvalidValue
from domain.ports.evidence.store import DiagnosisRow
from domain.use_cases.evidence.answer_test import AnswerSelfDiagnosis, answer_self_diagnosis
from schema.accounts.mutations import ClientKey
from schema.cases.loading import case_nodes
from schema.cases.types import Case
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.evidence.types import SelfDiagnosis, SelfDiagnosisQuestionnaire, questionnaire_node
from schema.ids import key_of
from schema.languages.spoken import SAID
from schema.lookahead import selected


@strawberry.type
class SelfDiagnosisQueries:
    @strawberry.field(
        description="The questions of the Test de Autodiagnóstico today; none: not configured (DEF-12, AMB-10)."
    )
    def self_diagnosis_questionnaire(self, info: Info) -> SelfDiagnosisQuestionnaire | None:
        dated = info.context.configuration.self_diagnosis.on(info.context.today())
        return None if dated is None else questionnaire_node(dated)


@strawberry.input(description="An answer to a question of the test.")
class SelfDiagnosisAnswerInput:
    question: str = strawberry.field(description="Code of the question.")
    option: str = strawberry.field(description="Code of the chosen option.")


@strawberry.input(description="Answers to the Test de Autodiagnóstico of a case, half-way or to the end (CAP-06).")
class AnswerSelfDiagnosisInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case of capture.")
    questionnaire: str = strawberry.field(description="Version of the questions that were read.")
    answers: list[SelfDiagnosisAnswerInput] = strawberry.field(
        description="What is answered now; what was answered before need not come again."
    )
    finish: bool = strawberry.field(
        default=False,
        description="Give the result, which needs an answer to every question; else it is kept half-way.",
    )
    client_key: str | None = ClientKey

    def asked(self) -> AnswerSelfDiagnosis:
        given = {each.question: each.option for each in self.answers}
        if len(given) != len(self.answers):
            raise InvalidValue("Una pregunta del test viene dos veces: deje una respuesta.", field=("answers",))
        key = key_of(self.case_id, "Case", "case_id")
        return AnswerSelfDiagnosis(key, self.questionnaire, given, self.finish, self.client_key)


@strawberry.type(description="The test of a case after answers to it.")
class SelfDiagnosisPayload:
    self_diagnosis: SelfDiagnosis | None = strawberry.field(description="As it is now; none: nothing was kept.")
    case: Case | None = strawberry.field(description="Its case, as it is now.")
    effects: list[str] = strawberry.field(
        description="What the result brought, in Spanish or English; empty: it is half-way.", metadata=SAID
    )
    user_errors: list[UserError] = strawberry.field(description="Why nothing was kept; empty: it was.")


@strawberry.type
class SelfDiagnosisMutations:
    @strawberry.mutation(
        description="Answer the Test de Autodiagnóstico of a case: the company, or staff with it. Finished, its score "
        "is the result of the test, and the case goes on by it (DEF-12, CAP-06, POT-01, LOW-01)."
    )
    async def answer_self_diagnosis(
        self, info: Info, input: Annotated[AnswerSelfDiagnosisInput, strawberry.argument(description="The answers.")]
    ) -> SelfDiagnosisPayload:
        outcome, errors = await attempt_with_cases(info.context, answer_self_diagnosis, input.asked)
        if outcome is None:
            return SelfDiagnosisPayload(self_diagnosis=None, case=None, effects=[], user_errors=errors)
        found = await info.context.case_read.cases_by_id([outcome.diagnosis.case_id])
        nodes = await case_nodes(
            info.context, list(found.values()), selected(info, "SelfDiagnosisPayload").below("case", "Case")
        )
        return SelfDiagnosisPayload(
            self_diagnosis=SelfDiagnosis(DiagnosisRow(outcome.diagnosis, taken_back=False)),
            case=next(iter(nodes), None),
            effects=list(outcome.taken.event.effects) if outcome.taken is not None else [],
            user_errors=errors,
        )
