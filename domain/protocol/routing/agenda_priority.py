"""
The order in which requests for agendas are attended ("prioridad"), each place with its reason.

Order: what is in ProChile's planning for the market and companies without representatives there, on a par; then
companies with staff. Inside each, and only when demand for the market is high, companies with a confirmed behaviour
note go last. Ties by time of request. Nobody is ever left out. Which of the two on a par goes first is a setting
(`tuning` agenda_on_a_par_first, "planned" or "without_staff"), none by default.

Source: AGD-11, BEH-05, AMB-22, AMB-26.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.model.cases import Case, Flow, Value

PLANNED: Final = "planned"
WITHOUT_STAFF: Final = "without_staff"
ON_A_PAR_FIRST: Final = "agenda_on_a_par_first"
"""The setting of AMB-26: which of the two ranks on a par goes first."""

_PLANNED_ES: Final = "Es parte de la planificación de ProChile para el mercado"
_WITHOUT_ES: Final = "No tiene representantes establecidos en el mercado"
_STAFF_ES: Final = "Tiene personal comercial en el mercado"


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
    def of(cls, case: Case, others: Iterable[Case], *, has_confirmed_note: bool) -> AgendaRequest:
        """
        The request of an AGENDA case; what was not said reads as no.

        Args:
            others: Cases of its company, open or closed, oldest first: what an earlier request for the market said of
                its staff there is kept while this one says nothing.
        """
        agendas = [each for each in others if each.flow is Flow.AGENDA and each.opened_at <= case.opened_at]
        known = [each.data for each in agendas if each.data.get("market") == case.data.get("market")]
        told = [said for data in (*known, case.data) if (said := staff_in_market(data)) is not None]
        return cls(
            case.id,
            case.opened_at,
            is_planned=case.data.get("planned_activity") is True,
            has_staff_in_market=bool(told) and told[-1],
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


def staff_in_market(data: Mapping[str, Value]) -> bool | None:
    """Whether the company has commercial staff there: said, or shown by its asking; None: not said. Source: AGD-10."""
    if data.get("requester") == "LOCAL_STAFF":
        return True
    said = data.get("staff_in_market")
    return said if isinstance(said, bool) else None


def in_order(requests: Iterable[AgendaRequest], *, high_demand: bool, first: str | None = None) -> Sequence[Place]:
    """
    The queue of one market.

    Args:
        high_demand: Demand for the market is high, as the commercial office declares it; else notes weigh nothing.
        first: PLANNED or WITHOUT_STAFF go before the other; None: they are on a par.
    """
    ordered = sorted(requests, key=lambda request: _key(request, high_demand, first))
    return tuple(_place(request, position, high_demand) for position, request in enumerate(ordered, start=1))


def _rank(request: AgendaRequest, first: str | None) -> int:
    if request.has_staff_in_market and not request.is_planned:
        return 2
    goes_first = {PLANNED: request.is_planned, WITHOUT_STAFF: not request.has_staff_in_market}
    return 0 if first is None or goes_first[first] else 1


def _key(request: AgendaRequest, high_demand: bool, first: str | None) -> tuple[int, bool, datetime, str]:
    return (_rank(request, first), high_demand and request.has_confirmed_note, request.requested_at, request.case_id)


def _group_es(request: AgendaRequest) -> str:
    if request.is_planned:
        return _PLANNED_ES
    return _STAFF_ES if request.has_staff_in_market else _WITHOUT_ES


def _place(request: AgendaRequest, position: int, high_demand: bool) -> Place:
    reason = f"{_group_es(request)}."
    if not request.has_confirmed_note:
        return Place(request, position, reason, ("AGD-11",))
    if not high_demand:
        reason += " Su nota de comportamiento no influye: no hay alta demanda por el mercado."
        return Place(request, position, reason, ("AGD-11", "BEH-05"))
    reason += " Hay alta demanda por el mercado y tiene una nota de comportamiento confirmada: va después de las demás."
    return Place(request, position, reason, ("BEH-05", "AGD-11"))
