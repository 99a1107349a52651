"""Messages to companies, persons, offices and units ("notificaciones y mensajes", section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MessageParameters = Mapping[str, str | int | bool | tuple[str, ...] | None]
"""What a template is filled with; dates are already written out in words."""


class MessageState(StrEnum):
    """Delivery state of a message."""

    QUEUED = "QUEUED"  # por enviar
    SENT = "SENT"  # entregado al servidor de correo
    FAILED = "FAILED"  # falló; se volverá a intentar
    GIVEN_UP = "GIVEN_UP"  # rechazado de manera definitiva: necesita una persona


class Language(StrEnum):
    """Language of a message: Spanish, or English for foreign companies."""

    ES = "es"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A template filled in: subject and both bodies."""

    subject: str
    text: str
    html: str
    template_version: str


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message, as it was or will be sent.

    Attributes:
        id: UUID text; the Message-ID derives from it.
        template: NTF id ("NTF-05").
        cause: Key of what caused it: the same cause never sends twice ("case:<id>:<sequence>:NTF-05:<addressee role>").
        sender_name: In whose name it goes (FUP-05: the executive's).
        rule: Rule that caused it.
        attempts, error: Of delivery; they never move a term (AMB-01).
    """

    id: str
    template: str
    cause: str
    language: Language
    to: tuple[str, ...]
    rendered: Rendered
    rule: str
    created_at: datetime
    cc: tuple[str, ...] = ()
    sender_name: str | None = None
    reply_to: str | None = None
    account_id: str | None = None
    case_id: str | None = None
    parameters: MessageParameters = field(default_factory=dict)
    state: MessageState = MessageState.QUEUED
    attempts: int = 0
    sent_at: datetime | None = None
    error: str | None = None
