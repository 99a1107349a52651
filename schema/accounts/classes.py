"""Classes of an account on a date, each with its reasons (DEF-01..DEF-18, section 8.1)."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from domain.model import classes as domain
from domain.model.accounts import Fact
from domain.model.history.actions import Action
from domain.protocol.catalogue import RULES
from domain.protocol.classes.company_type import NonUserType, non_user_type
from schema.ids import global_id


@strawberry.type(description="A fact, an action or a field that decided.")
class Ground:
    name: str = strawberry.field(description="Field name, kind of fact, or «action».")
    value: str | None = strawberry.field(description="Its value, as text.")
    node_id: strawberry.ID | None = strawberry.field(description="Global id of the fact or action; none for a field.")
    on: date | None = strawberry.field(description="Day of the fact, or last day of the action.")


class GroundRow:
    """What `Ground` reads."""

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
class MissingDatum:
    field: str = strawberry.field(description="Name of the field.")
    label: str = strawberry.field(description="As an executive calls it; in Spanish.")


class MissingRow:
    """What `MissingDatum` reads."""

    __slots__ = ("field", "label")

    def __init__(self, missing: domain.Missing) -> None:
        self.field = missing.name
        self.label = missing.label


@strawberry.type(description="Why something is as it is: the rule, the facts that decided, what is missing.")
class Reason:
    rule: str = strawberry.field(description="Rule id.")
    heading: str = strawberry.field(description="Heading of the source.")
    text: str = strawberry.field(description="The reason in one sentence; in Spanish.")
    grounds: list[Ground] = strawberry.field(description="What decided, most telling first.")
    missing: list[MissingDatum] = strawberry.field(description="What is missing for another value.")
    open_points: list[str] = strawberry.field(description="Entries of the ambiguity register whose resolution decided.")


class ReasonRow:
    """What `Reason` reads; texts and grounds are made only when asked for."""

    __slots__ = ("_reason",)

    def __init__(self, reason: domain.Reason) -> None:
        self._reason = reason

    @property
    def rule(self) -> str:
        return self._reason.rule

    @property
    def heading(self) -> str:
        return RULES[self._reason.rule].heading

    @property
    def text(self) -> str:
        return self._reason.text

    @property
    def grounds(self) -> list[GroundRow]:
        return [GroundRow(ground) for ground in self._reason.grounds]

    @property
    def missing(self) -> list[MissingRow]:
        return [MissingRow(missing) for missing in self._reason.missing]

    @property
    def open_points(self) -> list[str]:
        return list(self._reason.open_points)


def _reasons(reasons: tuple[domain.Reason, ...]) -> list[ReasonRow]:
    return [ReasonRow(reason) for reason in reasons]


@strawberry.type(description="One condition of several that must hold together.")
class Condition:
    name: str = strawberry.field(description="Stable name of the condition.")
    state: domain.ConditionState = strawberry.field(description="Whether it holds.")
    binding: bool = strawberry.field(description="False: shown for information, decides nothing.")
    reasons: list[Reason] = strawberry.field(description="Why, with the evidence.")


class ConditionRow:
    """What `Condition` reads."""

    __slots__ = ("binding", "name", "reasons", "state")

    def __init__(self, condition: domain.Condition) -> None:
        self.name = condition.name
        self.state = condition.state
        self.binding = condition.binding
        self.reasons = _reasons(condition.reasons)


@strawberry.type(description="Whether the account is a portfolio company («empresa cartera»; DEF-03).")
class Portfolio:
    is_portfolio: bool = strawberry.field(description="The four conditions hold.")
    conditions: list[Condition] = strawberry.field(
        description="The four conditions of DEF-03, in the order of the source, each with its evidence."
    )


@strawberry.type(description="Whether the account may work with ProChile (DEF-01, DEF-02).")
class Eligibility:
    is_eligible: bool = strawberry.field(description="Every binding condition holds.")
    conditions: list[Condition] = strawberry.field(description="Each condition with its evidence.")


class ConditionsRow:
    """What `Portfolio` and `Eligibility` read."""

    __slots__ = ("conditions", "is_eligible", "is_portfolio")

    def __init__(self, holds: bool, conditions: tuple[domain.Condition, ...]) -> None:
        self.is_portfolio = self.is_eligible = holds
        self.conditions = [ConditionRow(condition) for condition in conditions]


@strawberry.type(description="Where the account comes from.")
class OriginFinding:
    value: domain.Origin = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="How far its registration has come.")
class RegistrationFinding:
    value: domain.Registration = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="Its work with ProChile.")
class RelationFinding:
    value: domain.Relation = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="What it declared and what the test said about exporting.")
class ExportFinding:
    value: domain.Export = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="Whether it has export capacity («capacidad exportadora»; AMB-39).")
class CapacityFinding:
    value: bool = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="Type of a national company that is no user, for the answer.")
class NonUserFinding:
    value: NonUserType = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why.")


@strawberry.type(description="Phase of the attention.")
class PhaseFinding:
    value: domain.Phase = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="Target group.")
class GroupFinding:
    value: domain.Group = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


@strawberry.type(description="Category of attention.")
class CategoryFinding:
    value: domain.Category = strawberry.field(description="The value.")
    reasons: list[Reason] = strawberry.field(description="Why; the first one decided.")


class FindingRow:
    """What the findings read."""

    __slots__ = ("_reasons", "value")

    def __init__(self, finding: domain.Finding[Any]) -> None:
        self.value = finding.value
        self._reasons = finding.reasons

    @property
    def reasons(self) -> list[ReasonRow]:
        return _reasons(self._reasons)


@strawberry.type(description="Everything derived for one account on one day; nothing of it is stored.")
class AccountClasses:
    on: date = strawberry.field(description="The day asked about.")
    origin: OriginFinding = strawberry.field(description="Where it comes from («origen»).")
    registration: RegistrationFinding = strawberry.field(description="How far its registration has come («registro»).")
    relation: RelationFinding = strawberry.field(description="Its work with ProChile («relación»).")
    portfolio: Portfolio = strawberry.field(description="Portfolio company or not, with the four conditions.")
    export: ExportFinding = strawberry.field(description="Exporter, or with which potential («exportación»).")
    capacity: CapacityFinding = strawberry.field(description="Whether it has export capacity.")
    phase: PhaseFinding = strawberry.field(description="Phase of the attention («fase»).")
    non_user_type: NonUserFinding | None = strawberry.field(
        description="Which procedure to transmit to a national company that never worked with ProChile (DEF-13, "
        "COM-02); none: it is not one of these."
    )
    group: GroupFinding = strawberry.field(description="Target group («grupo»).")
    category: CategoryFinding = strawberry.field(description="Category of attention («categoría»).")
    outside_portfolio: bool = strawberry.field(description="Of group 1 without being portfolio («fuera de cartera»).")
    classes: list[domain.AccountClass] = strawberry.field(description="The set of classes that hold, by precedence.")
    primary: domain.AccountClass = strawberry.field(description="The first of them by the precedence of AMB-46.")
    alerts: list[Reason] = strawberry.field(description="Data-quality alerts (DEF-04).")
    assumed_from: date | None = strawberry.field(
        description="First day of which data without a date of their own are known, when the day asked about is before "
        "it: they count as they stood then (AMB-69)."
    )


_PRECEDENCE = {klass: place for place, klass in enumerate(domain.AccountClass)}


class AccountClassesRow:
    """What `AccountClasses` reads; each axis is wrapped only when asked for."""

    __slots__ = ("_found", "on", "outside_portfolio", "primary")

    def __init__(self, found: domain.Classes) -> None:
        self._found = found
        self.on = found.on
        self.outside_portfolio = found.outside_portfolio
        self.primary = found.primary

    @property
    def origin(self) -> FindingRow:
        return FindingRow(self._found.origin)

    @property
    def registration(self) -> FindingRow:
        return FindingRow(self._found.registration)

    @property
    def relation(self) -> FindingRow:
        return FindingRow(self._found.relation)

    @property
    def portfolio(self) -> ConditionsRow:
        return ConditionsRow(self._found.portfolio.is_portfolio, self._found.portfolio.conditions)

    @property
    def export(self) -> FindingRow:
        return FindingRow(self._found.export)

    @property
    def capacity(self) -> FindingRow:
        return FindingRow(self._found.capacity)

    @property
    def phase(self) -> FindingRow:
        return FindingRow(self._found.phase)

    @property
    def non_user_type(self) -> FindingRow | None:
        found = non_user_type(self._found)
        return None if found is None else FindingRow(found)

    @property
    def group(self) -> FindingRow:
        return FindingRow(self._found.group)

    @property
    def category(self) -> FindingRow:
        return FindingRow(self._found.category)

    @property
    def classes(self) -> list[domain.AccountClass]:
        return sorted(self._found.classes, key=_PRECEDENCE.__getitem__)

    @property
    def alerts(self) -> list[ReasonRow]:
        return _reasons(self._found.alerts)

    @property
    def assumed_from(self) -> date | None:
        return self._found.assumed_from


@strawberry.type(description="A change of class: what it was, what it is, since when and why.")
class ClassChange:
    on: date = strawberry.field(description="First day on which the new classes hold.")
    axes: list[str] = strawberry.field(description="Names of what changed.")
    cause: domain.CauseKind = strawberry.field(description="What brought it about.")
    ground: Ground | None = strawberry.field(description="The action or fact; none for mere passing of time.")
    reason: Reason = strawberry.field(description="The reason of the most telling change.")
    before: AccountClasses = strawberry.field(description="The classes before.")
    after: AccountClasses = strawberry.field(description="The classes after.")


class ClassChangeRow:
    """What `ClassChange` reads."""

    __slots__ = ("after", "axes", "before", "cause", "ground", "on", "reason")

    def __init__(self, change: domain.ClassChange) -> None:
        self.on = change.on
        self.axes = list(change.axes)
        self.cause = change.cause_kind
        self.ground = GroundRow(change.cause) if change.cause is not None else None
        self.reason = ReasonRow(change.reason)
        self.before = AccountClassesRow(change.before)
        self.after = AccountClassesRow(change.after)
