"""Timers: something to do at an instant, once ("temporizadores")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class TimerState(StrEnum):
    """State of a timer."""

    PENDING = "PENDING"
    FIRED = "FIRED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Timer:
    """
    One timer.

    Attributes:
        id: UUID text.
        kind: What it is for ("follow_up_stage_1", "term_reminder", "term_escalation", "note_expiry", "quarter_review",
            "reconsider", "reconsider_then").
        subject: What it is about ("case:<id>", "term:<id>", "account:<id>", "action:<id>"); (kind, subject, occurrence)
            is unique, so that setting the same timer twice has no effect.
        due_at: UTC instant; it fires then or as soon after as a worker lives.
        rule: Rule id that set it.
        payload: What the handler needs, as text.
    """

    id: str
    kind: str
    subject: str
    due_at: datetime
    rule: str
    occurrence: str = ""
    payload: Mapping[str, str] = field(default_factory=dict)
    state: TimerState = TimerState.PENDING
    attempts: int = 0
