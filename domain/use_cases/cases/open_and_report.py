"""
Cases: open one, and report what happened.

Each verb is one transaction: the case, its timeline, terms, timers, actions for the CRM, facts of the account, messages
and the decision are written together or not at all. Repeating a verb with the same client key repeats nothing, and a
fact that is already so changes nothing. A refusal is recorded too, with the reason that was shown (POL-06).
"""

from __future__ import annotations

from domain.errors import StepNotAllowed
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.institution.people import Actor
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.cases.take_step import CaseOutcome, ReportFact, StartCase, repeated, report_in, start_in

__all__ = ["CaseOutcome", "CaseServices", "ReportFact", "StartCase", "record_refusal", "report_fact", "start_case"]


async def start_case(services: CaseServices, actor: Actor, asked: StartCase) -> CaseOutcome:
    """
    Open a case by its first fact.

    Where the flow has one case per account and one is open, that one is returned: the fact is reported on it when it
    fits there, else nothing changes (AMB-62).

    Raises:
        StepNotAllowed: The fact does not open it now; with the rule and the step to take.
        MissingData: A datum, or the point of contact, is not given.
        InvalidValue, NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-06, CHN-01, AMB-62.
    """
    try:
        async with services.core.transactions(actor) as work:
            casework = Casework.start(services, work)
            known = await casework.run.recall(asked.client_key, "start_case", asked)
            if known is not None:
                return await repeated(casework, known["case"])
            outcome = await start_in(casework, asked)
            await casework.run.remember(asked.client_key, "start_case", asked, case=outcome.case.id)
            return outcome
    except StepNotAllowed as refused:
        await record_refusal(services, actor, asked.fact, refused, asked.account_id, None)
        raise


async def report_fact(services: CaseServices, actor: Actor, asked: ReportFact) -> CaseOutcome:
    """
    Report what happened in a case.

    Raises:
        StepNotAllowed: Not now; with the rule, the reason and the step to take (POL-06).
        VersionConflict: The case changed since the person read it; `current` is the case.
        MissingData: A datum, or the point of contact of a contact, is not given.
        InvalidValue, NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-06, POL-07, CHN-01, AMB-01.
    """
    try:
        async with services.core.transactions(actor) as work:
            casework = Casework.start(services, work)
            known = await casework.run.recall(asked.client_key, "report_fact", asked)
            if known is not None:
                return await repeated(casework, known["case"])
            outcome = await report_in(casework, asked)
            await casework.run.remember(asked.client_key, "report_fact", asked, case=outcome.case.id)
            return outcome
    except StepNotAllowed as refused:
        await record_refusal(services, actor, asked.fact, refused, None, asked.case_id)
        raise


async def record_refusal(
    services: CaseServices,
    actor: Actor,
    fact: str,
    refused: StepNotAllowed,
    account_id: str | None,
    case_id: str | None,
) -> None:
    """
    Keep the refusal with its inputs and the reason that was shown, in its own transaction: the other wrote nothing.

    Source: POL-04, POL-06.
    """
    instead = {} if refused.step_to_take is None else {"step_to_take": refused.step_to_take}
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        case = None if case_id is None else await work.cases.get(case_id)
        await work.decisions.record(
            Decision(
                id=services.core.new_id(),
                at=casework.run.now,
                by=actor.id,
                role=actor.role.value,
                kind=DecisionKind.REFUSAL,
                what=fact,
                outcome=refused.message,
                protocol_version=services.core.configuration().version,
                rule=refused.rule,
                account_id=account_id if case is None else case.account_id,
                case_id=case_id,
                reason=refused.message,
                inputs={**refused.inputs, **instead},
            )
        )
