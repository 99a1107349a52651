"""
The steps of a user's journey ("pasos del viaje"; MEA-13): a process and the state a case is in, with the term that runs
there; and which of them break most terms.

Belongs here: what a step is called, which term is of which, and their order. Does not belong here: how waits, terms and
satisfaction are counted, which are measures like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.protocol.flows import FLOWS
from domain.protocol.measures.asking import Measured, MeasuredRow, nothing_measured
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName

REVIEWED: Final = (
    MeasureName.BREACHES,
    MeasureName.TERM_COMPLIANCE,
    MeasureName.STEP_TIME,
    MeasureName.SATISFACTION,
)
"""What is told of each step: the first one puts them in order."""


@dataclass(frozen=True, slots=True)
class ReviewedStep:
    """
    One step, with the row of each measure of `REVIEWED`, in that order.

    Attributes:
        step: Code of the step ("CAPTURE:CONTACTADA"); None: records of no step.
    """

    step: str | None
    rows: tuple[MeasuredRow, ...]


def reviewed(found: Mapping[MeasureName, Measured]) -> tuple[ReviewedStep, ...]:
    """
    The steps of all answers by step, those that break most terms first; equal ones in the order of the processes.

    Source: MEA-13: «qué estamos haciendo bien y qué se podría mejorar».
    """
    by_step = {name: {row.groups[0]: row for row in found[name].rows} for name in REVIEWED}
    steps = {step for rows in by_step.values() for step in rows}

    def row(name: MeasureName, step: str | None) -> MeasuredRow:
        return by_step[name].get(step) or nothing_measured(MEASURES[name], (step,))

    made = [ReviewedStep(step, tuple(row(name, step) for name in REVIEWED)) for step in steps]
    return tuple(sorted(made, key=lambda each: (-(each.rows[0].figure or 0), _place(each.step))))


def _place(step: str | None) -> tuple[int, str]:
    return (_ORDER.get(step or "", len(_ORDER)), step or "")


_ORDER: Final = {
    f"{flow.value}:{state.name}": place
    for place, (flow, state) in enumerate((flow, state) for flow, rules in FLOWS.items() for state in rules.spec.states)
}
