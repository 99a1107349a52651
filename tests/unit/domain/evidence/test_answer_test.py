"""The self-diagnosis test, answered half-way and to the end, in its case (DEF-12, CAP-05, CAP-06, LOW-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from domain.errors import (
    InvalidValue,
    MissingData,
    Mistakes,
    NotAuthorised,
    NotConfigured,
    RecordNotFound,
    StepNotAllowed,
)
from domain.model.accounts import FactKind
from domain.model.cases import Case, Flow
from domain.model.evidence.self_diagnosis import Option, Question, Questionnaire
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.configuration import Dated, Setting
from domain.model.institution.people import Actor, Role
from domain.use_cases.evidence.answer_test import AnswerSelfDiagnosis, DiagnosisOutcome, answer_self_diagnosis
from tests.support.builders import ANALYST, OTHER_REGIONAL, REGIONAL
from tests.support.calendars import local
from tests.support.cases.capture import a_new_company, actions_of, notified, registered, sent, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL

EPOCH: Final = date(2020, 1, 1)
CUTS: Final[Dated[Mapping[str, int]]] = Dated({"HIGH": 70, "MEDIUM": 40, "LOW": 0}, EPOCH, "prueba")
FIRST: Final = Questionnaire(
    "v1",
    (
        Question("OFERTA", "¿Tiene oferta?", (Option("NO", "No", 0), Option("SI", "Sí", 40))),
        Question("VENTAS", "¿Vende en Chile?", (Option("NO", "No", 0), Option("SI", "Sí", 30))),
        Question(
            "ETAPA", "¿En qué etapa está?", (Option("A", "Idea"), Option("B", "Primeras ventas")), "company_stage"
        ),
        Question("APOYO", "¿Qué necesita?", (Option("A", "Financiamiento"), Option("B", "Redes")), "support_needed"),
    ),
)
ALL: Final = {"OFERTA": "SI", "VENTAS": "NO", "ETAPA": "B", "APOYO": "A"}
"""40 points: medium, on the edge."""


def with_questions(desk: CaseDesk, *dated: Dated[Questionnaire]) -> CaseDesk:
    """A desk that has these questions and the table of points; none: version 1 since 2020."""
    desk.desk.configuration = replace(
        desk.desk.configuration,
        test_scoring=Setting("test_scoring", "DEF-12", (CUTS,)),
        self_diagnosis=Setting("self_diagnosis", "DEF-12", dated or (Dated(FIRST, EPOCH, "prueba"),)),
    )
    return desk


async def at_the_test(desk: CaseDesk, region: str = "08") -> tuple[Case, Actor]:
    """A case whose company declared in its ficha that it does not export, and who represents it."""
    account = a_new_company(desk)
    company = who_represents(account)
    case = await registered(desk, account)
    return (await desk.report(company, case, "complete_ficha", exports=False, region=region)).case, company


async def answer(
    desk: CaseDesk, actor: Actor, case: Case, answers: Mapping[str, str], *, finish: bool = False, version: str = "v1"
) -> DiagnosisOutcome:
    return await answer_self_diagnosis(
        desk.services, actor, AnswerSelfDiagnosis(case.id, version, answers, finish, client_key=None)
    )


async def test_the_company_answers_and_the_case_goes_on_by_the_score() -> None:
    """CAP-06, DEF-12, POT-01, SLA-01: 40 of 70 points are a medium level, so the region is told and its term runs."""
    desk = with_questions(CaseDesk())
    case, company = await at_the_test(desk)
    done = await answer(desk, company, case, ALL, finish=True)
    assert (done.diagnosis.score, done.diagnosis.level, done.diagnosis.is_finished) == (40, "MEDIUM", True)
    assert done.taken is not None
    assert done.taken.case.state == "NOTIFICADA_REGION"
    assert [template for template, _ in sent(desk)] == ["NTF-03"]
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-01"]
    event = desk.timeline(case)[-1]
    assert (event.sequence, event.by) == (done.diagnosis.sequence, company.id)
    assert event.data == {
        "score": 40, "scoring_version": "v1", "company_stage": "Primeras ventas", "support_needed": ("Financiamiento",),
    }  # fmt: skip
    account = desk.desk.store.rows.accounts[str(case.account_id)]
    level = account.fact(FactKind.TEST_LEVEL, date(2024, 9, 13))
    assert level is not None
    assert (level.value, level.on) == ("MEDIUM", date(2024, 9, 13))


async def test_a_point_less_is_low_and_the_company_is_referred() -> None:
    """LOW-01 to LOW-04: 30 points are low: it gets the letter, the CRM the action, and no term runs."""
    desk = with_questions(CaseDesk())
    case, company = await at_the_test(desk)
    done = await answer(desk, company, case, {**ALL, "OFERTA": "NO", "VENTAS": "SI"}, finish=True)
    assert (done.diagnosis.score, done.diagnosis.level) == (30, "LOW")
    assert done.taken is not None
    assert done.taken.case.state == "DERIVADA_BAJO_POTENCIAL"
    assert [template for template, _ in sent(desk)] == ["NTF-04"]
    assert actions_of(desk, case) == ["DERIVACION_BAJO_POTENCIAL"]
    assert desk.terms(case) == []


async def test_what_is_answered_half_way_is_kept_and_moves_nothing() -> None:
    """F-82: the company begins, its executive goes on with it the day after; the last word on a question holds."""
    desk = with_questions(CaseDesk())
    case, company = await at_the_test(desk)
    begun = await answer(desk, company, case, {"OFERTA": "NO", "VENTAS": "NO"})
    assert (begun.taken, begun.diagnosis.is_finished, begun.diagnosis.score) == (None, False, None)
    assert len(desk.timeline(case)) == 2
    desk.desk.clock.at = local("2024-09-14 10:00")
    await answer(desk, REGIONAL, case, {"OFERTA": "SI", "ETAPA": "B"})
    done = (await answer(desk, REGIONAL, case, {"APOYO": "A"}, finish=True)).diagnosis
    assert done.id == begun.diagnosis.id
    assert done.answers == {"OFERTA": "SI", "VENTAS": "NO", "ETAPA": "B", "APOYO": "A"}
    assert (done.begun_by, done.saved_by) == (company.id, REGIONAL.id)
    assert (done.begun_at, done.saved_at) == (local("2024-09-13 17:00"), local("2024-09-14 10:00"))


async def test_finishing_names_every_question_that_is_open() -> None:
    """POL-06: both at once, each in its place, and nothing is written."""
    desk = with_questions(CaseDesk())
    case, company = await at_the_test(desk)
    with pytest.raises(MissingData) as refused:
        await answer(desk, company, case, {"OFERTA": "SI", "APOYO": "A"}, finish=True)
    assert refused.value.missing == ("VENTAS", "ETAPA")
    assert refused.value.fields == (("answers", "VENTAS"), ("answers", "ETAPA"))
    assert "«¿Vende en Chile?»" in refused.value.message
    assert desk.desk.store.rows.diagnoses == {}


async def test_what_the_test_does_not_ask_or_offer_is_refused_at_once() -> None:
    """POL-06: an unknown question and an unknown option, each in its place, with what may be answered."""
    desk = with_questions(CaseDesk())
    case, company = await at_the_test(desk)
    with pytest.raises(Mistakes) as refused:
        await answer(desk, company, case, {"PRECIO": "SI", "OFERTA": "QUIZAS"})
    assert [each.field for each in refused.value.members] == [("answers", "PRECIO"), ("answers", "OFERTA")]
    assert "Puede ser: No, Sí." in refused.value.members[1].message
    with pytest.raises(InvalidValue):
        await answer(desk, company, case, {"PRECIO": "SI"})


async def test_questions_that_changed_meanwhile_are_read_again_and_what_still_fits_is_kept() -> None:
    """AMB-10: from Monday another version asks one question anew; its answer is open, the others stand."""
    anew = Questionnaire(
        "v2", (Question("VENTAS", "¿Cuánto vende?", (Option("POCO", "Poco", 0),)), *FIRST.questions[:1])
    )
    desk = with_questions(CaseDesk(), Dated(FIRST, EPOCH, "prueba"), Dated(anew, date(2024, 9, 16), "prueba"))
    case, company = await at_the_test(desk)
    await answer(desk, company, case, {"OFERTA": "SI", "VENTAS": "SI", "ETAPA": "A"})
    desk.desk.clock.at = local("2024-09-16 10:00")
    with pytest.raises(InvalidValue) as refused:
        await answer(desk, company, case, {"OFERTA": "SI"})
    assert refused.value.field == ("questionnaire",)
    kept = (await answer(desk, company, case, {}, version="v2")).diagnosis
    assert (kept.questionnaire, kept.answers) == ("v2", {"OFERTA": "SI"})


async def test_without_questions_it_is_not_configured() -> None:
    """AMB-10: the protocol does not give them, and none are invented."""
    desk = CaseDesk()
    case, company = await at_the_test(desk)
    with pytest.raises(NotConfigured) as refused:
        await answer(desk, company, case, ALL, finish=True)
    assert refused.value.rule == "DEF-12"


async def test_an_exporter_does_not_take_it_and_the_refusal_is_on_record() -> None:
    """CAP-05, POL-06."""
    desk = with_questions(CaseDesk())
    case = await notified(desk)
    company = who_represents(desk.desk.store.rows.accounts[str(case.account_id)])
    with pytest.raises(StepNotAllowed) as refused:
        await answer(desk, company, case, ALL, finish=True)
    assert refused.value.rule == "CAP-05"
    last = desk.desk.store.rows.decisions[-1]
    assert (last.kind, last.what, last.rule) == (DecisionKind.REFUSAL, "record_test_result", "CAP-05")


async def test_it_comes_after_the_ficha_and_only_in_a_capture() -> None:
    """CAP-01, CAP-06."""
    desk = with_questions(CaseDesk())
    account = a_new_company(desk)
    case = await registered(desk, account)
    with pytest.raises(StepNotAllowed) as refused:
        await answer(desk, who_represents(account), case, {"OFERTA": "SI"})
    assert refused.value.rule == "CAP-01"


async def test_only_who_may_report_the_result_answers() -> None:
    """DEF-12, RTE-04, COM-02: not an analyst, not another region, and a stranger knows of no such case."""
    desk = with_questions(CaseDesk())
    case, _ = await at_the_test(desk)
    for actor in (ANALYST, OTHER_REGIONAL):
        with pytest.raises(NotAuthorised):
            await answer(desk, actor, case, {"OFERTA": "SI"})
    asks = {"person": "Luis Soto", "email": "luis@soto.example", "query": "¿Cómo exporto?"}
    point = PointOfContact.FORM_CDA
    other = (await desk.start(PORTAL, Flow.HELP_CENTRE, "submit_help_form", point=point, **asks)).case
    with pytest.raises(NotAuthorised):  # the role comes first, whatever the case is
        await answer(desk, ANALYST, other, {"OFERTA": "SI"})
    with pytest.raises(StepNotAllowed) as elsewhere:
        await answer(desk, REGIONAL, other, {"OFERTA": "SI"})
    assert elsewhere.value.rule == "CAP-06"
    with pytest.raises(RecordNotFound):
        await answer(desk, Actor("eva", "Eva", Role.COMPANY, account_id="another"), case, {"OFERTA": "SI"})
    assert desk.desk.store.rows.diagnoses == {}


async def test_a_company_that_was_referred_takes_it_again() -> None:
    """LOW-03, section 8.3: a second test is another record; a better level reaches the region."""
    desk = with_questions(CaseDesk())
    case, company = await at_the_test(desk)
    first = (await answer(desk, company, case, {**ALL, "OFERTA": "NO"}, finish=True)).diagnosis
    desk.desk.clock.at = local("2025-03-03 10:00")
    same = (await answer(desk, company, case, {**ALL, "OFERTA": "NO"}, finish=True)).diagnosis
    assert (same.level, same.id == first.id) == ("LOW", False)
    assert [template for template, _ in sent(desk)] == ["NTF-04"]  # AMB-62: the same result is not told twice
    better = await answer(desk, company, case, ALL, finish=True)
    assert better.taken is not None
    assert better.taken.case.state == "NOTIFICADA_REGION"
    assert [each.level for each in desk.desk.store.rows.diagnoses.values()] == ["LOW", "LOW", "MEDIUM"]


async def test_the_same_request_again_answers_once() -> None:
    """POL-07: an answer that was lost is asked for again by its key."""
    desk = with_questions(CaseDesk())
    case, company = await at_the_test(desk)
    asked = AnswerSelfDiagnosis(case.id, "v1", ALL, True, client_key="k-1")
    first = await answer_self_diagnosis(desk.services, company, asked)
    again = await answer_self_diagnosis(desk.services, company, asked)
    assert (again.diagnosis, again.taken) == (first.diagnosis, None)
    assert len(desk.desk.store.rows.diagnoses) == 1
