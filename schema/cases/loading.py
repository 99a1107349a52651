"""Loads what the selected fields of cases need, for all cases of a page at once."""

from __future__ import annotations

from collections.abc import Sequence

from domain.model.cases import Case as CaseOfDomain
from domain.use_cases.next_steps.of_cases import case_next_steps
from schema.cases.types import Case, CaseEvent, NextStep, fact_titles
from schema.context import Context
from schema.lookahead import Selection
from schema.personal_data import note_cases, note_events, note_representations
from schema.representations.types import Representation


async def case_nodes(context: Context, cases: Sequence[CaseOfDomain], selections: Sequence[Selection]) -> list[Case]:
    """The nodes of *cases*, with everything loaded that *selections* ask of them."""
    nodes = [Case(case) for case in cases]
    for selection in selections:
        note_cases(context, selection, cases)
    names = {name for selection in selections for name in selection.names()}
    if nodes and "nextStep" in names:
        steps = await case_next_steps(context.casework, context.read, context.case_read, context.actor, cases)
        for node, case, step in zip(nodes, cases, steps, strict=True):
            node.next_step = NextStep(context.actor, step, case.flow)
    if nodes and "representation" in names:
        declared = await context.case_read.declared_in(cases)
        for node, case in zip(nodes, cases, strict=True):
            shown = declared.get(case.id)
            node.representation = Representation(shown, context.actor) if shown else None
            for selection in selections:
                for below in selection.below("representation", "Representation"):
                    note_representations(context, below, [shown] if shown else [])
    if nodes and "timeline" in names:
        timelines = await context.case_read.timelines(cases)
        for node, case in zip(nodes, cases, strict=True):
            titles = fact_titles(case.flow)
            events = timelines.get(case.id, ())
            node.timeline = [CaseEvent(event, titles) for event in events]
            for selection in selections:
                for below in selection.below("timeline", "CaseEvent"):
                    note_events(context, below, case, events)
    return nodes
