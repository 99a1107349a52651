"""Actions ("Registro de Acciones") and log entries ("bitácora"): what was done with an account (DAT-20, DAT-28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role

LONGEST_PRODUCT: Final = 100
"""Characters of a product or service in words: as many as the store and the CRM keep."""


@dataclass(frozen=True, slots=True)
class Annulment:
    """Why and by whom an action no longer holds; the action stays readable (never deleted)."""

    by: str
    role: Role
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A regional or commercial executive stands for an action that another role registered (AMB-37)."""

    by: str
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """
    One registered action. Whether it counts towards being a user depends on its type, who registered it and its date.

    Attributes:
        id: UUID text; also its key in the CRM.
        type: Code of the action-type catalogue of the configuration; log entries are types that never count.
        started_on, ended_on: Days on which it was done, both inclusive; the end decides the year (AMB-61).
        market: ISO 3166-1 alpha-2 of the market it aimed at.
        office: Office that did it.
        registered_at: UTC instant of registration.
        corrects: Id of the action that this one replaces, when it is a correction.
        case_id: Case of the protocol that caused it, when one did.
        product: The product or service that it was about, in words ("producto o servicio"; POL-15).
        topic: Code of what was asked for ("tema de consulta"; MEA-05).
        cause: Rule id that made the system write it, when no person did.
    """

    id: str
    account_id: str
    type: str
    title: str
    started_on: date
    ended_on: date
    registered_by: str
    registered_role: Role
    registered_at: datetime
    version: int = 1
    market: str | None = None
    office: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    notes: str | None = None
    confirmation: Confirmation | None = None
    annulment: Annulment | None = None
    corrects: str | None = None
    case_id: str | None = None
    cause: str | None = None
    topic: str | None = None
    product: str | None = None
