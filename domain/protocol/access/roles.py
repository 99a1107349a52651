"""
What each role sees and where it acts: one table. What it may do is in `permissions`; docs/access.md prints both.

Belongs here: the two reaches of a role. Does not belong here: how a reach is measured (`reach`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.model.institution.people import Role


class Sight(StrEnum):
    """Of which accounts a role may know; of others it is as if there were none."""

    ALL = "ALL"  # todas
    OWN = "OWN"  # las que representa


class Reach(StrEnum):
    """Where a role acts."""

    OWN = "OWN"  # las cuentas que representa
    OFFICE = "OFFICE"  # lo de su oficina regional
    MARKET = "MARKET"  # lo de su oficina comercial y de su mercado
    SECTOR = "SECTOR"  # lo de sus sectores, y en una región lo de su oficina
    AREA = "AREA"  # lo de los mercados de su área geográfica
    MACROZONE = "MACROZONE"  # lo de las regiones de su macrozona
    ALL = "ALL"  # todo el país
    NONE = "NONE"  # no actúa


@dataclass(frozen=True, slots=True)
class RoleRow:
    """
    One row of the table.

    Attributes:
        reach: Where it acts.
        if_nobody: When nobody is known to answer, anybody of the role may act: an account without office, a market,
            sector or region that the directory gives to nobody. False: nobody may.
        rules: That say so.
        acknowledgements: Most letters a day that it causes to addresses which nobody proved; None: no limit of its own.
    """

    sight: Sight
    reach: Reach
    rules: tuple[str, ...]
    if_nobody: bool = True
    acknowledgements: int | None = None


ROLES: Final[Mapping[Role, RoleRow]] = {
    Role.REGIONAL_EXECUTIVE: RoleRow(Sight.ALL, Reach.OFFICE, ("RTE-04",)),
    Role.REGIONAL_HEAD: RoleRow(Sight.ALL, Reach.OFFICE, ("RTE-04", "RTE-05")),
    Role.SECTOR_OFFICER: RoleRow(Sight.ALL, Reach.SECTOR, ("RTE-05", "VIS-01")),
    Role.COMMERCIAL_EXECUTIVE: RoleRow(Sight.ALL, Reach.MARKET, ("EXT-01", "AGD-09")),
    Role.GEOGRAPHIC_PROFESSIONAL: RoleRow(Sight.ALL, Reach.AREA, ("INV-01", "INV-04")),
    Role.MACROZONE_COORDINATOR: RoleRow(Sight.ALL, Reach.MACROZONE, ("VIS-03",)),
    Role.OCI_COORDINATOR: RoleRow(Sight.ALL, Reach.ALL, ("OCI-04",)),
    Role.HELP_CENTRE: RoleRow(Sight.ALL, Reach.ALL, ("PUB-01",)),
    Role.CITIZEN_SERVICE: RoleRow(Sight.ALL, Reach.ALL, ("PUB-01",)),
    Role.CLIENT_MANAGEMENT: RoleRow(Sight.ALL, Reach.ALL, ("RTE-03",)),
    Role.SECTOR_HEAD: RoleRow(Sight.ALL, Reach.ALL, ("INS-03",)),
    Role.CONCURSOS_SUPERVISOR: RoleRow(Sight.ALL, Reach.ALL, ("INS-05",)),
    Role.COMPANY: RoleRow(Sight.OWN, Reach.OWN, ("COM-02", "CAP-04"), if_nobody=False, acknowledgements=10),
    Role.ANALYST: RoleRow(Sight.ALL, Reach.NONE, ("ROL-01",), if_nobody=False),
    Role.ADMINISTRATOR: RoleRow(Sight.ALL, Reach.ALL, ("LIN-05",)),
    Role.SERVICE: RoleRow(Sight.ALL, Reach.ALL, ("SYS-01",), acknowledgements=1000),  # it speaks for many
}
"""What each role sees and where it acts. Source: the rules of each row."""
