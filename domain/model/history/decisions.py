"""The record of decisions: append-only, with rule, protocol version and inputs (POL-07, LIN-05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.model.worded import Worded


class DecisionKind(Worded):
    """What kind of entry it is."""

    DECISION = "DECISION", "Decisión."
    OVERRIDE = "OVERRIDE", "Una persona reemplazó un valor derivado o propuesto, con motivo."
    REFUSAL = "REFUSAL", "Rechazo, derivación o postergación, con el motivo que se mostró."
    TRACE = "TRACE", "Cambio que hizo el sistema por una regla o por el calendario."


@dataclass(frozen=True, slots=True)
class Decision:
    """
    One entry of the record. Never changed, never deleted.

    Attributes:
        what: The verb ("validate_account", "assign_category", ...).
        rule: Rule id that gave or supports it.
        inputs: What was looked at, as text by name; no personal data beyond ids.
        outcome: What came of it, in Spanish.
        reason: The reason given by the person.
    """

    id: str
    at: datetime
    by: str
    role: str
    kind: DecisionKind
    what: str
    outcome: str
    protocol_version: str
    rule: str | None = None
    account_id: str | None = None
    case_id: str | None = None
    reason: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
