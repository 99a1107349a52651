"""What a table of history that is brought in answers to the same rules, row by row, or why it cannot break them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.use_cases.imports.table import Table
from tests.support.builders import FAIR
from tests.unit.domain.doors.doors import Door
from tests.unit.domain.doors.plays import CALL, COMPANY, DAY, Play, file_row
from tests.unit.domain.doors.rows import Row, row

_NO_FACTS: Final = "Una fila trae datos de una cuenta, un contacto o una acción: ningún hecho de la cuenta."
_NOBODY: Final = "Una fila no pone a nadie a cargo, y no pide un motivo."
RUT: Final = str(COMPANY.rut)
_NEW: Final = {"name": "Otra Empresa SpA", "rut": "77.123.456-9", "country": "CL", "create_anyway": "sí"}


def _account(**texts: str) -> Play:
    return file_row(Table.ACCOUNTS, **{**_NEW, **texts})


def _action(**texts: str) -> Play:
    return file_row(Table.ACTIONS, **{"rut": RUT, "title": "Feria", "type": FAIR, "ended_on": f"{DAY}", **texts})


IMPORTED: Final[Mapping[str, Play | str]] = {
    "ATN-01": _NO_FACTS,
    "ATN-03": _NO_FACTS,
    "ATN-04": file_row(Table.ACTIONS, waiting=True, rut=RUT, title="Taller", type=FAIR, ended_on=f"{DAY}"),
    "ATN-05": file_row(Table.ACTIONS, rut=RUT, title="Feria", type=FAIR),
    "CAP-05": _NO_FACTS,
    "CAP-07": _NO_FACTS,
    "CHN-01": _action(type=CALL),
    "DEF-01": _account(country="CN", rut="", region="", purposes="COMPRAR"),
    "DEF-03": file_row(Table.CONTACTS, rut=RUT, name="Rosa Díaz", email="sin arroba"),
    "DEF-05": _action(type="INVENTADO"),
    "POL-05": _NOBODY,
    "POL-07": _NOBODY,
    "POL-15": _action(product="a" * 101),
    "RTE-04": _account(region="17"),
    "RTE-05": _NOBODY,
    "SYS-04": _account(office="OFIREG-99"),
}
"""By the rule."""
ROWS: Final[Mapping[str, Row]] = {
    "DAT-01": row(
        {Door.FILE: file_row(Table.CONTACTS, name="Rosa Díaz")},
        PLAIN="Una mutación nombra la cuenta por su identificador, y no por su RUT.",
    )
}
"""Rules that only a table can break, though its verb is that of a mutation."""
