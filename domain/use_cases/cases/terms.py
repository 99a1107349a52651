"""
The terms of a case: started and stopped by facts, moved with the office.

A late or failed message never moves a term (AMB-01): terms depend on facts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.model.cases import Case, CaseEvent, Value
from domain.model.terms import Term
from domain.protocol.access.actionable import ActionableTerm, term_by_rule
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import StartTerm, StopTerm, WaiveTerm, resolve
from domain.protocol.engine.situation import Situation
from domain.protocol.terms.in_situation import starting
from domain.protocol.terms.state import stop, waive
from domain.use_cases.cases.case_timers import move_case_timers
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.term_notices import move_notices, set_notices
from domain.use_cases.terms.track_term import close_term, milestones_of


async def start_terms(casework: Casework, situation: Situation, case: Case, effect: StartTerm) -> tuple[str, ...]:
    """
    Start the term, one for each unit when the effect names several, with its timers; their ids.

    It bears the channel of the contact that starts it; of a fact that is none, the channel the case came by. Its row is
    that of the day on which it starts; before the first row the protocol sets no term, and none starts.

    Source: SLA-21, AMB-01, LIN-05, AMB-71, MEA-01.
    """
    rule_id = resolve(effect.rule, situation)
    if not isinstance(rule_id, str):
        return ()
    came_by = situation if situation.channel is not None else case
    start = starting(rule_id, resolve(effect.at, situation), situation, came_by.point_of_contact)
    if start is None:
        return ()
    started = []
    for unit in _units(resolve(effect.unit, situation)):
        term = Term(
            id=casework.services.core.new_id(),
            rule_id=start.row.rule_id,
            protocol_version=start.row.protocol_version,
            started_at=start.started_at,
            office=case.office,
            account_id=case.account_id,
            case_id=case.id,
            channel=came_by.channel,
            point_of_contact=came_by.point_of_contact,
            unit=unit,
            given_date=start.given_date,
        )
        times = milestones_of(casework.services.core, term)
        await casework.work.terms.add(term_by_rule(term, "a fact of its case starts it"), times)
        await set_notices(casework, term, times)
        started.append(term.id)
    return tuple(started)


async def stop_terms(casework: Casework, situation: Situation, case: Case, effect: StopTerm) -> tuple[str, ...]:
    """Stop the case's open terms of these rules at the instant of the fact, and cancel their timers; their ids."""
    unit, closed = resolve(effect.unit, situation), []
    for term in await casework.work.cases.open_terms(case.id):
        if term.rule_id in effect.rules and (effect.unit is None or term.unit == unit):
            stopped = stop(term_by_rule(term, "a fact of its case stops it"), max(situation.at, term.started_at))
            had = situation.case or case
            await close_term(casework.work, casework.services.core, replace(stopped, assignee=had.assignee))
            await casework.work.timers.cancel(f"term:{term.id}")
            closed.append(term.id)
    return tuple(closed)


async def waive_terms(
    casework: Casework, rules: FlowRules, case: Case, event: CaseEvent, effect: WaiveTerm
) -> tuple[str, ...]:
    """
    No longer demand the case's open terms of these rules, for the reason of the fact, and cancel their timers.

    Returns their ids.

    What nobody asks for any more was not answered: the term is waived, reported apart, never met. Where it was
    withdrawn, a term that was overdue by then stays so.

    Source: SLA-21, AMB-58, AMB-75, POL-06.
    """
    closed = []
    for term in await casework.work.cases.open_terms(case.id):
        if term.rule_id in effect.rules:
            nobodys = term_by_rule(term, "a fact of its case makes it needless")
            why = event.reason or rules.states[case.state].title
            waived = waive(nobodys, casework.actor.id, casework.run.now, why, withdrawn=effect.withdrawn)
            await close_term(casework.work, casework.services.core, waived)
            await casework.work.timers.cancel(f"term:{term.id}")
            closed.append(term.id)
    return tuple(closed)


async def waive_started(casework: Casework, ids: Sequence[str], reason: str) -> Sequence[Term]:
    """
    No longer demand these terms, which a fact started that is taken back: they were never met, whatever closed them.

    Source: AMB-70, SLA-21.
    """
    started = [_running(await casework.work.terms.get(term_id)) for term_id in ids]
    waived = [waive(term, casework.actor.id, casework.run.now, reason) for term in started]
    for term in waived:
        await close_term(casework.work, casework.services.core, term)
        await casework.work.timers.cancel(f"term:{term.id}")
    return waived


async def run_again(casework: Casework, ids: Sequence[str]) -> Sequence[Term]:
    """
    Let terms run that a fact stopped or waived which is taken back, from their own start, with their letters.

    Source: AMB-70, AMB-01.
    """
    running: list[Term] = []
    for term_id in ids:
        term = _running(await casework.work.terms.get(term_id))
        times = milestones_of(casework.services.core, term)
        running.append(await casework.work.terms.save(term, times))
        await casework.work.timers.revive(f"term:{term.id}")
        await move_notices(casework, term, times)
    return running


def _running(term: Term) -> ActionableTerm:
    again = term_by_rule(term, "AMB-70: the fact that stopped or started it is taken back")
    return replace(again, stopped_at=None, waiver=None, assignee=None, result=None)


async def move_terms(casework: Casework, case: Case, office: str) -> None:
    """
    Let the open terms of the case be those of *office*: it answers for them, and they count by its calendar and clock
    where their rows say so. Their start stays; what is closed stays with the office that closed it.

    What is timed by a term of the case moves with it.

    Source: RTE-04, AMB-01, AMB-03, AMB-52, AMB-68.
    """
    terms = await casework.work.cases.open_terms(case.id)
    for term in terms:
        moved = replace(term_by_rule(term, "RTE-04: its case changes office"), office=office)
        times = milestones_of(casework.services.core, moved)
        await casework.work.terms.save(moved, times)
        await move_notices(casework, moved, times)
    await move_case_timers(casework, replace(case, office=office), (term.rule_id for term in terms))


def _units(value: Value) -> Sequence[str | None]:
    if isinstance(value, tuple):
        return value
    return (value if isinstance(value, str) else None,)
