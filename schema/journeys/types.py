"""A journey event, as the API shows it (DAT-36)."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from domain.model.accounts import PersonType
from domain.model.history.journeys import JourneyEvent as EventOfDomain
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.protocol.history.source_systems import SOURCE_SYSTEMS
from schema.answers import Node, answers
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.people import by_person
from schema.scalars import Rut


@strawberry.type(description="What one of the six systems tells of a company or a person; its newest version.")
class JourneyEventShape(Node):
    source: SourceSystem = strawberry.field(description="Which system.")
    source_name: str = strawberry.field(description="Its name; in Spanish or English.", metadata=SAID)
    external_id: str = strawberry.field(description="Id of the record there.")
    on: date = strawberry.field(description="Day on which it happened.")
    kind: str = strawberry.field(description="Kind of request, in the system's words.")
    person_type: PersonType | None = strawberry.field(description="Natural or legal person; none: it does not tell.")
    rut: Rut | None = strawberry.field(description="RUT of the company, or RUN of the person.")
    email: str | None = strawberry.field(description="Address that it names; none: none.")
    requested_service: str | None = strawberry.field(description="What was asked for (SYS-02).")
    delivered_service: str | None = strawberry.field(description="What was given (SYS-02).")
    state: str | None = strawberry.field(description="State there, in the system's words.")
    version: int = strawberry.field(description="Counts how often the system told it otherwise, from 1.")
    recorded_at: datetime = strawberry.field(description="Instant at which this version was recorded.")
    recorded_by: str = strawberry.field(description="Who recorded it.")
    recorded_by_person = by_person("recorded_by", "Who recorded it")


@answers(JourneyEventShape, beneath=JourneyRecord)
class JourneyEvent:
    __slots__ = ("_record", "global_id", "recorded_at", "recorded_by", "version")

    def __init__(self, event: EventOfDomain) -> None:
        self._record = event.record
        self.global_id = global_id("JourneyEvent", ":".join(event.record.key))
        self.version = event.version
        self.recorded_at = event.recorded_at
        self.recorded_by = event.recorded_by

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)

    @property
    def source_name(self) -> str:
        return SOURCE_SYSTEMS[self._record.source].name_es
