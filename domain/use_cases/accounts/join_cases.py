"""
Cases when accounts are joined, or separated again ("unir cuentas con casos abiertos"): they go along; where a flow has
one case for an account and both have one, one goes on with both timelines (AMB-74).

Belongs here: their cases. Does not belong here: the accounts themselves (`merge_accounts`, `separate_accounts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Value
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import local_day
from domain.model.terms import Term
from domain.protocol.access.actionable import case_by_rule, term_by_rule
from domain.protocol.flows import FLOWS
from domain.protocol.terms.state import waive
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.take_step import ReportFact, report_in
from domain.use_cases.cases.term_notices import set_notices
from domain.use_cases.terms.track_term import close_term, milestones_of

_RULES: Final = ("CAP-04", "AMB-74")
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
ENDED: Final = "UNIDA_A_OTRO_CASO"


async def join_cases(casework: Casework, survivor_id: str, absorbed_id: str, reason: str) -> None:
    """
    Let one of two open cases of a flow that has one for an account go on: the one that has come further.

    Its timeline tells that of the other, which ends; of two running terms of one rule the earlier due date stays.
    Called before the accounts are joined. Other open cases need nothing: they pass with their account.

    Source: AMB-74, AMB-62.
    """
    ours = {case.flow: case for case in await casework.work.cases.of_account(survivor_id)}
    for theirs in await casework.work.cases.of_account(absorbed_id):
        mine = ours.get(theirs.flow)
        if mine is not None and FLOWS[theirs.flow].spec.one_per_account:
            kept, ended = (theirs, mine) if _progress(theirs) > _progress(mine) else (mine, theirs)
            await _join(casework, kept, ended, reason)


async def tell_moved(casework: Casework, case_ids: frozenset[str], account: Account, outcome: str) -> None:
    """Write into each open case among these that it is of *account* now."""
    for case in await casework.work.cases.of_account(account.id):
        if case.id in case_ids:
            await _enter(casework, case, "change_account", outcome, {"account_name": account.name})


async def reopen_joined(casework: Casework, accounts: Sequence[Account]) -> None:
    """
    Let the cases that ended because these accounts were joined go on where they were, with the terms that ran.

    One whose account has opened another meanwhile stays ended. Called when the accounts are separated.

    Source: AMB-74.
    """
    for account in accounts:
        for case in await casework.work.cases.of_account(account.id, open_only=False):
            if case.state == ENDED and not await casework.work.cases.of_account(account.id, case.flow):
                await _reopen(casework, case)


def _progress(case: Case) -> int:
    """How far a case has come: the states of a flow stand in their order."""
    return [state.name for state in FLOWS[case.flow].spec.states].index(case.state)


async def _join(casework: Casework, kept: Case, ended: Case, reason: str) -> None:
    told = await _told(casework, ended)
    theirs = await casework.work.cases.open_terms(ended.id)
    mine = {term.rule_id: term for term in await casework.work.cases.open_terms(kept.id)}
    data: dict[str, Value] = {"reason": reason, "joined_to": str(kept.number)}
    await report_in(casework, ReportFact(ended.id, "join_other_case", data), by_rule=True)
    for term in theirs:
        running = mine.get(term.rule_id)
        if running is not None and _due(casework, term) < _due(casework, running):
            await _take_over(casework, kept, term, running, reason)
    effects = (f"Sigue también el caso {ended.number} de la misma empresa, que termina.", *told)
    await _enter(casework, kept, "join_case", "\n".join(effects), {"case": ended.id, "number": str(ended.number)})


async def _told(casework: Casework, case: Case) -> Sequence[str]:
    """The timeline of a case, one line for each entry."""
    facts, zone = FLOWS[case.flow].facts, casework.services.core.book.of_office(case.office).zone
    events = await casework.work.cases.timeline(case.id)
    named = ((event, facts[event.fact].title if event.fact in facts else None) for event in events)
    return [f"{local_day(e.occurred_at, zone):%d-%m-%Y}: {title}." for e, title in named if title is not None]


def _due(casework: Casework, term: Term) -> datetime:
    return milestones_of(casework.services.core, term).due_at or _NEVER


async def _take_over(casework: Casework, kept: Case, term: Term, running: Term, reason: str) -> None:
    """The kept case owes what the other owed sooner."""
    work, core = casework.work, casework.services.core
    waived = waive(running, casework.actor.id, casework.run.now, reason)
    await close_term(work, core, term_by_rule(waived, "AMB-74: the earlier due date stays"))
    await work.timers.cancel(f"term:{running.id}")
    await _run_again(casework, replace(term, case_id=kept.id, account_id=kept.account_id, office=kept.office))


async def _run_again(casework: Casework, term: Term) -> None:
    """A term that goes on from its start, as a row of its own: what is closed stays closed."""
    again = replace(term, id=casework.services.core.new_id(), waiver=None, stopped_at=None, assignee=None, result=None)
    times = milestones_of(casework.services.core, again)
    await casework.work.terms.add(term_by_rule(again, "AMB-74: the earlier due date stays"), times)
    await set_notices(casework, again, times)


async def _reopen(casework: Casework, case: Case) -> None:
    ending = (await casework.work.cases.timeline(case.id))[-1]
    open_again = replace(case, state=ending.from_state, closed_at=None)
    await _enter(casework, open_again, "separate_case", "Las cuentas se separaron: el caso sigue donde estaba.", {})
    for term in await casework.work.terms.of_account(str(case.account_id)):
        if term.case_id == case.id and term.waiver is not None and term.waiver.at == ending.at:
            await _run_again(casework, term)


async def _enter(casework: Casework, case: Case, fact: str, outcome: str, data: Mapping[str, Value]) -> None:
    last = (await casework.work.cases.timeline(case.id))[-1]
    event = CaseEvent(
        case_id=case.id,
        sequence=last.sequence + 1,
        fact=fact,
        at=casework.run.now,
        occurred_at=casework.run.now,
        by=casework.actor.id,
        role=casework.actor.role,
        from_state=last.to_state,
        to_state=case.state,
        rules=_RULES,
        data=data,
        effects=tuple(outcome.split("\n")),
    )
    taken = case_by_rule(replace(case, version=case.version + 1), "AMB-74: its account was joined or separated")
    written = await casework.work.cases.advance(taken, case.version, event)
    await casework.work.decisions.record(
        decision_of(casework, written, event, DecisionKind.DECISION, outcome.partition("\n")[0])
    )
