"""Suggestions and complaints ("sugerencias y reclamos"; LIN-10, PUB-07): received, shared, evaluated, told back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.model.institution.channels import PointOfContact
from domain.model.worded import Worded


class SuggestionKind(Worded):
    """What somebody said ("tipo")."""

    SUGGESTION = "SUGGESTION", "Sugerencia."
    COMPLAINT = "COMPLAINT", "Reclamo."


class SuggestionState(Worded):
    """How far it has come."""

    RECEIVED = "RECEIVED", "Recibida: falta compartirla con el área que corresponde."
    SHARED = "SHARED", "Compartida con su área: falta que la evalúe."
    ACCEPTED = "ACCEPTED", "Acogida por su área, con su motivo."
    REJECTED = "REJECTED", "No acogida por su área, con su motivo."
    CLOSED = "CLOSED", "Cerrada: la persona o la empresa ya sabe qué se resolvió."
    WITHDRAWN = "WITHDRAWN", "Retirada: el hecho que la trajo se registró por error."


OPEN_STATES = frozenset(
    {SuggestionState.RECEIVED, SuggestionState.SHARED, SuggestionState.ACCEPTED, SuggestionState.REJECTED}
)
"""Something is still to be done."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said or did of it: who, when (UTC instant), and the words."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    One suggestion or complaint, as it came in a case.

    Attributes:
        id: UUID text.
        case_id, sequence: The entry of the timeline that brought it. The case tells whose it is.
        received_on: Day of that fact at the office that answers.
        unit: Area ("área") it was shared with; None: not yet.
        shared: Who shared it; its text tells the area why it is theirs, and may be empty.
        accepted: What the area resolved; None: not yet.
        evaluated: Who evaluated it, with the reason.
        told: Who told the person or the company what was resolved, and in which words.
        told_by: By which point of contact.
        withdrawn: The fact that brought it was a mistake (AMB-70), with its reason.
    """

    id: str
    kind: SuggestionKind
    text: str
    case_id: str
    sequence: int
    received_at: datetime
    received_on: date
    version: int = 1
    unit: str | None = None
    shared: Said | None = None
    accepted: bool | None = None
    evaluated: Said | None = None
    told: Said | None = None
    told_by: PointOfContact | None = None
    withdrawn: Said | None = None

    @property
    def state(self) -> SuggestionState:
        """How far it has come. Source: LIN-10."""
        if self.withdrawn is not None:
            return SuggestionState.WITHDRAWN
        if self.told is not None:
            return SuggestionState.CLOSED
        if self.evaluated is not None:
            return SuggestionState.ACCEPTED if self.accepted else SuggestionState.REJECTED
        return SuggestionState.RECEIVED if self.unit is None else SuggestionState.SHARED
