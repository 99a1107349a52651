"""
What happens when a timer fires ("temporizador"), in the transaction that marks it as fired.

A reconsideration lets the open cases of its subject answer what changed (`reconsider`). Of other timers, by subject:
"case:<id>" reports the fact in the payload, as the system; "term:<id>" sends the reminder or the escalation when the
term is still open; "account:<id>" opens a case of payload "flow" by payload "fact", or joins an account that was merged
in the CRM; "action:<id>" follows up an action that came from the CRM.
"""

from __future__ import annotations

from domain.errors import InvalidValue, MissingData, RecordNotFound, StepNotAllowed
from domain.model.cases import Case, Flow
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.history.reconsideration import RECONSIDER, RECONSIDER_THEN
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.people import Role
from domain.model.institution.tuning import tuned
from domain.model.terms import Term
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import office_mailbox
from domain.protocol.flows import FLOWS
from domain.protocol.messages.compose import ESCALATION, REMINDER, compose_term_notice
from domain.use_cases.accounts.follow_merge import MERGED_IN_CRM, follow_merge
from domain.use_cases.cases.case_timers import set_again
from domain.use_cases.cases.letters import queue_message
from domain.use_cases.cases.load_situation import CaseServices, Casework, Report
from domain.use_cases.cases.reconsider import reconsider
from domain.use_cases.cases.take_step import ReportFact, StartCase, report_in, start_in
from domain.use_cases.cases.term_notices import TERM_ESCALATION, TERM_REMINDER, leaves_now
from domain.use_cases.follow_up.follow_actions import follow_from_crm

__all__ = ["fire_timer"]


async def fire_timer(services: CaseServices, work: UnitOfWork, timer: Timer) -> None:
    """
    Do what a due timer is for. A fact that its term does not let yet waits; one that is late is recorded.

    Args:
        work: Opened on behalf of `SYSTEM`; the caller marks the timer as fired in it, so that both happen once.

    Source: FUP-04, FUP-05, FUP-08, LIN-03, AMB-32, AMB-68.
    """
    casework = Casework.start(services, work)
    kind, _, key = timer.subject.partition(":")
    try:
        if timer.kind in {RECONSIDER, RECONSIDER_THEN}:
            await reconsider(casework, timer)
        elif kind == "case":
            case = await work.cases.get(key)
            at = max(case.opened_at, min(timer.due_at, casework.run.now))  # due before the case was opened: at once
            await report_in(casework, ReportFact(key, timer.payload["fact"], occurred_at=at), by_rule=True)
        elif timer.kind == MERGED_IN_CRM:
            await follow_merge(casework, timer, key)
        elif kind == "account":
            await start_in(
                casework,
                StartCase(Flow(timer.payload["flow"]), timer.payload["fact"], key),
                by_rule=True,
            )
        elif kind == "action":
            await follow_from_crm(casework, timer, key)
        elif kind == "term":
            await _term_notice(casework, timer, key)
    except (StepNotAllowed, MissingData, InvalidValue, RecordNotFound) as refused:
        if kind == "case" and isinstance(refused, StepNotAllowed) and await set_again(casework, timer):
            return
        await _too_late(casework, timer, refused.message)


async def _term_notice(casework: Casework, timer: Timer, term_id: str) -> None:
    term = await casework.work.terms.get(term_id)
    if not term.is_open or term.case_id is None or not await leaves_now(casework, timer, term):
        return
    case = await casework.work.cases.get(term.case_id)
    situation = await casework.situation(FLOWS[case.flow], Report("", casework.run.now, {}), case)
    to = _reminded(situation, case) if timer.kind == TERM_REMINDER else _escalated_to(situation, term)
    template = {TERM_REMINDER: REMINDER, TERM_ESCALATION: ESCALATION}[timer.kind]
    composed = compose_term_notice(term, situation, to)
    await queue_message(
        casework, template, composed, situation, f"{timer.kind}:{timer.subject}:{timer.occurrence}", "LIN-03"
    )


def _reminded(situation: Situation, case: Case) -> tuple[str, ...]:
    """Whoever has the case, else who holds the role that acts in its state, else the responsible office."""
    person = situation.directory.standing_in(case.assignee, situation.today)
    if person is not None:
        return (person.email,)
    role = FLOWS[case.flow].states[case.state].role
    return _holder(situation, role, case.office) or _mailbox(situation, case.office)


def _escalated_to(situation: Situation, term: Term) -> tuple[str, ...]:
    """The regional head, or the role that the institution tunes; else the office's mailbox."""
    chosen = tuned(situation.config, "term_escalation_role", local_day(term.started_at, SANTIAGO))
    role = Role.REGIONAL_HEAD if chosen is None else Role(chosen)
    return _holder(situation, role, term.office) or _mailbox(situation, term.office)


def _holder(situation: Situation, role: Role | None, office: str | None) -> tuple[str, ...]:
    """The first of that role who is there: of the office; of any, where the office is no regional one."""
    if role is None:
        return ()
    people = list(situation.directory.holders(role, office=office))
    if role is not Role.REGIONAL_HEAD and not (office or "").startswith("OFIREG-"):
        people += situation.directory.holders(role)
    for person in people:
        present = situation.directory.standing_in(person.id, situation.today)
        if present is not None:
            return (present.email,)
    return ()


def _mailbox(situation: Situation, office: str | None) -> tuple[str, ...]:
    mailbox = office_mailbox(office, situation)
    return () if mailbox is None else (mailbox,)


async def _too_late(casework: Casework, timer: Timer, why: str) -> None:
    await casework.work.decisions.record(
        Decision(
            id=casework.services.core.new_id(),
            at=casework.run.now,
            by=casework.actor.id,
            role=casework.actor.role.value,
            kind=DecisionKind.TRACE,
            what=timer.kind,
            outcome=f"Lo programado ya no correspondía: {why}",
            protocol_version=casework.services.core.configuration().version,
            rule=timer.rule,
            case_id=timer.subject.partition(":")[2] if timer.subject.startswith("case:") else None,
            inputs={"subject": timer.subject, "due_at": timer.due_at.isoformat()},
        )
    )
