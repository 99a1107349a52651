"""
What happens when a timer fires ("temporizador"), in the transaction that marks it as fired.

Kinds of subject: "case:<id>" reports the fact in the payload, as the system; "term:<id>" sends the reminder or the
escalation when the term is still open; "account:<id>" opens a case of payload "flow" by payload "fact".
"""

from __future__ import annotations

from domain.errors import InvalidValue, MissingData, RecordNotFound, StepNotAllowed
from domain.model.calendar import SANTIAGO, local_day
from domain.model.cases import Case, Flow
from domain.model.decisions import Decision, DecisionKind
from domain.model.people import Role
from domain.model.terms import Term
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from domain.protocol.engine import Situation
from domain.protocol.engine_text import office_mailbox
from domain.protocol.flows import FLOWS
from domain.protocol.messages import ESCALATION, REMINDER, compose_term_notice
from domain.use_cases.cases_effects import queue_message
from domain.use_cases.cases_frame import CaseServices, Desk, Told
from domain.use_cases.cases_terms import TERM_ESCALATION, TERM_REMINDER
from domain.use_cases.cases_writing import ReportFact, StartCase, report_in, start_in

__all__ = ["fire_timer"]


async def fire_timer(services: CaseServices, work: UnitOfWork, timer: Timer) -> None:
    """
    Do what a due timer is for. A fact that is not accepted any more is recorded, and that is all.

    Args:
        work: Opened on behalf of `SYSTEM`; the caller marks the timer as fired in it, so that both happen once.

    Source: FUP-05, FUP-08, LIN-03, AMB-32.
    """
    desk = Desk.start(services, work)
    kind, _, key = timer.subject.partition(":")
    try:
        if kind == "case":
            asked = ReportFact(key, timer.payload["fact"], occurred_at=min(timer.due_at, desk.run.now))
            await report_in(desk, asked, by_rule=True)
        elif kind == "account":
            await start_in(
                desk,
                StartCase(Flow(timer.payload["flow"]), timer.payload["fact"], key),
                by_rule=True,
            )
        elif kind == "term":
            await _term_notice(desk, timer, key)
    except (StepNotAllowed, MissingData, InvalidValue, RecordNotFound) as refused:
        await _too_late(desk, timer, refused.message)


async def _term_notice(desk: Desk, timer: Timer, term_id: str) -> None:
    term = await desk.work.terms.get(term_id)
    if not term.is_open or term.case_id is None:
        return
    case = await desk.work.cases.get(term.case_id)
    situation = await desk.situation(FLOWS[case.flow], Told("", desk.run.now, {}), case)
    to = _reminded(situation, case) if timer.kind == TERM_REMINDER else _escalated_to(situation, term)
    template = {TERM_REMINDER: REMINDER, TERM_ESCALATION: ESCALATION}[timer.kind]
    composed = compose_term_notice(term, situation, to)
    await queue_message(
        desk, template, composed, situation, f"{timer.kind}:{timer.subject}:{timer.occurrence}", "LIN-03"
    )


def _reminded(situation: Situation, case: Case) -> tuple[str, ...]:
    """Whoever has the case, else the responsible office."""
    person = situation.directory.standing_in(case.assignee, situation.today)
    mailbox = office_mailbox(case.office, situation)
    if person is not None:
        return (person.email,)
    return () if mailbox is None else (mailbox,)


def _escalated_to(situation: Situation, term: Term) -> tuple[str, ...]:
    """The regional head, or the role that the institution tunes; else the office's mailbox."""
    setting = situation.config.tuning.get("term_escalation_role")
    dated = None if setting is None else setting.on(local_day(term.started_at, SANTIAGO))
    role = Role.REGIONAL_HEAD if dated is None else Role(dated.value)
    for person in situation.directory.holders(role, office=term.office):
        present = situation.directory.standing_in(person.id, situation.today)
        if present is not None:
            return (present.email,)
    mailbox = office_mailbox(term.office, situation)
    return () if mailbox is None else (mailbox,)


async def _too_late(desk: Desk, timer: Timer, why: str) -> None:
    await desk.work.decisions.record(
        Decision(
            id=desk.services.core.new_id(),
            at=desk.run.now,
            by=desk.actor.id,
            role=desk.actor.role.value,
            kind=DecisionKind.TRACE,
            what=timer.kind,
            outcome=f"Lo programado ya no correspondía: {why}",
            protocol_version=desk.services.core.configuration().version,
            rule=timer.rule,
            case_id=timer.subject.partition(":")[2] if timer.subject.startswith("case:") else None,
            inputs={"subject": timer.subject, "due_at": timer.due_at.isoformat()},
        )
    )
