"""What lies on the viewer's desk: terms, cases and steps of their own, of their office, of whom they stand in for."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import strawberry

from domain.model.terms import TermState
from domain.ports.casework import CaseOrder, CaseQuery
from domain.ports.reading import Page, PageRequest
from domain.protocol.access.desk import Desk, Whose, desk_of
from domain.use_cases.next_steps.of_cases import case_next_steps
from schema.cases.loading import case_nodes, follow_steps
from schema.cases.queries import CaseFilter, case_query
from schema.cases.types import Case, NextStep
from schema.context import Context, Info
from schema.lookahead import selected, selected_items
from schema.pagination import Connection, connection_of
from schema.personal_data import note_next_step
from schema.terms.loading import term_nodes
from schema.terms.queries import TermFilter, term_query
from schema.terms.types import Term

_OPEN: Final = frozenset(
    {TermState.SCHEDULED, TermState.RUNNING, TermState.AT_RISK, TermState.OVERDUE, TermState.NOT_CONFIGURED}
)
Of = Annotated[Whose, strawberry.argument(description="Whose.")]


def _desk(context: Context, whose: Whose) -> Desk | None:
    return desk_of(context.actor, whose, context.services.directory(), context.today())


async def terms(info: Info, whose: Whose, given: TermFilter | None, page: PageRequest) -> Connection[Term]:
    """A page of terms, by due instant."""
    desk = _desk(info.context, whose)
    if desk is None:
        return connection_of([], NOTHING)
    query = term_query(info.context, given)
    query = replace(
        query,
        states=query.states or _OPEN,
        people=query.people if desk.people is None else desk.people,
        offices=query.offices if desk.office is None else frozenset({desk.office}),
    )
    found = await info.context.read.terms(query, page)
    return connection_of(await term_nodes(info.context, found.items, selected_items(info, "Term")), found)


async def cases(
    info: Info, whose: Whose, given: CaseFilter | None, order: CaseOrder, page: PageRequest
) -> Connection[Case]:
    """A page of cases."""
    desk = _desk(info.context, whose)
    if desk is None:
        return connection_of([], NOTHING)
    query = _of_desk(case_query(given, order, info.context.today()), desk)
    found = await info.context.case_read.cases(query, page)
    return connection_of(await case_nodes(info.context, found.items, selected_items(info, "Case")), found)


async def next_steps(info: Info, whose: Whose, page: PageRequest) -> list[NextStep]:
    """The first steps, one for each open case, by the end of its term."""
    context, desk = info.context, _desk(info.context, whose)
    if desk is None:
        return []
    query = _of_desk(CaseQuery(open_only=True, order=CaseOrder.DUE), desk)
    found = await context.case_read.cases(query, page)
    steps = await case_next_steps(context.casework, context.read, context.case_read, context.actor, found.items)
    nodes = [
        NextStep(context.actor, step, case.flow, case.account_id) for step, case in zip(steps, found.items, strict=True)
    ]
    asked = [selected(info, "NextStep")]
    for selection in asked:
        for case in found.items:
            note_next_step(context, selection, case)
    await follow_steps(context, nodes, asked)
    return nodes


def _of_desk(query: CaseQuery, desk: Desk) -> CaseQuery:
    return replace(
        query,
        assignees=query.assignees if desk.people is None else desk.people,
        offices=query.offices if desk.office is None else frozenset({desk.office}),
    )


NOTHING: Final[Page[object]] = Page(items=(), cursors=(), has_next=False, has_previous=False, total=0)
