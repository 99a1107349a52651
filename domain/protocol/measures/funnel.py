"""The stages of capture, and how a company left each ("embudo de captación"; MEA-09)."""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow
from domain.model.worded import Worded
from domain.protocol.flows import FLOWS

_STATES: Final = FLOWS[Flow.CAPTURE].states


class StageLeft(Worded):
    """How a company left a stage of its capture."""

    PASSED = "PASSED", "Pasó a otra etapa, o terminó su captación."
    WITHDRAWN = "WITHDRAWN", "La empresa desistió."
    EXPIRED = "EXPIRED", "Venció sin movimiento."
    REFUSED = "REFUSED", "No se la validó, o no se confirmó su representación."
    ELSEWHERE = "ELSEWHERE", "Siguió en la cuenta o en el caso que ya tenía."
    WAITING = "WAITING", "Sigue en la etapa."


STAGES: Final = tuple(name for name, state in _STATES.items() if not state.final)
"""States of capture in which a company waits for something, as the protocol lists them."""

STAGE_TITLES: Final = {name: state.title for name, state in _STATES.items()}

_OUT: Final = {
    "PREADMISIBLE": StageLeft.PASSED,
    "DESISTIDA": StageLeft.WITHDRAWN,
    "VENCIDA": StageLeft.EXPIRED,
    "RECHAZADA": StageLeft.REFUSED,
    "REPRESENTACION_RECHAZADA": StageLeft.REFUSED,
}
LEFT_TO: Final = {
    name: _OUT.get(name, StageLeft.ELSEWHERE if state.final else StageLeft.PASSED) for name, state in _STATES.items()
}
"""How a stage was left, by the state that came after it; where none came, the company waits. Source: MEA-09."""
