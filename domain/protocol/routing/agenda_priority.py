"""
The order in which requests for agendas are attended ("prioridad"), each place with its reason.

Order: what is in ProChile's planning for the market; companies without representatives there; companies with staff.
Inside each, and only when demand for the market is high, companies with a confirmed behaviour note go last. Ties by
time of request. Nobody is ever left out.

Source: AGD-11, BEH-05, AMB-22, AMB-26.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.model.cases import Case

_GROUP_ES: Final = (
    "Es parte de la planificación de ProChile para el mercado",
    "No tiene representantes establecidos en el mercado",
    "Tiene personal comercial en el mercado",
)


@dataclass(frozen=True, slots=True)
class AgendaRequest:
    """
    One request that waits.

    Attributes:
        requested_at: UTC instant of the request.
        has_confirmed_note: A behaviour note of the company is confirmed and in force; pending ones do not count.
    """

    case_id: str
    requested_at: datetime
    is_planned: bool = False
    has_staff_in_market: bool = False
    has_confirmed_note: bool = False

    @classmethod
    def of(cls, case: Case, *, has_confirmed_note: bool) -> AgendaRequest:
        """The request of an AGENDA case; what was not said reads as no."""
        return cls(
            case.id,
            case.opened_at,
            is_planned=case.data.get("planned_activity") is True,
            has_staff_in_market=case.data.get("staff_in_market") is True,
            has_confirmed_note=has_confirmed_note,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """
    The place of a request in the queue.

    Attributes:
        position: From 1.
        reason: In Spanish, for whoever asks why (POL-06).
        rules: Rule ids that gave it.
    """

    request: AgendaRequest
    position: int
    reason: str
    rules: tuple[str, ...]


def in_order(requests: Iterable[AgendaRequest], *, high_demand: bool) -> Sequence[Place]:
    """
    The queue of one market.

    Args:
        high_demand: Demand for the market is high, as the commercial office declares it; else notes weigh nothing.
    """
    ordered = sorted(requests, key=lambda request: _key(request, high_demand))
    return tuple(_place(request, position, high_demand) for position, request in enumerate(ordered, start=1))


def _group(request: AgendaRequest) -> int:
    if request.is_planned:
        return 0
    return 2 if request.has_staff_in_market else 1


def _key(request: AgendaRequest, high_demand: bool) -> tuple[int, bool, datetime, str]:
    return (_group(request), high_demand and request.has_confirmed_note, request.requested_at, request.case_id)


def _place(request: AgendaRequest, position: int, high_demand: bool) -> Place:
    reason = f"{_GROUP_ES[_group(request)]}."
    if not request.has_confirmed_note:
        return Place(request, position, reason, ("AGD-11",))
    if not high_demand:
        reason += " Su nota de comportamiento no influye: no hay alta demanda por el mercado."
        return Place(request, position, reason, ("AGD-11", "BEH-05"))
    reason += " Hay alta demanda por el mercado y tiene una nota de comportamiento confirmada: va después de las demás."
    return Place(request, position, reason, ("BEH-05", "AGD-11"))
