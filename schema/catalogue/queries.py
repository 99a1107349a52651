"""The rules of the protocol and its open points (LIN-07, POL-12)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.terms import TermObligation, TermRule, TermUnit
from domain.protocol.catalogue import AMBIGUITIES, RULES, search, told
from domain.protocol.catalogue import rows as catalogue
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import term_rule
from schema.answers import Node, answers
from schema.context import Context, Info
from schema.ids import global_id
from schema.languages.spoken import SAID


@strawberry.type(description="An open point of the source, and the resolution adopted.")
class OpenPointShape(Node):
    code: str = strawberry.field(description="Id in the register («AMB-01»).")
    question: str = strawberry.field(description="The question.")
    why: str = strawberry.field(description="Why it is open.")
    resolution: str = strawberry.field(description="The resolution this project adopts.")
    is_setting: bool = strawberry.field(description="The resolution can be changed by a setting.")


@answers(OpenPointShape)
class OpenPoint:
    __slots__ = ("code", "global_id", "is_setting", "question", "resolution", "why")

    def __init__(self, row: catalogue.Ambiguity) -> None:
        self.global_id = global_id("OpenPoint", row.id)
        self.code = row.id
        self.question = row.question
        self.why = row.why
        self.resolution = row.resolution
        self.is_setting = row.setting


@strawberry.type(description="A term that a rule sets (section 8.4).")
class RuleTermShape:
    quantity: int | None = strawberry.field(description="How many; none where the unit takes none.")
    unit: TermUnit = strawberry.field(description="In what it is counted.")
    obligation: TermObligation = strawberry.field(description="How much it binds.")
    start_es: str = strawberry.field(
        name="startEvent",
        description="The fact that starts it; in Spanish or English.",
        metadata=SAID,
    )
    stop_es: str = strawberry.field(
        name="stopEvent",
        description="The fact that stops it; in Spanish or English.",
        metadata=SAID,
    )


answers(RuleTermShape)(TermRule)


@strawberry.type(description="A rule of the protocol («regla»), with its source and how the software covers it.")
class RuleShape(Node):
    code: str = strawberry.field(description="Rule id («DEF-03»).")
    family: str = strawberry.field(description="Family: the three letters.")
    title: str = strawberry.field(description="Title; in English.")
    title_es: str = strawberry.field(name="titleSpanish", description="Title; in Spanish.")
    statement: str = strawberry.field(description="What the source says; in English.")
    quote: str = strawberry.field(description="Verbatim words of the source.")
    heading: str = strawberry.field(description="Heading of the source.")
    obligation: catalogue.Obligation = strawberry.field(description="How strongly the source binds.")
    coverage: catalogue.CoverageKind = strawberry.field(description="How the software covers it.")
    is_covered: bool = strawberry.field(description="The software does it, and a test proves it.")
    verbs: list[catalogue.Verb] = strawberry.field(description="What the software does because of it.")
    open_points: list[OpenPoint] = strawberry.field(description="Open points that touch it.")
    terms: list[TermRule] = strawberry.field(description="Terms that it sets.")


@answers(RuleShape, beneath=catalogue.Rule)
class Rule:
    __slots__ = ("_row", "code", "coverage", "global_id", "terms")

    def __init__(self, row: catalogue.Rule, terms: list[TermRule]) -> None:
        self._row = row
        self.terms = terms
        self.global_id = global_id("Rule", row.id)
        self.code = row.id
        self.coverage = row.kind

    def __getattr__(self, name: str) -> object:
        return getattr(self._row, name)

    @property
    def verbs(self) -> list[catalogue.Verb]:
        return list(self._row.verbs)

    @property
    def open_points(self) -> list[OpenPoint]:
        return [OpenPoint(AMBIGUITIES[point]) for point in self._row.ambiguities]


def rule_nodes(context: Context, text: str = "", family: str | None = None) -> list[Rule]:
    """The rules that `search` finds, as they read today: the lengths of terms are those in force (LIN-05)."""
    on, terms = context.today(), terms_in_force(context.configuration)
    timed = {term.rule_id for term in terms}
    found = search([told(row, on, terms) for row in RULES.values()], text, family)
    return [Rule(row, [term_rule(row.id, on, terms)] if row.id in timed else []) for row in found]


def rule_node(context: Context, code: str) -> Rule | None:
    """The rule with this id; None: there is none."""
    return next((node for node in rule_nodes(context, code) if node.code == code.strip().upper()), None)


@strawberry.type
class CatalogueQueries:
    @strawberry.field(description="One rule by its id; none when there is none.")
    def rule(
        self, info: Info, code: Annotated[str, strawberry.argument(description="Rule id, for example «DEF-03».")]
    ) -> Rule | None:
        return rule_node(info.context, code)

    @strawberry.field(description="The rules of the protocol, in the order of the source.")
    def rules(
        self,
        info: Info,
        family: Annotated[str | None, strawberry.argument(description="Only this family, for example «SLA».")] = None,
        search: Annotated[
            str | None, strawberry.argument(description="Words; every one must appear, accents do not matter.")
        ] = None,
    ) -> list[Rule]:
        return rule_nodes(info.context, search or "", family)

    @strawberry.field(description="The ambiguity register: open points of the source and the resolutions adopted.")
    def open_points(self) -> list[OpenPoint]:
        return [OpenPoint(row) for row in AMBIGUITIES.values()]
