"""Cases and events as rows of `persistence.tables.cases`, and back; no statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row

from domain.model.cases import Case, CaseEvent, CaseMarket, Flow, TakenBack, Undo, Value
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.protocol.flows import FLOWS
from persistence.tables.columns import instant, micros

AnyRow = Row[Any]
Columns = dict[str, object]

_DAY: Final = "day"
_INSTANT: Final = "instant"


def plain_value(value: Value) -> object:
    """A datum as JSON keeps it: days and instants as one-entry objects, lists as lists."""
    if isinstance(value, datetime):
        return {_INSTANT: micros(value)}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def value_from(stored: Any) -> Value:
    """The datum that JSON keeps; the inverse of `plain_value`."""
    if isinstance(stored, dict):
        kind, kept = next(iter(stored.items()))
        return instant(kept) if kind == _INSTANT else date.fromisoformat(kept)
    if isinstance(stored, list):
        return tuple(stored)
    found: Value = stored
    return found


def case_columns(case: Case) -> Columns:
    """Every column of `protocol_case` but pk."""
    single = FLOWS[case.flow].spec.one_per_account if case.flow in FLOWS else False
    is_single = single and case.account_id is not None and case.closed_at is None
    return {
        "id": case.id,
        "version": case.version,
        "flow": case.flow.value,
        "state": case.state,
        "opened_at": case.opened_at,
        "opened_by": case.opened_by,
        "protocol_version": case.protocol_version,
        "accountable_unit": case.accountable_unit,
        "account_id": case.account_id,
        "person": case.person,
        "office": case.office,
        "assignee": case.assignee,
        "channel": None if case.channel is None else case.channel.value,
        "point_of_contact": None if case.point_of_contact is None else case.point_of_contact.value,
        "data": _plain_data(case.data),
        "closed_at": case.closed_at,
        "origin_case_id": case.origin_case_id,
        "complex": case.complex,
        "complex_market": None if case.complex_market is None else case.complex_market.value,
        "topic": case.topic,
        "single_key": f"{case.flow.value}:{case.account_id}" if is_single else None,
    }


def case_from(row: AnyRow) -> Case:
    """The case of a row of `protocol_case`."""
    return Case(
        id=row.id,
        flow=Flow(row.flow),
        state=row.state,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        protocol_version=row.protocol_version,
        accountable_unit=row.accountable_unit,
        version=row.version,
        number=row.pk,
        account_id=row.account_id,
        person=row.person,
        office=row.office,
        assignee=row.assignee,
        channel=Channel(row.channel) if row.channel else None,
        point_of_contact=PointOfContact(row.point_of_contact) if row.point_of_contact else None,
        data=data_from(row.data),
        closed_at=row.closed_at,
        origin_case_id=row.origin_case_id,
        complex=row.complex,
        complex_market=CaseMarket(row.complex_market) if row.complex_market else None,
        topic=row.topic,
    )


def event_columns(event: CaseEvent) -> Columns:
    """Every column of `case_event` but pk."""
    return {
        "case_id": event.case_id,
        "sequence": event.sequence,
        "fact": event.fact,
        "at": event.at,
        "occurred_at": event.occurred_at,
        "by": event.by,
        "role": event.role.value,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "rules": list(event.rules),
        "data": _plain_data(event.data),
        "reason": event.reason,
        "effects": list(event.effects),
        "channel": None if event.channel is None else event.channel.value,
        "point_of_contact": None if event.point_of_contact is None else event.point_of_contact.value,
        "late": event.late,
        "undo": None if event.undo is None else undo_columns(event.undo),
        "taken_back": None if event.taken_back is None else taken_back_columns(event.taken_back),
        "day": event.day,
        "topic": event.topic,
        "stage_days": event.stage_days,
    }


def event_from(row: AnyRow) -> CaseEvent:
    """The event of a row of `case_event`."""
    return CaseEvent(
        case_id=row.case_id,
        sequence=row.sequence,
        fact=row.fact,
        at=row.at,
        occurred_at=row.occurred_at,
        by=row.by,
        role=Role(row.role),
        from_state=row.from_state,
        to_state=row.to_state,
        rules=tuple(row.rules),
        data=data_from(row.data),
        reason=row.reason,
        effects=tuple(row.effects),
        channel=Channel(row.channel) if row.channel else None,
        point_of_contact=PointOfContact(row.point_of_contact) if row.point_of_contact else None,
        late=row.late,
        undo=None if row.undo is None else _undo_from(row.undo),
        taken_back=None if row.taken_back is None else _taken_back_from(row.taken_back),
        day=row.day,
        topic=row.topic,
        stage_days=row.stage_days,
    )


def undo_columns(undo: Undo) -> Columns:
    """As JSON keeps it."""
    return {
        "data": _plain_data(undo.data),
        "office": undo.office,
        "assignee": undo.assignee,
        "unit": undo.unit,
        "started": list(undo.started),
        "closed": list(undo.closed),
        "timers": [list(key) for key in undo.timers],
        "actions": list(undo.actions),
        "facts": list(undo.facts),
        "fields": {name: [plain_value(value) for value in pair] for name, pair in undo.fields.items()},
        "moved": [list(each) for each in undo.moved],
        "hand_overs": list(undo.hand_overs),
    }


def taken_back_columns(taken: TakenBack) -> Columns:
    """As JSON keeps it."""
    return {"by": taken.by, "role": taken.role.value, "at": micros(taken.at), "reason": taken.reason}


def _undo_from(stored: Mapping[str, Any]) -> Undo:
    return Undo(
        data=data_from(stored["data"]),
        office=stored["office"],
        assignee=stored["assignee"],
        unit=stored["unit"],
        started=tuple(stored["started"]),
        closed=tuple(stored["closed"]),
        timers=tuple((kind, occurrence) for kind, occurrence in stored["timers"]),
        actions=tuple(stored["actions"]),
        facts=tuple(stored["facts"]),
        fields={name: (value_from(old), value_from(new)) for name, (old, new) in stored["fields"].items()},
        moved=tuple((case, sequence) for case, sequence in stored["moved"]),
        hand_overs=tuple(stored["hand_overs"]),
    )


def _taken_back_from(stored: Mapping[str, Any]) -> TakenBack:
    return TakenBack(stored["by"], Role(stored["role"]), instant(stored["at"]), stored["reason"])


def _plain_data(data: Mapping[str, Value]) -> dict[str, object]:
    return {name: plain_value(value) for name, value in data.items()}


def data_from(stored: Mapping[str, Any]) -> dict[str, Value]:
    return {name: value_from(value) for name, value in stored.items()}
