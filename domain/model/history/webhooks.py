"""Webhooks: another system is told what changed, by signed requests to its address («avisos a otros sistemas»)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.model.history.feed import ChangeKind
from domain.model.institution.people import Actor
from domain.model.worded import Worded

OLD_SECRET_LASTS: Final = timedelta(days=1)
"""For so long what is sent is signed with the secret before, too."""


class WebhookState(Worded):
    """Whether it is told ("estado")."""

    ACTIVE = "ACTIVE", "Activo: se le avisa."
    PAUSED = "PAUSED", "En pausa: no se le avisa; se reanuda desde donde se diga."
    ENDED = "ENDED", "Terminado: no se le avisa más."


@dataclass(frozen=True, slots=True)
class Webhook:
    """
    Who is told of what, where, and how far it has been told.

    Attributes:
        url: To which it is sent.
        kinds: Of which kinds of record; empty: of all.
        account_ids: Of which accounts; None: of all, and of none.
        office: Of which office; None: of all.
        owner: Who made it: it is told what this role may know of, and who is told when it is paused.
        position: Of the last change in the feed that it took.
        until: Of the last change of what is being sent; None: nothing is. A repetition sends the same again.
        generation: Which of its secrets is the one; `old_secret_until`: the one before signs too, until then.
        paused_why: Why it is paused or ended; in Spanish.
        failing_since: Since when nothing was taken; None: the last was. `attempts` since then; `next_at` the next.
        version: Counts what people decide of it, not what is told.
    """

    id: str
    url: str
    kinds: frozenset[ChangeKind]
    account_ids: frozenset[str] | None
    office: str | None
    owner: Actor
    created_at: datetime
    position: int
    state: WebhookState = WebhookState.ACTIVE
    until: int | None = None
    generation: int = 1
    old_secret_until: datetime | None = None
    paused_why: str | None = None
    failing_since: datetime | None = None
    attempts: int = 0
    next_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """
    One try to tell a webhook ("intento de aviso").

    Attributes:
        message_id: Of what was sent; the same for every repetition of it.
        changes: How many it told.
        at, milliseconds: When it began, by the store's clock, and how long it took.
        status: That the other side answered; None: it did not.
        error: What failed; in Spanish; None: it was taken.
    """

    webhook_id: str
    message_id: str
    changes: int
    at: datetime
    milliseconds: int
    status: int | None
    error: str | None
