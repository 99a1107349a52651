"""
The instruments on offer ("instrumentos"; ATN-03): four families, filled by the catalogue of action types.

Belongs here: which instruments there are and to whom they are offered. Does not belong here: whether an action
counts (domain.protocol.classes.relation).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.model.classes import Classes
from domain.model.institution.configuration import ActionType, ProtocolConfiguration

EXPORTA_MAS: Final = "EXPORTA_MAS"

FAMILIES: Final[Mapping[str, str]] = {
    "CAPACIDADES": "Generación de capacidades exportadoras (talleres, seminarios, estudios de mercado…)",
    "PROMOCION": "Acciones de promoción (ferias, misiones, ruedas de negocios…)",
    "OPORTUNIDADES": "Entrega de oportunidades comerciales",
    EXPORTA_MAS: "Exporta Más, si tiene potencial exportador",
}
"""The four families, in the order of the source. Source: ATN-03."""

OBLIGATIONS: Final = (
    "Pago de la cuota, cuando la hay",
    "Cumplimiento a cabalidad de la agenda preparada",
    "Respuesta a la encuesta de satisfacción",
)
"""What ATN-04 names as examples of obligations; a service may add its own."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """
    One instrument of the catalogue.

    Attributes:
        is_offered: Whether it may be offered to the account; `reason` says why not, in Spanish.
    """

    type: ActionType
    is_offered: bool
    reason: str = ""


def instruments_for(classes: Classes | None, config: ProtocolConfiguration, on: date) -> tuple[Instrument, ...]:
    """
    Every instrument in force on *on*, by family in the order of the source.

    Exporta Más is offered only to whoever declared exports or has potential; without classes (no account) it is not.

    Source: ATN-03, DEF-11, DEF-12, AMB-39.
    """
    rows = [row for row in config.action_types if row.covers(on)]
    return tuple(judged(row, classes) for family in FAMILIES for row in rows if row.family == family)


def instrument(code: str | None, config: ProtocolConfiguration, on: date) -> ActionType | None:
    """The instrument of that code on that day; None: unknown, or no instrument (a log entry, a step)."""
    row = None if code is None else config.action_type(code, on)
    return row if row is not None and row.family in FAMILIES else None


def judged(row: ActionType, classes: Classes | None) -> Instrument:
    """Whether this row of the catalogue may be offered, and why not. Source: ATN-03."""
    if row.family != EXPORTA_MAS or (classes is not None and classes.capacity.value):
        return Instrument(row, is_offered=True)
    return Instrument(row, is_offered=False, reason="Exporta Más se ofrece a empresas exportadoras o con potencial.")
