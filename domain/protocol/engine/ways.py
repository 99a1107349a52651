"""
Ways through a flow: which steps its rows allow from a state, and the shortest way to another.

Belongs here: what the rows alone tell. Does not belong here: whether a fact is accepted now (`decide`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable

from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, OpenCase, Transition

Move = tuple[str, Transition]
"""A fact, and the row by which it moves the case."""


def moves(rules: FlowRules, state: str) -> list[Move]:
    """Every row that is accepted in that state, by its fact; those that leave the state first."""
    found = [(fact, row) for fact in rules.facts_from(state) for row in rules.rows(state, fact) if not row.refuse]
    return sorted(found, key=lambda move: move[1].target in {None, state})


def way_to(
    rules: FlowRules, state: str, wanted: Collection[str], without: Collection[tuple[str, int]] = ()
) -> Move | None:
    """
    The first move of the shortest way from *state* to one of *wanted*; None: there is none.

    Args:
        without: Moves that do not go, each as the state and the `id` of the row.
    """
    queue: deque[tuple[str, Move | None]] = deque([(state, None)])
    seen = {state}
    while queue:
        here, first = queue.popleft()
        for move in moves(rules, here):
            target = move[1].target
            if target is None or target in seen or (here, id(move[1])) in without:
                continue
            if target in wanted:
                return first or move
            seen.add(target)
            queue.append((target, first or move))
    return None


def openers(rules: FlowRules, flows: Iterable[FlowRules]) -> list[tuple[FlowRules, str]]:
    """The states of other flows whose rows open a case of this one."""
    flow = rules.spec.flow
    return [
        (other, row.target)
        for other in flows
        for row in other.spec.transitions
        if row.target and any(isinstance(effect, OpenCase) and effect.flow is flow for effect in row.effects)
    ]


def opens_itself(rules: FlowRules) -> bool:
    """Whether somebody may open it, not only another case."""
    return any(rules.facts[fact].roles for fact in rules.facts_from(NEW))
