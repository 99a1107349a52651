"""The timeline of a case ("bitácora del caso"), and the data of a case as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

import strawberry

from domain.model.cases import CaseEvent as CaseEventOfDomain
from domain.model.cases import Flow, TakenBack, Value
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.protocol.engine.titles import COMMON_FACT_ES
from domain.protocol.flows import FLOWS
from schema.accounts.facts import Detail
from schema.answers import answers
from schema.cases.inputs import as_written, camel
from schema.context import Info
from schema.languages.spoken import SAID
from schema.links.people import Person, known_person
from schema.scalars import print_instant


def value_text(value: Value) -> str:
    """A datum as text: ISO for days and instants, true and false, lists with commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return print_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def details(data: Mapping[str, Value]) -> list[Detail]:
    """Data as named details, in their order; those that nobody gave are left out."""
    return [
        Detail(camel(name), value_text(as_written(name, value))) for name, value in data.items() if value is not None
    ]


@strawberry.type(description="That a fact was reported by mistake and no longer holds (AMB-70).")
class TakenBackShape:
    by: str = strawberry.field(description="Who took it back.")
    role: Role = strawberry.field(description="As what.")
    at: datetime = strawberry.field(description="When.")
    reason: str = strawberry.field(description="Why, in their words.")

    @strawberry.field(description="Who took it back, as the directory knows them.")
    def by_person(root: strawberry.Parent[TakenBack], info: Info) -> Person:
        return known_person(root.by, info.context)


answers(TakenBackShape)(TakenBack)


@strawberry.type(description="One entry of a case's timeline. Never changed; one reported by mistake is marked.")
class CaseEventShape:
    sequence: int = strawberry.field(description="1, 2, 3… inside the case.")
    fact: str = strawberry.field(description="Name of the fact.")
    title: str = strawberry.field(description="The fact; in Spanish or English.", metadata=SAID)
    occurred_at: datetime = strawberry.field(description="Instant at which it happened.")
    at: datetime = strawberry.field(description="Instant at which it was recorded.")
    by: str = strawberry.field(description="Who reported it.")
    role: Role = strawberry.field(description="As what.")
    from_state: str = strawberry.field(description="State before; empty: the case was opened.")
    to_state: str = strawberry.field(description="State after.")
    rules: list[str] = strawberry.field(description="Rules that say so, the most telling first.")
    reason: str | None = strawberry.field(description="Reason shown or given; in Spanish or English.", metadata=SAID)
    effects: list[str] = strawberry.field(
        description="What it caused, one line each; in Spanish or English.", metadata=SAID
    )
    channel: Channel | None = strawberry.field(description="Channel.")
    point_of_contact: PointOfContact | None = strawberry.field(description="Point of contact.")
    topic: str | None = strawberry.field(
        description="Code of what was asked for at this contact (MEA-05); none: what its case asks about."
    )
    late: bool = strawberry.field(description="It came after the term it answers had ended.")
    data: list[Detail] = strawberry.field(description="What it brought.")
    taken_back: TakenBack | None = strawberry.field(description="It no longer holds; none: it stands.")

    @strawberry.field(
        description="Who reported it, as the directory knows them; the company and the portal have no name."
    )
    def by_person(root: strawberry.Parent[CaseEvent], info: Info) -> Person:
        return known_person(root.event.by, info.context)


@answers(CaseEventShape, beneath=CaseEventOfDomain)
class CaseEvent:
    __slots__ = ("_event", "_titles")

    def __init__(self, event: CaseEventOfDomain, titles: Mapping[str, str]) -> None:
        self._event = event
        self._titles = titles

    def __getattr__(self, name: str) -> object:
        return getattr(self._event, name)

    @property
    def event(self) -> CaseEventOfDomain:
        """What it shows."""
        return self._event

    @property
    def title(self) -> str:
        return self._titles.get(self._event.fact, COMMON_FACT_ES.get(self._event.fact, self._event.fact))

    @property
    def rules(self) -> list[str]:
        return list(self._event.rules)

    @property
    def effects(self) -> list[str]:
        return list(self._event.effects)

    @property
    def data(self) -> list[Detail]:
        return details(self._event.data)


def fact_titles(flow: Flow) -> Mapping[str, str]:
    """Spanish title of each fact of the flow."""
    return {name: fact.title for name, fact in FLOWS[flow].facts.items()}
