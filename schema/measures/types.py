"""Shapes of figures: what is measured, its rows, and the records behind a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

import strawberry

from domain.model.terms import TermObligation, TermState
from domain.ports.reading import MeasuredRecord as Record
from domain.ports.reading import PageRequest
from domain.protocol.measures import asking
from domain.protocol.measures.asking import MeasureQuery
from domain.protocol.measures.dimensions import Dimension, Names, group_name
from domain.protocol.measures.figures import Compliance
from domain.protocol.measures.measure import FigureUnit
from domain.protocol.measures.measure import Measure as MeasureOfDomain
from domain.protocol.measures.objectives import meets_target, not_configured, target_of
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from schema.answers import Identified, Node, answers
from schema.context import Info
from schema.enums.describing import worded
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.following import follow_nodes
from schema.lookahead import Loaded, Part, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request, whole_list

worded(Dimension, "By what figures are compared.", name="MeasureDimension")
worded(FigureUnit, "In what a figure is told.")
worded(MeasureName, "A measure.")


@strawberry.input(description="Only records of these groups; conditions on several dimensions must all hold.")
class MeasureFilter:
    dimension: Dimension = strawberry.field(description="Which dimension.")
    groups: list[str] = strawberry.field(description="Codes of its groups; any of them.")


@strawberry.type(description="Something that can be measured.")
class MeasureShape:
    name: MeasureName = strawberry.field(description="Its name in `measure`.")
    title: str = strawberry.field(description="What it tells, in Spanish or English.", metadata=SAID)
    unit: FigureUnit = strawberry.field(description="In what the figure is told.")
    how_counted: str = strawberry.field(description="How it is counted, in Spanish or English.", metadata=SAID)
    rules: list[str] = strawberry.field(description="Rules that ask for it.")
    dimensions: list[Dimension] = strawberry.field(description="By what it can be compared.")


@answers(MeasureShape)
class Measure:
    __slots__ = ("dimensions", "how_counted", "name", "rules", "title", "unit")

    def __init__(self, measure: MeasureOfDomain) -> None:
        self.name = measure.name
        self.title = measure.title_es
        self.unit = measure.unit
        self.how_counted = measure.how_es
        self.rules = list(measure.rules)
        self.dimensions = sorted(measure.dimensions, key=list(Dimension).index)


@strawberry.type(description="One group of one dimension.")
class MeasuredGroupShape:
    dimension: Dimension = strawberry.field(description="Which dimension.")
    code: str | None = strawberry.field(description="Its code, for filters; none: records that have none.")
    name: str = strawberry.field(description="As a person reads it, in Spanish or English.", metadata=SAID)


@answers(MeasuredGroupShape)
class MeasuredGroup:
    __slots__ = ("code", "dimension", "name")

    def __init__(self, dimension: Dimension, code: str | None, names: Names) -> None:
        self.dimension = dimension
        self.code = code
        self.name = group_name(dimension, code, names)


@strawberry.type(description="Records of one kind inside a group: a state of terms, a score of surveys.")
class MeasuredPartShape:
    part: str = strawberry.field(description="Code of the part.")
    name: str = strawberry.field(description="As a person reads it, in Spanish or English.", metadata=SAID)
    count: int = strawberry.field(description="How many records.")
    counted: bool = strawberry.field(description="They are behind the figure.")


@answers(MeasuredPartShape)
class MeasuredPart:
    __slots__ = ("count", "counted", "name", "part")

    def __init__(self, measure: MeasureOfDomain, part: str, count: int) -> None:
        self.part = part
        self.name = part_name(measure.subject, part)
        self.count = count
        self.counted = measure.counted is None or part in measure.counted


@strawberry.type(description="A record behind a figure.")
class MeasuredRecordShape(Node):
    record_global_id: strawberry.ID = strawberry.field(
        name="recordId", description="Global id of the term, the case or the action; read it with `node`."
    )
    day: date = strawberry.field(description="The day by which the period holds it.")
    part: str = strawberry.field(description="The part of the figure it is in.")
    part_name: str = strawberry.field(description="As a person reads it, in Spanish or English.", metadata=SAID)

    @strawberry.field(
        description="The term, the case, the action or whatever else was counted, as it is now; none: it is not for "
        "the viewer.",
        graphql_type=Node | None,
    )
    def record(root: strawberry.Parent[MeasuredRecord]) -> Identified | None:
        return RECORD.read(root)


RECORD: Final[Part[Identified | None]] = Part()
_KIND_OF = {
    Subject.TERM: "Term",
    Subject.STARTED_TERM: "Term",
    Subject.SUGGESTION: "Suggestion",
    Subject.OFFICE_DAY: "Office",
    Subject.IMPROVEMENT: "ImprovementAction",
    Subject.CALL_STAGE: "Call",
    Subject.CALL_TIME: "Call",
    Subject.CALL_PLAN: "Call",
    Subject.SERVED_COMPANY: "Account",
}


@answers(MeasuredRecordShape)
class MeasuredRecord:
    __slots__ = ("day", "global_id", "loaded", "part", "part_name", "place", "record_global_id")

    def __init__(self, subject: Subject, record: Record) -> None:
        self.global_id = global_id("MeasuredRecord", f"{subject.value}:{record.id}")
        self.loaded: Loaded = {}
        self.place = _place_of(subject, record.id)
        self.record_global_id = global_id(*self.place)
        self.day = record.day
        self.part = record.part
        self.part_name = part_name(subject, record.part)


def _place_of(subject: Subject, key: str) -> tuple[str, str]:
    case_id, of_case, _ = key.partition(":")
    plain = "Action" if subject in {Subject.CONTACT, Subject.REQUEST, Subject.PRODUCT_MARKET} else "Case"
    return _KIND_OF.get(subject, "Case" if of_case else plain), case_id


@strawberry.type(description="One row: the figure of a group.")
class MeasuredRowShape:
    groups: list[MeasuredGroup] = strawberry.field(description="Its group in each dimension asked for.")
    figure: float | None = strawberry.field(
        description="The figure, in the unit of the measure; none: nothing to tell."
    )
    n: int | None = strawberry.field(description="How many records are behind it; none: not told.")
    parts: list[MeasuredPart] = strawberry.field(description="All records of the group, counted or not.")
    small: bool = strawberry.field(description="So few records that the figure says little (MEA-04).")
    meets_target: bool | None = strawberry.field(
        description="Whether the figure reaches the target configured for the last day; none: none is, or no figure is "
        "there (POL-08)."
    )
    hidden: bool = strawberry.field(
        description="Not told: so few answers of persons that one could be recognised, or a row that gives them away."
    )

    @strawberry.field(description="The records behind the figure, by day; as many as n.")
    async def records(
        root: strawberry.Parent[MeasuredRow],
        info: Info,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
        parts: Annotated[
            list[str] | None,
            strawberry.argument(
                description="Those of these parts in their place, counted or not: as many as they tell."
            ),
        ] = None,
    ) -> Connection[MeasuredRecord]:
        return await root.behind(info, page_request(first, last, after, before), parts)


@answers(MeasuredRowShape)
class MeasuredRow:
    __slots__ = ("_asked", "_row", "figure", "groups", "hidden", "meets_target", "n", "parts", "small")

    def __init__(self, asked: MeasureQuery, row: asking.MeasuredRow, names: Names) -> None:
        self._asked = asked
        self._row = row
        groups = zip(asked.by, row.groups, strict=False)
        self.groups = [MeasuredGroup(dimension, code, names) for dimension, code in groups]
        self.figure = row.figure
        self.n = row.n
        self.parts = [MeasuredPart(asked.measure, part, count) for part, count in sorted(row.parts.items())]
        self.small = row.small
        self.hidden = row.hidden
        self.meets_target = meets_target(asked.measure, names.config, asked.period.last, row.figure)

    async def behind(self, info: Info, page: PageRequest, parts: list[str] | None) -> Connection[MeasuredRecord]:
        """A page of the records behind the figure, or of these parts; none of a row that is not told."""
        if self.hidden:
            return whole_list([])
        found = await info.context.read.records_behind(
            self._asked, self._row.groups, page, None if parts is None else frozenset(parts)
        )
        nodes = [MeasuredRecord(self._asked.measure.subject, record) for record in found.items]
        asked = selected_items(info, "MeasuredRecord")
        await follow_nodes(info.context, nodes, asked, "record", RECORD, lambda node: node.place)
        counted = self._row.n if parts is None else sum(self._row.parts.get(part, 0) for part in set(parts))
        return connection_of(nodes, found, counted)


@strawberry.type(description="A measure over a period.")
class MeasuredShape:
    measure: Measure = strawberry.field(description="What was measured, and how it was counted.")
    since: date = strawberry.field(description="First day.")
    until: date = strawberry.field(description="Last day, inclusive.")
    computed_at: datetime = strawberry.field(description="Open terms and cases are judged at this instant.")
    target: float | None = strawberry.field(
        description="The figure from which it is high enough, as configured for the last day; none: none is (POL-08)."
    )
    not_configured: str | None = strawberry.field(
        description="The setting without which there is no figure, when it is missing (POL-14)."
    )
    rows: list[MeasuredRow] = strawberry.field(description="One for each group, in the order of the protocol.")
    total: MeasuredRow = strawberry.field(description="All records together; its figure is made of them, not of rows.")


@answers(MeasuredShape)
class Measured:
    __slots__ = ("computed_at", "measure", "not_configured", "rows", "since", "target", "total", "until")

    def __init__(self, asked: MeasureQuery, found: asking.Measured, names: Names) -> None:
        self.target = target_of(asked.measure, names.config, asked.period.last)
        self.not_configured = not_configured(asked.measure, names.config, asked.period.last)
        self.measure = Measure(asked.measure)
        self.since = asked.period.first
        self.until = asked.period.last
        self.computed_at = asked.now
        self.rows = [MeasuredRow(asked, row, names) for row in found.rows]
        self.total = MeasuredRow(asked.as_a_whole(), found.total, names)


@strawberry.type(description="Terms of one obligation in one group; obligations are never mixed (SLA-21).")
class TermCompliance:
    group: str | None = strawberry.field(description="Code of the group.")
    name: str = strawberry.field(description="The group; in Spanish or English.", metadata=SAID)
    obligation: TermObligation = strawberry.field(description="How much these terms bind.")
    total: int = strawberry.field(description="Every term that started in the period.")
    met: int = strawberry.field(description="Met in time.")
    met_late: int = strawberry.field(description="Met after the end.")
    overdue: int = strawberry.field(description="Past the end and not met.")
    running: int = strawberry.field(description="Not yet at the end.")
    expired: int = strawberry.field(description="Rights that were not used in time: nobody's breach.")
    waived: int = strawberry.field(description="No longer demanded, with a reason (AMB-58).")
    withdrawn: int = strawberry.field(
        description="Of something that was withdrawn before the term ended: not judged (AMB-75)."
    )
    not_configured: int = strawberry.field(description="The protocol gives no end to them.")
    rate: float | None = strawberry.field(
        description="Met among met, met late and overdue, from 0 to 1; none: none of them."
    )


@strawberry.type(description="The cases of one group.")
class CaseCount:
    group: str | None = strawberry.field(description="Code of the group.")
    name: str = strawberry.field(description="The group; in Spanish or English.", metadata=SAID)
    opened: int = strawberry.field(description="Cases opened in the period.")
    still_open: int = strawberry.field(description="Those of them that are not closed yet.")


def term_compliance(found: Compliance, name: str) -> TermCompliance:
    """One row as clients read it."""
    states = found.states
    return TermCompliance(
        group=found.group,
        name=name,
        obligation=found.obligation,
        total=found.total,
        met=states[TermState.MET],
        met_late=states[TermState.MET_LATE],
        overdue=states[TermState.OVERDUE],
        running=found.running,
        expired=states[TermState.EXPIRED],
        waived=states[TermState.WAIVED],
        withdrawn=states[TermState.WITHDRAWN],
        not_configured=states[TermState.NOT_CONFIGURED],
        rate=found.rate,
    )
