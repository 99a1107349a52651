"""What the tax registry ("SII") says of a RUT, as it said it on a day (DAT-04, DAT-05; F-81)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.model.accounts import TaxCategory
from domain.model.rut import Rut


@dataclass(frozen=True, slots=True)
class TaxActivity:
    """One economic activity ("giro"), by its code in the registry; `category` None: not told."""

    code: str
    name: str
    category: TaxCategory | None = None


@dataclass(frozen=True, slots=True)
class TaxRecord:
    """
    A taxpayer ("contribuyente") as the registry has it; what is None it does not tell.

    Attributes:
        started: Whether it began activities ("inicio de actividades").
        started_on: First day of activities.
        category: In which it is taxed; None also where its activities are of both.
        size: In the registry's own words.
    """

    name: str | None = None
    started: bool | None = None
    started_on: date | None = None
    category: TaxCategory | None = None
    activities: tuple[TaxActivity, ...] = ()
    size: str | None = None


@dataclass(frozen=True, slots=True)
class TaxAnswer:
    """
    One answer of the registry: evidence beside what the company declared, never in its place.

    Attributes:
        id: UUID text.
        rut: The one that was asked for, as the account had it.
        source: The registry, as a person calls it.
        asked_at: UTC instant.
        record: None: the registry does not know the RUT.
    """

    id: str
    account_id: str
    rut: Rut
    source: str
    asked_at: datetime
    asked_by: str
    record: TaxRecord | None
