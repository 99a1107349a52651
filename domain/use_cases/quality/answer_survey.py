"""Whoever was attended answers the survey by its link: once, in the timeline of the case (MEA-04, LIN-10, FUP-08)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from domain.errors import StepNotAllowed
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import local_day
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.model.quality.surveys import Survey, SurveyState
from domain.protocol.access.actionable import case_by_rule
from domain.protocol.engine.allowed import refusal_of
from domain.protocol.flows import FLOWS
from domain.protocol.quality.survey_form import ANSWERED, ANSWERED_IN_FOLLOW_UP, Answers
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import CaseServices, Casework, Report
from domain.use_cases.cases.take_step import ReportFact, report_in
from domain.use_cases.quality.keep import keep_suggestions

_RULES: Final = ("MEA-04", "LIN-10")


class SurveyNotOpen(StepNotAllowed):
    """It cannot be answered now; `state` tells why."""

    def __init__(self, state: SurveyState) -> None:
        super().__init__(f"La encuesta no se puede responder: {state.es}", rule="MEA-04")
        self.state = state


@dataclass(frozen=True, slots=True)
class AnswerSurvey:
    """What was answered, as `read_answers` read it."""

    survey_id: str
    answers: Answers


async def answer_survey(services: CaseServices, asked: AnswerSurvey) -> Survey:
    """
    Keep the answer in the name of whoever got the link: in one transaction, once.

    The answer counts by the channel of the case, not by that of the link. What it suggests is a suggestion (LIN-10).
    In a follow-up it is its survey, so that a date moves the second message (FUP-08).

    Raises:
        SurveyNotOpen: It was answered, has expired or was withdrawn; nothing is written.
        RecordNotFound: There is no such survey.

    Source: MEA-04, LIN-10, FUP-08.
    """
    who = await _answering(services, asked.survey_id)
    async with services.core.transactions(who) as work:
        casework = Casework.start(services, work)
        survey = await work.quality.surveys.get(asked.survey_id)
        case = await work.cases.hold(survey.case_id)
        survey = await work.quality.surveys.get(asked.survey_id)  # nobody else answers it from here on
        state = survey.state(casework.run.now)
        if state is not SurveyState.OPEN:
            raise SurveyNotOpen(state)
        if await _waits_for_it(casework, case, asked.answers):
            reported = await report_in(casework, ReportFact(case.id, ANSWERED_IN_FOLLOW_UP, asked.answers.data))
            sequence = reported.event.sequence
        else:
            sequence = await _entered(casework, case, asked.answers)
        answered = replace(survey, answered_at=casework.run.now, sequence=sequence)
        await work.quality.surveys.save(answered)
        return answered


async def _answering(services: CaseServices, survey_id: str) -> Actor:
    """Whoever has the link: of the company that has the case now, or nobody's."""
    async with services.core.transactions(SYSTEM) as work:
        case = await work.cases.get((await work.quality.surveys.get(survey_id)).case_id)
    return Actor("enlace", "Enlace de una encuesta", Role.COMPANY, account_id=case.account_id)


async def _waits_for_it(casework: Casework, case: Case, answers: Answers) -> bool:
    """Whether the case is a follow-up that takes this survey in its state (FUP-08)."""
    rules = FLOWS[case.flow]
    if case.flow is not Flow.FOLLOW_UP or ANSWERED_IN_FOLLOW_UP not in rules.facts_from(case.state):
        return False
    situation = await casework.situation(rules, Report(ANSWERED_IN_FOLLOW_UP, casework.run.now, {}), case)
    return refusal_of(rules, situation, ANSWERED_IN_FOLLOW_UP, answers.data) is None


async def _entered(casework: Casework, case: Case, answers: Answers) -> int:
    """The sequence of the entry that holds the answer; the case stays as it is, closed or not."""
    timeline, now = await casework.work.cases.timeline(case.id), casework.run.now
    zone = casework.services.core.book.of_office(case.office).zone
    event = CaseEvent(
        case_id=case.id,
        sequence=timeline[-1].sequence + 1,
        fact=ANSWERED,
        at=now,
        occurred_at=now,
        by=casework.actor.id,
        role=casework.actor.role,
        from_state=case.state,
        to_state=case.state,
        rules=_RULES,
        data=answers.data,
        effects=("Se respondió la encuesta de satisfacción por su enlace.",),
        day=local_day(now, zone),
        office=case.office,
        assignee=case.assignee,
    )
    taken = case_by_rule(replace(case, version=case.version + 1), "MEA-04: who was attended answers by the link")
    written = await casework.work.cases.advance(taken, case.version, event)
    await keep_suggestions(casework, written, event)
    decided = decision_of(casework, written, event, DecisionKind.TRACE, event.effects[0])
    await casework.work.decisions.record(decided)
    return event.sequence
