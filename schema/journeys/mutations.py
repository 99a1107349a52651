"""Record what the systems tell: many at once, each with its own outcome (SYS-01, SYS-02)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from domain.model.accounts import PersonType
from domain.model.history.journeys import JourneyOutcome as OutcomeOfDomain
from domain.model.history.journeys import JourneyRecord, JourneyResult, SourceSystem
from domain.use_cases.actions.record_journeys import record_journeys
from schema.context import Info
from schema.errors import UserError, attempt, user_errors
from schema.ids import global_id


@strawberry.input(description="One record of one system.")
class JourneyEventInput:
    source: SourceSystem = strawberry.field(description="Which system.")
    external_id: str = strawberry.field(description="Id of the record there; with the system it names it for good.")
    on: date = strawberry.field(description="Day on which it happened.")
    kind: str = strawberry.field(description="Kind of request, in the system's words.")
    person_type: PersonType | None = strawberry.field(default=None, description="Natural or legal person.")
    rut: str | None = strawberry.field(
        default=None, description="RUT or RUN, as people write it; one that is none refuses only its own record."
    )
    requested_service: str | None = strawberry.field(default=None, description="What was asked for.")
    delivered_service: str | None = strawberry.field(default=None, description="What was given.")
    state: str | None = strawberry.field(default=None, description="State there, in the system's words.")
    email: str | None = strawberry.field(
        default=None,
        description="Address that it names; what has no RUT is joined by it when a person says so (AMB-45).",
    )

    def asked(self) -> JourneyRecord:
        return JourneyRecord(
            source=self.source,
            external_id=self.external_id,
            on=self.on,
            kind=self.kind,
            person_type=self.person_type,
            rut=self.rut,
            requested_service=self.requested_service,
            delivered_service=self.delivered_service,
            state=self.state,
            email=self.email,
        )


@strawberry.input(description="Records of the systems that are not the CRM.")
class RecordJourneyEventsInput:
    events: list[JourneyEventInput] = strawberry.field(description="At most 500.")
    dry_run: bool = strawberry.field(default=False, description="Tell what would come of each, and record nothing.")

    def asked(self) -> list[JourneyRecord]:
        return [event.asked() for event in self.events]


@strawberry.type(description="What came of one record.")
class JourneyOutcome:
    source: SourceSystem = strawberry.field(description="Which system.")
    external_id: str = strawberry.field(description="Id of the record there.")
    result: JourneyResult = strawberry.field(description="What came of it.")
    version: int | None = strawberry.field(description="Version that holds it now; none: it was refused.")
    account_id: strawberry.ID | None = strawberry.field(
        description="Global id of the account that has its RUT now; none: none has."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty: it was not.")


@strawberry.type(description="What came of each record.")
class RecordJourneyEventsPayload:
    outcomes: list[JourneyOutcome] = strawberry.field(description="In the order of the input.")
    user_errors: list[UserError] = strawberry.field(description="Why none was looked at; empty: each was.")


def _outcome(outcome: OutcomeOfDomain) -> JourneyOutcome:
    members = user_errors(outcome.refusal) if outcome.refusal else []
    return JourneyOutcome(
        source=outcome.record.source,
        external_id=outcome.record.external_id,
        result=outcome.result,
        version=outcome.version,
        account_id=strawberry.ID(global_id("Account", outcome.account_id)) if outcome.account_id else None,
        user_errors=members,
    )


@strawberry.type
class JourneyMutations:
    @strawberry.mutation(
        description="Record what the systems that are not the CRM tell; telling a record again changes nothing, "
        "telling it otherwise is a new version (SYS-01)."
    )
    async def record_journey_events(
        self, info: Info, input: Annotated[RecordJourneyEventsInput, strawberry.argument(description="The records.")]
    ) -> RecordJourneyEventsPayload:
        outcomes, errors = await attempt(info.context, partial(record_journeys, dry_run=input.dry_run), input.asked)
        return RecordJourneyEventsPayload(outcomes=[_outcome(each) for each in outcomes or ()], user_errors=errors)
