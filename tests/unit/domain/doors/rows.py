"""How a row of the table is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.unit.domain.doors.doors import Door
from tests.unit.domain.doors.plays import Play, Told

NO_CASE: Final = "Es un paso de un caso, y los casos no cruzan al CRM ni se escriben sin su proceso."
NO_FILE: Final = "Un archivo trae cuentas, contactos, acciones y registros de otros sistemas: nada más de esta regla."
NOT_THEIRS: Final = "Los procesos no tienen un hecho que lo traiga por esta puerta."
DEFAULTS: Final = frozenset({NO_CASE, NO_FILE, NOT_THEIRS})
"""What is said of a door at which the code refuses nothing by the rule."""

Row = Mapping[Door, Play | str]


def flow(told: Told, *doors: Door) -> dict[Door, Play]:
    """The same fact through each of these doors."""
    return {door: told.by(door) for door in doors}


def row(plays: Mapping[Door, Play], **why: str) -> Row:
    """A row: what is played, and why the other doors are not reachable, by the name of the door."""
    default = {Door.CRM: NO_CASE, Door.PLAIN: NO_CASE, Door.FILE: NO_FILE}
    return {door: plays.get(door) or why.get(door.name) or default.get(door, NOT_THEIRS) for door in Door}
