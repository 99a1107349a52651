"""
Behaviour notes that are in force ("notas de comportamiento vigentes"): what an application must show, and no more.

Belongs here: which of a company's cases are notes in force, and how far each has come. Does not belong here: their
steps (`domain.protocol.flows.national.behaviour_note`) and the queue they count in
(`domain.protocol.routing.agenda_priority`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.model.cases import Case, Flow

CONFIRMED: Final = "CONFIRMADA"
"""The one state in which a note has its effect on priority."""

_WITHOUT_NOTE: Final = frozenset({"POR_REDACTAR", "RETIRADA", "CADUCADA"})


@dataclass(frozen=True, slots=True)
class ActiveNote:
    """
    A note to be considered when the company applies for anything.

    Attributes:
        is_confirmed: Only then it takes priority away, and only under high demand; else it is pending.
        since: UTC instant of the unexcused absence's decision.
    """

    case_id: str
    number: int
    is_confirmed: bool
    since: datetime


def active_notes(cases: Iterable[Case]) -> tuple[ActiveNote, ...]:
    """
    The notes among these cases of one account that were written and neither withdrawn nor expired, oldest first.

    Source: BEH-02, AMB-22.
    """
    notes = [case for case in cases if case.flow is Flow.BEHAVIOUR_NOTE and case.state not in _WITHOUT_NOTE]
    notes.sort(key=lambda case: (case.opened_at, case.id))
    return tuple(ActiveNote(case.id, case.number, case.state == CONFIRMED, case.opened_at) for case in notes)


def has_confirmed_note(cases: Iterable[Case]) -> bool:
    """Whether a confirmed note is in force. Source: BEH-05."""
    return any(note.is_confirmed for note in active_notes(cases))


def notes_es(cases: Iterable[Case]) -> str:
    """The sentence that an application shows, with a space before it; empty without notes in force."""
    notes = active_notes(cases)
    if not notes:
        return ""
    confirmed = sum(note.is_confirmed for note in notes)
    if not confirmed:
        return " Tiene una nota de comportamiento en trámite, que por ahora no produce efectos."
    return (
        " Tiene una nota de comportamiento confirmada: no la excluye, pero no tendrá prioridad si hay alta demanda "
        "por el mercado."
    )
