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


DOWN_AFTER: Final = 3
"""So many accounts are refused, none taken between them: the other system is held to be down as a whole."""
MOST_BEHIND: Final = 1_000
"""Accounts that may be behind; one more, and the webhook is paused."""


class WebhookState(Worded):
    """Whether it is told ("estado")."""

    ACTIVE = "ACTIVE", "Activo: se le avisa."
    PAUSED = "PAUSED", "En pausa: no se le avisa; se reanuda desde donde se diga."
    ENDED = "ENDED", "Terminado: no se le avisa más."


@dataclass(frozen=True, slots=True)
class AccountBehind:
    """
    An account whose changes a webhook refused: they wait for it, in order, and nobody else's do ("cuenta atrasada").

    Attributes:
        line: `Change.line` of its changes; `account_id`: None when they are of no account but of one record.
        position: Of the last of them that was taken.
        until: Of the last one of what is being sent; None: nothing is. A repetition sends the same again.
        failing_since, attempts, next_at: As of `Webhook`.
        is_stopped: They are sent no more until the webhook is resumed.
        error: What came of the last try, in Spanish; None: there was none yet.
    """

    line: str
    account_id: str | None
    position: int
    until: int | None = None
    failing_since: datetime | None = None
    attempts: int = 0
    next_at: datetime | None = None
    is_stopped: bool = False
    error: str | None = None


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
        position: Up to which it took everything in the feed, but what is of accounts `behind`.
        until: Of the last change of what is being sent; None: nothing is. A repetition sends the same again.
        generation: Which of its secrets is the one; `old_secret_until`: the one before signs too, until then.
        paused_why: Why it is paused or ended; in Spanish.
        failing_since: Since when it is down as a whole; None: it is not. `attempts` since then; `next_at` the next.
        version: Counts what people decide of it, not what is told.
        behind: Accounts whose changes wait; only where they are asked for.
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
    behind: tuple[AccountBehind, ...] = ()


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
        is_away: What failed is not for what was told: the other system is away as a whole. Not kept.
    """

    webhook_id: str
    message_id: str
    changes: int
    at: datetime
    milliseconds: int
    status: int | None
    error: str | None
    is_away: bool = False
