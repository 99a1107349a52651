"""
A case that was opened by a declaration becomes one of the account, once the person is confirmed (AMB-54, AMB-62).

One open capture case per company: of two, the one that has come further goes on and the other one ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.history.decisions import DecisionKind
from domain.model.representations import Draft
from domain.protocol.access.actionable import case_by_rule
from domain.protocol.classes.classification import classify
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import WaiveTerm
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.capture_guards import is_foreign, is_institution, is_user, is_validated
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.terms import waive_terms
from domain.use_cases.representations.settle import Applied

_BEHIND = "La captación de la empresa sigue en otro caso, que ya estaba más avanzado."
_AHEAD = "La captación de la empresa sigue en el caso de quien la representa."
_NOT_CAPTURED = "La empresa ya tiene su atención en ProChile: no necesita una nueva captación."


@dataclass(slots=True)
class Joining:
    """
    One case being joined to its account.

    Attributes:
        last_sequence: Of the case's timeline, as it is by now.
    """

    casework: Casework
    rules: FlowRules
    situation: Situation
    case: Case
    last_sequence: int

    async def join(self, applied: Applied) -> Case:
        """The case as it goes on, or ended when the account has another one or needs none."""
        work, account = self.casework.work, applied.account
        others = await work.cases.of_account(account.id, Flow.CAPTURE)
        why = await self._why_it_ends(account, applied.draft, others[0] if others else None)
        if why is None and others:
            await self._end(others[0], _AHEAD)
        if why is not None:
            self.case = await self._end(self.case, why)
            self.last_sequence += 1
        event = self._event(applied.in_words)
        joined = case_by_rule(replace(self.case, account_id=account.id), "AMB-54: a confirmed declaration is joined")
        self.case = await work.cases.advance(joined, self.case.version, event)
        self.last_sequence = event.sequence
        await work.cases.give(self.case.id, account.id)
        return self.case

    async def _why_it_ends(self, account: Account, draft: Draft, other: Case | None) -> str | None:
        """By what the account was before the declaration was applied. Source: CAP-02, CAP-10, EXT-01, INS-01."""
        told = {fact.id for fact in draft.account.facts}
        before = replace(account, facts=tuple(fact for fact in account.facts if fact.id not in told))
        actions = [a for a in await self.casework.work.actions.of_account(account.id) if a.case_id != self.case.id]
        classes = classify(before, actions, self.situation.today, self.situation.config)
        seen = replace(self.situation, account=before, actions=actions, classes=classes, timeline=())
        if any(guard(seen) for guard in (is_foreign, is_institution, is_user, is_validated)):
            return _NOT_CAPTURED
        order = list(self.rules.states)
        behind = other is not None and order.index(other.state) > order.index(self.case.state)
        return _BEHIND if behind else None

    async def _end(self, case: Case, why: str) -> Case:
        """As the rows of the flow say."""
        work = self.casework.work
        here = replace(
            self.situation, case=case, timeline=await work.cases.timeline(case.id), given={"reason": why}, reason=None
        )
        done = decide(self.rules, here, "go_on_elsewhere", by_rule=True)
        for effect in done.effects:
            if isinstance(effect, WaiveTerm):
                await waive_terms(self.casework, self.rules, case, done.event, effect)
        going = case_by_rule(done.case, "AMB-54: the account goes on with another case")
        ended = await work.cases.advance(going, case.version, done.event)
        title = self.rules.states[ended.state].title
        await work.decisions.record(decision_of(self.casework, ended, done.event, DecisionKind.DECISION, title))
        return ended

    def _event(self, applied: str) -> CaseEvent:
        return CaseEvent(
            case_id=self.case.id,
            sequence=self.last_sequence + 1,
            fact="join_account",
            at=self.casework.run.now,
            occurred_at=self.situation.at,
            by=self.casework.actor.id,
            role=self.casework.actor.role,
            from_state=self.case.state,
            to_state=self.case.state,
            rules=("CAP-04",),
            effects=(applied,),
        )
