"""Who acts: roles, actors, offices (families ROL, SYS-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.model.worded import Worded


class Role(Worded):
    """Role under which somebody acts ("rol"; ROL-01, AMB-44)."""

    REGIONAL_EXECUTIVE = "REGIONAL_EXECUTIVE", "ejecutivo(a) regional"
    SECTOR_OFFICER = "SECTOR_OFFICER", "encargado(a) sectorial"
    REGIONAL_HEAD = "REGIONAL_HEAD", "director(a) regional"
    COMMERCIAL_EXECUTIVE = "COMMERCIAL_EXECUTIVE", "ejecutivo(a) de oficina comercial"
    MACROZONE_COORDINATOR = "MACROZONE_COORDINATOR", "coordinador(a) macrozonal"
    OCI_COORDINATOR = "OCI_COORDINATOR", "coordinador(a) One Click Import"
    GEOGRAPHIC_PROFESSIONAL = "GEOGRAPHIC_PROFESSIONAL", "profesional del área geográfica"
    HELP_CENTRE = "HELP_CENTRE", "Centro de Ayuda"
    CITIZEN_SERVICE = "CITIZEN_SERVICE", "Atención Ciudadana"
    CLIENT_MANAGEMENT = "CLIENT_MANAGEMENT", "gestión de clientes"
    SECTOR_HEAD = "SECTOR_HEAD", "jefe(a) de sector"
    CONCURSOS_SUPERVISOR = "CONCURSOS_SUPERVISOR", "supervisor(a) de Concursos"
    COMPANY = "COMPANY", "empresa"
    ANALYST = "ANALYST", "analista"
    ADMINISTRATOR = "ADMINISTRATOR", "administrador(a)"
    SERVICE = "SERVICE", "servicio"


PORTAL_ROLES: Final = frozenset({Role.COMPANY, Role.SERVICE})
"""Roles that act in the portal or for another system: where they come from is known, so they are not asked (CHN-01)."""


class OfficeKind(Worded):
    """Kind of office (SYS-04)."""

    OFIREG = "OFIREG", "Oficina regional."
    OFICOM = "OFICOM", "Oficina comercial en el exterior."
    CENTRAL = "CENTRAL", "Nivel central."


@dataclass(frozen=True, slots=True)
class Office:
    """
    One office of ProChile ("oficina").

    Attributes:
        code: Stable code: "OFIREG-08" (by CUT of its region), "OFICOM-CN-SHA", "CENTRAL".
        region: CUT code of its region; None outside Chile and for the central level.
        country: ISO 3166-1 alpha-2.
        zone: IANA time zone in which its days are counted (AMB-52); for an Oficom, only for display.
        commune: Decides communal holidays (AMB-03).
    """

    code: str
    kind: OfficeKind
    name: str
    country: str
    zone: str
    region: str | None = None
    commune: str | None = None
    mailbox: str | None = None


UNIT_OF_OFFICE: Final[Mapping[str, str]] = {
    "OFIREG-": "Oficina regional",
    "OFICOM-": "Oficina comercial",
    "CENTRAL": "Nivel central",
}
"""The unit that answers for what is of an office and of no process, by how the office's code begins (LIN-03)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """
    On whose behalf an operation runs.

    Attributes:
        id: Stable id of the person or service ("ana.rojas"), as the CRM mapping and the decisions record it.
        office: Office code; None for companies and services.
        account_id: For `Role.COMPANY`, the account for which the person came, when it is one.
        run: RUN proven by Clave Única, when that is how the person came (CAP-04).
        represents: For `Role.COMPANY`, the accounts that the person represents today (AMB-54).
    """

    id: str
    name: str
    role: Role
    office: str | None = None
    account_id: str | None = None
    run: str | None = None
    represents: frozenset[str] = frozenset()


SYSTEM = Actor(id="atencion", name="Atención", role=Role.SERVICE)
"""The software itself, when a rule acts without a person."""
