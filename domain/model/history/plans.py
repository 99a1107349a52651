"""The internationalisation plan of a company ("plan de internacionalización"; DAT-19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """
    A plan as it was from an instant on; a later one takes its place, and none is lost.

    Attributes:
        since: UTC instant from which it holds.
        by: Who recorded it.
        case_id: Case in whose timeline it stands.

    Source: ATN-02.
    """

    since: datetime
    by: str
    case_id: str
    characteristics: str
    objectives: tuple[str, ...]
    markets: tuple[str, ...]
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanChange:
    """
    One part of a plan that changed ("ajuste del plan"; USR-04).

    Attributes:
        part: "characteristics", "objectives", "markets" or "instruments"; `label` in Spanish.
        before: Empty for the first plan.
    """

    part: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
