"""Loads what the selected fields of cases and of their steps need, for all of a list at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from domain.model.cases import Case as CaseOfDomain
from domain.model.cases import NextStep as StepOfDomain
from domain.use_cases.next_steps.of_cases import case_next_steps
from schema.cases.timeline import CaseEvent, fact_titles
from schema.cases.types import (
    ACCOUNT,
    DOCUMENTS,
    MESSAGES,
    ORIGIN,
    STEP_ACCOUNT,
    STEP_CASE,
    STEP_TERM,
    TERMS,
    Case,
    NextStep,
)
from schema.context import Context
from schema.documents.loading import document_nodes
from schema.evidence.types import SelfDiagnosis
from schema.links.following import finds, follow
from schema.lookahead import Selection, are_counted, arguments_of, below, items_below
from schema.messages.loading import message_nodes
from schema.pagination import connections, page_request
from schema.personal_data import note_cases, note_events, note_next_step
from schema.quality.surveys import CaseSurvey
from schema.representations.loading import representation_nodes
from schema.terms.loading import term_nodes
from schema.terms.types import Term


@finds("Case")
async def find_cases(context: Context, keys: Sequence[str], selections: Sequence[Selection]) -> Mapping[str, Case]:
    """Those that the reader may know of."""
    found = await context.case_read.cases_by_id(keys)
    return dict(zip(found, await case_nodes(context, list(found.values()), selections), strict=True))


async def case_nodes(context: Context, cases: Sequence[CaseOfDomain], selections: Sequence[Selection]) -> list[Case]:
    """The nodes of *cases*, with everything loaded that *selections* ask of them."""
    nodes = [Case(case) for case in cases]
    for selection in selections:
        note_cases(context, selection, cases)
    names = {name for selection in selections for name in selection.names()}
    for name, load in _LOADED.items():
        if nodes and name in names:
            await load(context, nodes, cases, selections)
    await follow(context, nodes, selections, (ACCOUNT, ORIGIN))
    return nodes


async def follow_steps(context: Context, steps: Sequence[NextStep], selections: Sequence[Selection]) -> None:
    """What the selected links of steps lead to."""
    await follow(context, steps, selections, (STEP_ACCOUNT, STEP_CASE, STEP_TERM))


async def account_step_nodes(
    context: Context, steps: Mapping[str, Sequence[StepOfDomain]], selections: Sequence[Selection]
) -> dict[str, list[NextStep]]:
    """The steps of each account as the client reads them, with their links; whom a text calls by name is noted."""
    asked = [step.case_id for each in steps.values() for step in each if step.case_id]
    cases = await context.case_read.cases_by_id(list(dict.fromkeys(asked)))
    flows = {key: case.flow for key, case in cases.items()}
    for selection in selections:
        for case_id in asked:
            if case_id in cases:
                note_next_step(context, selection, cases[case_id])
    found = {
        key: [NextStep(context.actor, step, flows.get(step.case_id or ""), key) for step in each]
        for key, each in steps.items()
    }
    await follow_steps(context, [step for each in found.values() for step in each], selections)
    return found


async def _next_steps(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], selections: Sequence[Selection]
) -> None:
    steps = await case_next_steps(context.casework, context.read, context.case_read, context.actor, cases)
    for node, case, step in zip(nodes, cases, steps, strict=True):
        node.next_step = NextStep(context.actor, step, case.flow, case.account_id)
    shown = [node.next_step for node in nodes if node.next_step is not None]
    await follow_steps(context, shown, below(selections, "nextStep", "NextStep"))


async def _representations(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], selections: Sequence[Selection]
) -> None:
    declared = await context.case_read.declared_in(cases)
    asked = below(selections, "representation", "Representation")
    shown = await representation_nodes(context, list(declared.values()), asked)
    found = dict(zip(declared, shown, strict=True))
    for node in nodes:
        node.representation = found.get(node.case.id)


async def _timelines(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], selections: Sequence[Selection]
) -> None:
    timelines = await context.case_read.timelines(cases)
    for node, case in zip(nodes, cases, strict=True):
        titles = fact_titles(case.flow)
        events = timelines.get(case.id, ())
        node.timeline = [CaseEvent(event, titles) for event in events]
        for selection in below(selections, "timeline", "CaseEvent"):
            note_events(context, selection, case, events)


async def _updated(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], _: Sequence[Selection]
) -> None:
    written = await context.case_read.updated_at(cases)
    for node in nodes:
        node.updated_at = written.get(node.case.id, node.case.opened_at)  # one that just passed out of sight


async def _surveys(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], _: Sequence[Selection]
) -> None:
    found = await context.quality.surveys_of(cases)
    for node in nodes:
        node.surveys = [CaseSurvey(row, context) for row in found.get(node.case.id, ())]


async def _self_diagnoses(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], _: Sequence[Selection]
) -> None:
    found = await context.evidence.diagnoses_of(cases)
    for node in nodes:
        node.self_diagnoses = [SelfDiagnosis(row) for row in found.get(node.case.id, ())]


async def _terms(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], selections: Sequence[Selection]
) -> None:
    found = await context.case_read.terms_of(cases)
    flat = [term for terms in found.values() for term in terms]
    shown = await term_nodes(context, flat, below(selections, "terms", "Term"))
    by_case: defaultdict[str | None, list[Term]] = defaultdict(list)
    for term in shown:
        by_case[term.term.case_id].append(term)
    for node in nodes:
        own = by_case[node.case.id]
        TERMS.keep(node, own, False)
        TERMS.keep(node, [term for term in own if term.term.is_open], True)


async def _messages(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], selections: Sequence[Selection]
) -> None:
    asked = items_below(selections, "messages", "Message")
    for key in arguments_of(selections, "messages"):
        page = page_request(*key, counted=are_counted(selections, "messages", "Message"))
        pages = await context.case_read.messages_of_cases(cases, page)
        shown = await connections(pages, lambda rows: message_nodes(context, rows, asked))
        for node in nodes:
            MESSAGES.keep(node, shown[node.case.id], *key)


async def _documents(
    context: Context, nodes: Sequence[Case], cases: Sequence[CaseOfDomain], selections: Sequence[Selection]
) -> None:
    asked = items_below(selections, "documents", "CaseDocument")
    for key in arguments_of(selections, "documents"):
        page = page_request(*key, counted=are_counted(selections, "documents", "CaseDocument"))
        pages = await context.documents.of_cases(cases, page)
        shown = await connections(pages, lambda rows: document_nodes(context, rows, asked))
        for node in nodes:
            DOCUMENTS.keep(node, shown[node.case.id], *key)


_LOADED: Final = {
    "nextStep": _next_steps,
    "representation": _representations,
    "timeline": _timelines,
    "updatedAt": _updated,
    "surveys": _surveys,
    "selfDiagnoses": _self_diagnoses,
    "terms": _terms,
    "messages": _messages,
    "documents": _documents,
}
"""What each field that costs a statement needs, by its name."""
