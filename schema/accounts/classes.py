"""Classes of an account on a date, each with its reasons (DEF-01..DEF-18, section 8.1)."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Final, Generic, TypeVar

import strawberry

from domain.model import classes as domain
from domain.model.accounts import Fact
from domain.model.history.actions import Action
from domain.protocol.catalogue import RULES
from domain.protocol.classes.company_type import NonUserType, non_user_type
from schema import enums
from schema.answers import answers
from schema.context import Info
from schema.ids import global_id
from schema.languages.spoken import SAID

_ = enums  # the shapes name them
V = TypeVar("V")


@strawberry.type(description="A fact, an action or a field that decided.")
class GroundShape:
    name: str = strawberry.field(description="Field name, kind of fact, or «action».")
    value: str | None = strawberry.field(description="Its value, as text.")
    node_id: strawberry.ID | None = strawberry.field(description="Global id of the fact or action; none for a field.")
    on: date | None = strawberry.field(description="Day of the fact, or last day of the action.")


@answers(GroundShape)
class Ground:
    __slots__ = ("name", "node_id", "on", "value")

    def __init__(self, ground: domain.Ground) -> None:
        self.name: str
        self.value: str | None
        self.node_id: str | None = None
        self.on: date | None = None
        if isinstance(ground, Action):
            self.name, self.value = "action", f"{ground.type}: {ground.title}"
            self.node_id, self.on = global_id("Action", ground.id), ground.ended_on
        elif isinstance(ground, Fact):
            self.name, self.value = ground.kind.value, ground.value
            self.node_id, self.on = global_id("Fact", ground.id), ground.on
        else:
            self.name, self.value = ground.name, _text(ground.value)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return str(value.value) if isinstance(value, Enum) else str(value)


@strawberry.type(description="A datum that is missing for another value.")
class MissingDatumShape:
    name: str = strawberry.field(description="Name of the field.")
    label: str = strawberry.field(description="As an executive calls it; in Spanish or English.", metadata=SAID)


answers(MissingDatumShape)(domain.Missing)


def _heading(reason: strawberry.Parent[domain.Reason]) -> str:
    return RULES[reason.rule].heading


def _grounds(reason: strawberry.Parent[domain.Reason]) -> list[Ground]:
    return [Ground(ground) for ground in reason.grounds]


def _told(reason: strawberry.Parent[domain.Reason], info: Info) -> str:
    directory = info.context.casework.directory()

    def called(person_id: str) -> str:
        person = directory.person(person_id)
        return person_id if person is None else person.name

    return reason.told(called)


@strawberry.type(description="Why something is as it is: the rule, the facts that decided, what is missing.")
class ReasonShape:
    rule: str = strawberry.field(description="Rule id.")
    heading: str = strawberry.field(resolver=_heading, description="Heading of the source.")
    text: str = strawberry.field(
        resolver=_told,
        description="The reason in one sentence; in Spanish or English.",
        metadata=SAID,
    )
    grounds: list[Ground] = strawberry.field(resolver=_grounds, description="What decided, most telling first.")
    missing: list[domain.Missing] = strawberry.field(description="What is missing for another value.")
    open_points: list[str] = strawberry.field(description="Entries of the ambiguity register whose resolution decided.")


answers(ReasonShape)(domain.Reason)


@strawberry.type(description="One condition of several that must hold together.")
class ConditionShape:
    name: str = strawberry.field(description="Stable name of the condition.")
    state: domain.ConditionState = strawberry.field(description="Whether it holds.")
    binding: bool = strawberry.field(description="False: shown for information, decides nothing.")
    reasons: list[domain.Reason] = strawberry.field(description="Why, with the evidence.")


answers(ConditionShape)(domain.Condition)


@strawberry.type(description="Whether the account is a portfolio company («empresa cartera»; DEF-03).")
class PortfolioShape:
    is_portfolio: bool = strawberry.field(description="The four conditions hold.")
    conditions: list[domain.Condition] = strawberry.field(
        description="The four conditions of DEF-03, in the order of the source, each with its evidence."
    )


answers(PortfolioShape)(domain.Portfolio)


@strawberry.type(description="Whether the account may work with ProChile (DEF-01, DEF-02).")
class EligibilityShape:
    is_eligible: bool = strawberry.field(description="Every binding condition holds.")
    conditions: list[domain.Condition] = strawberry.field(description="Each condition with its evidence.")
    scope: str | None = strawberry.field(
        description="Where it may not, what ProChile does; in Spanish or English (POL-06, POL-17).", metadata=SAID
    )


answers(EligibilityShape)(domain.Eligibility)


@strawberry.type
class FindingShape(Generic[V]):
    value: V = strawberry.field(description="The value.")
    reasons: list[domain.Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="Where the account comes from.")
class OriginFinding(FindingShape[domain.Origin]):
    pass


@strawberry.type(description="How far its registration has come.")
class RegistrationFinding(FindingShape[domain.Registration]):
    pass


@strawberry.type(description="Its work with ProChile.")
class RelationFinding(FindingShape[domain.Relation]):
    pass


@strawberry.type(description="What it declared and what the test said about exporting.")
class ExportFinding(FindingShape[domain.Export]):
    pass


@strawberry.type(description="Whether it has export capacity («capacidad exportadora»; AMB-39).")
class CapacityFinding(FindingShape[bool]):
    pass


@strawberry.type(description="Type of a national company that is no user, for the answer.")
class NonUserFinding(FindingShape[NonUserType]):
    reasons: list[domain.Reason] = strawberry.field(description="Why.")


@strawberry.type(description="Phase of the attention.")
class PhaseFinding(FindingShape[domain.Phase]):
    pass


@strawberry.type(description="Target group.")
class GroupFinding(FindingShape[domain.Group]):
    pass


@strawberry.type(description="Category of attention.")
class CategoryFinding(FindingShape[domain.Category]):
    pass


_PRECEDENCE: Final = {klass: place for place, klass in enumerate(domain.AccountClass)}


def _by_precedence(found: strawberry.Parent[domain.Classes]) -> list[domain.AccountClass]:
    return sorted(found.classes, key=_PRECEDENCE.__getitem__)


def _non_user_type(found: strawberry.Parent[domain.Classes]) -> domain.Finding[NonUserType] | None:
    return non_user_type(found)


@strawberry.type(description="Everything derived for one account on one day; nothing of it is stored.")
class AccountClassesShape:
    on: date = strawberry.field(description="The day asked about.")
    origin: OriginFinding = strawberry.field(description="Where it comes from («origen»).")
    registration: RegistrationFinding = strawberry.field(description="How far its registration has come («registro»).")
    relation: RelationFinding = strawberry.field(description="Its work with ProChile («relación»).")
    portfolio: domain.Portfolio = strawberry.field(description="Portfolio company or not, with the four conditions.")
    export: ExportFinding = strawberry.field(description="Exporter, or with which potential («exportación»).")
    capacity: CapacityFinding = strawberry.field(description="Whether it has export capacity.")
    phase: PhaseFinding = strawberry.field(description="Phase of the attention («fase»).")
    non_user_type: domain.Finding[NonUserType] | None = strawberry.field(
        resolver=_non_user_type,
        graphql_type=NonUserFinding | None,
        description="Which procedure to transmit to a national company that never worked with ProChile (DEF-13, "
        "COM-02); none: it is not one of these.",
    )
    group: GroupFinding = strawberry.field(description="Target group («grupo»).")
    category: CategoryFinding = strawberry.field(description="Category of attention («categoría»).")
    outside_portfolio: bool = strawberry.field(description="Of group 1 without being portfolio («fuera de cartera»).")
    classes: list[domain.AccountClass] = strawberry.field(
        resolver=_by_precedence, description="The set of classes that hold, by precedence."
    )
    primary: domain.AccountClass = strawberry.field(description="The first of them by the precedence of AMB-46.")
    alerts: list[domain.Reason] = strawberry.field(description="Data-quality alerts (DEF-04).")
    assumed_from: date | None = strawberry.field(
        description="First day of which data without a date of their own are known, when the day asked about is before "
        "it: they count as they stood then (AMB-69)."
    )


answers(AccountClassesShape)(domain.Classes)


def _ground(change: strawberry.Parent[domain.ClassChange]) -> Ground | None:
    return None if change.cause is None else Ground(change.cause)


@strawberry.type(description="A change of class: what it was, what it is, since when and why.")
class ClassChangeShape:
    on: date = strawberry.field(description="First day on which the new classes hold.")
    axes: list[str] = strawberry.field(description="Names of what changed.")
    cause_kind: domain.CauseKind = strawberry.field(name="cause", description="What brought it about.")
    ground: Ground | None = strawberry.field(
        resolver=_ground, description="The action or fact; none for mere passing of time."
    )
    reason: domain.Reason = strawberry.field(description="The reason of the most telling change.")
    before: domain.Classes = strawberry.field(description="The classes before.")
    after: domain.Classes = strawberry.field(description="The classes after.")


answers(ClassChangeShape)(domain.ClassChange)
