"""Messages, timers and clocks for tests of what runs in the background."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.model.messages import Language, Message, Rendered
from domain.model.timers import Timer

NOON: Final = datetime(2024, 9, 13, 15, 0, tzinfo=UTC)
"""Friday 13 September 2024, 12:00 in Santiago."""


@dataclass(slots=True)
class MovableClock:
    """The clock of the protocol, set by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        """That instant."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Later, by so much."""
        self.at += by


def a_message(**changes: object) -> Message:
    """A queued message to one company; its cause is its own."""
    message_id = str(uuid.uuid4())
    message = Message(
        id=message_id,
        template="NTF-05",
        cause=f"case:1:1:NTF-05:{message_id}",
        language=Language.ES,
        to=("contacto@conservas.example",),
        rendered=Rendered(
            "Muy pronto le contactará nuestro equipo regional",
            "Estimado equipo de Conservas Biobío SpA:\n\n¡Felicitaciones!\n",
            "<p>Estimado equipo de Conservas Biobío SpA:</p><p>¡Felicitaciones!</p>",
            "NTF-05.v1",
        ),
        rule="EXP-01",
        created_at=NOON,
        sender_name="ProChile",
        reply_to="concepcion@prochile.gob.cl",
        parameters={"company": "Conservas Biobío SpA", "activities": ("a", "b"), "days": 3, "due": None},
    )
    return replace(message, **changes)  # type: ignore[arg-type]  # the names are the caller's


def a_timer(
    kind: str = "follow_up_stage_1", subject: str = "case:1", due_at: datetime = NOON, **changes: object
) -> Timer:
    """A pending timer, due at noon."""
    timer = Timer(
        id=str(uuid.uuid4()), kind=kind, subject=subject, due_at=due_at, rule="FUP-05", payload={"fact": "send_stage_1"}
    )
    return replace(timer, **changes)  # type: ignore[arg-type]  # the names are the caller's
