"""Messages to companies, persons, offices and units ("notificaciones y mensajes", section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.model.worded import Worded

MessageParameters = Mapping[str, str | int | bool | tuple[str, ...] | None]
"""What a template is filled with; dates are already written out in words."""


class MessageState(Worded):
    """Delivery state of a message."""

    QUEUED = "QUEUED", "Por enviar."
    SENT = "SENT", "Entregado al servidor de correo."
    PARTLY_SENT = "PARTLY_SENT", "Unas direcciones lo recibieron y otras no: necesita una persona."
    FAILED = "FAILED", "Falló; se volverá a intentar."
    GIVEN_UP = "GIVEN_UP", "Rechazado de manera definitiva: necesita una persona."
    WITHDRAWN = "WITHDRAWN", "No salió: se retiró el hecho que lo causó."


class DeliveryState(Worded):
    """What became of a message at one address."""

    WAITING = "WAITING", "Todavía no llega."
    TAKEN = "TAKEN", "La recibió el servidor de correo."
    REFUSED = "REFUSED", "El servidor de correo la rechazó."
    BOUNCED = "BOUNCED", "Volvió después de entregada."


@dataclass(frozen=True, slots=True)
class Delivery:
    """One address of a message; `error`: what the server said, without our words."""

    address: str
    state: DeliveryState = DeliveryState.WAITING
    error: str | None = None


class Language(Worded):
    """Language of a message: Spanish, or English for foreign companies."""

    ES = "es", "Español."
    EN = "en", "Inglés."


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
        kept_deliveries: What is known of single addresses; empty: nothing yet (`deliveries`).
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
    kept_deliveries: tuple[Delivery, ...] = ()

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Every address once, in order, with what became of it."""
        kept = {each.address: each for each in self.kept_deliveries}
        other = DeliveryState.TAKEN if self.state is MessageState.SENT else DeliveryState.WAITING
        return tuple(kept.get(each) or Delivery(each, other) for each in dict.fromkeys((*self.to, *self.cc)))

    @property
    def waiting(self) -> tuple[str, ...]:
        """The addresses that the message still has to reach."""
        return tuple(each.address for each in self.deliveries if each.state is DeliveryState.WAITING)

    def with_deliveries(self, news: Iterable[Delivery]) -> Message:
        """The message with what is new of some of its addresses; of others, nothing."""
        told = {each.address: each for each in news}
        return replace(self, kept_deliveries=tuple(told.get(each.address) or each for each in self.deliveries))


def stopped_state(deliveries: Iterable[Delivery]) -> MessageState:
    """State of a message that goes to nobody else by itself."""
    states = {each.state for each in deliveries}
    if DeliveryState.TAKEN not in states:
        return MessageState.GIVEN_UP
    return MessageState.SENT if states == {DeliveryState.TAKEN} else MessageState.PARTLY_SENT
