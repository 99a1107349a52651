"""Improvement actions of the annual plan ("plan anual de mejora"; LIN-12), and reviews of processes (LIN-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.model.cases import Flow
from domain.model.quality.suggestions import Said
from domain.model.worded import Worded


class OriginKind(Worded):
    """From what an improvement action follows."""

    SUGGESTION = "SUGGESTION", "Una sugerencia o un reclamo."
    COMPLEX_CASE = "COMPLEX_CASE", "Un caso complejo."
    REVIEW = "REVIEW", "La revisión de un proceso."
    MEASURE = "MEASURE", "Un indicador."


@dataclass(frozen=True, slots=True)
class Origin:
    """Which one: the id of the suggestion, the case or the review, or the name of the measure (POL-01)."""

    kind: OriginKind
    key: str


class ImprovementState(Worded):
    """How an improvement action stands on a day."""

    OPEN = "OPEN", "En curso."
    OVERDUE = "OVERDUE", "Atrasada: pasó su fecha y no está hecha."
    DONE = "DONE", "Hecha a tiempo."
    DONE_LATE = "DONE_LATE", "Hecha después de su fecha."
    DROPPED = "DROPPED", "Desistida, con su motivo."


@dataclass(frozen=True, slots=True)
class Improvement:
    """
    One improvement action ("acción de mejora").

    Attributes:
        id: UUID text.
        what: What is going to be done.
        unit: Which unit owns it (ROL-02).
        due_on: Last day, inclusive.
        year: Of the plan it is in.
        line: Guideline of the protocol that it serves ("LIN-10").
        done: Who said that it is done, with what was achieved.
        done_on: Day on which it was.
        dropped: Who gave it up, with the reason.
    """

    id: str
    what: str
    unit: str
    due_on: date
    year: int
    line: str
    origin: Origin
    planned_by: str
    planned_at: datetime
    version: int = 1
    done: Said | None = None
    done_on: date | None = None
    dropped: Said | None = None

    def state(self, on: date) -> ImprovementState:
        """How it stands on that day. Source: LIN-12."""
        if self.dropped is not None:
            return ImprovementState.DROPPED
        if self.done_on is not None:
            return ImprovementState.DONE if self.done_on <= self.due_on else ImprovementState.DONE_LATE
        return ImprovementState.OPEN if on <= self.due_on else ImprovementState.OVERDUE


@dataclass(frozen=True, slots=True)
class ProcessReview:
    """
    That somebody reviewed how a process is carried out ("revisión de un proceso").

    Attributes:
        id: UUID text.
        flow: The process.
        on: Day of the review.
        risks: What was found that may go wrong, a sentence each; empty: nothing.
    """

    id: str
    flow: Flow
    on: date
    by: str
    at: datetime
    risks: tuple[str, ...] = ()
    notes: str | None = None
