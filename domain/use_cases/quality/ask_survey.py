"""Send the satisfaction survey of a case to whoever was attended: when somebody asks, or when it closes (MEA-04)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain.errors import NotConfigured, ProtocolError, StepNotAllowed
from domain.model.cases import Case, CaseEvent
from domain.model.history.decisions import DecisionKind
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.people import SYSTEM
from domain.model.institution.tuning import tuned
from domain.model.quality.surveys import Survey, SurveyState
from domain.protocol.access.permissions import Permission, require
from domain.protocol.access.reach import whose_case
from domain.protocol.engine.rows import TAKEN_BACK
from domain.protocol.flows import FLOWS
from domain.protocol.messages.compose import SURVEY, compose_survey
from domain.use_cases.cases.letters import queue_message
from domain.use_cases.cases.load_situation import Casework, Report
from domain.use_cases.once import kept_record, once_on_cases

RULE: Final = "MEA-04"


@dataclass(frozen=True, slots=True)
class AskSurvey:
    """Of which case."""

    case_id: str
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class SurveyOutcome:
    """A survey that was sent; `repeated`: the client key was seen before, and nothing was sent now."""

    survey: Survey
    repeated: bool = False


_SURVEY: Final = kept_record("survey", SurveyOutcome, lambda work: work.quality.surveys.get)


@once_on_cases(_SURVEY)
async def ask_survey(casework: Casework, asked: AskSurvey) -> SurveyOutcome:
    """
    Send the survey of a case, open or closed, to the company or person that was attended.

    Raises:
        StepNotAllowed: One waits for its answer; nobody's address is known; or the case was a mistake.
        NotConfigured: Neither the scale of scores nor for how many days a link serves is in the protocol.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: MEA-04, LIN-10, FUP-08.
    """
    require(casework.actor, Permission.ASK_SURVEY)
    case = await casework.work.cases.hold(asked.case_id)
    account = None if case.account_id is None else await casework.work.accounts.get(case.account_id)
    whose = whose_case(case, account, casework.services.directory())
    casework.run.access(account).require_place(Permission.ASK_SURVEY, whose)
    survey = await _sent(casework, case, casework.actor.id)
    await casework.run.decided(
        "ask_survey",
        "Se envió la encuesta de satisfacción.",
        rule=RULE,
        account_id=case.account_id,
        survey=survey.id,
        case=case.id,
    )
    return SurveyOutcome(survey)


async def ask_on_closing(casework: Casework, case: Case, event: CaseEvent) -> None:
    """
    Send it when the fact *event* closed the case, where its flow is configured so; what cannot be sent stops nothing.

    Source: MEA-04, MEA-13.
    """
    rules, config = FLOWS[case.flow], casework.services.core.configuration()
    closed = rules.is_final(event.to_state) and not rules.is_final(event.from_state)
    if not closed or case.flow.value not in (tuned(config, "survey_on_close", casework.run.today()) or "").split():
        return
    try:
        survey = await _sent(casework, case, SYSTEM.id, event)
        outcome = f"Se envió la encuesta de satisfacción, que se puede responder hasta el {survey.expires_at:%d-%m-%Y}."
    except ProtocolError as unsent:
        outcome = f"No se envió la encuesta de satisfacción: {unsent.message}"
    await casework.run.decided(
        "ask_survey", outcome, rule=RULE, account_id=case.account_id, kind=DecisionKind.TRACE, case=case.id
    )


async def withdraw_surveys(casework: Casework, case: Case, event: CaseEvent) -> list[str]:
    """What the fact had sent and nobody answered is withdrawn with it; a line for each. Source: AMB-70."""
    now, found = casework.run.now, []
    for each in await casework.work.quality.surveys.of_case(case.id):
        if each.follows == event.sequence and each.state(now) is SurveyState.OPEN:
            await casework.work.quality.surveys.save(replace(each, withdrawn_at=now))
            found.append("La encuesta que se envió ya no se puede responder.")
    return found


async def _sent(casework: Casework, case: Case, by: str, event: CaseEvent | None = None) -> Survey:
    """The survey, kept and queued, once its case may have one. Raises as `ask_survey`."""
    quality, now = casework.work.quality, casework.run.now
    if case.state == TAKEN_BACK.name:
        raise StepNotAllowed("El caso se registró por error: no se encuesta por él.", rule=RULE)
    waiting = next(
        (each for each in await quality.surveys.of_case(case.id) if each.state(now) is SurveyState.OPEN), None
    )
    if waiting is not None:
        raise StepNotAllowed(
            f"Ya se envió una encuesta de este caso: se puede responder hasta el {waiting.expires_at:%d-%m-%Y}.",
            rule=RULE,
            step_to_take="Espere la respuesta, o que venza.",
        )
    config, today = casework.services.core.configuration(), casework.run.today()
    highest, days = (_number(config, name, today) for name in ("survey_highest_score", "survey_days"))
    situation = await casework.situation(FLOWS[case.flow], Report("", now, {}), case)
    survey_id, expires_at = casework.services.core.new_id(), now + timedelta(days=days)
    composed = compose_survey(situation, casework.services.survey_links.link(survey_id), expires_at)
    if not composed.to:
        raise StepNotAllowed(
            "No hay una dirección de correo comprobada a la que enviar la encuesta.",
            rule=RULE,
            step_to_take="Registre el correo de la empresa o de la persona.",
        )
    survey = Survey(
        id=survey_id,
        case_id=case.id,
        asked_at=now,
        asked_by=by,
        expires_at=expires_at,
        language=composed.language,
        highest=highest,
        of_company=case.account_id is not None,
        follows=None if event is None else event.sequence,
    )
    await quality.surveys.add(survey)
    cause = f"case:{case.id}:{event.sequence if event else survey_id}:{SURVEY}"
    await queue_message(casework, SURVEY, composed, situation, cause, RULE)
    return survey


def _number(config: ProtocolConfiguration, name: str, day: date) -> int:
    value = tuned(config, name, day)
    if value is None or int(value) < _LEAST[name]:
        raise NotConfigured(
            f"«{name}» no está configurado: el protocolo no dice {_LEFT_OPEN[name]} de la encuesta.", rule=RULE
        )
    return int(value)


_LEAST: Final = {"survey_highest_score": 2, "survey_days": 1}
_LEFT_OPEN: Final = {"survey_highest_score": "la escala", "survey_days": "el plazo para responder"}
