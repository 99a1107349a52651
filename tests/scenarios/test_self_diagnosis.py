"""The self-diagnosis over the API: the company begins it, its executive goes on with it, the case follows (CAP-06)."""

from __future__ import annotations

from typing import Any, Final

from domain.model.institution.people import Role
from schema.ids import key_of
from tests.scenarios.conftest import Story

QUESTIONS: Final = (
    "{ selfDiagnosisQuestionnaire { version sample source questions { code text options { code text } } } }"
)
ANSWER: Final = """mutation A($i: AnswerSelfDiagnosisInput!) { answerSelfDiagnosis(input: $i) {
  selfDiagnosis { finished score level sequence answers { name value } savedBy }
  case { state nextStep { step } timeline { fact } } effects
  userErrors { __typename message rule field ... on MissingDataError { missing } } } }"""
CASE: Final = """query($c: ID!) { case(id: $c) { state selfDiagnoses {
  finished questionnaire score level begunBy savedBy savedByPerson { name } takenBack } } }"""


async def answer(teller: Story, case: str, answers: dict[str, str], *, finish: bool) -> dict[str, Any]:
    given = [{"question": question, "option": option} for question, option in answers.items()]
    asked = {"caseId": case, "questionnaire": "muestra-1", "answers": given, "finish": finish}
    payload: dict[str, Any] = (await teller.ask(ANSWER, i=asked))["answerSelfDiagnosis"]
    return payload


async def test_the_test_is_begun_by_the_company_and_finished_with_its_executive(story: Story) -> None:
    """CAP-06, DEF-12, POT-01: 20 + 20 + 10 + 10 + 10 points are 70, a high level on its edge; the region is told."""
    await story.at("2026-05-18 10:00")
    account = await story.company("Tejidos Puyehue SpA")
    company = story.as_(Role.COMPANY, account_id=key_of(account, "Account", "account_id"), run="12.345.678-5")
    case = (await company.fact("registerInCapture", accountId=account, representativeRun="12.345.678-5"))["case"]["id"]
    await company.fact("completeFichaInCapture", caseId=case, exports=False, region="08")

    asked = (await company.ask(QUESTIONS))["selfDiagnosisQuestionnaire"]
    assert (asked["version"], asked["sample"]) == ("muestra-1", True)
    assert [each["code"] for each in asked["questions"]][:2] == ["OFERTA", "VENTAS"]
    assert "points" not in str(asked)

    half = await answer(company, case, {"OFERTA": "ADAPTADO", "VENTAS": "2_O_MAS"}, finish=False)
    assert half["userErrors"] == []
    assert (half["selfDiagnosis"]["finished"], half["case"]["state"], half["effects"]) == (False, "TEST", [])
    short = await answer(company, case, {"CAPACIDAD": "CON_TIEMPO"}, finish=True)
    (lacking,) = short["userErrors"]
    assert (lacking["__typename"], lacking["missing"]) == ("MissingDataError", ["DIFUSION", "PERSONAS", "ETAPA"])

    rest = {"CAPACIDAD": "CON_TIEMPO", "DIFUSION": "ESPANOL", "PERSONAS": "PARCIAL", "ETAPA": "CRECIMIENTO"}
    done = await answer(story, case, rest, finish=True)
    assert done["userErrors"] == []
    assert (done["selfDiagnosis"]["score"], done["selfDiagnosis"]["level"]) == (70, "HIGH")
    assert done["case"]["state"] == "NOTIFICADA_REGION"
    assert done["case"]["timeline"][-1]["fact"] == "record_test_result"
    assert "Queda en la cuenta: resultado del Test de Autodiagnóstico." in done["effects"]
    (kept,) = (await company.ask(CASE, c=case))["case"]["selfDiagnoses"]
    assert (kept["finished"], kept["level"], kept["savedBy"], kept["takenBack"]) == (True, "HIGH", "ana.rojas", False)


async def test_a_result_that_is_taken_back_says_so_and_the_test_can_be_answered_again(story: Story) -> None:
    """AMB-70: the executive registered it for the wrong company; the company does not find a result that counts."""
    await story.at("2026-05-19 10:00")
    account = await story.company("Cueros Ranco SpA")
    company = story.as_(Role.COMPANY, account_id=key_of(account, "Account", "account_id"), run="12.345.678-5")
    case = (await company.fact("registerInCapture", accountId=account, representativeRun="12.345.678-5"))["case"]["id"]
    await company.fact("completeFichaInCapture", caseId=case, exports=False, region="08")
    every = {question["code"]: question["options"][0]["code"] for question in await _questions(story)}
    done = await answer(story, case, every, finish=True)
    assert (done["selfDiagnosis"]["level"], done["case"]["state"]) == ("LOW", "DERIVADA_BAJO_POTENCIAL")
    taking = (
        """mutation($i: TakeBackFactInput!) { takeBackFact(input: $i) { case { state } userErrors { message } } }"""
    )
    given = {"caseId": case, "sequence": done["selfDiagnosis"]["sequence"], "reason": "Era de otra empresa"}
    back = (await story.ask(taking, i=given))["takeBackFact"]
    assert (back["userErrors"], back["case"]["state"]) == ([], "TEST")
    (kept,) = (await company.ask(CASE, c=case))["case"]["selfDiagnoses"]
    assert (kept["finished"], kept["takenBack"]) == (True, True)


async def _questions(story: Story) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = (await story.ask(QUESTIONS))["selfDiagnosisQuestionnaire"]["questions"]
    return questions
