"""Satisfaction surveys ("encuesta de satisfacción"; MEA-04, LIN-10): asked of a case, answered by a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.model.messages import Language
from domain.model.worded import Worded


class SurveyState(Worded):
    """How a survey stands at an instant."""

    OPEN = "OPEN", "Enviada: todavía se puede responder."
    ANSWERED = "ANSWERED", "Respondida."
    EXPIRED = "EXPIRED", "Venció sin respuesta."
    WITHDRAWN = "WITHDRAWN", "Retirada: el hecho que la envió se registró por error."


@dataclass(frozen=True, slots=True)
class Survey:
    """
    One survey that was sent. What was answered stands in the timeline of its case.

    Attributes:
        id: UUID text.
        asked_by: Who sent it; "atencion" when it went by itself.
        expires_at: UTC instant from which its link serves no more.
        highest: Best score; the worst is 1.
        of_company: It asks about business too: its case is of a company or institution.
        follows: Sequence of the fact in the timeline that sent it; None: a person did.
        answered_at: UTC instant of the answer; None: not yet.
        sequence: The entry of the timeline that holds the answer.
        withdrawn_at: UTC instant at which the fact that sent it was taken back (AMB-70).
    """

    id: str
    case_id: str
    asked_at: datetime
    asked_by: str
    expires_at: datetime
    language: Language
    highest: int
    of_company: bool
    follows: int | None = None
    answered_at: datetime | None = None
    sequence: int | None = None
    withdrawn_at: datetime | None = None

    def state(self, now: datetime) -> SurveyState:
        """How it stands at that instant. Source: MEA-04."""
        if self.answered_at is not None:
            return SurveyState.ANSWERED
        if self.withdrawn_at is not None:
            return SurveyState.WITHDRAWN
        return SurveyState.OPEN if now < self.expires_at else SurveyState.EXPIRED
