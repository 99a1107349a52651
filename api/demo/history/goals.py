"""At which states cases are to rest, and a tale for each: of another account when one led nowhere (F-65)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from sqlalchemy import select

from api.demo.history.player import Tale, a_point
from domain.model.cases import Flow
from domain.protocol.engine.ways import openers, opens_itself, way_to
from domain.protocol.flows import FLOWS
from persistence.database import Database
from persistence.tables.cases import protocol_case

NATIONAL, ABROAD, INSTITUTION, ANYBODY = "national", "abroad", "institution", "anybody"
_KIND: Final = {
    Flow.DEMAND: ABROAD, Flow.VISIT: ABROAD, Flow.INVITATION: ABROAD, Flow.INVESTMENT: ABROAD, Flow.ABROAD: ABROAD,
    Flow.INSTITUTION: INSTITUTION, Flow.HELP_CENTRE: ANYBODY, Flow.CITIZEN: ANYBODY,
}  # fmt: skip
_TRIES: Final = 2
"""How often a tale that led nowhere is begun again in the course of the history."""
_LAST_TRIES: Final = 12
"""The same in its last weeks."""
UNPLAYED: Final[Mapping[tuple[Flow, str], str]] = {
    (Flow.CAPTURE, "UNIDA_A_LA_CUENTA"): "two accounts of one company are joined by a person",
    (Flow.CAPTURE, "UNIDA_A_OTRO_CASO"): "the same, where both were being captured",
    (Flow.POTENTIAL_ACCOUNT, "UNIDA_A_OTRO_CASO"): "the same, of two candidates",
    (Flow.CAPTURE, "REPRESENTACION_RECHAZADA"): "who represents the company refuses what somebody else declared",
}
"""Ends that no fact of the case leads to, and why none is looked for: nobody of this history does that."""

_C: Final = protocol_case.c


def ends_by_time(flow: Flow, state: str) -> bool:
    """It is final, and nobody leads a case there: a day comes."""
    rules = FLOWS[flow]
    by_somebody = any(row.target == state and rules.facts[row.fact].roles for row in rules.spec.transitions)
    return rules.states[state].final and not by_somebody


def _is_spare(flow: Flow, many: int) -> bool:
    """Another case rests beside it; or it goes on in days, and those that wait at its first state follow it."""
    return many > 1 or not opens_itself(FLOWS[flow])


def _leads(stands: tuple[Flow, str], goal: tuple[Flow, str]) -> bool:
    """By a step that somebody takes."""
    rules = FLOWS[goal[0]]
    move = way_to(rules, stands[1], {goal[1]}) if stands[0] is goal[0] else None
    return move is not None and bool(rules.facts[move[0]].roles)


@dataclass(slots=True)
class Goals:
    """
    Gives tales by dice.

    Attributes:
        accounts: By kind, whose a case may be.
    """

    database: Database
    dice: Random
    accounts: Mapping[str, Sequence[str | None]]
    _tries: Counter[tuple[Flow, str]] = field(default_factory=Counter)
    _last: Counter[tuple[Flow, str]] = field(default_factory=Counter)

    def tale(self, flow: Flow, state: str, *, hurried: bool = False) -> Tale:
        """One whose case comes to rest there; where no person opens such a case, of the one that opens it."""
        point = a_point(self.dice)
        if opens_itself(FLOWS[flow]):
            return Tale(flow, state, self._accounts(flow), point, hurried=hurried)
        ways = [(rules.spec.flow, opening) for rules, opening in openers(FLOWS[flow], FLOWS.values())]
        first, opening = self.dice.choice(ways) if ways else (flow, state)
        return Tale(first, opening, self._accounts(first), point, then=(flow, state), hurried=hurried)

    def again(self, tale: Tale) -> Tale | None:
        """The same once more, of other accounts; None: it was tried often enough, or goes on where it was opened."""
        goal = tale.then or (tale.flow, tale.wanted)
        if self._tries[goal] >= (_LAST_TRIES if ends_by_time(*goal) else _TRIES) or tale.hurried:
            return None
        self._tries[goal] += 1
        return self.tale(*goal, hurried=tale.hurried)

    async def missing(self) -> list[Tale]:
        """One for each state at which no case rests now: of a case that is not alone where it stands, else of a new."""
        rows = await self.database.read(select(_C.id, _C.flow, _C.state, _C.closed_at).order_by(_C.pk))
        resting = Counter((Flow(row.flow), row.state) for row in rows)
        waiting = [(row.id, Flow(row.flow), row.state) for row in rows if row.closed_at is None]
        self.dice.shuffle(waiting)
        every = [(flow, state.name) for flow, rules in FLOWS.items() for state in rules.spec.states]
        found = []
        for goal in every:
            if goal in resting or goal in UNPLAYED or ends_by_time(*goal) or self._last[goal] >= _LAST_TRIES:
                continue
            self._last[goal] += 1
            near = next(
                (case for case in waiting if _is_spare(case[1], resting[case[1:]]) and _leads(case[1:], goal)), None
            )
            if near is None or self._last[goal] % 3 == 0:
                found.append(self.tale(*goal, hurried=True))
            else:
                waiting.remove(near)
                resting[near[1:]] -= 1
                found.append(Tale(*goal, (), a_point(self.dice), near[0], hurried=True))
        return found

    def _accounts(self, flow: Flow) -> Sequence[str | None]:
        kind = _KIND.get(flow, NATIONAL)
        return [None, *self.accounts[NATIONAL][:1]] if kind == ANYBODY else self.accounts[kind]
