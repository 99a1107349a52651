"""Suggestions, improvement actions, reviews of processes and units, as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import strawberry

from domain.model.cases import Flow
from domain.model.institution.channels import PointOfContact
from domain.model.quality.improvements import Improvement as ImprovementOfDomain
from domain.model.quality.improvements import ImprovementState, Origin, OriginKind
from domain.model.quality.improvements import ProcessReview as ReviewOfDomain
from domain.model.quality.suggestions import Said, SuggestionKind, SuggestionState
from domain.model.quality.suggestions import Suggestion as SuggestionOfDomain
from domain.ports.quality import Awaiting, PlanCount, SuggestionRow
from domain.protocol.catalogue import RULES
from domain.protocol.flows import FLOWS
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.quality.units import UnitKind
from schema.answers import Node, answers
from schema.enums.describing import worded
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.people import by_person

worded(SuggestionKind, "What somebody said (PUB-07).")
worded(SuggestionState, "How far a suggestion has come (LIN-10).")
worded(ImprovementState, "How an improvement action stands today (LIN-12).")
worded(OriginKind, "From what an improvement action follows.", name="ImprovementOrigin")
worded(UnitKind, "What a unit is in the protocol (ROL-02).")

_NODE_OF = {OriginKind.SUGGESTION: "Suggestion", OriginKind.COMPLEX_CASE: "Case", OriginKind.REVIEW: "ProcessReview"}


def _origin_id(origin: Origin) -> str | None:
    kind = _NODE_OF.get(origin.kind)
    return None if kind is None else global_id(kind, origin.key)


@strawberry.type(description="What somebody said or did about a suggestion or an improvement action.")
class SaidShape:
    by: str = strawberry.field(description="Who.")
    by_person = by_person("by", "Who")
    at: datetime = strawberry.field(description="When.")
    text: str = strawberry.field(description="In their own words; in Spanish.")


answers(SaidShape)(Said)


@strawberry.type(description="An improvement action («acción de mejora») of the annual plan (LIN-12).")
class ImprovementActionShape(Node):
    version: int = strawberry.field(description="Counts the writes; a change must name the version it saw.")
    what: str = strawberry.field(description="Qué se va a hacer.")
    unit: str = strawberry.field(description="Unit that owns it (ROL-02).")
    due_on: date = strawberry.field(description="Last day, inclusive.")
    year: int = strawberry.field(description="Of the plan that it is in.")
    line: str = strawberry.field(description="Line of action that it serves (LIN-01 to LIN-12).")
    state: ImprovementState = strawberry.field(description="How it stands today.")
    origin_kind: OriginKind = strawberry.field(description="From what it follows.")
    origin_global_id: strawberry.ID | None = strawberry.field(
        name="originId", description="Suggestion, case or review that it follows from; none: a measure."
    )
    measure: MeasureName | None = strawberry.field(description="Measure that it follows from (POL-01).")
    planned_by: str = strawberry.field(description="Who put it into the plan.")
    planned_by_person = by_person("planned_by", "Who put it into the plan")
    planned_at: datetime = strawberry.field(description="Instant at which it was.")
    done: Said | None = strawberry.field(description="What was achieved; none: it is not done.")
    done_on: date | None = strawberry.field(description="Day on which it was done.")
    dropped: Said | None = strawberry.field(description="Why it was given up; none: it was not.")


@answers(ImprovementActionShape, beneath=ImprovementOfDomain)
class ImprovementAction:
    """As it stands on a day."""

    __slots__ = ("_record", "global_id", "measure", "origin_global_id", "origin_kind", "state")

    def __init__(self, record: ImprovementOfDomain, on: date) -> None:
        self._record = record
        origin = record.origin
        self.global_id = global_id("ImprovementAction", record.id)
        self.state = record.state(on)
        self.origin_kind = origin.kind
        self.origin_global_id = _origin_id(origin)
        self.measure = MeasureName(origin.key) if origin.kind is OriginKind.MEASURE else None

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)


@strawberry.type(description="A suggestion or complaint («sugerencia o reclamo»), as it came in a case (LIN-10).")
class SuggestionShape(Node):
    version: int = strawberry.field(description="Counts the writes; a step must name the version it saw.")
    kind: SuggestionKind = strawberry.field(description="What it is.")
    state: SuggestionState = strawberry.field(description="How far it has come.")
    text: str = strawberry.field(description="In the words of whoever said it.")
    case_global_id: strawberry.ID = strawberry.field(name="caseId", description="Case in which it came.")
    case_number: int = strawberry.field(description="Its number, as people quote it.")
    flow: Flow = strawberry.field(description="Process in which it came.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Company that said it; none: a person without company."
    )
    office_code: str | None = strawberry.field(description="Office that answers for the case.")
    received_at: datetime = strawberry.field(description="Instant at which it was said.")
    received_on: date = strawberry.field(description="Day of it at the office that answers.")
    unit: str | None = strawberry.field(description="Area with which it is shared; none: not yet.")
    shared: Said | None = strawberry.field(description="Who shared it, and why with that area.")
    accepted: bool | None = strawberry.field(description="What the area resolved; none: not yet.")
    evaluated: Said | None = strawberry.field(description="Who evaluated it, with the reason.")
    told: Said | None = strawberry.field(description="What the person or the company was told, and by whom.")
    told_by: PointOfContact | None = strawberry.field(description="By which point of contact they were told.")
    withdrawn: Said | None = strawberry.field(description="Why it holds no more: its fact was a mistake (AMB-70).")
    improvements: list[ImprovementAction] = strawberry.field(
        description="Improvement actions that follow from it; none for whom the plan is not."
    )


@answers(SuggestionShape, beneath=SuggestionOfDomain)
class Suggestion:
    """With the improvement actions that its reader may see."""

    __slots__ = ("_row", "global_id", "improvements")

    def __init__(self, row: SuggestionRow, improvements: Sequence[ImprovementOfDomain], on: date) -> None:
        self._row = row
        self.global_id = global_id("Suggestion", row.suggestion.id)
        self.improvements = [ImprovementAction(each, on) for each in improvements]

    def __getattr__(self, name: str) -> object:
        return getattr(self._row.suggestion, name)

    @property
    def case_global_id(self) -> str:
        return global_id("Case", self._row.suggestion.case_id)

    @property
    def case_number(self) -> int:
        return self._row.number

    @property
    def flow(self) -> Flow:
        return self._row.flow

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._row.account_id) if self._row.account_id else None

    @property
    def office_code(self) -> str | None:
        return self._row.office


@strawberry.type(description="That somebody reviewed how a process is carried out (LIN-03).")
class ProcessReviewShape(Node):
    flow: Flow = strawberry.field(description="The process.")
    flow_title: str = strawberry.field(description="Its name; in Spanish or English.", metadata=SAID)
    on: date = strawberry.field(description="Day of the review.")
    by: str = strawberry.field(description="Who reviewed it.")
    by_person = by_person("by", "Who reviewed it")
    risks: list[str] = strawberry.field(description="What may go wrong, a sentence each; empty: nothing was found.")
    notes: str | None = strawberry.field(description="Notas.")
    improvements: list[ImprovementAction] = strawberry.field(description="Improvement actions that follow from it.")


@answers(ProcessReviewShape, beneath=ReviewOfDomain)
class ProcessReview:
    """With what follows from it."""

    __slots__ = ("_record", "global_id", "improvements")

    def __init__(self, record: ReviewOfDomain, improvements: Sequence[ImprovementOfDomain], on: date) -> None:
        self._record = record
        self.global_id = global_id("ProcessReview", record.id)
        self.improvements = [ImprovementAction(each, on) for each in improvements]

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)

    @property
    def flow_title(self) -> str:
        return FLOWS[self._record.flow].spec.title


@strawberry.type(description="So many improvement actions of a plan, of one unit and line, in one state.")
class PlannedImprovementsShape:
    unit: str = strawberry.field(description="Unit that owns them.")
    line: str = strawberry.field(description="Line of action that they serve.")
    line_title: str = strawberry.field(description="What the line asks for; in Spanish or English.", metadata=SAID)
    state: ImprovementState = strawberry.field(description="How they stand today.")
    count: int = strawberry.field(description="How many.")


@answers(PlannedImprovementsShape)
class PlannedImprovements:
    __slots__ = ("count", "line", "line_title", "state", "unit")

    def __init__(self, counted: PlanCount) -> None:
        self.unit = counted.unit
        self.line = counted.line
        self.line_title = RULES[counted.line].title_es
        self.state = counted.state
        self.count = counted.many


@strawberry.type(description="The annual plan of improvement («plan anual de mejora»; LIN-12).")
class ImprovementPlan:
    year: int = strawberry.field(description="Which year.")
    counts: list[PlannedImprovements] = strawberry.field(description="Its actions by unit, line and state.")
    total: int = strawberry.field(description="All its actions.")


@strawberry.type(description="Something from which no improvement action follows yet (LIN-12).")
class AwaitingImprovementShape(Node):
    kind: OriginKind = strawberry.field(description="What it is: accepted, complex, or reviewed with risks.")
    origin_global_id: strawberry.ID | None = strawberry.field(name="originId", description="Its global id.")
    day: date = strawberry.field(description="On which it was received, opened or reviewed.")
    what: str = strawberry.field(description="As people tell it; in Spanish or English.", metadata=SAID)


@answers(AwaitingImprovementShape)
class AwaitingImprovement:
    __slots__ = ("day", "global_id", "kind", "origin_global_id", "what")

    def __init__(self, found: Awaiting) -> None:
        self.global_id = global_id("AwaitingImprovement", f"{found.origin.kind.value}:{found.origin.key}")
        self.kind = found.origin.kind
        self.origin_global_id = _origin_id(found.origin)
        self.day = found.day
        self.what = found.what


@strawberry.type(description="A unit of ProChile: it evaluates suggestions and owns improvement actions (ROL-02).")
class Unit:
    name: str = strawberry.field(description="Nombre.")
    kind: UnitKind = strawberry.field(description="What it is in the protocol.")
