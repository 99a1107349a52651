"""What should follow a contact, by where it left its case ("cómo se aplica el protocolo"; MEA-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.model.cases import Flow
from domain.model.worded import Worded
from domain.protocol.engine.titles import COMMON_FACT_ES
from domain.protocol.flows import FLOWS


class StepTaken(Worded):
    """What followed a contact."""

    AS_GIVEN = "AS_GIVEN", "Siguió el paso que da el protocolo."
    OTHER = "OTHER", "Siguió otra cosa."
    PENDING = "PENDING", "Todavía no sigue nada."
    NOTHING_DUE = "NOTHING_DUE", "No quedaba nada por hacer."


@dataclass(frozen=True, slots=True)
class Due:
    """What the protocol gives as next step in a state: any of `facts`; none: it is final. `rule` says so."""

    facts: frozenset[str]
    rule: str


DUE: Final[Mapping[tuple[Flow, str], Due]] = {
    (flow, state.name): Due(frozenset(() if state.final else state.facts), state.rules[0])
    for flow, rules in FLOWS.items()
    for state in rules.states.values()
}
"""By flow and state. Source: MEA-03, and the rules of each state."""

NO_STEP: Final = frozenset(COMMON_FACT_ES)
"""Entries of a timeline that are no step of its process: who has the case, a mistake, accounts joined, an opinion."""


def step_taken(flow: Flow, state: str, following: str | None) -> StepTaken:
    """
    What followed a contact that left its case in *state*: the next fact that holds and is a step, or None.

    Source: MEA-03.
    """
    due = DUE[flow, state].facts
    if not due:
        return StepTaken.NOTHING_DUE
    if following is None:
        return StepTaken.PENDING
    return StepTaken.AS_GIVEN if following in due else StepTaken.OTHER
