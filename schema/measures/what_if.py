"""What a period would have looked like under a draft of the table of terms (LIN-05, MEA-01)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final

import strawberry

from domain.errors import InvalidValue
from domain.model.terms import TermState
from domain.protocol.measures import asking, what_if
from domain.protocol.measures.asking import MeasureQuery
from domain.protocol.measures.dimensions import Dimension, Names
from domain.protocol.measures.subjects import MeasureName
from domain.use_cases.what_if import WhatIf, simulate
from schema.answers import Node, answers
from schema.context import Info
from schema.ids import global_id
from schema.links.following import LazyTerm, Link, follow
from schema.lookahead import Loaded, selected_items
from schema.measures.queries import Since, Until, names_of
from schema.measures.types import Measure, MeasuredPart, MeasuredRow
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_of, page_request

if TYPE_CHECKING:
    from schema.terms.types import Term


TERM: Final[Link[Term]] = Link("term", "Term", lambda node: node.term_id)


@strawberry.input(description="One change of the table of terms; of those that touch a term the last one holds.")
class DraftTermInput:
    rule: str = strawberry.field(description="Rule of the term: SLA-03.")
    quantity: int | None = strawberry.field(default=None, description="How many of its unit, instead of today's.")
    exempt: bool = strawberry.field(default=False, description="It is demanded no more: an exception.")
    offices: list[str] | None = strawberry.field(
        default=None, description="Only where these offices answer, by code; none: everywhere."
    )


@strawberry.type(description="A term that the draft judges otherwise.")
class ChangedJudgementShape(Node):
    term_global_id: strawberry.ID = strawberry.field(name="termId", description="Global id of the term.")
    case_global_id: strawberry.ID | None = strawberry.field(name="caseId", description="Global id of its case.")
    rule: str = strawberry.field(description="Rule of the term.")
    office: str | None = strawberry.field(description="Code of the office that answers for it.")
    due_before: date = strawberry.field(description="Its last day, as it was.")
    due_after: date | None = strawberry.field(description="Its last day under the draft; none: demanded no more.")
    before: TermState = strawberry.field(description="How it stands.")
    after: TermState = strawberry.field(description="How it would stand.")

    @strawberry.field(description="The term as it is now; none: it is not for the viewer.")
    def term(root: strawberry.Parent[ChangedJudgement]) -> LazyTerm | None:
        return TERM.read(root)


@answers(ChangedJudgementShape)
class ChangedJudgement:
    __slots__ = (
        "after", "before", "case_global_id", "due_after", "due_before", "global_id", "loaded", "office", "rule",
        "term_global_id", "term_id",
    )  # fmt: skip

    def __init__(self, told: what_if.ChangedJudgement) -> None:
        self.global_id = global_id("ChangedJudgement", told.term_id)
        self.loaded: Loaded = {}
        self.term_id = told.term_id
        self.term_global_id = global_id("Term", told.term_id)
        self.case_global_id = None if told.case_id is None else global_id("Case", told.case_id)
        self.rule = told.rule_id
        self.office = told.office
        self.due_before = told.due_before
        self.due_after = told.due_after
        self.before = told.before
        self.after = told.after


@strawberry.type(description="A group under the draft.")
class SimulatedFigure:
    figure: float | None = strawberry.field(
        description="The figure, in the unit of the measure; none: nothing to tell."
    )
    n: int = strawberry.field(description="How many terms are behind it.")
    parts: list[MeasuredPart] = strawberry.field(description="All terms of the group, counted or not.")


@strawberry.type(description="One group, as it was and under the draft.")
class SimulatedRow:
    before: MeasuredRow = strawberry.field(description="As `measure` tells it, with the terms behind it.")
    after: SimulatedFigure = strawberry.field(description="Under the draft; `changed` tells which terms moved.")


By = Annotated[
    list[Dimension] | None, strawberry.argument(description="Rows by none to three of OFFICE, CHANNEL and RULE.")
]


@strawberry.type(description="A period under a draft, beside what was. Nothing of it is stored.")
class SimulationShape:
    measure: Measure = strawberry.field(description="By what both are compared.")
    since: date = strawberry.field(description="First day.")
    until: date = strawberry.field(description="Last day, inclusive.")
    computed_at: datetime = strawberry.field(description="Open terms are judged at this instant.")
    total: int = strawberry.field(description="Terms that the draft touches.")
    done: int = strawberry.field(description="How many of them are judged so far.")
    finished: bool = strawberry.field(description="All of them are. If not, ask the same again: it goes on meanwhile.")
    changes: int = strawberry.field(description="How many are judged otherwise so far.")

    @strawberry.field(description="The measure by group, as it was and under the draft.")
    def rows(root: strawberry.Parent[Simulation], by: By = None) -> list[SimulatedRow]:
        return root.compared(by or [])

    @strawberry.field(description="Terms that are judged otherwise, by day; of very many the first ones.")
    async def changed(
        root: strawberry.Parent[Simulation],
        info: Info,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[ChangedJudgement]:
        kept = root.simulation.changed
        page = page_of(kept, page_request(first, last, after, before), _place)
        nodes = [ChangedJudgement(told) for told in page.items]
        await follow(info.context, nodes, selected_items(info, "ChangedJudgement"), (TERM,))
        return connection_of(nodes, page, len(kept))


def _place(told: what_if.ChangedJudgement) -> tuple[str, ...]:
    return told.due_before.isoformat(), told.term_id


@answers(SimulationShape)
class Simulation:
    __slots__ = (
        "_names", "changes", "computed_at", "done", "finished", "measure", "simulation", "since", "total", "until",
    )  # fmt: skip

    def __init__(self, simulation: what_if.Simulation, names: Names) -> None:
        question = simulation.question
        self._names = names
        self.simulation = simulation
        self.measure = Measure(question.measure)
        self.since = question.period.first
        self.until = question.period.last
        self.computed_at = question.now
        self.total = simulation.total
        self.done = simulation.done
        self.finished = simulation.finished
        self.changes = simulation.changes

    def compared(self, by: list[Dimension]) -> list[SimulatedRow]:
        """A row for each group."""
        asked, before, after = self.simulation.compared(by)
        return [
            SimulatedRow(before=MeasuredRow(asked, one, self._names), after=_figure(asked, other))
            for one, other in zip(before.rows, after.rows, strict=True)
        ]


def _figure(asked: MeasureQuery, row: asking.MeasuredRow) -> SimulatedFigure:
    parts = [MeasuredPart(asked.measure, part, many) for part, many in sorted(row.parts.items()) if many]
    return SimulatedFigure(figure=row.figure, n=row.n or 0, parts=parts)


@strawberry.type
class WhatIfQueries:
    @strawberry.field(
        description="The terms of a period judged under a draft of the protocol, beside what was (LIN-05, MEA-01)."
    )
    async def simulate(
        self,
        info: Info,
        changes: Annotated[list[DraftTermInput], strawberry.argument(description="The draft, up to 20 changes.")],
        since: Since,
        until: Until,
        measure: Annotated[
            MeasureName, strawberry.argument(description="TERM_COMPLIANCE or RECOMMENDED_TERMS.")
        ] = MeasureName.TERM_COMPLIANCE,
    ) -> Simulation:
        context = info.context
        asked = WhatIf(tuple(_draft(each) for each in changes), since, until, measure)
        found = await context.simulations.ask(
            (context.actor, asked), lambda: simulate(context.services, context.read, context.actor, asked)
        )
        return Simulation(found, names_of(context))


def _draft(given: DraftTermInput) -> what_if.DraftTerm:
    if given.exempt == (given.quantity is not None):
        raise InvalidValue("De cada cambio indique una cantidad o que se exime (exempt), no ambas.", field=("changes",))
    return what_if.DraftTerm(given.rule, given.quantity, frozenset(given.offices or ()))
