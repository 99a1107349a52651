"""Rows of the store as steps of a journey, in words that a person reads (SYS-05)."""

from __future__ import annotations

from typing import Any, Final

from domain.model.cases import Case, CaseEvent
from domain.model.history.journeys import JourneyEvent, SourceSystem
from domain.model.history.profiles import JourneyStep, StepKind
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.messages import MessageState
from domain.protocol.engine.titles import COMMON_FACT_ES, MESSAGE_ES
from domain.protocol.flows import FLOWS
from domain.protocol.history.source_systems import SOURCE_SYSTEMS

_ANNULLED_ES: Final = "Anulada"
_TAKEN_BACK_ES: Final = "Se retiró: se registró por error"


def step_of_record(event: JourneyEvent) -> JourneyStep:
    """A record of another system; of Lobby and Transparencia only date, kind and state (AMB-45)."""
    record = event.record
    contents = SOURCE_SYSTEMS[record.source].contents
    return JourneyStep(
        kind=StepKind.RECORD,
        source=record.source,
        external_id=f"{record.source.value}:{record.external_id}",
        on=record.on,
        at=None,
        title=record.kind,
        state=record.state,
        rule=SOURCE_SYSTEMS[record.source].rule,
        requested_service=record.requested_service if contents else None,
        delivered_service=record.delivered_service if contents else None,
    )


def step_of_action(row: Any, account_id: str | None) -> JourneyStep:
    """An action of the CRM, on the day on which it ended."""
    return JourneyStep(
        kind=StepKind.ACTION,
        source=SourceSystem.CRM,
        external_id=row.id,
        on=row.ended_on,
        at=None,
        title=row.title,
        state=None if row.annulled_at is None else _ANNULLED_ES,
        office=row.office,
        channel=Channel(row.channel) if row.channel else None,
        point_of_contact=PointOfContact(row.point_of_contact) if row.point_of_contact else None,
        rule=row.cause,
        account_id=account_id,
        case_id=row.case_id,
    )


def step_of_event(case: Case, event: CaseEvent) -> JourneyStep:
    """An entry of the timeline of a case, contacts among them."""
    rules = FLOWS[case.flow]
    spec = rules.facts.get(event.fact)
    title = COMMON_FACT_ES.get(event.fact, event.fact) if spec is None else spec.title
    return JourneyStep(
        kind=StepKind.FACT,
        source=None,
        external_id=f"{case.id}:{event.sequence}",
        on=event.day or local_day(event.occurred_at, SANTIAGO),
        at=event.occurred_at,
        title=f"{rules.spec.title}: {title}",
        state=rules.states[event.to_state].title if event.taken_back is None else _TAKEN_BACK_ES,
        office=case.office,
        channel=event.channel,
        point_of_contact=event.point_of_contact,
        rule=event.rules[0] if event.rules else None,
        account_id=case.account_id,
        case_id=case.id,
        late=event.late,
    )


def step_of_message(row: Any) -> JourneyStep:
    """A message, at the instant at which it left, or was queued when it has not."""
    at = row.sent_at or row.created_at
    title = MESSAGE_ES.get(row.template, row.template)
    return JourneyStep(
        kind=StepKind.MESSAGE,
        source=None,
        external_id=row.id,
        on=local_day(at, SANTIAGO),
        at=at,
        title=title[:1].upper() + title[1:],
        state=MessageState(row.state).es,
        channel=Channel.DIGITAL,
        point_of_contact=PointOfContact.CORREO,
        rule=row.rule,
        account_id=row.account_id,
        case_id=row.case_id,
    )
