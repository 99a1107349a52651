"""Sessions ("sesión"): for how long somebody who logged in to our pages stays known, and how that ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.model.identity.identities import Identity
from domain.model.worded import Worded


class SessionEnd(Worded):
    """How a session ended before its time."""

    LOGGED_OUT = "LOGGED_OUT", "La persona salió."
    ENDED_BY_OWNER = "ENDED_BY_OWNER", "La persona la cerró desde otro lugar."
    ENDED_BY_ADMINISTRATOR = "ENDED_BY_ADMINISTRATOR", "La cerró quien administra."
    ROTATED = "ROTATED", "Volvió a ingresar en el mismo navegador."
    REFUSED = "REFUSED", "Su identidad ya no tiene acceso."


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long sessions last: *idle* without activity, *absolute* whatever is done."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class Session:
    """
    One log-in in one browser. Instants are of the machine's clock, never the demo clock's.

    Attributes:
        secret_hash: SHA-256 (hex) of what the browser holds; what it holds is nowhere here.
        person: `Actor.id` of who logged in.
        browser: What the browser says it is, to recognise it in a list.
        idle_until, ends_at: It holds before both, exclusive.
    """

    id: str
    secret_hash: str
    identity: Identity
    person: str
    browser: str
    began_at: datetime
    seen_at: datetime
    idle_until: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    end: SessionEnd | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is good at *now*."""
        return self.ended_at is None and now < self.idle_until and now < self.ends_at

    def seen(self, now: datetime, lifetime: Lifetime) -> Session:
        """After activity at *now*: idle later, and never longer than it lasts at most."""
        return replace(self, seen_at=now, idle_until=min(now + lifetime.idle, self.ends_at))

    def ended(self, now: datetime, by: str, end: SessionEnd) -> Session:
        """Over since *now*."""
        return replace(self, ended_at=now, ended_by=by, end=end)


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """
    Somebody left for an issuer and has not come back yet.

    Attributes:
        state_hash: SHA-256 (hex) of the `state` that the issuer must bring back.
        browser_hash: SHA-256 (hex) of what the browser that left holds: nobody else may come back.
        return_to: Path of our own pages to go on at.
    """

    state_hash: str
    browser_hash: str
    issuer: str
    return_to: str
    expires_at: datetime
