"""
The plan of a company read from the timelines of its cases: the one in force, those before, and what changed.

Source: ATN-02, USR-04.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from domain.model.cases import CaseEvent, Flow, Value, standing
from domain.model.history.plans import Plan, PlanChange

PLAN_FLOWS: Final = frozenset({Flow.SERVICE, Flow.REQUEST})
"""In whose timelines plans stand."""

_RECORD: Final = "record_plan"
_LABELS: Final = {
    "characteristics": "Características",
    "objectives": "Objetivos",
    "markets": "Mercados",
    "instruments": "Instrumentos",
}


def plan_history(timelines: Iterable[Sequence[CaseEvent]]) -> tuple[Plan, ...]:
    """Every plan that the cases of one account recorded, oldest first; the last one is in force."""
    events = [event for timeline in timelines for event in standing(timeline) if event.fact == _RECORD]
    events.sort(key=lambda event: (event.occurred_at, event.at, event.case_id, event.sequence))
    return tuple(_plan(event) for event in events)


def changes_between(before: Plan | None, after: Plan) -> tuple[PlanChange, ...]:
    """The parts that differ, in the order of ATN-02; for the first plan, every part."""
    changes = []
    for part, label in _LABELS.items():
        was = () if before is None else _part(before, part)
        now = _part(after, part)
        if was != now:
            changes.append(PlanChange(part, label, was, now))
    return tuple(changes)


def _part(plan: Plan, part: str) -> tuple[str, ...]:
    match part:
        case "characteristics":
            return (plan.characteristics,)
        case "objectives":
            return plan.objectives
        case "markets":
            return plan.markets
        case _:
            return plan.instruments


def _plan(event: CaseEvent) -> Plan:
    characteristics = event.data.get("characteristics")
    return Plan(
        since=event.occurred_at,
        by=event.by,
        case_id=event.case_id,
        characteristics=characteristics if isinstance(characteristics, str) else "",
        objectives=_texts(event.data, "objectives"),
        markets=_texts(event.data, "plan_markets"),
        instruments=_texts(event.data, "instruments"),
    )


def _texts(data: Mapping[str, Value], name: str) -> tuple[str, ...]:
    value = data.get(name)
    return value if isinstance(value, tuple) else ()
