"""The record of decisions of a case: its events, and what the software did or could not do (POL-07)."""

from __future__ import annotations

from domain.model.cases import Case, CaseEvent
from domain.model.history.decisions import Decision, DecisionKind
from domain.use_cases.cases.load_situation import Casework


def decision_of(casework: Casework, case: Case, event: CaseEvent, kind: DecisionKind, outcome: str) -> Decision:
    """The entry of the record of decisions that belongs to an event (POL-07)."""
    return Decision(
        id=casework.services.core.new_id(),
        at=casework.run.now,
        by=casework.actor.id,
        role=casework.actor.role.value,
        kind=kind,
        what=event.fact,
        outcome=outcome,
        protocol_version=case.protocol_version,
        rule=event.rules[0],
        account_id=case.account_id,
        case_id=case.id,
        reason=event.reason,
        inputs={
            "flow": case.flow.value,
            "from": event.from_state,
            "to": event.to_state,
            "occurred_at": event.occurred_at.isoformat(),
            "sequence": str(event.sequence),
        },
    )
