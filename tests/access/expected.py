"""The table of expectations (`expectations.txt`), read: who may what, where; and who asks in the test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.model.institution.people import Actor, Role
from tests.access.world import staff

FILE: Final = Path(__file__).with_name("expectations.txt")
MARKS: Final = {".", "o", "u", "n", "*"}

ASKERS: Final[Mapping[str, Actor]] = {
    "R": staff("REGIONAL_EXECUTIVE"),
    "H": staff("REGIONAL_HEAD"),
    "P": Actor("beatriz.soto", "Beatriz Soto", Role.SECTOR_OFFICER, "OFIREG-08"),
    "O": staff("SECTOR_OFFICER"),
    "J": staff("SECTOR_HEAD"),
    "C": staff("COMMERCIAL_EXECUTIVE"),
    "G": staff("GEOGRAPHIC_PROFESSIONAL"),
    "Z": staff("MACROZONE_COORDINATOR"),
    "I": staff("OCI_COORDINATOR"),
    "A": staff("HELP_CENTRE"),
    "T": staff("CITIZEN_SERVICE"),
    "L": staff("CLIENT_MANAGEMENT"),
    "S": staff("CONCURSOS_SUPERVISOR"),
    "N": staff("ANALYST"),
    "D": staff("ADMINISTRATOR"),
    "V": staff("SERVICE"),
}
"""By the letter of their column; all of the house SUR where their role has a place. E, the company, is apart."""
COLUMNS: Final = (*ASKERS, "E")


@dataclass(frozen=True, slots=True)
class Expectations:
    """
    Attributes:
        cells: By field, by column: "." refused, "o" only where it is theirs, "u" also where nobody answers yet,
            "n" only where nobody is named, "*" wherever it is.
    """

    cells: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls) -> Expectations:
        """
        The table.

        Raises:
            ValueError: A row with too few cells, an unknown mark, or a field twice.
        """
        found: dict[str, Mapping[str, str]] = {}
        for line in FILE.read_text().splitlines():
            name, *marks = line.split()[: len(COLUMNS) + 1] or [""]
            if not name or name.startswith("#"):
                continue
            if len(marks) != len(COLUMNS) or not MARKS.issuperset(marks) or name in found:
                raise ValueError(f"{FILE.name}: {line}")
            found[name] = dict(zip(COLUMNS, marks, strict=True))
        return cls(found)
