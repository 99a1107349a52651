"""Answer the self-diagnosis test of a case, half-way or to the end (DEF-12, CAP-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from domain.errors import InvalidValue, MissingData, RecordNotFound, StepNotAllowed, all_of
from domain.model.cases import Case, Flow, Value, ValueKind
from domain.model.evidence.self_diagnosis import Questionnaire, SelfDiagnosis
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import sees_case
from domain.protocol.engine.allowed import not_now, refusal_of
from domain.protocol.engine.decide import require_reporter, require_role
from domain.protocol.flows import FLOWS
from domain.protocol.flows.national.capture_guards import level_of
from domain.use_cases.cases.load_situation import CaseServices, Casework, Report
from domain.use_cases.cases.open_and_report import record_refusal
from domain.use_cases.cases.take_step import CaseOutcome, ReportFact, report_in

FACT: Final = "record_test_result"
"""The fact of a capture that holds the result."""
RULE: Final = "DEF-12"


@dataclass(frozen=True, slots=True)
class AnswerSelfDiagnosis:
    """
    Answers to the test of a case.

    Attributes:
        questionnaire: Version whose questions were read.
        answers: Code of the chosen option by code of the question; what was answered before need not come again.
        finish: Give the result, which every question must be answered for; else what is there is kept half-way.
    """

    case_id: str
    questionnaire: str
    answers: Mapping[str, str] = field(default_factory=dict)
    finish: bool = False
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class DiagnosisOutcome:
    """The self-diagnosis after the verb; `taken` is what its result brought, None while it is half-way."""

    diagnosis: SelfDiagnosis
    taken: CaseOutcome | None = None


async def answer_self_diagnosis(services: CaseServices, actor: Actor, asked: AnswerSelfDiagnosis) -> DiagnosisOutcome:
    """
    Keep the answers; finished, their score is reported as the result of the test, and the case goes on by it.

    The company answers, or somebody who may report the result answers with it. The same result with another score or
    version is a result of its own; word for word the same changes nothing in the case, and is kept with its day.

    Raises:
        NotConfigured: There are no questions: the protocol leaves them to another document (AMB-10).
        StepNotAllowed: The test does not come now; with the rule and the step to take (POL-06).
        InvalidValue: Another version of the questions, a question or an option that it does not have; all at once.
        MissingData: Finished with questions that are open: all of them.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-12, CAP-05, CAP-06, AMB-10.
    """
    try:
        async with services.core.transactions(actor) as work:
            casework = Casework.start(services, work)
            known = await casework.run.recall(asked.client_key, "answer_self_diagnosis", asked)
            if known is not None:
                return DiagnosisOutcome(await work.evidence.diagnosis(known["diagnosis"]))
            outcome = await _answered(casework, asked)
            key = outcome.diagnosis.id
            await casework.run.remember(asked.client_key, "answer_self_diagnosis", asked, diagnosis=key)
            return outcome
    except StepNotAllowed as refused:
        await record_refusal(services, actor, FACT, refused, None, asked.case_id)
        raise


async def _answered(casework: Casework, asked: AnswerSelfDiagnosis) -> DiagnosisOutcome:
    require_role(FLOWS[Flow.CAPTURE].facts[FACT], casework.actor, "CAP-06")
    case = await casework.work.cases.hold(asked.case_id)
    if not sees_case(casework.actor, case):
        raise RecordNotFound("un caso", case.id)
    await _require_now(casework, case)
    questionnaire = casework.services.core.configuration().self_diagnosis.required(casework.run.today())
    _check(questionnaire, asked)
    diagnosis = await _kept(casework, case, questionnaire, asked.answers)
    if not asked.finish:
        return DiagnosisOutcome(await casework.work.evidence.keep_diagnosis(diagnosis))
    if lacking := questionnaire.unanswered(diagnosis.answers):
        raise MissingData(
            f"Falta responder: {' '.join(f'«{question.text}»' for question in lacking)}",
            missing=tuple(question.code for question in lacking),
            rule=RULE,
            fields=[("answers", question.code) for question in lacking],
        )
    data = result_of(questionnaire, diagnosis.answers)
    taken = await report_in(casework, ReportFact(case.id, FACT, data))
    situation = await casework.situation(FLOWS[case.flow], Report(FACT, casework.run.now, data), case)
    done = diagnosis.finished(questionnaire.score(diagnosis.answers), level_of(situation), taken.event.sequence)
    return DiagnosisOutcome(await casework.work.evidence.keep_diagnosis(done), taken)


def result_of(questionnaire: Questionnaire, answers: Mapping[str, str]) -> dict[str, Value]:
    """The data of `FACT` that these answers give. Source: DEF-12, LOW-03."""
    data: dict[str, Value] = {"score": questionnaire.score(answers), "scoring_version": questionnaire.version}
    several = {datum.name for datum in FLOWS[Flow.CAPTURE].facts[FACT].data if datum.kind is ValueKind.TEXTS}
    told = questionnaire.told(answers).items()
    return data | {name: (text,) if name in several else text for name, text in told}


async def _require_now(casework: Casework, case: Case) -> None:
    """Raises NotAuthorised, StepNotAllowed: it is not for the actor, or its result would not be taken now."""
    rules = FLOWS[case.flow]
    if FACT not in rules.facts:
        raise StepNotAllowed(
            f"El Test de Autodiagnóstico es de la captación, y este caso es de «{rules.spec.title}».", rule="CAP-06"
        )
    situation = await casework.situation(rules, Report(FACT, casework.run.now, {}), case)
    require_reporter(rules, situation, rules.facts[FACT])
    if not rules.rows(case.state, FACT):
        raise not_now(rules, situation, FACT)
    if (refused := refusal_of(rules, situation, FACT)) is not None:
        raise not_now(rules, situation, FACT, refused)


def _check(questionnaire: Questionnaire, asked: AnswerSelfDiagnosis) -> None:
    if asked.questionnaire != questionnaire.version:
        raise InvalidValue(
            f"Las preguntas cambiaron: usted respondió la versión «{asked.questionnaire}» y rige la versión "
            f"«{questionnaire.version}». Vuelva a leerlas; lo que sigue igual se conserva.",
            rule="AMB-10",
            field=("questionnaire",),
        )
    wrong: list[InvalidValue] = []
    for code, option in asked.answers.items():
        question = questionnaire.question(code)
        if question is None:
            told = f"El test no tiene la pregunta «{code}»."
        elif question.option(option) is None:
            offered = ", ".join(each.text for each in question.options)
            told = f"«{option}» no es una respuesta a «{question.text}». Puede ser: {offered}."
        else:
            continue
        wrong.append(InvalidValue(told, rule=RULE, field=("answers", code)))
    if wrong:
        raise all_of(wrong)


async def _kept(
    casework: Casework, case: Case, questionnaire: Questionnaire, answers: Mapping[str, str]
) -> SelfDiagnosis:
    """What was answered before and still fits, with what is answered now."""
    now, by = casework.run.now, casework.actor.id
    half_way = await casework.work.evidence.half_way(case.id)
    if half_way is None:
        new_id = casework.services.core.new_id()
        return SelfDiagnosis(new_id, case.id, questionnaire.version, dict(answers), now, by, now, by)
    together = {**questionnaire.fitting(half_way.answers), **answers}
    return replace(half_way, questionnaire=questionnaire.version, answers=together, saved_at=now, saved_by=by)
