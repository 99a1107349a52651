"""Activities that support internationalisation ("actividades que apoyan la internacionalización"; POL-09, FUP-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.model.classes import Category, Group
from domain.model.institution.people import Role
from domain.model.worded import Worded


class ActivityState(Worded):
    """How an activity stands on a day. Only a planned one is offered to companies (POL-09)."""

    PLANNED = "PLANNED", "Planificada: todavía se puede postular. Solo estas se ofrecen."
    CLOSED = "CLOSED", "Pasó el último día para postular y no ha terminado."
    ENDED = "ENDED", "Terminada."
    WITHDRAWN = "WITHDRAWN", "Retirada, con motivo."


@dataclass(frozen=True, slots=True)
class Audience:
    """
    For whom an activity is ("público objetivo"). An empty set sets no limit; the groups are never empty.

    Attributes:
        groups: Target groups of GRP-01.
        categories: Categories of ATN-01.
        sectors: Sector codes of the configuration.
        regions: CUT codes of the head office's region; they limit companies of Chile only.
        markets: ISO 3166-1 alpha-2 of the markets that it aims at.
    """

    groups: frozenset[Group]
    categories: frozenset[Category] = frozenset()
    sectors: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    markets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why and by whom an activity was withdrawn; it stays readable (never deleted)."""

    by: str
    role: Role
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Activity:
    """
    One planned activity, with the complete information that a company needs (ATN-04).

    Attributes:
        id: UUID text.
        type: Code of an instrument of the action-type catalogue (ATN-03).
        starts_on, ends_on: Days on which it is done, both inclusive.
        apply_by: Last day on which a company may apply, inclusive; not after `starts_on`.
        rights, obligations: What a participant may expect and must do, one sentence each.
        unit: Area that answers for its complete and correct publication (LIN-01).
        office: Code of the office that does it.
        link: Where to read more and apply; http or https.
        version: Counts the writes, from 1; a write must name the version it saw.
    """

    id: str
    type: str
    name: str
    starts_on: date
    ends_on: date
    apply_by: date
    audience: Audience
    rights: tuple[str, ...]
    obligations: tuple[str, ...]
    unit: str
    office: str
    link: str
    planned_by: str
    planned_role: Role
    planned_at: datetime
    version: int = 1
    withdrawal: Withdrawal | None = None

    def state(self, on: date) -> ActivityState:
        """How it stands on that day. Source: POL-09."""
        if self.withdrawal is not None:
            return ActivityState.WITHDRAWN
        if on <= self.apply_by:
            return ActivityState.PLANNED
        return ActivityState.CLOSED if on <= self.ends_on else ActivityState.ENDED


@dataclass(frozen=True, slots=True)
class Invitation:
    """
    An account was invited to an activity, once ("invitación"; FUP-02).

    Attributes:
        action_id: The action that records the contact in the Registro de Acciones.
        at: UTC instant of its registration.
    """

    activity_id: str
    account_id: str
    action_id: str
    by: str
    at: datetime
