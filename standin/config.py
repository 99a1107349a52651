"""How a stand-in is set up: organisations, users, limits and where its state lives. Plain frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

DEFAULT_TENANT: Final = "11111111-1111-1111-1111-111111111111"
DEFAULT_CLIENT_ID: Final = "22222222-2222-2222-2222-222222222222"

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


class DeltaTokenMoment(StrEnum):
    """Which instant the delta link of a first load stands for; the documentation does not say."""

    FIRST_PAGE = "first_page"  # rows changed during the load come back with the first delta
    LAST_PAGE = "last_page"  # the harsh reading: changes to pages already read are lost


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """Service protection limits, for each user and web server, over a sliding window of `window_seconds`."""

    requests: int = 6000
    execution_seconds: float = 1200.0
    concurrent: int = 52
    window_seconds: float = 300.0
    servers: int = 1  # > 1: the affinity cookie decides which one counts


@dataclass(frozen=True, slots=True)
class UserConfig:
    """A person or application that may call: a row of `systemuser`."""

    full_name: str
    object_id: str  # Entra object id: what `CallerObjectId` names
    application_id: str | None = None  # set: an application user, who signs in with this client id
    client_secret: str | None = None  # None: any secret, or a client assertion, is accepted
    email: str | None = None
    missing_privileges: frozenset[str] = frozenset()  # e.g. "prvCreateAccount": answered with 403


@dataclass(frozen=True, slots=True)
class OrganizationConfig:
    """One environment: reached at /org/<name>/api/data/v9.2, or by a host whose first label is its name."""

    name: str = "prochile"
    tenant_id: str = DEFAULT_TENANT
    language_code: int = 1033
    currency_code: str = "USD"
    utc_offset_hours: int = 0  # zone in which formatted dates are shown
    users: tuple[UserConfig, ...] = (
        UserConfig(
            full_name="# Atención",
            object_id="33333333-3333-3333-3333-333333333333",
            application_id=DEFAULT_CLIENT_ID,
        ),
    )
    delta_days: int = 7  # organization.expirechangetrackingindays


@dataclass(frozen=True, slots=True)
class StandInConfig:
    """
    Everything that can be chosen about a stand-in.

    `state_file` None keeps the state in memory; a path keeps it in that SQLite file, loaded at start.
    `static_tokens` maps a bearer token that is always good to the application id it stands for: for clients that
    inject their own token provider.
    """

    organizations: tuple[OrganizationConfig, ...] = (OrganizationConfig(),)
    static_tokens: tuple[tuple[str, str], ...] = ()
    token_seconds: int = 3599
    token_secret: str = "stand-in"  # noqa: S105 - signs tokens of a rehearsal server, guards nothing
    limits: ServiceLimits | None = field(default_factory=ServiceLimits)
    dop_hint: int = 8
    latency_seconds: float = 0.0  # waited in every call, as a network and a busy server would make one wait
    key_activation_seconds: float = 1.0
    delta_token_moment: DeltaTokenMoment = DeltaTokenMoment.FIRST_PAGE
    filter_ne_includes_null: bool = False  # OData `ne 'x'` on null columns: undocumented, so both can be rehearsed
    strict_batch_line_ends: bool = True
    max_page_size: int = 5000
    trace_length: int = 2000
    state_file: Path | None = None
    clock: Clock = system_clock
